"""What the area of merchants declines, each with the sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class StateRefused(Refusal):
    """The merchant cannot go from its state to the wanted one."""

    code = "merchant_state_refused"
    sentence = _("“%(name)s”现在是“%(before)s”，不能改成“%(after)s”。")


class NotEditable(Refusal):
    """Data of a merchant that is in approval, approved or suspended stay as they are."""

    code = "merchant_not_editable"
    sentence = _("“%(name)s”现在是“%(state)s”，资料不能改。审批中先撤回；已准入先点“改资料”。")


class OutletTaken(Refusal):
    """The outlet is another merchant's."""

    code = "outlet_has_merchant"
    sentence = _("“%(outlet)s”已经挂在商户 %(number)s 名下。先从那边移出，再挂过来。")


class LastOutlet(Refusal):
    """A merchant without an outlet would be seen by nobody."""

    code = "merchant_last_outlet"
    sentence = _("“%(name)s”只剩这一家终端，不能移出。先挂上另一家。")


class NoMerchant(Refusal):
    """Nobody has been named who owns the outlet in law."""

    code = "no_merchant"
    sentence = _("“%(outlet)s”还没有办商户准入，不能交易。先办准入。")


class MerchantNotApproved(Refusal):
    """Only approved merchants trade."""

    code = "merchant_not_approved"
    sentence = _("“%(outlet)s”的商户现在是“%(state)s”，不能交易。准入批准后才能下单。")


class MerchantHalted(Refusal):
    """The merchant was suspended."""

    code = "merchant_suspended"
    sentence = _("“%(outlet)s”的商户已暂停交易：%(reason)s。恢复后才能下单。")


class LicenceExpired(Refusal):
    """The licence has run out."""

    code = "licence_expired"
    sentence = _("“%(outlet)s”的营业执照 %(on)s 到期，不能交易。先换新执照。")


class ReasonMissing(Refusal):
    """Whoever stops a merchant says why."""

    code = "reason_missing"
    sentence = _("写明原因，最多 500 个字。")
    status = 422


class RenewalOpen(Refusal):
    """One renewal at a time."""

    code = "renewal_open"
    sentence = _("“%(name)s”已有一份换新申请在审批。等它有结果，或先撤回。")


class NoRenewal(Refusal):
    """There is no renewal to take back."""

    code = "renewal_none"
    sentence = _("这家商户没有在审批的换新申请。")


class NotTrading(Refusal):
    """Only the licence of an approved merchant is renewed."""

    code = "merchant_not_trading"
    sentence = _("“%(name)s”现在是“%(state)s”，执照直接在资料里改，不用换新。")


class LinkOver(Refusal):
    """A link that no longer opens; the sentence is the same whichever way it ended."""

    code = "join_link_over"
    sentence = _("这个登记链接已失效。找给链接的业务人员要一个新的。")
    status = 404


class TooManyTries(Refusal):
    """Somebody tries too often."""

    code = "join_too_often"
    sentence = _("登记得太频繁，过一小时再试。填的内容没有提交。")


class LinkNotOpen(Refusal):
    """An ended link can't be ended again."""

    code = "join_link_ended"
    sentence = _("这个链接已经停用。")
