"""What can be done with merchants."""

from endcap.customers.merchants.drafts import KIND, RENEWAL_KIND
from endcap.customers.merchants.services.approving import (
    EXPIRY,
    on_approval_ended,
    reopen,
    request_renewal,
    resume,
    submit,
    suspend,
    withdraw,
    withdraw_renewal,
)
from endcap.customers.merchants.services.forgetting import forget_people
from endcap.customers.merchants.services.importing import (
    ImportedMerchant,
    import_merchants,
    known_licences,
    undo_import,
)
from endcap.customers.merchants.services.joining import (
    TOPIC,
    create_link,
    end_link,
    join,
    knock,
    open_link,
    token_of,
)
from endcap.customers.merchants.services.onboarding import (
    LICENCE_FIELDS,
    add_photos,
    link_outlets,
    save_bank,
    save_bank_with_papers,
    save_licence,
    show_account,
    start_merchant,
    unlink_outlets,
)
from endcap.customers.merchants.services.readings import read_photo
from endcap.customers.merchants.services.upkeep import EXPIRY_TOPIC, warn_of_expiry

__all__ = [
    "EXPIRY",
    "EXPIRY_TOPIC",
    "KIND",
    "LICENCE_FIELDS",
    "RENEWAL_KIND",
    "TOPIC",
    "ImportedMerchant",
    "add_photos",
    "create_link",
    "end_link",
    "forget_people",
    "import_merchants",
    "join",
    "knock",
    "known_licences",
    "link_outlets",
    "on_approval_ended",
    "open_link",
    "read_photo",
    "reopen",
    "request_renewal",
    "resume",
    "save_bank",
    "save_bank_with_papers",
    "save_licence",
    "show_account",
    "start_merchant",
    "submit",
    "suspend",
    "token_of",
    "undo_import",
    "unlink_outlets",
    "warn_of_expiry",
    "withdraw",
    "withdraw_renewal",
]
