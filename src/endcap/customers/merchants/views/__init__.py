"""Pages of merchants."""

from endcap.customers.merchants.views.file import (
    merchant,
    outlets,
    renew,
    reopen,
    resume,
    show_account,
    suspend,
    withdraw,
    withdraw_renewal,
)
from endcap.customers.merchants.views.links import end_link, links
from endcap.customers.merchants.views.listing import merchants
from endcap.customers.merchants.views.onboarding import add_photos, new, reading, step

__all__ = [
    "add_photos",
    "end_link",
    "links",
    "merchant",
    "merchants",
    "new",
    "outlets",
    "reading",
    "renew",
    "reopen",
    "resume",
    "show_account",
    "step",
    "suspend",
    "withdraw",
    "withdraw_renewal",
]
