"""What the area of orders declines, each with the sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class StateRefused(Refusal):
    """The order cannot go from its state to the wanted one."""

    code = "order_state_refused"
    sentence = _("订单 %(number)s 现在是“%(before)s”，不能改成“%(after)s”。")


class OrderIdTaken(Refusal):
    """The client's id stands for another request."""

    code = "order_id_taken"
    sentence = _("这个 id 已经是另一张订单（%(number)s），内容不同。换一个新的 id 再发。")


class NothingToShip(Refusal):
    """No goods are held for the order."""

    code = "order_nothing_to_ship"
    sentence = _("订单 %(number)s 没有预留的货，发不出去。到货后先点“补留到货”。")


class OrderHeld(Refusal):
    """The order waits for money, credit or goods."""

    code = "order_held"
    sentence = _("订单 %(number)s 被拦下了：%(reasons)s。先解决，或请有权的人放行。")


class NotHeld(Refusal):
    """Nothing is in the way of the order."""

    code = "order_not_held"
    sentence = _("订单 %(number)s 没有被拦下，不用放行。")


class NotOverridable(Refusal):
    """Goods that are not there, or a merchant who may not trade, are no matter of permission."""

    code = "order_hold_stays"
    sentence = _("“%(reason)s”不能破例放行。先解决它。")


class MakerReleases(Refusal):
    """Whoever entered an order does not let it pass himself."""

    code = "order_maker_releases"
    sentence = _("订单 %(number)s 是自己开的，要由另一个人放行。")


class ReasonMissing(Refusal):
    """Whoever stops or releases something says why."""

    code = "reason_missing"
    sentence = _("写明原因，最多 200 个字。")
    status = 422


class MeetingClosed(Refusal):
    """The meeting is over."""

    code = "order_meeting_closed"
    sentence = _("订货会“%(name)s”已经结束，不能再签到或下单。")


class NotSignedIn(Refusal):
    """Only outlets that came order at a meeting."""

    code = "order_meeting_not_signed_in"
    sentence = _("“%(outlet)s”还没有签到。先签到，再下单。")


class IssueEnded(Refusal):
    """An issue is closed once."""

    code = "order_issue_ended"
    sentence = _("这个问题已经办结。")
