"""The link by which a shop owner registers without signing in, and what comes in by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants import checks, codes
from endcap.customers.merchants.drafts import (
    BANK_PAPER,
    LICENCE_PHOTO,
    SHOP_PHOTO,
    JoinDraft,
    LinkDraft,
    Receipt,
)
from endcap.customers.merchants.errors import LinkNotOpen, LinkOver, TooManyTries
from endcap.customers.merchants.events import MerchantJoined
from endcap.customers.merchants.models import JoinKnock, JoinLink, Merchant
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.services import onboarding
from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Channel
from endcap.customers.outlets.rights import Rights as OutletRights
from endcap.kernel import events, links
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.evidence import services as evidence
from endcap.org.messages import services as messages
from endcap.org.people.models import Person

PORTAL, TOPIC = "portal", "merchant_joined"
_SALT = "endcap.merchants.join"
LONGEST_DAYS, MOST_USES = 90, 200
TRIES_AN_HOUR = 6
PHOTO_KINDS = (LICENCE_PHOTO, BANK_PAPER, SHOP_PHOTO)


def token_of(link_id: UUID) -> str:
    """The secret part of a link's address."""
    return links.token_of(_SALT, link_id)


def _id_in(token: str) -> UUID:
    """The link that a token names. Raises LinkOver for anything that we have not made."""
    link_id = links.id_in(_SALT, token)
    if link_id is None:
        raise LinkOver
    return link_id


def _portal(actor_now: Actor) -> Actor:
    """Whoever comes by a link: may enter one outlet and one merchant, and sees nothing."""
    codes_held = {OutletRights.VIEW.code, OutletRights.EDIT.code, Rights.VIEW.code, Rights.EDIT.code}
    return replace(actor_now, name=PORTAL, rights=frozenset(codes_held))


