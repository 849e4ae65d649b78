"""The tables of the book of outlets."""

from endcap.customers.outlets.models.base import OfOutletQuerySet, in_reader_language
from endcap.customers.outlets.models.channels import Channel
from endcap.customers.outlets.models.classes import Classification, GradeReview, Scheme, SchemeValue
from endcap.customers.outlets.models.contacts import Contact
from endcap.customers.outlets.models.links import OutletLink
from endcap.customers.outlets.models.outlet import Outlet, OutletQuerySet, Ownership, Tag
from endcap.customers.outlets.models.views import SavedView, Segment

__all__ = [
    "Channel",
    "Classification",
    "Contact",
    "GradeReview",
    "OfOutletQuerySet",
    "Outlet",
    "OutletLink",
    "OutletQuerySet",
    "Ownership",
    "SavedView",
    "Scheme",
    "SchemeValue",
    "Segment",
    "Tag",
    "in_reader_language",
]
