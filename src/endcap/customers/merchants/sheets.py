"""Merchants as a sheet: drafts come in for outlets that have none, the whole list goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants import checks, codes, selectors, services
from endcap.customers.merchants.drafts import BankDraft, LicenceDraft
from endcap.customers.merchants.models import Merchant
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.selectors import MerchantFilter
from endcap.customers.merchants.services import ImportedMerchant
from endcap.customers.merchants.wording import LABELS
from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets.rights import Rights as OutletRights
from endcap.kernel.actor import Actor
from endcap.kernel.exchange.declare import (
    Applied,
    CellProblem,
    CleanRow,
    Column,
    Decision,
    Effect,
    Kind,
    Reverted,
    Sheet,
)

_LICENCE = ("name", "kind", "legal_person", "address", "established_on", "valid_from", "valid_to")
_BANK = ("account_name", "bank_name", "branch_name")
_YES = "yes"


class MerchantsSheet(Sheet):
    """One row is one merchant with his first outlet; photos and approval follow on his page."""

    key = "merchants"
    title = pgettext_lazy("merchants", "商户")
    title_en = "Merchants"
    import_right = Rights.IMPORT
    export_right = Rights.EXPORT
    personal_right = OutletRights.EXPORT_PERSONAL
    columns = (
        Column("number", LABELS["number"], "Merchant no.", Kind.TEXT, writable=False),
        Column(
            "outlet", _("终端编码"), "Outlet code", Kind.CODE, required=True, synonyms=("客户编码", "outlet")
        ),
        Column(
            "name", LABELS["name"], "Name on the licence", Kind.TEXT, required=True, synonyms=("企业名称",)
        ),
        Column(
            "kind",
            LABELS["kind"],
            "Legal form",
            Kind.CHOICE,
            choices={
                "company": ("企业", "公司", "有限公司", "company"),
                "individual": ("个体工商户", "个体", "self-employed", "individual"),
            },
        ),
        Column(
            "licence_no",
            LABELS["licence_no"],
            "Unified social credit code",
            Kind.TEXT,
            synonyms=("信用代码", "营业执照号", "注册号", "税号"),
        ),
        Column(
            "legal_person",
            LABELS["legal_person"],
            "Legal representative",
            Kind.TEXT,
            personal=True,
            synonyms=("法人", "法定代表人", "经营者"),
        ),
        Column(
            "address", LABELS["address"], "Address on the licence", Kind.TEXT, synonyms=("住所", "经营场所")
        ),
        Column("established_on", LABELS["established_on"], "Established on", Kind.DATE),
        Column("valid_from", LABELS["valid_from"], "Valid from", Kind.DATE),
        Column("valid_to", LABELS["valid_to"], "Valid until", Kind.DATE, synonyms=("有效期至", "到期日")),
        Column(
            "is_long_term",
            _("长期有效"),
            "No end date",
            Kind.CHOICE,
            choices={_YES: ("是", "长期", "yes"), "no": ("否", "no")},
        ),
        Column("contact_name", LABELS["contact_name"], "Contact", Kind.TEXT, personal=True),
        Column("contact_phone", LABELS["contact_phone"], "Phone", Kind.PHONE, personal=True),
        Column("account_name", LABELS["account_name"], "Account holder", Kind.TEXT),
        Column("bank_name", LABELS["bank_name"], "Bank", Kind.TEXT),
        Column("branch_name", LABELS["branch_name"], "Branch", Kind.TEXT),
        Column("state", _("状态"), "State", Kind.TEXT, writable=False),
    )

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """A draft for each outlet without merchant; rows that can't be one say why, all of it."""
        ids = outlets.ids_by_code(actor, [_text(row, "outlet") for row in rows])
        held = selectors.merchants_of_outlets(ids.values())
        known = services.known_licences(_text(row, "licence_no") for row in rows)
        seen: dict[str, CleanRow] = {}
        decisions = []
        for row in rows:
            outlet_id = ids.get(_text(row, "outlet"))
            number = codes.clean(_text(row, "licence_no"))
            problems = [*row.problems, *_problems(actor, row)]
            merchant = held.get(outlet_id) if outlet_id else None
            if outlet_id is None:
                problems.append(CellProblem("outlet", "unknown", _("没有这个编码的终端，或不在可见范围内。")))
            elif merchant is not None and number and merchant.licence_no == number:
                decisions.append(Decision("same", target_id=merchant.pk))
                continue
            elif merchant is not None:
                said = gettext("这家终端已挂在 %(number)s 名下。") % {"number": merchant.number}
                problems.append(CellProblem("outlet", "taken", said))
            elif number in known:
                said = gettext("这个代码已登记在 %(number)s 名下。") % {"number": known[number]}
                problems.append(CellProblem("licence_no", "taken", said))
            first = next((seen[key] for key in (str(outlet_id), number) if key in seen), None)
            if first is not None and outlet_id:
                decisions.append(Decision("repeat", joined_to=(first.sheet, first.row_no)))
                continue
            for key in (str(outlet_id), number):
                if outlet_id and key:
                    seen[key] = row
            decisions.append(Decision("skip", problems=tuple(problems)) if problems else Decision("create"))
        return decisions

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write the drafts."""
        new = [row for row, decision in rows if decision.action == "create"]
        ids = outlets.ids_by_code(actor, [_text(row, "outlet") for row in new])
        made = services.import_merchants(
            actor,
            batch_id=batch_id,
            rows=[ImportedMerchant(ids[_text(row, "outlet")], _licence(row), _bank(row)) for row in new],
        )
        actions = [decision.action for _row, decision in rows]
        return Applied(
            created=len(made),
            same=actions.count("same"),
            joined=actions.count("repeat"),
            skipped=actions.count("skip"),
            effects=tuple(
                Effect(row.sheet, row.row_no, "create", merchant.pk)
                for row, merchant in zip(new, made, strict=True)
            ),
        )

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Take back drafts that nobody has worked on since."""
        ids = [effect.target_id for effect in rows if effect.target_id]
        removed, kept = services.undo_import(actor, batch_id=batch_id, merchant_ids=ids)
        return Reverted(removed=removed, kept=kept)

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """The merchants of a view, newest change first. The account number never goes out."""
        actor.require(Rights.VIEW)
        wanted = MerchantFilter(filters.get("view", ""), filters.get("q", ""))
        after = ""
        while True:
            page = selectors.merchants_page(actor, wanted, after=after, limit=500)
            for row in page.rows:
                values = _values(row.merchant, [held.outlet.code for held in row.outlets])
                yield tuple(values[column] for column in columns)
            if not page.next:
                return
            after = page.next


