"""What the ledger refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal
from endcap.mechanisms.ledger.books import Key


@dataclass(frozen=True)
class Shortage:
    """An account that would fall below its floor: how much would leave, how much there is for it."""

    key: Key
    asked: int
    available: int


class Insufficient(Refusal):
    """Not enough there. All accounts that fall short, with what is missing."""

    code = "insufficient"
    sentence = _("余额不足：有 %(count)s 处不够，先补足再记。")

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(count=len(self.shortages))


class OpTaken(Refusal):
    """The id was used before, for something else."""

    code = "op_taken"
    sentence = _("这个编号已经记过另一笔业务，换一个编号再记。")


class PeriodClosed(Refusal):
    """The day lies in a closed period."""

    code = "period_closed"
    sentence = _("%(on)s 已经结账，不能再记。改用结账后的日期，或请财务重新打开这一期。")


class AccountClosed(Refusal):
    """The account takes nothing any more."""

    code = "account_closed"
    sentence = _("账户已经关闭，不能再记。")


class UnitsDiffer(Refusal):
    """The two accounts hold different things."""

    code = "units_differ"
    sentence = _("两个账户不是同一种东西，不能互转。")


class AlreadyReversed(Refusal):
    """Reversed before, or more than there was."""

    code = "already_reversed"
    sentence = _("这一笔已经冲销过，或冲销额超过原额。")


class AlreadyResolved(Refusal):
    """A pending transfer ends once."""

    code = "already_resolved"
    sentence = _("这一笔已经兑现或作废过了。")


class ApproverIsMaker(Refusal):
    """Nobody approves an operation of his own."""

    code = "approver_is_maker"
    sentence = _("经办人不能批准自己的业务，换一个人批。")
    status = 403


class NothingToReverse(Refusal):
    """The operation does not exist or moved nothing."""

    code = "nothing_to_reverse"
    sentence = _("没有找到可以冲销的业务。")
    status = 404


class NotBackwards(Refusal):
    """Closing goes forward; going back is an operation of its own."""

    code = "period_not_backwards"
    sentence = _("已经结到 %(through)s。要往回改，用“重新打开”，并写明理由。")
