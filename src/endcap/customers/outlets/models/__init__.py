"""The tables of the book of outlets."""

from endcap.customers.outlets.models.base import OfOutletQuerySet, in_reader_language
from endcap.customers.outlets.models.channels import Channel
from endcap.customers.outlets.models.classes import Classification, GradeReview, Scheme, SchemeValue
from endcap.customers.outlets.models.contacts import Contact
from endcap.customers.outlets.models.links import OutletLink
from endcap.customers.outlets.models.mass import MassAction, MassRow
from endcap.customers.outlets.models.merging import Merge, MovedRows
from endcap.customers.outlets.models.notes import FileNote
from endcap.customers.outlets.models.outlet import Outlet, OutletQuerySet, Ownership, Tag
from endcap.customers.outlets.models.search import SearchBlock, SearchEntry, SearchPosting
from endcap.customers.outlets.models.views import ChosenColumns, SavedView, Segment

__all__ = [
    "Channel",
    "ChosenColumns",
    "Classification",
    "Contact",
    "FileNote",
    "GradeReview",
    "MassAction",
    "MassRow",
    "Merge",
    "MovedRows",
    "OfOutletQuerySet",
    "Outlet",
    "OutletLink",
    "OutletQuerySet",
    "Ownership",
    "SavedView",
    "Scheme",
    "SchemeValue",
    "SearchBlock",
    "SearchEntry",
    "SearchPosting",
    "Segment",
    "Tag",
    "in_reader_language",
]
