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
from endcap.customers.outlets.services.arrange import SegmentDraft, delete_segment, save_segment
from endcap.customers.outlets.services.bulk import create_many, create_stubs, update_many
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
from endcap.customers.outlets.services.ledger import Ledger, export_ledger
from endcap.customers.outlets.services.links import confirm_link, dismiss_link, scan_duplicates
from endcap.customers.outlets.services.mass import (
    Selection,
    begin_mass_action,
    begin_undo_mass_action,
    drop_mass_action,
    mass_right,
    preview_mass_action,
    run_mass_action,
    undo_mass_action,
)
from endcap.customers.outlets.services.merging import Seen, merge_outlets, undo_merge
from endcap.customers.outlets.services.own import change_owner
from endcap.customers.outlets.services.register import (
    archive,
    create_outlet,
    problems_of_new,
    restore,
    update_outlet,
    verify_file,
)
from endcap.customers.outlets.services.relations import propose_pair, set_same_place, set_successor
from endcap.customers.outlets.services.removing import remove_many
from endcap.customers.outlets.services.saved_views import (
    change_view,
    choose_columns,
    delete_view,
    move_view,
    save_view,
)
from endcap.customers.outlets.services.tags import (
    add_tag,
    change_tag,
    create_tag,
    delete_tag,
    merge_tags,
    remove_tag,
)
from endcap.customers.outlets.services.upkeep import add_note, write_care_plan

__all__ = [
    "UNSORTED",
    "ContactDraft",
    "FigureRow",
    "GradeRow",
    "GradesWritten",
    "Ledger",
    "OutletDraft",
    "ScanResult",
    "Seen",
    "SegmentDraft",
    "Selection",
    "Suspect",
    "add_channel",
    "add_contact",
    "add_contacts",
    "add_note",
    "add_tag",
    "archive",
    "begin_mass_action",
    "begin_undo_mass_action",
    "change_owner",
    "change_tag",
    "change_view",
    "choose_columns",
    "classify",
    "close_channel",
    "confirm_link",
    "create_many",
    "create_outlet",
    "create_preset_channels",
    "create_preset_schemes",
    "create_scheme",
    "create_stubs",
    "create_tag",
    "delete_segment",
    "delete_tag",
    "delete_view",
    "dismiss_link",
    "drop_mass_action",
    "end_classification",
    "export_ledger",
    "mass_right",
    "merge_outlets",
    "merge_tags",
    "move_view",
    "preview_mass_action",
    "problems_of_new",
    "propose_pair",
    "record_figures",
    "remove_many",
    "remove_tag",
    "rename_channel",
    "restore",
    "review_grade",
    "run_mass_action",
    "save_segment",
    "save_view",
    "scan_duplicates",
    "set_key_class_by_rule",
    "set_same_place",
    "set_successor",
    "show_contact",
    "undo_mass_action",
    "undo_merge",
    "update_contact",
    "update_many",
    "update_outlet",
    "verify_file",
    "withdraw_consent",
    "write_care_plan",
    "write_grades",
]