@transaction.atomic
def create_link(actor: Actor, draft: LinkDraft) -> JoinLink:
    """Make a registration link that leads to somebody of one's own."""
    actor.require(Rights.INVITE)

    owner = None
    if draft.owner_id is not None:
        owner = Person.objects.visible_to(actor).filter(pk=draft.owner_id, is_active=True).first()
    label = draft.label.strip()
    collect(
        [
            Problem("label", "required", _("写明发给谁，比如哪条街、哪场会。")) if not label else None,
            Problem("label", "too_long", _("最多 80 个字，现在太长。")) if len(label) > 80 else None,
            Problem("owner", "required", _("选跟进人。只能选自己，或本单位在职的人。"))
            if owner is None
            else None,
            None
            if 1 <= draft.days <= LONGEST_DAYS
            else Problem("days", "out_of_range", _("有效天数从 1 到 90。")),
            None
            if 1 <= draft.uses <= MOST_USES
            else Problem("uses", "out_of_range", _("可用次数从 1 到 200。")),
        ]
    )

    assert owner is not None  # its lack is among the problems
    link = JoinLink(
        id=new_id(actor.now),
        label=label,
        owner=owner,
        unit_id=owner.unit_id,
        uses_allowed=draft.uses,
        expires_at=actor.now + timedelta(days=draft.days),
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    link.save(force_insert=True)
    audit.record(actor, "merchants.link_created", link, uses=draft.uses, days=draft.days)
    return link


@transaction.atomic
def end_link(actor: Actor, *, link_id: UUID) -> JoinLink:
    """Nobody registers by this link any more."""
    actor.require(Rights.INVITE)

    link = JoinLink.objects.visible_to(actor).locked().filter(pk=link_id).first()
    if link is None:
        raise NotFoundHere()
    if link.ended_at is not None:
        raise LinkNotOpen()

    link.ended_at = actor.now
    link.save(update_fields=["ended_at"])
    audit.record(actor, "merchants.link_ended", link)
    return link


def open_link(actor: Actor, token: str) -> JoinLink:
    """The link that somebody opens, if it still is one. Raises LinkOver."""
    link_id = _id_in(token)
    rows = JoinLink.objects.unscoped("whoever holds the token may open the link").select_related(
        "owner", "unit"
    )
    link = rows.filter(pk=link_id).first()
    if link is None or not link.is_open(actor.now) or not link.owner.is_active:
        raise LinkOver()
    return link


def knock(actor: Actor, *, token: str, sender: str) -> None:
    """Count an attempt to register, in a transaction of its own. Raises TooManyTries."""
    link = open_link(actor, token)
    key = salted_hmac(_SALT, sender, algorithm="sha256").hexdigest()[:40]
    since = actor.now - timedelta(hours=1)
    with transaction.atomic():
        JoinKnock.objects.filter(at__lt=since).delete()
        tries = JoinKnock.objects.filter(from_key=key, at__gte=since).count()
        if tries < TRIES_AN_HOUR:
            JoinKnock.objects.create(link=link, from_key=key, at=actor.now)
    if tries >= TRIES_AN_HOUR:
        raise TooManyTries()


def _problems(actor: Actor, draft: JoinDraft) -> list[Problem]:
    licence = draft.licence
    found = [
        *checks.licence_problems(licence, today=actor.today),
        *checks.bank_problems(draft.bank),
    ]
    if not draft.shop_name.strip():
        found.append(Problem("shop_name", "required", _("填店名，就是招牌上的名字。")))
    for field, words in (
        ("address", _("填店的地址，业务人员好上门。")),
        ("city", _("填城市。")),
    ):
        if not getattr(draft, field).strip():
            found.append(Problem(field, "required", words))
    if not licence.contact_name.strip():
        found.append(Problem("contact_name", "required", _("填联系人。")))
    if not licence.contact_phone.strip():
        found.append(Problem("contact_phone", "required", _("填联系电话。")))
    number = codes.clean(licence.licence_no)
    rows = Merchant.objects.unscoped("a licence is registered once in the whole company")
    if number and rows.filter(licence_no=number).exclude(state=Merchant.State.REJECTED).exists():
        # no name and no number: a stranger is not told who our merchants are
        found.append(Problem("licence_no", "taken", _("这个代码已经登记过。不用再登，直接联系业务人员。")))
    if not draft.has_read_notice:
        found.append(Problem("has_read_notice", "required", _("看完隐私说明，再勾选同意。")))
    if (draft.bank.account_no or draft.bank.account_name) and not draft.agrees_to_bank:
        found.append(
            Problem("agrees_to_bank", "required", _("银行账号要单独同意才能保存；不同意就清空，以后再给。"))
        )
    return found


def _unsorted_channel() -> Channel:
    return Channel.objects.get(code=outlets.UNSORTED)


def _prospect(link: JoinLink, draft: JoinDraft) -> outlets.OutletDraft:
    """The shop, for whoever made the link."""
    return outlets.OutletDraft(
        name=draft.shop_name.strip(),
        channel_id=_unsorted_channel().pk,
        owner_id=link.owner_id,
        unit_id=link.unit_id,
        status="prospect",
        province=draft.province.strip(),
        city=draft.city.strip(),
        district=draft.district.strip(),
        address=draft.address.strip(),
        phone=draft.licence.contact_phone.strip(),
        contact_name=draft.licence.contact_name.strip(),
        licence_no=codes.clean(draft.licence.licence_no),
    )


_ASKED_AS = {"name": "shop_name", "phone": "contact_phone"}


def _prospect_problems(portal: Actor, prospect: outlets.OutletDraft) -> list[Problem]:
    """What the book of outlets has against the shop, under the names by which its owner was asked."""
    return [
        Problem(_ASKED_AS.get(found.field, found.field), found.code, found.message)
        for found in outlets.problems_of_new(portal, prospect)
    ]


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """Each field's first problem; two areas may have found the same."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.field, problem)
    return list(first.values())


@transaction.atomic
def join(
    actor: Actor,
    *,
    token: str,
    draft: JoinDraft,
    photos: Mapping[str, Sequence[evidence.Sent]] | None = None,
    id: UUID | None = None,
) -> Receipt:
    """A shop owner registers: a prospect for the owner of the link, and a merchant as a draft. The same id again
    answers the same receipt."""
    link_id = _id_in(token)
    rows = JoinLink.objects.unscoped("whoever holds the token").locked()
    link = rows.filter(pk=link_id).select_related("owner").first()
    if link is None:
        raise LinkOver()
    if id is not None and (known := _receipt(link, id)) is not None:
        return known
    if not link.is_open(actor.now) or not link.owner.is_active:
        raise LinkOver()
    portal = _portal(actor)
    prospect = _prospect(link, draft)
    collect(_once([*_problems(actor, draft), *_prospect_problems(portal, prospect)]))

    # entered as it comes: the office is shown the likely repeats, a stranger learns nothing of them
    [outlet] = outlets.create_many(portal, [prospect])
    merchant = onboarding.start_merchant(
        portal,
        outlet_ids=[outlet.pk],
        name=draft.licence.name or draft.shop_name,
        id=id,
        origin=Merchant.Origin.PORTAL,
        join_link=link,
    )
    onboarding.save_licence(portal, merchant_id=merchant.pk, draft=replace(draft.licence, name=merchant.name))
    if draft.bank.account_name or draft.bank.account_no:
        onboarding.save_bank(portal, merchant_id=merchant.pk, draft=draft.bank)
    _note_consent(portal, merchant.pk)
    kept = _keep_photos(portal, merchant.pk, photos or {})

    link.uses += 1
    link.save(update_fields=["uses"])
    audit.record(portal, "merchants.joined", merchant, link=str(link.pk))
    events.publish(portal, MerchantJoined(merchant.pk, outlet.pk, link.owner_id))
    messages.tell(
        portal,
        to=[link.owner_id],
        topic=TOPIC,
        title=format_lazy(_("{shop} 自助登记了商户，核对后提交审批"), shop=outlet.name),
        url=reverse("merchants:merchant", args=[merchant.pk]),
        key=f"joined:{merchant.pk}",
    )
    return Receipt(merchant.pk, merchant.number, kept)


def _keep_photos(portal: Actor, merchant_id: UUID, photos: Mapping[str, Sequence[evidence.Sent]]) -> int:
    """All of them or none; each refusal names the field it came by."""
    kept, problems = 0, []
    for kind in PHOTO_KINDS:
        sent = list(photos.get(kind, ()))
        if not sent:
            continue
        try:
            kept += len(onboarding.add_photos(portal, merchant_id=merchant_id, kind=kind, files=sent))
        except InvalidInput as refusal:
            problems += [Problem(kind, each.code, each.message) for each in refusal.problems]
    collect(problems)
    return kept


def _receipt(link: JoinLink, id: UUID) -> Receipt | None:
    rows = Merchant.objects.unscoped("sent twice by the same browser").filter(pk=id, join_link=link)
    found = rows.first()
    return Receipt(found.pk, found.number, 0) if found else None


def _note_consent(portal: Actor, merchant_id: UUID) -> None:
    """The notice was read and agreed to by the person himself."""
    merchant = Merchant.objects.visible_to(portal).locked().get(pk=merchant_id)
    merchant.consents = {field: {**held, "by": "person"} for field, held in dict(merchant.consents).items()}
    merchant.save(update_fields=["consents"])
