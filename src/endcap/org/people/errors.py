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
