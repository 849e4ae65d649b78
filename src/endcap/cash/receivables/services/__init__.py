"""What happens to contracts, invoices and money; one operation each."""

from endcap.cash.receivables.services.allocating import Part, allocate, undo_allocation
from endcap.cash.receivables.services.appraising import decide_appraisal
from endcap.cash.receivables.services.banking import Imported, import_statement, match_line, set_line_aside
from endcap.cash.receivables.services.collecting import note_talk, open_balance
from endcap.cash.receivables.services.contracts import (
    activate_contract,
    create_contract,
    end_contract,
    update_contract,
)
from endcap.cash.receivables.services.deducting import (
    DeductionDraft,
    accept_deduction,
    matching_clauses,
    record_deduction,
    withdraw_deduction,
)
from endcap.cash.receivables.services.house import (
    add_bank_account,
    end_permit,
    open_or_close_account,
    permit_collection,
    publish_policy,
)
from endcap.cash.receivables.services.invoicing import credit_note, credit_note_lines_of, issue_invoice
from endcap.cash.receivables.services.late_fees import LateFee, charge_late_fee, late_fees
from endcap.cash.receivables.services.money_in import (
    PaymentDraft,
    collect_cash,
    confirm_payment,
    deposit_cash,
    hand_over,
    record_payment,
    reject_payment,
    report_payment,
    reverse_payment,
)
from endcap.cash.receivables.services.selling import ReportDraft, Sold, cancel_sold_report, record_sold_report

__all__ = [
    "DeductionDraft",
    "Imported",
    "LateFee",
    "Part",
    "PaymentDraft",
    "ReportDraft",
    "Sold",
    "accept_deduction",
    "activate_contract",
    "add_bank_account",
    "allocate",
    "cancel_sold_report",
    "charge_late_fee",
    "collect_cash",
    "confirm_payment",
    "create_contract",
    "credit_note",
    "credit_note_lines_of",
    "decide_appraisal",
    "deposit_cash",
    "end_contract",
    "end_permit",
    "hand_over",
    "import_statement",
    "issue_invoice",
    "late_fees",
    "match_line",
    "matching_clauses",
    "note_talk",
    "open_balance",
    "open_or_close_account",
    "permit_collection",
    "publish_policy",
    "record_deduction",
    "record_payment",
    "record_sold_report",
    "reject_payment",
    "report_payment",
    "reverse_payment",
    "set_line_aside",
    "undo_allocation",
    "update_contract",
    "withdraw_deduction",
]
