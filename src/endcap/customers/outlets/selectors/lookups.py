"""Small look-ups that forms, filters and imports need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from endcap.customers.outlets import keys
from endcap.customers.outlets.errors import SchemeUnknown
from endcap.customers.outlets.models import Channel, Classification, Outlet, Scheme, Segment, Tag
from endcap.customers.outlets.selectors.channels import channels_in_order
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.scope import Reach
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

CHUNK = 2000


@dataclass(frozen=True)
class FilterChoices:
    """What the filter menu offers."""

    channels: Sequence[Channel]
    owners: Sequence[Person]
    units: Sequence[Unit]
    tags: Sequence[Tag]
    schemes: Sequence[Scheme]
    segments: Sequence[Segment] = ()
    cities: Sequence[str] = ()


def ids_by_code(actor: Actor, codes: Iterable[str]) -> dict[str, UUID]:
    """Outlets by code, for joining other lists: the exact code first, else the one that differs only in
    case, width or leading zeros. A normalised code that two outlets share joins nothing. The code of an outlet
    that was merged joins the one that it turned out to be."""
    wanted = list(dict.fromkeys(codes))
    by_key: dict[str, list[str]] = {}
    for code in wanted:
        by_key.setdefault(keys.code_key(code), []).append(code)
    rows: dict[str, list[tuple[str, UUID]]] = {}
    all_keys = list(by_key)
    for start in range(0, len(all_keys), CHUNK):
        part = all_keys[start : start + CHUNK]
        found = Outlet.objects.visible_to(actor).filter(code_key__in=part, merged_into__isnull=True)
        merged = merged_with_codes(actor, part)
        for key, code, pk in (
            *found.values_list("code_key", "code", "pk"),
            *merged.values_list("code_key", "code", "merged_into"),
        ):
            if pk is not None:
                rows.setdefault(key, []).append((code, pk))
    joined: dict[str, UUID] = {}
    for key, asked in by_key.items():
        held = rows.get(key, [])
        exact = dict(held)
        for code in asked:
            if code in exact:
                joined[code] = exact[code]
            elif len(held) == 1:
                joined[code] = held[0][1]
    return joined


def merged_with_codes(actor: Actor, code_keys: Sequence[str]) -> QuerySet[Outlet]:
    """Outlets of these codes that were merged into one that the actor sees."""
    rows = Outlet.objects.unscoped("an old code leads to the outlet that stayed, if the actor sees that one")
    here = Outlet.objects.visible_to(actor).filter(pk=OuterRef("merged_into"))
    return rows.filter(Exists(here), code_key__in=code_keys, merged_into__isnull=False)


def possible_owners(actor: Actor) -> list[Person]:
    """Active people to whom the actor may give an outlet."""
    return list(
        Person.objects.visible_to(actor).filter(is_active=True).select_related("unit").order_by("name")
    )


def possible_units(actor: Actor) -> list[Unit]:
    """Open units in the actor's reach."""
    found = Unit.objects.filter(closed_on__isnull=True)
    return list(found if actor.reach == Reach.COMPANY else found.filter(pk__in=actor.unit_ids))


def default_owner_id(actor: Actor) -> UUID | None:
    """Who looks after outlets that come without an owner: the importing person, else the longest-serving
    administrator, else the longest-serving active person."""
    if actor.person_id:
        return actor.person_id
    people = Person.objects.visible_to(actor).filter(is_active=True).order_by("created_at", "id")
    found = people.filter(roles__code="admin").first() or people.first()
    return found.pk if found else None


def schemes() -> list[Scheme]:
    """Open schemes with their classes."""
    return list(Scheme.objects.filter(closed_on__isnull=True).prefetch_related("values"))


def scheme_of(code: str) -> Scheme:
    """An open scheme with its classes. Raises SchemeUnknown."""
    found = Scheme.objects.filter(code=code, closed_on__isnull=True).prefetch_related("values").first()
    if found is None:
        raise SchemeUnknown(scheme=code)
    return found


def class_held(outlet_id: UUID, scheme: Scheme) -> Classification | None:
    """The class that an outlet has now in a scheme; the outlet's visibility was checked."""
    rows = Classification.objects.unscoped("of an outlet that the caller has checked")
    return rows.filter(outlet_id=outlet_id, scheme=scheme, valid_to__isnull=True).first()


def segment_of(segment_id: UUID) -> Segment:
    """A customer segment. Raises NotFoundHere."""
    found = Segment.objects.filter(pk=segment_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def tags() -> list[Tag]:
    """Every tag."""
    return list(Tag.objects.all())


def segments() -> list[Segment]:
    """Every customer segment with its strategy."""
    return list(Segment.objects.all())


def fullest_cities(actor: Actor, *, limit: int = 30) -> list[str]:
    """Cities with the most outlets that the actor sees."""
    rows = Outlet.objects.visible_to(actor).filter(archived_at__isnull=True).exclude(city="")
    counted = rows.order_by().values_list("city").annotate(count=Count("pk")).order_by("-count", "city")
    return [city for city, _count in counted[:limit]]


def filter_choices(actor: Actor) -> FilterChoices:
    """What the filter menu offers this actor."""
    return FilterChoices(
        channels_in_order(),
        possible_owners(actor),
        possible_units(actor),
        tags(),
        schemes(),
        segments(),
        fullest_cities(actor),
    )


def people_by_words(actor: Actor) -> dict[str, UUID]:
    """Active people by everything that a list may call them; a name that two people share is left out."""
    found: dict[str, UUID | None] = {}
    people = Person.objects.visible_to(actor).filter(is_active=True)
    for pk, login, name, employee_no in people.values_list("pk", "login", "name", "employee_no"):
        key = name.strip().casefold()
        found[key] = None if found.get(key, pk) != pk else pk
        for word in (login, employee_no):
            if word:
                found[word.strip().casefold()] = pk
    return {word: pk for word, pk in found.items() if pk}


def units_by_words(actor: Actor) -> dict[str, UUID]:
    """Open units by name and code."""
    found: dict[str, UUID] = {}
    for unit in possible_units(actor):
        found[unit.name.strip().casefold()] = unit.pk
        found[unit.code.strip().casefold()] = unit.pk
    return found


def by_match_keys(
    actor: Actor, *, codes: Sequence[str], licences: Sequence[str], names: Sequence[str]
) -> list[Outlet]:
    """Visible outlets that share a code, licence or name key with rows of a list, for planning an import."""
    found: dict[UUID, Outlet] = {}
    for field, values in (("code_key", codes), ("licence_no", licences), ("name_key", names)):
        unique = list(dict.fromkeys(value for value in values if value))
        for start in range(0, len(unique), CHUNK):
            condition = Q(**{f"{field}__in": unique[start : start + CHUNK]})
            for outlet in Outlet.objects.visible_to(actor).filter(condition, merged_into__isnull=True):
                found[outlet.pk] = outlet
    return list(found.values())
