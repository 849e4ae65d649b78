"""What must be in order before an outlet is written: every problem at once, each at its field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import thirdterminal
from endcap.customers.outlets.drafts import OutletDraft
from endcap.customers.outlets.models import Channel, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import Problem
from endcap.kernel.scope import Reach
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

_TEXTS = (
    "code",
    "name",
    "chain_name",
    "province",
    "city",
    "district",
    "address",
    "zip",
    "phone",
    "contact_name",
    "licence_no",
    "declared_grade",
    "remark",
)
_PHONE = re.compile(r"[\d\s()+\-–#*转ext.,/]{5,}", re.IGNORECASE)
CHANNEL_NEEDED = _("选渠道。要选到最末一级。")
_CHOICES = {"status": Outlet.Status, "party_kind": Outlet.Party, "dealing": Outlet.Dealing}


def _lengths(draft: OutletDraft) -> Iterable[Problem]:
    for name in _TEXTS:
        limit = Outlet._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(getattr(draft, name).strip()) > limit:
            yield Problem(name, "too_long", gettext("最多 %(limit)s 个字，现在太长。") % {"limit": limit})
    for name, value in draft.attributes.items():
        if len(value) > thirdterminal.ATTRIBUTE_LENGTH:
            yield Problem(
                name,
                "too_long",
                gettext("最多 %(limit)s 个字，现在太长。") % {"limit": thirdterminal.ATTRIBUTE_LENGTH},
            )


def plain_problems(draft: OutletDraft) -> list[Problem]:
    """What can be told from the draft alone."""
    found: list[Problem] = list(_lengths(draft))
    if not draft.name.strip():
        found.append(Problem("name", "required", _("填终端名称。")))
    for name, kind in _CHOICES.items():
        if getattr(draft, name) not in kind.values:
            found.append(Problem(name, "unknown", _("选列表里的一项。")))
    phone = draft.phone.strip()
    if phone and (not _PHONE.fullmatch(phone) or not 5 <= len(re.sub(r"\D", "", phone)) <= 20):
        found.append(Problem("phone", "unreadable", _("不像电话号码。填 5 到 20 位数字，可带区号和分机。")))
    if draft.licence_no and re.search(r"[^0-9A-Za-z\-()（）]", draft.licence_no.strip()):
        found.append(Problem("licence_no", "unreadable", _("营业执照号只有数字和字母。核对后再填。")))
    for name in ("declared_orders",):
        if (getattr(draft, name) or 0) < 0:
            found.append(Problem(name, "negative", _("不能是负数。")))
    if draft.opened_on and draft.closed_on and draft.closed_on < draft.opened_on:
        found.append(Problem("closed_on", "before_start", _("关店日期不能早于开户日期。")))
    return found


def channel_problems(draft: OutletDraft, channel: Channel | None) -> list[Problem]:
    """An outlet carries exactly one open leaf; a third-terminal file needs address and phone."""
    if channel is None:
        return [Problem("channel", "required", CHANNEL_NEEDED)]
    if not channel.is_leaf:
        return [
            Problem(
                "channel",
                "not_a_leaf",
                gettext("“%(name)s”下面还有细分，选到最末一级。") % {"name": str(channel)},
            )
        ]
    if channel.closed_on:
        return [
            Problem("channel", "closed", gettext("渠道“%(name)s”已停用，换一个。") % {"name": str(channel)})
        ]
    if channel.outlet_type != thirdterminal.OUTLET_TYPE:
        return []
    return [
        Problem(name, "required", _("第三终端的档案必须有地址和电话，补上。"))
        for name in thirdterminal.MANDATORY
        if not getattr(draft, name).strip()
    ]


def owner_problems(actor: Actor, owner: Person | None, *, is_new: bool) -> list[Problem]:
    """The owner is exactly one active person whom the actor may choose."""
    if owner is None:
        return [Problem("owner", "required", _("选负责人。每家终端都要有一位在职的负责人。"))]
    if not owner.is_active:
        return [
            Problem("owner", "inactive", gettext("%(name)s已离职，换一位在职的人。") % {"name": owner.name})
        ]
    if actor.reach == Reach.COMPANY or owner.pk == actor.person_id:
        return []
    may_choose = (
        actor.reach == Reach.UNIT and owner.unit_id in actor.unit_ids and (is_new or actor.may(Rights.ASSIGN))
    )
    return [] if may_choose else [Problem("owner", "out_of_reach", _("只能选自己，或本单位的人。"))]


def unit_problems(actor: Actor, unit: Unit | None) -> list[Problem]:
    """The unit exists, is open, and lies within the actor's reach."""
    if unit is None:
        return [Problem("unit", "required", _("选所属单位。"))]
    if unit.closed_on:
        return [Problem("unit", "closed", _("这个单位已撤销，换一个。"))]
    if actor.reach == Reach.UNIT and unit.pk not in actor.unit_ids:
        return [Problem("unit", "out_of_reach", _("只能选本单位或下级单位。"))]
    return []


def code_problems(code: str, *, but: UUID | None = None) -> list[Problem]:
    """A code is used once in the whole company."""
    if not code.strip():
        return []
    others = Outlet.objects.unscoped("a code is unique in the whole company").filter(code=code.strip())
    if (others.exclude(pk=but) if but else others).exists():
        return [Problem("code", "taken", _("终端编码已被使用，换一个或留空由系统编号。"))]
    return []


def owner_named(person_id: UUID | None) -> Person | None:
    """Somebody who may be an owner, wherever in the company."""
    if person_id is None:
        return None
    rows = Person.objects.unscoped("the owner is checked against the actor's reach")
    return rows.select_related("unit").filter(pk=person_id).first()


def owner_problems_of_many(which: str) -> list[Problem]:
    """One of many outlets lacks an active owner."""
    return [
        Problem(
            "owner",
            "inactive",
            gettext("“%(which)s”的负责人空着或已离职，换一位在职的人。") % {"which": which},
        )
    ]