def _text(row: CleanRow, column: str) -> str:
    return str(row.values.get(column) or "").strip()


def _day(row: CleanRow, column: str) -> date | None:
    value = row.values.get(column)
    return value if isinstance(value, date) else None


def _licence(row: CleanRow) -> LicenceDraft:
    return LicenceDraft(
        name=_text(row, "name"),
        kind=_text(row, "kind") or Merchant.Kind.INDIVIDUAL,
        licence_no=_text(row, "licence_no"),
        legal_person=_text(row, "legal_person"),
        address=_text(row, "address"),
        established_on=_day(row, "established_on"),
        valid_from=_day(row, "valid_from"),
        valid_to=_day(row, "valid_to"),
        is_long_term=_text(row, "is_long_term") == _YES,
        contact_name=_text(row, "contact_name"),
        contact_phone=_text(row, "contact_phone"),
    )


def _bank(row: CleanRow) -> BankDraft:
    return BankDraft(**{name: _text(row, name) for name in _BANK})


def _problems(actor: Actor, row: CleanRow) -> list[CellProblem]:
    if row.problems:
        return []
    found = [*checks.licence_problems(_licence(row), today=actor.today), *checks.bank_problems(_bank(row))]
    return [CellProblem(problem.field, problem.code, problem.message) for problem in found]


def _values(merchant: Merchant, outlet_codes: Sequence[str]) -> dict[str, object]:
    return {
        **{name: getattr(merchant, name) for name in (*_LICENCE, *_BANK)},
        "number": merchant.number,
        "outlet": next(iter(outlet_codes), ""),
        "licence_no": merchant.licence_no,
        "is_long_term": _YES if merchant.is_long_term else "no",
        "contact_name": merchant.contact_name,
        "contact_phone": merchant.contact_phone,
        "state": merchant.get_state_display(),
    }


MERCHANTS = MerchantsSheet()
