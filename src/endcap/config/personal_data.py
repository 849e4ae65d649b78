"""Every personal field of the installation, for the directory that people may see (guardrail G-02).

``tests/architecture`` compares it with the tables: a field that looks personal and stands neither here nor
among the names of things fails.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from endcap.customers.privacy.catalogue import FieldGroup, PersonalField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

WHO_DID_IT = re.compile(
    r"(^|_)by(_name)?$|^(person|actor|keeper|reviewer)_name$"
)  # staff, beside what they did
NAMES_OF_THINGS = frozenset(
    {
        *(("catalog.Brand", "name"), ("catalog.Category", "name"), ("catalog.Sku", "name")),
        *(("catalog.Sku", "search_text"), ("catalog.PriceLevel", "name"), ("catalog.PriceLevel", "name_en")),
        *(("catalog.PriceRule", "name"), ("catalog.PriceRule", "name_en"), ("catalog.PriceChange", "note")),
        *(("territories.Territory", "name"), ("outlets.Channel", "name"), ("outlets.Channel", "name_en")),
        *(("outlets.Tag", "name"), ("outlets.Outlet", "name"), ("outlets.Outlet", "name_key")),
        *(("outlets.Outlet", "name_sort"), ("outlets.Outlet", "chain_name"), ("outlets.Scheme", "name")),
        *(("outlets.Scheme", "name_en"), ("outlets.SchemeValue", "name"), ("outlets.SchemeValue", "name_en")),
        *(("outlets.GradeReview", "note"), ("outlets.OutletLink", "note"), ("outlets.SavedView", "name")),
        *(("outlets.Segment", "name"), ("outlets.Outlet", "remark"), ("approvals.Chain", "name")),
        *(("approvals.Decision", "note"), ("evidence.Evidence", "file_name"), ("agenda.Rule", "name")),
        *(("agenda.Rule", "name_en"), ("agenda.Item", "note"), ("agenda.Entry", "note")),
        *(("org_messages.Notification", "text"), ("org_messages.Channel", "name")),
        *(("org_messages.Delivery", "text"), ("people.Role", "name"), ("people.Role", "name_en")),
        *(("people.ApiToken", "name"), ("people.Delegation", "note"), ("units.Unit", "name")),
        *(
            ("exchange.Batch", "file_name"),
            ("exchange.ExportLog", "file_name"),
            ("webhooks.Endpoint", "name"),
        ),
        *(("calendar.CalendarDay", "name_zh"), ("calendar.CalendarDay", "name_en")),
        *(
            ("calendar.CalendarDay", "note"),
            ("merchants.Merchant", "name"),
            ("merchants.Merchant", "state_note"),
        ),
        *(("handover.Orphan", "first_contact_due_on"), ("handover.Orphan", "first_contact_on")),
        *(("handover.Orphan", "first_contact_note"), ("merchants.Merchant", "bank_name")),
        *(("merchants.Merchant", "branch_name"), ("privacy.ArchiveClass", "name")),
        *(
            ("privacy.ArchiveClass", "name_en"),
            ("privacy.Consent", "note"),
            ("privacy.SubjectRequest", "note"),
        ),
        *(
            ("receivables.BankAccount", "account_no"),
            ("receivables.BankAccount", "bank_name"),
        ),  # the company's own
        *(("receivables.Contract", "remark"), ("receivables.Contract", "search_text")),
        *(("receivables.FeeClause", "name"), ("receivables.Payment", "remark")),
        *(("receivables.BankFile", "file_name"), ("receivables.CollectionNote", "note")),
        *(("receivables.Policy", "owner_name"),),
        *(("stock.Location", "name"), ("stock.Movement", "note"), ("orders.Hold", "cleared_note")),
        *(("orders.Issue", "text"), ("orders.Meeting", "name"), ("orders.Order", "note")),
        ("orders.OrderLine", "price_note"),
        *(("credit.Breach", "outcome_note"), ("credit.Security", "text"), ("stock.Uplift", "name")),
        *(("stock.StockCount", "note"), ("stock.CountLine", "note")),
    }
)


def _fields(model: str, **labels: StrOrPromise) -> tuple[PersonalField, ...]:
    return tuple(PersonalField(model, name, label) for name, label in labels.items())


GROUPS = (
    FieldGroup(
        "contacts",
        _("终端的联系人"),
        _("订货、送货和对账要找得到人；爱好和生日只在本人同意客情关怀后记。"),
        _("每一项都写明用途；列表和导出默认遮住，看全号码留记录；导出要权限和用途。"),
        _("离开以后按保存期限去掉；撤回同意当场去掉。"),
        _fields(
            "outlets.Contact",
            name=_("姓名"),
            phone=_("手机"),
            email=_("邮箱"),
            hobbies=_("爱好"),
            birthday=_("生日"),
        ),
        10,
    ),
    FieldGroup(
        "outlets",
        _("终端本身（店主是个人时）"),
        _("送货、拜访和开票。"),
        _("只有看得到这家终端的人能看；电话和联系人在列表里遮住。"),
        _("归档后按归档类别的月数去掉电话和联系人，地址和交易保留。"),
        (
            *_fields(
                "outlets.Outlet",
                address=_("地址"),
                address_key=_("比对用的地址"),
                phone=_("电话"),
                phone_key=_("比对用的电话"),
                contact_name=_("联系人"),
                lat_e7=_("纬度"),
                lon_e7=_("经度"),
            ),
            *_fields("outlets.SearchEntry", name=_("查找用的文字")),
            *_fields("outlets.FileNote", text=_("意见和计划")),
        ),
        20,
    ),
    FieldGroup(
        "merchants",
        _("商户的法定代表人和账户"),
        _("核实主体、开票和结算。"),
        _("账号加密保存，只显示后四位；证照照片只有看得到商户的人能看。"),
        _("合作期间；结束后按归档类别。"),
        _fields(
            "merchants.Merchant",
            legal_person=_("法定代表人"),
            address=_("住所"),
            contact_name=_("联系人"),
            contact_phone=_("手机"),
            account_name=_("户名"),
            account_sealed=_("账号（加密）"),
            account_tail=_("账号后四位"),
            account_key=_("比对用的账号"),
            search_text=_("查找用的文字"),
        ),
        30,
    ),
    FieldGroup(
        "representatives",
        _("登录客户门户的人"),
        _("让店里自己下单、看对账单。"),
        _("看得到终端的人能看；本人在门户里看到自己的账号。"),
        _("停用以后保留到本人要求删除。"),
        _fields("representatives.Invitation", name=_("姓名"), phone=_("手机")),
        35,
    ),
    FieldGroup(
        "bank_lines",
        _("银行对账单上的付款人"),
        _("认出是谁付的货款。"),
        _("只有能确认收款的财务看得到。"),
        _("按会计凭证的保存期限。"),
        _fields("receivables.BankLine", payer_name=_("付款人"), payer_account=_("付款账号")),
        37,
    ),
    FieldGroup(
        "requests",
        _("提出请求的人"),
        _("找到此人的信息并答复。"),
        _("只有办理请求的人能看，列表里遮住。"),
        _("办完删除请求当场去掉；其他的保留到证明已经办过为止。"),
        _fields("privacy.SubjectRequest", name=_("姓名"), phone=_("手机")),
        40,
    ),
    FieldGroup(
        "staff",
        _("员工"),
        _("登录、分工和联络；谁做了什么要能查。"),
        _("按单位可见；本人在“我的”里能看到自己的登录和会话。"),
        _("在职期间；离职后账号停用，做过的事连同姓名留在审计日志。"),
        (
            *_fields(
                "people.Person",
                login=_("登录名"),
                name=_("姓名"),
                employee_no=_("工号"),
                phone=_("手机"),
                email=_("邮箱"),
            ),
            *_fields("people.SessionSeen", address=_("登录的网络地址")),
            *_fields("org_messages.PersonChannel", address=_("收消息的地址")),
            *_fields("org_messages.Delivery", address=_("发往的地址")),
        ),
        50,
    ),
)
