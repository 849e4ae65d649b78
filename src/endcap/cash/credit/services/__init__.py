"""Operations of credit."""

from endcap.cash.credit.services.applying import (
    KIND,
    SUBJECT,
    apply_for_limit,
    on_approval_ended,
    withdraw_application,
)
from endcap.cash.credit.services.blocking import block, unblock
from endcap.cash.credit.services.casing import (
    NUMBER,
    BadDebtDraft,
    BreachDraft,
    SecurityDraft,
    add_security,
    appeal_bad_debt,
    close_bad_debt,
    decide_bad_debt,
    end_breach,
    open_bad_debt,
    propose_for_bad_debt,
    record_breach,
)
from endcap.cash.credit.services.granting import grant_limit
from endcap.cash.credit.services.investigating import (
    FILES_SUBJECT,
    begin_investigation,
    install_questionnaires,
    investigate,
    save_answers,
    submit_investigation,
)
from endcap.cash.credit.services.settling import free_credit, use_credit_again, withdraw_due
from endcap.cash.credit.services.watching import REVIEW, ask_for_review, look_at_limits, refuse_unchecked

__all__ = [
    "FILES_SUBJECT",
    "KIND",
    "NUMBER",
    "REVIEW",
    "SUBJECT",
    "BadDebtDraft",
    "BreachDraft",
    "SecurityDraft",
    "add_security",
    "appeal_bad_debt",
    "apply_for_limit",
    "ask_for_review",
    "begin_investigation",
    "block",
    "close_bad_debt",
    "decide_bad_debt",
    "end_breach",
    "free_credit",
    "grant_limit",
    "install_questionnaires",
    "investigate",
    "look_at_limits",
    "on_approval_ended",
    "open_bad_debt",
    "propose_for_bad_debt",
    "record_breach",
    "refuse_unchecked",
    "save_answers",
    "submit_investigation",
    "unblock",
    "use_credit_again",
    "withdraw_application",
    "withdraw_due",
]
