"""What is refused around people, roles and tokens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class LastAdministrator(Refusal):
    """Somebody must stay who may change everything."""

    code = "last_administrator"
    sentence = _("这样就没有系统管理员了。先让另一个人成为系统管理员。")


class BeyondOwnRights(Refusal):
    """Nobody gives rights that he does not hold himself."""

    code = "beyond_own_rights"
    sentence = _("不能给出自己没有的权限：%(rights)s。由有这些权限的人来做。")
    status = 403


class BeyondOwnReach(Refusal):
    """Nobody lets others see further than he does himself."""

    code = "beyond_own_reach"
    sentence = _("不能给出比自己更大的可见范围。由可见范围更大的人来做。")
    status = 403


class Outranked(Refusal):
    """Whoever administers people is not taken over by somebody who administers less."""

    code = "outranked"
    sentence = _("%(person)s 有自己没有的管理权限，由另一位系统管理员操作。")
    status = 403


class NotOneself(Refusal):
    """Nobody locks himself out."""

    code = "not_oneself"
    sentence = _("不能停用自己，由另一位管理员操作。")


class DelegationCircle(Refusal):
    """What somebody gives away must not come back to him through deputies on the same days."""

    code = "delegation_circle"
    sentence = _("同样的日子里会绕回 %(person)s 自己：%(way)s。换一个人，或换日期。")


class NotForOneself(Refusal):
    """Whoever administers people does not take their decisions by himself."""

    code = "not_for_oneself"
    sentence = _("不能把 %(person)s 的事交给自己代理，由本人或另一位管理员登记。")
    status = 403


class SealBroken(Refusal):
    """A secret was sealed with another key of the installation, so it is of no use any more."""

    code = "seal_broken"
    sentence = _("安装的密钥换过，原来的两步验证读不出来了。由系统管理员重设这个人的两步验证。")


class FactorNeeded(Refusal):
    """A role asks for a second factor, so the last one stays."""

    code = "factor_needed"
    sentence = _("角色要求两步验证，最后一种验证方式不能删除。先添加另一种。")


class OwnFactor(Refusal):
    """One's own second factor is changed on one's own page, where the password is asked again."""

    code = "own_factor"
    sentence = _("自己的验证方式在“两步验证”页面里改；手机丢了用恢复码，或由另一位管理员重设。")
