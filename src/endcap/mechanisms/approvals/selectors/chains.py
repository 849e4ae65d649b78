"""Reading chains: the one in force, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.approvals import kinds
from endcap.mechanisms.approvals.models import Chain, ChainStep
from endcap.mechanisms.approvals.rights import Rights
from endcap.org.units import selectors as units

_STEPS = ("steps__role", "steps__person")


def chain_for(kind: str, unit_id: UUID, on: date) -> Chain | None:
    """The chain in force for a kind of document in a unit: its own before the general one, then the nearest
    unit's before the company's."""
    nearness = [unit_id, *units.ancestors_of(unit_id), None]
    rows = Chain.objects.filter(kind__in=[kind, ""], replaced_at__isnull=True, valid_from__lte=on)
    rows = rows.filter(Q(unit_id__isnull=True) | Q(unit_id__in=[unit for unit in nearness if unit]))
    newest: dict[tuple[str, UUID | None], Chain] = {}
    for chain in rows.prefetch_related("steps").order_by("valid_from"):
        newest[(chain.kind, chain.unit_id)] = chain
    for key in dict.fromkeys((kind, "")):
        for unit in nearness:
            found = newest.get((key, unit))
            if found and (found.valid_to is None or found.valid_to >= on):
                return found
    return None


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One chain on the settings page."""

    chain: Chain
    steps: tuple[ChainStep, ...]
    is_in_force: bool
    begins_later: bool


@dataclass(frozen=True, slots=True)
class ChainGroup:
    """The chains of one kind of document; the general ones have no kind."""

    kind: str
    name: str
    lines: tuple[ChainLine, ...]


def chain_groups(actor: Actor, *, with_past: bool = False) -> list[ChainGroup]:
    """Every chain by kind, the general ones first: what is in force and what begins later; the past on request."""
    actor.require(Rights.CONFIGURE)
    rows = Chain.objects.select_related("unit").prefetch_related(*_STEPS)
    lines: dict[str, list[ChainLine]] = {key: [] for key in ("", *(kind.key for kind in kinds.everything()))}
    for line in _lines(list(rows), actor.today):
        if with_past or line.is_in_force or line.begins_later:
            lines.setdefault(line.chain.kind, []).append(line)
    return [ChainGroup(key, kinds.name_of(key) if key else "", tuple(found)) for key, found in lines.items()]


def _lines(chains: Sequence[Chain], today: date) -> list[ChainLine]:
    standing = [each for each in chains if each.replaced_at is None]
    newest: dict[tuple[str, UUID | None], Chain] = {}
    for chain in sorted(standing, key=lambda each: each.valid_from):
        if chain.valid_from <= today:
            newest[(chain.kind, chain.unit_id)] = chain
    return [
        ChainLine(
            chain,
            tuple(chain.steps.all()),
            is_in_force=newest.get((chain.kind, chain.unit_id)) is chain
            and (chain.valid_to is None or chain.valid_to >= today),
            begins_later=chain.replaced_at is None and chain.valid_from > today,
        )
        for chain in chains
    ]


def chain_of(actor: Actor, chain_id: UUID) -> Chain:
    """One chain with its steps, for whoever sets chains up."""
    actor.require(Rights.CONFIGURE)
    rows = Chain.objects.select_related("unit").prefetch_related(*_STEPS)
    chain = rows.filter(pk=chain_id).first()
    if chain is None:
        raise NotFoundHere()
    return chain


def line_of_chain(actor: Actor, chain: Chain) -> ChainLine:
    """Whether a chain counts today."""
    rows = Chain.objects.filter(kind=chain.kind, unit=chain.unit).prefetch_related("steps")
    return next(line for line in _lines(list(rows), actor.today) if line.chain.pk == chain.pk)
