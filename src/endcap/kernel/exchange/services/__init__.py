"""Import and export, step by step and in one go."""

from endcap.kernel.exchange.services.blank import blank_sheet
from endcap.kernel.exchange.services.committing import commit, writable_rows
from endcap.kernel.exchange.services.error_sheet import Marked, write_error_sheet
from endcap.kernel.exchange.services.exporting import (
    ExportReport,
    ExportRequest,
    export_to,
    export_to_file,
    exportable_columns,
    exported_file,
    order_export,
    stream_csv,
    write_queued_export,
)
from endcap.kernel.exchange.services.flow import (
    begin_commit,
    begin_reading,
    begin_staging,
    begin_undo,
    cancel_step,
    drop_batch,
    work,
)
from endcap.kernel.exchange.services.importing import report, run_import, unsettled
from endcap.kernel.exchange.services.intake import receive
from endcap.kernel.exchange.services.mending import may_mend, mend_cell
from endcap.kernel.exchange.services.pruning import Pruned, prune
from endcap.kernel.exchange.services.report import ImportReport
from endcap.kernel.exchange.services.staging import choose_mapping, propose_mapping, stage
from endcap.kernel.exchange.services.undoing import Undone, undo
from endcap.kernel.exchange.writing.presenting import Style

__all__ = [
    "ExportReport",
    "ExportRequest",
    "ImportReport",
    "Marked",
    "Pruned",
    "Style",
    "Undone",
    "begin_commit",
    "begin_reading",
    "begin_staging",
    "begin_undo",
    "blank_sheet",
    "cancel_step",
    "choose_mapping",
    "commit",
    "drop_batch",
    "export_to",
    "export_to_file",
    "exportable_columns",
    "exported_file",
    "may_mend",
    "mend_cell",
    "order_export",
    "propose_mapping",
    "prune",
    "receive",
    "report",
    "run_import",
    "stage",
    "stream_csv",
    "undo",
    "unsettled",
    "work",
    "writable_rows",
    "write_error_sheet",
    "write_queued_export",
]
