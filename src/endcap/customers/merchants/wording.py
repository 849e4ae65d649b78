"""How fields of a merchant are called, and how a term is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants.drafts import BANK_PAPER, LICENCE_PHOTO, OTHER_PAPER, SHOP_PHOTO
from endcap.ui.figures import date_text, masked_name_text

if TYPE_CHECKING:
    from endcap.customers.merchants.models import Merchant, Renewal

LABELS = {
    "number": _("商户编号"),
    "name": _("执照上的名称"),
    "kind": _("主体类型"),
    "licence_no": _("统一社会信用代码"),
    "legal_person": _("法定代表人或经营者"),
    "address": _("执照上的地址"),
    "established_on": _("成立日期"),
    "valid_from": _("营业期限自"),
    "valid_to": _("营业期限至"),
    "term": _("营业期限"),
    "contact_name": _("联系人"),
    "contact_phone": _("联系电话"),
    "account_name": _("户名"),
    "bank_name": _("开户银行"),
    "branch_name": _("开户支行"),
    "account_no": _("银行账号"),
    "account_tail": _("银行账号"),
    "permit_no": _("开户许可证核准号"),
    "photo": _("营业执照照片"),
    "bank_paper": _("开户证明"),
}


PAPERS = {
    LICENCE_PHOTO: LABELS["photo"],
    BANK_PAPER: LABELS["bank_paper"],
    SHOP_PHOTO: _("门头照片"),
    OTHER_PAPER: _("其他证件"),
}
PERSONAL = frozenset({"legal_person", "contact_name"})


def masked_holder(merchant: Merchant) -> str:
    """The account holder; where that is a person, as lists show people."""
    is_person = merchant.kind == "individual" and merchant.account_name == merchant.legal_person
    return masked_name_text(merchant.account_name) if is_person else merchant.account_name


def term_words(held: Merchant | Renewal) -> str:
    """From when to when."""
    begins = date_text(held.valid_from) if held.valid_from else ""
    if held.is_long_term:
        return gettext("%(first)s 起，长期有效") % {"first": begins} if begins else gettext("长期有效")
    if held.valid_to is None:
        return begins
    ends = date_text(held.valid_to)
    return gettext("%(first)s 至 %(last)s") % {"first": begins, "last": ends} if begins else ends
