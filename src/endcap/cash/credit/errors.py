"""What credit refuses, each with the sentence that says what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Conflict, Refusal


class InvestigationOpen(Conflict):
    """One investigation of a form at a time."""

    code = "credit_investigation_open"
    sentence = _("“%(payer)s”已有一份没交的“%(form)s”，先填完它。")


class NoInvestigation(Refusal):
    """A limit is asked for on the ground of a fresh investigation only."""

    code = "credit_needs_investigation"
    sentence = _(
        "“%(payer)s”没有可用的信用调查。每次申请额度都要先做一份新的调查（%(days)s 天内有效，用过的不能再用）。"
    )


class ApplicationOpen(Conflict):
    """One application at a time."""

    code = "credit_application_open"
    sentence = _("“%(payer)s”已有一份额度申请在审批。等它有结果，或先撤回。")


class NothingChanges(Refusal):
    """An application that asks for what is there."""

    code = "credit_nothing_changes"
    sentence = _("申请的额度、账期和有效期跟现在一样，不用申请。")


class StateRefused(Refusal):
    """Not from here to there."""

    code = "credit_state_refused"
    sentence = _("现在是“%(before)s”，不能改成“%(after)s”。")


class BlockedBefore(Conflict):
    """Blocked is blocked."""

    code = "credit_blocked_already"
    sentence = _("“%(payer)s”的信用已经停用：%(reason)s。")


class NotBlocked(Refusal):
    """There is nothing to lift."""

    code = "credit_not_blocked"
    sentence = _("“%(payer)s”的信用没有停用。")


class CheckMissing(Refusal):
    """A modern-trade customer signs after his credit was checked."""

    code = "credit_check_missing"
    sentence = _("“%(outlet)s”是现代通路客户，签合同前要先做信用调查，且等级不能是最低一级。")
