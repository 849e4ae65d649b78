"""One merchant with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from endcap.customers.merchants.drafts import (
    BANK_PAPER,
    LICENCE_PHOTO,
    OTHER_PAPER,
    RENEWAL_SUBJECT,
    SHOP_PHOTO,
    SUBJECT,
)
from endcap.customers.merchants.licence import Licence
from endcap.customers.merchants.models import JoinLink, Merchant, MerchantOutlet, Reading, Renewal
from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets.drafts import Suspect
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.selectors import search
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.approvals import selectors as approvals
from endcap.mechanisms.approvals.rights import Rights as Approvals
from endcap.mechanisms.evidence import selectors as evidence
from endcap.mechanisms.evidence.models import Evidence

_DAYS = frozenset({"established_on", "valid_from", "valid_to"})


@dataclass(frozen=True)
class MerchantFile:
    """Everything on the page of a merchant, as far as its reader sees it."""

    merchant: Merchant
    outlets: Sequence[MerchantOutlet]
    unseen_outlets: int
    photos: Mapping[str, Sequence[Evidence]]
    reading: Reading | None
    renewals: Sequence[Renewal]
    days_left: int | None

    @property
    def kinds(self) -> frozenset[str]:
        """Of which kinds there are photos or papers."""
        return frozenset(kind for kind, held in self.photos.items() if held)

    @property
    def open_renewal(self) -> Renewal | None:
        """A new term that waits for approval."""
        return next((one for one in self.renewals if one.state in Renewal.OPEN), None)


def merchant_of(actor: Actor, merchant_id: UUID) -> Merchant:
    """A visible merchant. Raises NotFoundHere."""
    found = Merchant.objects.visible_to(actor).select_related("join_link").filter(pk=merchant_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def is_visible(actor: Actor, merchant_id: UUID) -> bool:
    """Whether the actor sees this merchant."""
    return Merchant.objects.visible_to(actor).filter(pk=merchant_id).exists()


def may_see_files(actor: Actor, merchant_id: UUID) -> bool:
    """Whether the actor sees photos and papers: with the merchant, or because he was asked to decide on it."""
    if is_visible(actor, merchant_id):
        return True
    if not actor.may(Approvals.VIEW) or actor.person_id is None:
        return False
    if approvals.requests_of_subject(actor, SUBJECT, merchant_id):
        return True
    renewals = Renewal.objects.unscoped("who was asked about a renewal sees its photo")
    ids = renewals.filter(merchant_id=merchant_id).values_list("pk", flat=True)
    return any(approvals.requests_of_subject(actor, RENEWAL_SUBJECT, pk) for pk in ids)


def file_of(actor: Actor, merchant_id: UUID) -> MerchantFile:
    """One merchant with outlets, photos, readings and renewals."""
    merchant = merchant_of(actor, merchant_id)
    links = MerchantOutlet.objects.visible_to(actor).filter(merchant=merchant, to_on__isnull=True)
    held = list(links.select_related("outlet__owner", "outlet__unit"))
    every = MerchantOutlet.objects.unscoped("how many outlets lie out of sight").filter(
        merchant=merchant, to_on__isnull=True
    )
    photos: dict[str, list[Evidence]] = {
        kind: [] for kind in (LICENCE_PHOTO, BANK_PAPER, SHOP_PHOTO, OTHER_PAPER)
    }
    for one in evidence.of_subject(actor, SUBJECT, merchant.pk):
        photos.setdefault(one.kind, []).append(one)
    return MerchantFile(
        merchant=merchant,
        outlets=held,
        unseen_outlets=every.count() - len(held),
        photos=photos,
        reading=latest_reading(actor, merchant.pk),
        renewals=list(Renewal.objects.visible_to(actor).filter(merchant=merchant)),
        days_left=(merchant.valid_to - actor.today).days if merchant.valid_to else None,
    )


def latest_reading(actor: Actor, merchant_id: UUID) -> Reading | None:
    """What a machine made of the newest photo of the licence."""
    rows = Reading.objects.visible_to(actor).filter(merchant_id=merchant_id)
    return rows.order_by("-created_at", "-pk").first()


def licence_read(reading: Reading | None) -> Licence | None:
    """What was read from the photo, or None where nothing was."""
    if reading is None or reading.state != Reading.State.READ:
        return None
    known = {one.name for one in fields(Licence)}
    given: dict[str, Any] = {name: value for name, value in reading.fields.items() if name in known}
    for name in _DAYS & given.keys():
        given[name] = date.fromisoformat(given[name]) if given[name] else None
    given["doubtful"] = frozenset(given.get("doubtful", ()))
    return Licence(**given)


def sharing(merchant: Merchant) -> list[Merchant]:
    """Other merchants with the same bank account or telephone, whoever sees them."""
    rows = Merchant.objects.unscoped("the approver is told of merchants that share an account").exclude(
        pk=merchant.pk
    )
    found: list[Merchant] = []
    if merchant.account_key:
        found += rows.filter(account_key=merchant.account_key).order_by("number")[:3]
    return found


def likely_repeats(actor: Actor, outlet: Outlet) -> list[Suspect]:
    """Outlets that may be the one somebody has just registered."""
    return outlets.duplicates_of(actor, outlets.draft_of(outlet), limit=3)


def outlets_without_merchant(actor: Actor, text: str, *, limit: int = 20) -> list[Outlet]:
    """Outlets of the reader that no merchant has yet, for choosing one."""
    taken = MerchantOutlet.objects.unscoped("outlets that are taken").filter(to_on__isnull=True)
    rows = Outlet.objects.visible_to(actor).filter(archived_at__isnull=True, merged_into__isnull=True)
    rows = rows.exclude(status=Outlet.Status.CLOSED).exclude(pk__in=taken.values("outlet_id"))
    rows = rows.select_related("owner", "channel__parent")
    if not text.strip():
        return list(rows.order_by("name_sort", "pk")[:limit])
    best = [found.id for found in search.find(actor, text.replace("\0", ""), limit=5 * limit)]
    held = rows.in_bulk(best)
    return [held[pk] for pk in best if pk in held][:limit]


@dataclass(frozen=True)
class LinkRow:
    """A registration link as its page shows it."""

    link: JoinLink
    is_open: bool
    merchants: Sequence[Merchant] = field(default_factory=tuple)


def join_links(actor: Actor, *, limit: int = 100) -> list[LinkRow]:
    """Registration links that the actor sees, newest first, with who came by them."""
    links = list(JoinLink.objects.visible_to(actor).select_related("owner", "unit")[:limit])
    came: dict[UUID, list[Merchant]] = {}
    for merchant in Merchant.objects.visible_to(actor).filter(join_link__in=[link.pk for link in links]):
        came.setdefault(merchant.join_link_id, []).append(merchant)  # type: ignore[arg-type]
    return [LinkRow(link, link.is_open(actor.now), came.get(link.pk, [])) for link in links]


def documents_of_outlet(outlet_id: UUID) -> tuple[list[UUID], list[UUID]]:
    """The merchants that an outlet has had and the renewals of their licences."""
    held = MerchantOutlet.objects.unscoped("the reader sees the outlet; requests are scoped themselves")
    merchants = list(
        held.filter(outlet_id=outlet_id).values_list("merchant_id", flat=True).distinct().order_by()
    )
    renewed = Renewal.objects.unscoped("the reader sees the outlet; requests are scoped themselves")
    return merchants, list(renewed.filter(merchant_id__in=merchants).values_list("pk", flat=True))
