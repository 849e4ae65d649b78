"""The two documents of this area that go through approval: a merchant, and the new term of a licence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants.approval import facts, machine_checks, page, renewal_facts, sections
from endcap.customers.merchants.drafts import KIND, RENEWAL_KIND
from endcap.customers.merchants.rights import Rights
from endcap.mechanisms.approvals.kinds import Kind

KINDS = (
    Kind(
        KIND,
        _("商户准入"),
        Rights.EDIT,
        page,
        facts=facts,
        checks=machine_checks,
        sections=sections,
        answers=(
            _("执照照片看不清，重新拍一张"),
            _("户名和执照不一致，补一份说明"),
            _("开户证明不全"),
        ),
    ),
    Kind(
        RENEWAL_KIND,
        _("执照换新"),
        Rights.EDIT,
        page,
        facts=renewal_facts,
        checks=machine_checks,
        sections=sections,
        answers=(_("执照照片看不清，重新拍一张"), _("日期和照片不一致")),
    ),
)
