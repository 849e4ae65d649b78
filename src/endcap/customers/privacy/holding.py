"""What the book of outlets and the lists hold about people, and how long: registered with the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.selectors import concerned
from endcap.customers.outlets.services import forgetting
from endcap.customers.privacy import retention
from endcap.customers.privacy.holders import Held, Holder, Identity
from endcap.customers.privacy.models import ArchiveClass
from endcap.kernel.actor import Actor
from endcap.kernel.exchange.services import forgetting as lists

MONTH = timedelta(days=30)


def _people(actor: Actor, who: Identity) -> Sequence[Held]:
    known = (
        concerned.people_known_by(actor, who.phone_key)
        if who.phone_key
        else concerned.people_called(actor, who.name)
    )
    return [
        Held(
            str(one.pk),
            f"{one.outlet.name} ({one.outlet.code})",
            concerned.describe(one),
            reverse("outlets:outlet", args=[one.outlet_id]),
        )
        for one in known
        if one.name != concerned.FORGOTTEN
    ]


def _forget_people(actor: Actor, who: Identity) -> int:
    known = concerned.people_known_by(actor, who.phone_key)
    return forgetting.forget_contacts(actor, contact_ids=[one.pk for one in known])


def _phones(actor: Actor, who: Identity) -> Sequence[Held]:
    return [
        Held(
            str(one.pk),
            f"{one.name} ({one.code})",
            tuple(
                (str(label), value)
                for label, value in ((_("电话"), one.phone), (_("联系人"), one.contact_name))
                if value
            ),
            reverse("outlets:outlet", args=[one.pk]),
        )
        for one in concerned.outlets_with_phone(actor, who.phone_key)
    ]


def _forget_phones(actor: Actor, who: Identity) -> int:
    found = concerned.outlets_with_phone(actor, who.phone_key)
    return forgetting.forget_phone_of_outlets(actor, outlet_ids=[one.pk for one in found])


def _rows(_actor: Actor, who: Identity) -> Sequence[Held]:
    rows = lists.rows_mentioning([who.phone_key]) if who.phone_key else []
    return [Held(str(pk), str(_("导入的名单")), ()) for pk, _batch in rows[:50]]


def _forget_rows(actor: Actor, who: Identity) -> int:
    return lists.forget(actor, words=[who.phone_key, who.name])


HOLDERS = (
    Holder("contacts", _("终端联系人"), _people, _forget_people, 10),
    Holder("outlets", _("终端电话"), _phones, _forget_phones, 20),
    Holder("lists", _("导入的名单和导出的文件"), _rows, _forget_rows, 90),
)


def _classes_due(actor: Actor, before: date) -> int:
    return sum(
        concerned.count_put_away(actor, archive_class=one.code, before=_before(actor, one, before))
        for one in _forgetting_classes()
    )


def _forgetting_classes() -> list[ArchiveClass]:
    return list(ArchiveClass.objects.filter(then=ArchiveClass.Then.FORGET))


def _before(actor: Actor, one: ArchiveClass, grace: date) -> date:
    """A class has its own months; the days of the rule come on top."""
    return grace - MONTH * one.keep_months


def _forget_classes(actor: Actor, before: date) -> int:
    return sum(
        forgetting.forget_put_away(actor, archive_class=one.code, before=_before(actor, one, before))
        for one in _forgetting_classes()
    )


RULES = (
    retention.Rule(
        "contacts_left",
        _("离开的联系人"),
        _("不在店里的人：去掉姓名、电话、邮箱、生日和爱好，保留“有过这个角色”。"),
        365,
        concerned.count_left,
        forgetting.forget_left,
        10,
    ),
    retention.Rule(
        "archived_files",
        _("归档的档案"),
        _("超过归档类别的保存月数以后再等这些天，去掉档案里的个人信息，交易保留。"),
        30,
        _classes_due,
        _forget_classes,
        20,
    ),
)
