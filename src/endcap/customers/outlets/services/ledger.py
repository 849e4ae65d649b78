"""Giving out the ledger of one customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endcap.customers.outlets import ledgers, selectors
from endcap.customers.outlets.ledgers import LedgerPart
from endcap.customers.outlets.models import Contact, FileNote, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.ui import figures as texts

_ALL = 5_000


@dataclass(frozen=True)
class Ledger:
    """The workbook of one customer."""

    file_name: str
    content: bytes


@transaction.atomic
def export_ledger(actor: Actor, *, outlet_id: UUID, purpose: str) -> Ledger:
    """The ledger of one customer as a workbook: basic data, deal history, opinions and care plans, contacts,
    owners and classes. Who took it and what for is kept; phones are masked unless the actor may export
    personal data."""
    actor.require(Rights.EXPORT)

    outlet = selectors.outlet_of(actor, outlet_id)
    collect(
        [
            None
            if purpose.strip()
            else Problem("purpose", "required", gettext_lazy("写明导出做什么用，会记进导出记录。"))
        ]
    )

    in_full = actor.may(Rights.EXPORT_PERSONAL)
    file = selectors.file_of(actor, outlet_id)
    history = selectors.history_of(actor, outlet_id)
    parts = [
        LedgerPart(_("基本资料"), (_("项目"), _("内容")), _basics(outlet, in_full), (22, 60)),
        *ledgers.higher(actor, outlet),
        _notes(selectors.notes_page(actor, outlet_id, limit=_ALL)),
        _contacts(file.contacts, in_full),
        LedgerPart(
            _("负责人"),
            (_("负责人"), _("起"), _("止"), _("原因")),
            [
                (one.owner.name, texts.date_text(one.from_on), texts.date_text(one.to_on), one.reason)
                for one in history.ownerships
            ],
            (18, 14, 14, 50),
        ),
        LedgerPart(
            _("分类"),
            (_("方案"), _("分类"), _("起"), _("止"), _("原因"), _("谁定的")),
            [
                (
                    str(one.scheme),
                    one.value,
                    texts.date_text(one.valid_from),
                    texts.date_text(one.valid_to),
                    one.reason_in_words,
                    one.by_name,
                )
                for one in file.classes
            ],
            (20, 14, 14, 14, 60, 16),
        ),
    ]
    note = _("%(who)s %(day)s 导出，用途：%(purpose)s") % {
        "who": actor.name,
        "day": texts.moment_text(actor.now),
        "purpose": purpose.strip()[:80],
    }
    content = ledgers.workbook(parts, note=note)

    audit.record(actor, "outlets.ledger_exported", outlet, purpose=purpose.strip()[:200], in_full=in_full)
    name = "".join(sign for sign in f"{outlet.code}_{outlet.name}" if sign not in '\\/:*?"<>|')
    return Ledger(f"{_('台账')}_{name}.xlsx", content)


def _basics(outlet: Outlet, in_full: bool) -> list[tuple[str, str]]:
    place = f"{outlet.province}{outlet.city}{outlet.district} {outlet.address} {outlet.zip}".strip()
    phone = outlet.phone if in_full or not outlet.phone else texts.masked_phone_text(outlet.phone)
    contact = (
        outlet.contact_name
        if in_full or not outlet.contact_name
        else texts.masked_name_text(outlet.contact_name)
    )
    return [
        (_("终端编码"), outlet.code),
        (_("终端名称"), outlet.name),
        (_("渠道"), str(outlet.channel)),
        (_("状态"), outlet.get_status_display()),
        (_("等级"), outlet.grade),
        (_("负责人"), outlet.owner.name),
        (_("单位"), outlet.unit.name),
        (_("地址"), place),
        (_("电话"), phone),
        (_("联系人"), contact),
        (_("营业执照号"), outlet.licence_no),
        (_("开户日期"), texts.date_text(outlet.opened_on)),
        (_("最近核实"), f"{texts.date_text(outlet.last_verified_at)} {outlet.last_verified_by}".strip()),
        (_("备注"), outlet.remark),
    ]


def _notes(notes: Iterable[FileNote]) -> LedgerPart:
    return LedgerPart(
        _("沟通与关怀计划"),
        (_("日期"), _("类型"), _("内容"), _("下次日期"), _("谁记的")),
        [
            (
                texts.date_text(note.on),
                str(note.get_kind_display()),
                note.text,
                texts.date_text(note.next_on) if note.next_on else "",
                note.by_name,
            )
            for note in notes
        ],
        (14, 12, 80, 14, 16),
    )


def _contacts(contacts: Iterable[Contact], in_full: bool) -> LedgerPart:
    return LedgerPart(
        _("联系人"),
        (_("姓名"), _("角色"), _("层级"), _("手机")),
        [
            (
                one.name if in_full else texts.masked_name_text(one.name),
                str(one.get_role_display()),
                str(one.get_level_display()),
                "" if not one.phone else one.phone if in_full else texts.masked_phone_text(one.phone),
            )
            for one in contacts
        ],
        (18, 18, 12, 20),
    )
