"""What whoever approves a merchant or a new licence term is shown: facts, photos, and what the machine has checked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from endcap.customers.merchants import checks, codes, selectors
from endcap.customers.merchants.drafts import (
    BANK_PAPER,
    LICENCE_PHOTO,
    RENEWAL_KIND,
    SHOP_PHOTO,
    WARNING_DAYS,
)
from endcap.customers.merchants.models import Merchant, Reading, Renewal
from endcap.customers.merchants.selectors import MerchantFile
from endcap.customers.merchants.wording import LABELS, PAPERS, PERSONAL, term_words
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.approvals.kinds import Check, Section
from endcap.mechanisms.approvals.models import Request
from endcap.ui.figures import masked_name_text
from endcap.ui.parts import Fact


def _file(actor: Actor, request: Request) -> MerchantFile:
    """The merchant of a request, shown to whoever was asked about it."""
    reader = Actor.system(now=actor.now, name=actor.name)  # who sits in the chain sees what he decides on
    return selectors.file_of(reader, _merchant_id(request))


def _merchant_id(request: Request) -> UUID:
    if request.kind == RENEWAL_KIND:
        rows = Renewal.objects.unscoped("who sits in the chain sees what he decides on")
        found = rows.filter(pk=request.subject_id).values_list("merchant_id", flat=True).first()
        if found is None:
            raise NotFoundHere()
        return found
    return request.subject_id


def page(request: Request) -> str:
    """The address of the merchant."""
    return reverse("merchants:merchant", args=[_merchant_id(request)])


def facts(actor: Actor, request: Request) -> Sequence[Fact]:
    """The merchant as it stands."""
    file = _file(actor, request)
    merchant = file.merchant
    return [
        Fact(str(LABELS["name"]), merchant.name, url=page(request)),
        Fact(str(LABELS["number"]), merchant.number),
        Fact(str(LABELS["kind"]), merchant.get_kind_display()),
        Fact(str(LABELS["licence_no"]), merchant.licence_no),
        Fact(str(LABELS["legal_person"]), merchant.legal_person),
        Fact(str(LABELS["term"]), term_words(merchant)),
        Fact(str(LABELS["address"]), merchant.address),
        Fact(str(LABELS["account_name"]), merchant.account_name),
        Fact(
            str(LABELS["account_no"]),
            f"{merchant.bank_name} **** {merchant.account_tail}" if merchant.account_tail else "",
        ),
        Fact(_("终端"), _("、").join(held.outlet.name for held in file.outlets)),
        Fact(_("来源"), merchant.get_origin_display()),
    ]


def renewal_facts(actor: Actor, request: Request) -> Sequence[Fact]:
    """The old term and the new one."""
    file = _file(actor, request)
    renewal = next((one for one in file.renewals if one.pk == request.subject_id), None)
    return [
        Fact(str(LABELS["name"]), file.merchant.name, url=page(request)),
        Fact(str(LABELS["licence_no"]), file.merchant.licence_no),
        Fact(_("现在的期限"), term_words(file.merchant)),
        Fact(_("新的期限"), term_words(renewal) if renewal else ""),
    ]


def sections(actor: Actor, request: Request) -> Sequence[Section]:
    """The photos that prove it."""
    file = _file(actor, request)
    shown = [
        (PAPERS[kind], one)
        for kind in (LICENCE_PHOTO, BANK_PAPER, SHOP_PHOTO)
        for one in file.photos.get(kind, ())
    ]
    return [Section(_("照片和证件"), "merchants/approval_photos.html", {"shots": shown})] if shown else []


def machine_checks(actor: Actor, request: Request) -> Sequence[Check]:
    """What the machine has found out."""
    file = _file(actor, request)
    if request.kind == RENEWAL_KIND:
        return [_photo_check(file), *_differences(file)]
    return checks_of(actor, file)


def checks_of(actor: Actor, file: MerchantFile, *, is_masked: bool = False) -> list[Check]:
    """What the machine has found out about a merchant; its own page shows the same with names masked."""
    merchant = file.merchant
    differing = _differences(file, is_masked=is_masked)
    found = [_code_check(merchant), _term_check(file), _photo_check(file), *differing]
    if merchant.account_name:
        found.append(_name_check(merchant))
    for other in selectors.sharing(merchant):
        found.append(
            Check(_("银行账号"), "warn", _("商户 %(number)s 也用这个账号") % {"number": other.number})
        )
    for held in file.outlets:
        if held.outlet.licence_no and codes.clean(held.outlet.licence_no) != merchant.licence_no:
            words = _("终端“%(name)s”档案里的执照号是 %(number)s") % {
                "name": held.outlet.name,
                "number": held.outlet.licence_no,
            }
            found.append(Check(_("终端档案"), "warn", words))
    if merchant.origin == Merchant.Origin.PORTAL:
        found += _repeats(actor, file)
    return found


def _code_check(merchant: Merchant) -> Check:
    label = str(LABELS["licence_no"])
    if not merchant.licence_no:
        return Check(label, "bad", _("还没填"))
    if codes.kind_of(merchant.licence_no) is codes.Kind.OLD:
        return Check(label, "warn", _("是 15 位旧注册号，2015 年以后应换成 18 位代码"))
    if not codes.is_valid(merchant.licence_no):
        return Check(label, "bad", _("校验位对不上"))
    return Check(label, "ok", _("校验位正确"))


def _term_check(file: MerchantFile) -> Check:
    label, days = str(LABELS["term"]), file.days_left
    if days is None:
        if file.merchant.is_long_term:
            return Check(label, "ok", _("长期有效"))
        return Check(label, "bad", _("还没填"))
    if days < 0:
        return Check(label, "bad", _("已过期 %(days)s 天") % {"days": -days})
    tone = "warn" if days <= WARNING_DAYS else "ok"
    return Check(label, tone, _("还有 %(days)s 天到期") % {"days": days})


def _photo_check(file: MerchantFile) -> Check:
    label, reading = _("执照照片"), file.reading
    if not file.photos.get(LICENCE_PHOTO):
        return Check(label, "bad", _("还没有照片"))
    if reading is None:
        return Check(label, "warn", _("机器没读过，人工核对照片"))
    if reading.state == Reading.State.READ:
        read = selectors.licence_read(reading)
        count = len(read.found) if read else 0
        same = read is not None and not checks.differences(file.merchant, read)
        words = _("读出 %(count)s 项，与填写一致") if same else _("读出 %(count)s 项")
        return Check(label, "ok", words % {"count": count})
    return {
        Reading.State.WAITING: Check(label, "warn", _("机器正在读")),
        Reading.State.NO_LICENCE: Check(label, "bad", _("照片里没认出营业执照")),
        Reading.State.UNAVAILABLE: Check(label, "warn", _("没装识别功能，人工核对照片")),
        Reading.State.FAILED: Check(label, "warn", _("机器没读成，人工核对照片")),
    }[Reading.State(reading.state)]


def _differences(file: MerchantFile, *, is_masked: bool = False) -> list[Check]:
    read = selectors.licence_read(file.reading)
    if read is None:
        return []
    return [
        Check(
            str(LABELS[one.field]),
            "warn",
            _("填的是“%(typed)s”，照片上读出“%(read)s”")
            % {
                "typed": _told(one.field, one.typed, is_masked),
                "read": _told(one.field, one.read, is_masked),
            },
        )
        for one in checks.differences(file.merchant, read)
    ]


def _told(field: str, value: str, is_masked: bool) -> str:
    """A value as a check repeats it; names of people only where they have to be compared."""
    if is_masked and field in PERSONAL:
        return masked_name_text(value)
    return value or "—"


def _name_check(merchant: Merchant) -> Check:
    label = str(LABELS["account_name"])
    if merchant.account_name == merchant.name:
        return Check(label, "ok", _("与执照名称一致"))
    if merchant.kind == Merchant.Kind.INDIVIDUAL and merchant.account_name == merchant.legal_person:
        return Check(label, "ok", _("是经营者本人"))
    return Check(label, "warn", _("与执照名称不一致"))


def _repeats(actor: Actor, file: MerchantFile) -> list[Check]:
    found = []
    for held in file.outlets:
        for near in selectors.likely_repeats(actor, held.outlet):
            words = _("可能就是 %(name)s（%(code)s）") % {"name": near.name, "code": near.code}
            found.append(Check(_("重复"), "warn", words))
    return found
