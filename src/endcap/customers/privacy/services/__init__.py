"""What one can do for the people whose data is held. Each name is one operation of the business."""

from endcap.customers.privacy.services.archiving import (
    close_archive_class,
    create_preset_classes,
    save_archive_class,
)
from endcap.customers.privacy.services.consenting import give_consent, keep_in_step, withdraw_consent
from endcap.customers.privacy.services.requesting import (
    answer,
    erase,
    open_request,
    refuse_request,
)
from endcap.customers.privacy.services.retaining import apply_retention, set_days

__all__ = [
    "answer",
    "apply_retention",
    "close_archive_class",
    "create_preset_classes",
    "erase",
    "give_consent",
    "keep_in_step",
    "open_request",
    "refuse_request",
    "save_archive_class",
    "set_days",
    "withdraw_consent",
]
