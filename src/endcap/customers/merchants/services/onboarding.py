"""Entering a merchant: licence, bank papers, photos, outlets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants import checks, codes
from endcap.customers.merchants.drafts import (
    BANK_PAPER,
    LICENCE_PHOTO,
    OTHER_PAPER,
    SHOP_PHOTO,
    SUBJECT,
    BankDraft,
    LicenceDraft,
)
from endcap.customers.merchants.errors import LastOutlet, OutletTaken
from endcap.customers.merchants.models import JoinLink, Merchant, MerchantOutlet
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.services.readings import request_reading
from endcap.customers.merchants.services.rows import (
    editable_merchant,
    held_outlet_ids,
    locked_merchant,
    search_text,
)
from endcap.customers.outlets.models import Outlet
from endcap.kernel import sealed
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Conflict, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.kernel.numbering.definitions import Period, SeriesKind, define
from endcap.mechanisms.evidence import services as evidence
from endcap.mechanisms.evidence.models import Evidence

NUMBER = define(SeriesKind("merchant", "M-", period=Period.YEAR))
SEAL = "merchant.account"
PERSONAL = ("legal_person", "contact_name", "contact_phone")
PHOTO_KINDS = frozenset({LICENCE_PHOTO, BANK_PAPER, SHOP_PHOTO, OTHER_PAPER})
LICENCE_FIELDS = tuple(field.name for field in fields(LicenceDraft))


def _outlets_to_hold(actor: Actor, outlet_ids: Sequence[UUID]) -> list[Outlet]:
    """Visible outlets that no merchant has, held in the order of their ids."""
    wanted = sorted(set(outlet_ids))
    collect([None if wanted else Problem("outlet_ids", "required", _("先选一家终端。"))])
    outlets = list(Outlet.objects.visible_to(actor).locked().filter(pk__in=wanted).order_by("pk"))
    if len(outlets) != len(wanted):
        raise NotFoundHere()
    taken = MerchantOutlet.objects.unscoped("an outlet has one merchant in the whole company")
    held = taken.filter(outlet_id__in=wanted, to_on__isnull=True).select_related("merchant", "outlet").first()
    if held is not None:
        raise OutletTaken(outlet=held.outlet.name, number=held.merchant.number)
    return outlets


def _hold(actor: Actor, merchant: Merchant, outlets: Sequence[Outlet]) -> None:
    MerchantOutlet.objects.bulk_create(
        [
            MerchantOutlet(
                id=new_id(actor.now),
                merchant=merchant,
                outlet=outlet,
                from_on=actor.today,
                by_name=actor.name[:60],
            )
            for outlet in outlets
        ]
    )


@transaction.atomic
def start_merchant(
    actor: Actor,
    *,
    outlet_ids: Sequence[UUID],
    name: str = "",
    id: UUID | None = None,
    origin: str = Merchant.Origin.OFFICE,
    join_link: JoinLink | None = None,
) -> Merchant:
    """Begin the onboarding of whoever owns these outlets. The same id again answers what is there."""
    actor.require(Rights.EDIT)

    if id is not None and (known := Merchant.objects.visible_to(actor).filter(pk=id).first()):
        return known
    outlets = _outlets_to_hold(actor, outlet_ids)
    given = name.strip() or outlets[0].name
    collect(checks.licence_problems(LicenceDraft(name=given), today=actor.today))

    merchant = Merchant(
        id=id or new_id(actor.now),
        number=numbering.next_number(actor, NUMBER.key),
        name=given,
        origin=origin,
        join_link=join_link,
        made_by_name=actor.name[:60],
        state_at=actor.now,
        created_at=actor.now,
        updated_at=actor.now,
    )
    merchant.search_text = search_text(merchant)
    merchant.save(force_insert=True)
    _hold(actor, merchant, outlets)
    audit.record(actor, "merchants.started", merchant, number=merchant.number, origin=origin)
    return merchant


def _refuse_stale(merchant: Merchant, seen: datetime | None) -> None:
    if seen is not None and merchant.updated_at != seen:
        raise Conflict()


def licence_taken(actor: Actor, licence_no: str, *, but: UUID | None) -> Problem | None:
    """Another merchant has this licence already; his name is told only to who sees him."""
    if not licence_no:
        return None
    others = Merchant.objects.unscoped("a licence is registered once in the whole company")
    others = others.filter(licence_no=licence_no).exclude(state=Merchant.State.REJECTED)
    other = (others.exclude(pk=but) if but else others).first()
    if other is None:
        return None
    is_seen = Merchant.objects.visible_to(actor).filter(pk=other.pk).exists()
    words = (
        gettext("这个代码已登记在 %(number)s（%(name)s）名下。把终端挂到那家商户，不用再建。")
        if is_seen
        else gettext("这个代码已登记在 %(number)s 名下，那家商户不在可见范围内。找上级核对。")
    )
    return Problem("licence_no", "taken", words % {"number": other.number, "name": other.name})


@transaction.atomic
def save_licence(
    actor: Actor, *, merchant_id: UUID, draft: LicenceDraft, seen: datetime | None = None
) -> Merchant:
    """Write what the licence says, and whom to ring up. Gaps may stay until it is submitted."""
    actor.require(Rights.EDIT)

    merchant = editable_merchant(actor, merchant_id)
    _refuse_stale(merchant, seen)
    number = codes.clean(draft.licence_no)
    problems = checks.licence_problems(draft, today=actor.today)
    if not any(problem.field == "licence_no" for problem in problems):
        taken = licence_taken(actor, number, but=merchant.pk)
        problems += [taken] if taken else []
    collect(problems)

    changed = []
    for field in LICENCE_FIELDS:
        value = getattr(draft, field)
        value = number if field == "licence_no" else value.strip() if isinstance(value, str) else value
        if getattr(merchant, field) != value:
            setattr(merchant, field, value)
            changed.append(field)
    if changed:
        merchant.search_text, merchant.updated_at = search_text(merchant), actor.now
        _note_purposes(actor, merchant, "contract")
        merchant.save(update_fields=[*changed, "search_text", "consents", "updated_at"])
        audit.record(actor, "merchants.licence_saved", merchant, fields=sorted(changed))
    return merchant


def _note_purposes(actor: Actor, merchant: Merchant, purpose: str) -> None:
    """Why each personal datum is kept, since when; one that is empty is kept for nothing."""
    held = dict(merchant.consents)
    for field in (*PERSONAL, "account_no"):
        filled = bool(merchant.account_tail if field == "account_no" else getattr(merchant, field))
        if filled and field not in held:
            held[field] = {"purpose": purpose, "on": actor.today.isoformat()}
        elif not filled:
            held.pop(field, None)
    merchant.consents = held


@transaction.atomic
def save_bank(actor: Actor, *, merchant_id: UUID, draft: BankDraft, seen: datetime | None = None) -> Merchant:
    """Write the bank account. Its number is kept sealed; lists show the last four digits."""
    actor.require(Rights.EDIT)

    merchant = editable_merchant(actor, merchant_id)
    _refuse_stale(merchant, seen)
    collect(checks.bank_problems(draft))

    changed = []
    for field in ("account_name", "bank_name", "branch_name", "permit_no"):
        value = getattr(draft, field).strip()
        if getattr(merchant, field) != value:
            setattr(merchant, field, value)
            changed.append(field)
    if draft.account_no is not None and _set_account(merchant, draft.account_no):
        changed += ["account_sealed", "account_tail", "account_key"]
    if changed:
        merchant.updated_at = actor.now
        _note_purposes(actor, merchant, "contract")
        merchant.save(update_fields=[*changed, "consents", "updated_at"])
        audit.record(actor, "merchants.bank_saved", merchant, fields=sorted(changed))
    return merchant


def account_key(digits: str) -> str:
    """By what two merchants with one account are found, without the number itself."""
    return salted_hmac(SEAL, digits, algorithm="sha256").hexdigest()[:40] if digits else ""


def _set_account(merchant: Merchant, account_no: str) -> bool:
    digits = re.sub(r"\D", "", account_no)
    key = account_key(digits)
    if key == merchant.account_key:
        return False
    merchant.account_sealed = sealed.seal(digits, purpose=SEAL) if digits else ""
    merchant.account_tail, merchant.account_key = digits[-4:], key
    return True


@transaction.atomic
def add_photos(
    actor: Actor, *, merchant_id: UUID, kind: str, files: Sequence[evidence.Sent]
) -> list[Evidence]:
    """Keep photos or papers of a merchant; a photo of the licence is handed to the reader."""
    actor.require(Rights.EDIT)

    merchant = editable_merchant(actor, merchant_id)
    collect([None if kind in PHOTO_KINDS else Problem("kind", "unknown", _("选列表里的一项。"))])

    kept = evidence.keep_all(actor, files=files, kind=kind, subject_type=SUBJECT, subject_id=merchant.pk)
    photos = [one for one in kept if one.is_photo]
    if kind == LICENCE_PHOTO and photos:
        request_reading(actor, merchant=merchant, evidence_id=photos[-1].pk)
    merchant.updated_at = actor.now
    merchant.save(update_fields=["updated_at"])
    return kept


@transaction.atomic
def save_bank_with_papers(
    actor: Actor,
    *,
    merchant_id: UUID,
    draft: BankDraft,
    papers: Sequence[evidence.Sent] = (),
    shop: Sequence[evidence.Sent] = (),
) -> Merchant:
    """The bank account together with the papers that prove it: both or neither."""
    merchant = save_bank(actor, merchant_id=merchant_id, draft=draft)
    if papers:
        add_photos(actor, merchant_id=merchant_id, kind=BANK_PAPER, files=papers)
    if shop:
        add_photos(actor, merchant_id=merchant_id, kind=SHOP_PHOTO, files=shop)
    return merchant


@transaction.atomic
def link_outlets(actor: Actor, *, merchant_id: UUID, outlet_ids: Sequence[UUID]) -> Merchant:
    """More outlets of the same owner."""
    actor.require(Rights.EDIT)

    merchant = locked_merchant(actor, merchant_id)
    outlets = _outlets_to_hold(actor, outlet_ids)

    _hold(actor, merchant, outlets)
    merchant.updated_at = actor.now
    merchant.save(update_fields=["updated_at"])
    audit.record(actor, "merchants.outlet_linked", merchant, outlets=[outlet.code for outlet in outlets])
    return merchant


@transaction.atomic
def unlink_outlets(actor: Actor, *, merchant_id: UUID, outlet_ids: Sequence[UUID]) -> Merchant:
    """These outlets are no longer his. The last one stays, or nobody would see the merchant any more."""
    actor.require(Rights.EDIT)

    merchant = locked_merchant(actor, merchant_id)
    wanted = set(outlet_ids)
    collect([None if wanted else Problem("outlet_ids", "required", _("先选一家终端。"))])
    rows = MerchantOutlet.objects.visible_to(actor).locked()
    held = list(rows.filter(merchant=merchant, outlet_id__in=wanted, to_on__isnull=True).order_by("pk"))
    if len(held) != len(wanted):
        raise NotFoundHere()
    if len(held_outlet_ids(merchant.pk)) == len(held):
        raise LastOutlet(name=merchant.name)

    for one in held:
        one.to_on = actor.today
        one.save(update_fields=["to_on"])
    merchant.updated_at = actor.now
    merchant.save(update_fields=["updated_at"])
    audit.record(actor, "merchants.outlet_unlinked", merchant, outlets=[str(one.outlet_id) for one in held])
    return merchant


def show_account(actor: Actor, *, merchant_id: UUID) -> str:
    """The whole account number, for who may see it; every look is logged."""
    actor.require(Rights.BANK)

    merchant = Merchant.objects.visible_to(actor).filter(pk=merchant_id).first()
    if merchant is None or not merchant.account_sealed:
        raise NotFoundHere()

    number = sealed.unseal(merchant.account_sealed, purpose=SEAL)
    with transaction.atomic():
        audit.record(actor, "merchants.account_shown", merchant)
    return number
