"""What must be in order before a merchant is written, and before it is submitted: every problem at once. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants import codes
from endcap.customers.merchants.drafts import BANK_PAPER, LICENCE_PHOTO, BankDraft, LicenceDraft, TermDraft
from endcap.customers.merchants.models import Merchant
from endcap.kernel.errors import Problem

if TYPE_CHECKING:
    from endcap.customers.merchants.licence import Licence

_PHONE = re.compile(r"[\d\s()+\-–]{5,}")
EARLIEST = date(1949, 10, 1)
LATEST_YEAR = 2199


def _lengths(values: Mapping[str, str]) -> Iterable[Problem]:
    for name, value in values.items():
        limit = Merchant._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(value.strip()) > limit:
            yield Problem(name, "too_long", gettext("最多 %(limit)s 个字，现在太长。") % {"limit": limit})


def phone_problem(field: str, phone: str) -> Problem | None:
    """Whether it can be rung up."""
    if not phone.strip():
        return None
    if not _PHONE.fullmatch(phone.strip()) or not 5 <= len(re.sub(r"\D", "", phone)) <= 20:
        return Problem(field, "unreadable", _("不像电话号码。填 5 到 20 位数字，可带区号和分机。"))
    return None


def term_problems(term: TermDraft, *, today: date) -> list[Problem]:
    """A term begins before it ends, and within living memory."""
    found = []
    for field, on in (("valid_from", term.valid_from), ("valid_to", term.valid_to)):
        if on and not (on >= EARLIEST and on.year <= LATEST_YEAR):
            found.append(Problem(field, "out_of_range", _("日期不对，照执照再核对。")))
    if term.valid_from and term.valid_from > today:
        found.append(Problem("valid_from", "in_future", _("营业期限的开始不能晚于今天。")))
    if term.valid_from and term.valid_to and term.valid_to < term.valid_from:
        found.append(Problem("valid_to", "before_start", _("营业期限的结束早于开始，照执照再核对。")))
    if term.is_long_term and term.valid_to:
        found.append(
            Problem("valid_to", "long_term", _("长期有效的执照没有到期日，清空日期或去掉“长期有效”。"))
        )
    return found


def licence_problems(draft: LicenceDraft, *, today: date) -> list[Problem]:
    """What can be told from the draft alone. A draft may have gaps, but nothing wrong in it."""
    texts = ("name", "legal_person", "address", "contact_name", "contact_phone")
    found: list[Problem] = list(_lengths({name: getattr(draft, name) for name in texts}))
    if not draft.name.strip():
        found.append(Problem("name", "required", _("填执照上的名称。")))
    if draft.kind not in Merchant.Kind.values:
        found.append(Problem("kind", "unknown", _("选列表里的一项。")))
    if draft.licence_no.strip() and (wrong := codes.problem_of(draft.licence_no)):
        found.append(Problem("licence_no", *wrong))
    if problem := phone_problem("contact_phone", draft.contact_phone):
        found.append(problem)
    if draft.established_on and not EARLIEST <= draft.established_on <= today:
        found.append(Problem("established_on", "out_of_range", _("成立日期不能晚于今天，照执照再核对。")))
    term = TermDraft(draft.valid_from, draft.valid_to, draft.is_long_term)
    return found + term_problems(term, today=today)


def bank_problems(draft: BankDraft) -> list[Problem]:
    """An account number is digits; the rest has a length."""
    texts = ("account_name", "bank_name", "branch_name", "permit_no")
    found: list[Problem] = list(_lengths({name: getattr(draft, name) for name in texts}))
    if draft.account_no:
        digits = re.sub(r"[\s\-]", "", draft.account_no)
        if not digits.isascii() or not digits.isdigit() or not 8 <= len(digits) <= 32:
            found.append(Problem("account_no", "unreadable", _("银行账号是 8 到 32 位数字。核对后再填。")))
    return found


def missing(merchant: Merchant, kinds: frozenset[str], *, today: date) -> list[Problem]:
    """What a merchant still lacks to be submitted; the field tells on which step it is filled in."""
    needed = (
        ("licence_no", _("填执照上的统一社会信用代码。")),
        ("legal_person", _("填法定代表人或经营者。")),
        ("address", _("填执照上的地址。")),
        ("contact_name", _("填联系人。")),
        ("contact_phone", _("填联系电话。")),
        ("account_name", _("填户名。")),
        ("bank_name", _("填开户银行。")),
        ("account_tail", _("填银行账号。")),
    )
    found = [Problem(name, "required", words) for name, words in needed if not getattr(merchant, name)]
    if not merchant.valid_to and not merchant.is_long_term:
        found.append(Problem("valid_to", "required", _("填营业期限到哪天，或勾“长期有效”。")))
    if merchant.valid_to and merchant.valid_to < today:
        found.append(Problem("valid_to", "expired", _("执照已过期。换新执照后再提交。")))
    if LICENCE_PHOTO not in kinds:
        found.append(Problem("photo", "required", _("传一张营业执照的照片。")))
    if BANK_PAPER not in kinds:
        found.append(Problem("bank_paper", "required", _("传开户许可证、基本存款账户信息或银行卡的照片。")))
    return found


STEP_OF = {
    "photo": "photo",
    "licence_no": "licence",
    "legal_person": "licence",
    "address": "licence",
    "contact_name": "licence",
    "contact_phone": "licence",
    "valid_to": "licence",
    "account_name": "bank",
    "bank_name": "bank",
    "account_tail": "bank",
    "bank_paper": "bank",
}


@dataclass(frozen=True)
class Difference:
    """A field that was typed otherwise than the photo says."""

    field: str
    typed: str
    read: str


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return re.sub(r"[\s（）()·]", "", str(value or "")).casefold()


def differences(merchant: Merchant, read: Licence) -> list[Difference]:
    """Where the photo says something else than what was typed; what it does not say is no difference."""
    pairs: list[tuple[str, object, object]] = [
        ("licence_no", merchant.licence_no, read.number),
        ("name", merchant.name, read.name),
        ("legal_person", merchant.legal_person, read.legal_person),
        ("address", merchant.address, read.address),
        ("established_on", merchant.established_on, read.established_on),
        ("valid_from", merchant.valid_from, read.valid_from),
        ("valid_to", merchant.valid_to, read.valid_to),
    ]
    found = [
        Difference(field, str(typed or ""), str(seen))
        for field, typed, seen in pairs
        if seen and _plain(typed) != _plain(seen)
    ]
    if read.is_long_term and not merchant.is_long_term:
        found.append(Difference("valid_to", str(merchant.valid_to or ""), gettext("长期有效")))
    return found
