"""What one can do with the book of outlets. Each name is one operation of the business."""

from __future__ import annotations

from endcap.customers.outlets.drafts import (
    ContactDraft,
    FigureRow,
    GradeRow,
    GradesWritten,
    OutletDraft,
    ScanResult,
    Suspect,
)
from endcap.customers.outlets.presets import UNSORTED
from endcap.customers.outlets.services.arrange import (
    SegmentDraft,
    add_tag,
    delete_segment,
    delete_view,
    remove_tag,
    save_segment,
    save_view,
)
from endcap.customers.outlets.services.bulk import create_many, create_stubs, remove_many, update_many
from endcap.customers.outlets.services.channels import (
    add_channel,
    close_channel,
    create_preset_channels,
    create_preset_schemes,
    create_scheme,
    rename_channel,
)
from endcap.customers.outlets.services.classify import (
    classify,
    end_classification,
    review_grade,
    set_key_class_by_rule,
)
from endcap.customers.outlets.services.contacts import (
    add_contact,
    add_contacts,
    show_contact,
    update_contact,
    withdraw_consent,
)
from endcap.customers.outlets.services.figures import record_figures, write_grades
from endcap.customers.outlets.services.links import confirm_link, dismiss_link, scan_duplicates
from endcap.customers.outlets.services.own import change_owner
from endcap.customers.outlets.services.register import (
    archive,
    create_outlet,
    problems_of_new,
    restore,
    update_outlet,
    verify_file,
)

__all__ = [
    "UNSORTED",
    "ContactDraft",
    "FigureRow",
    "GradeRow",
    "GradesWritten",
    "OutletDraft",
    "ScanResult",
    "SegmentDraft",
    "Suspect",
    "add_channel",
    "add_contact",
    "add_contacts",
    "add_tag",
    "archive",
    "change_owner",
    "classify",
    "close_channel",
    "confirm_link",
    "create_many",
    "create_outlet",
    "create_preset_channels",
    "create_preset_schemes",
    "create_scheme",
    "create_stubs",
    "delete_segment",
    "delete_view",
    "dismiss_link",
    "end_classification",
    "problems_of_new",
    "record_figures",
    "remove_many",
    "remove_tag",
    "rename_channel",
    "restore",
    "review_grade",
    "save_segment",
    "save_view",
    "scan_duplicates",
    "set_key_class_by_rule",
    "show_contact",
    "update_contact",
    "update_many",
    "update_outlet",
    "verify_file",
    "withdraw_consent",
    "write_grades",
]
