"""The list of merchants: conditions, keyset pages, counts by state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from endcap.customers.merchants.drafts import WARNING_DAYS
from endcap.customers.merchants.models import Merchant, MerchantOutlet
from endcap.kernel import cursors
from endcap.kernel.actor import Actor

EXPIRING, EXPIRED = "expiring", "expired"
VIEWS = ("", *Merchant.State.values, EXPIRING, EXPIRED)
PAGE = 50
_TRADING = (Merchant.State.APPROVED, Merchant.State.SUSPENDED)


@dataclass(frozen=True)
class MerchantFilter:
    """What the list is narrowed to."""

    view: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """A merchant in the list, with those of his outlets that the reader sees."""

    merchant: Merchant
    outlets: Sequence[MerchantOutlet]
    days_left: int | None

    @property
    def is_expired(self) -> bool:
        """Whether the licence has run out."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_expiring(self) -> bool:
        """Whether it runs out within the time of warning."""
        return self.days_left is not None and 0 <= self.days_left <= WARNING_DAYS


@dataclass(frozen=True)
class MerchantPage:
    """One page, newest change first."""

    rows: Sequence[Row]
    previous: str
    next: str


def days_left(merchant: Merchant, today: date) -> int | None:
    """Days until the licence runs out, negative when it has; None where it never does or is not known."""
    return (merchant.valid_to - today).days if merchant.valid_to else None


def expiring(actor: Actor) -> Q:
    """Trading merchants whose licence runs out within the time of warning."""
    until = actor.today + timedelta(days=WARNING_DAYS)
    return Q(state__in=_TRADING, valid_to__gte=actor.today, valid_to__lte=until)


def expired(actor: Actor) -> Q:
    """Trading merchants whose licence has run out."""
    return Q(state__in=_TRADING, valid_to__lt=actor.today)


def _narrowed(actor: Actor, wanted: MerchantFilter) -> QuerySet[Merchant]:
    rows = Merchant.objects.visible_to(actor)
    if wanted.view == EXPIRING:
        rows = rows.filter(expiring(actor))
    elif wanted.view == EXPIRED:
        rows = rows.filter(expired(actor))
    elif wanted.view:
        rows = rows.filter(state=wanted.view)
    for word in wanted.text.replace("\0", "").casefold().split():
        rows = rows.filter(search_text__contains=word)
    return rows


def merchants_page(
    actor: Actor, wanted: MerchantFilter, *, after: str = "", before: str = "", limit: int = PAGE
) -> MerchantPage:
    """One page of the merchants that the actor sees, by keyset."""
    rows = _narrowed(actor, wanted)
    if before:
        at, pk = cursors.read_moment(before)
        rows = rows.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=pk)).order_by("updated_at", "pk")
    else:
        if after:
            at, pk = cursors.read_moment(after)
            rows = rows.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=pk))
        rows = rows.order_by("-updated_at", "-pk")
    found = list(rows[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if before:
        found.reverse()
    has_next, has_previous = (bool(before) or more), (more if before else bool(after))
    return MerchantPage(
        rows_of(actor, found),
        cursors.write(found[0].updated_at, found[0].pk) if found and has_previous else "",
        cursors.write(found[-1].updated_at, found[-1].pk) if found and has_next else "",
    )


def rows_of(actor: Actor, merchants: Sequence[Merchant]) -> list[Row]:
    """Merchants with their outlets, in one statement more."""
    held: dict[object, list[MerchantOutlet]] = {}
    links = MerchantOutlet.objects.visible_to(actor).filter(
        merchant__in=[merchant.pk for merchant in merchants], to_on__isnull=True
    )
    for link in links.select_related("outlet__owner", "outlet__unit"):
        held.setdefault(link.merchant_id, []).append(link)
    return [
        Row(merchant, held.get(merchant.pk, []), days_left(merchant, actor.today)) for merchant in merchants
    ]


def counts(actor: Actor) -> dict[str, int]:
    """How many merchants are in each view, in one statement."""
    rows = Merchant.objects.visible_to(actor)
    by_state = {state: Count("pk", filter=Q(state=state)) for state in Merchant.State.values}
    found = rows.aggregate(
        all=Count("pk"),
        **by_state,
        expiring=Count("pk", filter=expiring(actor)),
        expired=Count("pk", filter=expired(actor)),
    )
    return {"": found.pop("all"), **found}


def to_do_count(actor: Actor) -> int:
    """How many merchants wait for somebody to act: returned, or with a licence that runs out or has run out."""
    soon = actor.today + timedelta(days=WARNING_DAYS)
    wanted = Q(state=Merchant.State.RETURNED) | Q(state__in=_TRADING, valid_to__lte=soon)
    return Merchant.objects.visible_to(actor).filter(wanted).count()
