"""How a draft becomes an outlet. Used by every service that writes outlets, so that all of them agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from endcap.customers.outlets import keys
from endcap.customers.outlets.drafts import PLAIN_FIELDS, OutletDraft
from endcap.customers.outlets.models import Outlet
from endcap.kernel.bulk import blank
from endcap.kernel.geo import Datum, to_wgs84

TRACKED = (
    *PLAIN_FIELDS,
    "code",
    "lat_e7",
    "lon_e7",
    "position_datum",
    "position_source",
    "flags",
    "attributes",
)
WRITTEN = (
    *TRACKED,
    "code_key",
    "name_key",
    "name_sort",
    "address_key",
    "phone_key",
    "updated_at",
)
_IN_ONE_LINE = (
    *("name", "city", "address", "phone", "licence_no", "zip", "contact_name", "chain_name", "remark"),
)


@dataclass(frozen=True)
class FieldChange:
    """One field of an outlet before and after."""

    field: str
    before: object
    after: object


def fill(outlet: Outlet, draft: OutletDraft, *, now: datetime) -> Outlet:
    """Put the draft's values on the outlet, with the keys that follow from them. Owner and unit are not
    touched."""
    values = {name: getattr(draft, name) for name in PLAIN_FIELDS}
    outlet.channel_id = values.pop("channel_id")
    for name in _IN_ONE_LINE:
        if values[name]:
            values[name] = " ".join(str(values[name]).split())
    outlet.__dict__.update(
        values
    )  # columns without a descriptor of their own: as setattr, a third of its time
    outlet.code = draft.code.strip()
    outlet.flags = sorted(set(draft.flags))
    outlet.attributes = {key: value for key, value in draft.attributes.items() if value}
    _place(outlet, draft)
    set_keys(outlet)
    outlet.updated_at = now
    return outlet


def _place(outlet: Outlet, draft: OutletDraft) -> None:
    if draft.position is None:
        outlet.lat_e7 = outlet.lon_e7 = None
        outlet.position_datum = outlet.position_source = ""
        return
    position = to_wgs84(draft.position, draft.datum)
    unmoved = (outlet.lat_e7, outlet.lon_e7) == (position.lat_e7, position.lon_e7)
    # a position that comes back unchanged from the book keeps the datum that its source once had
    if not (unmoved and outlet.position_datum and draft.datum is Datum.WGS84):
        outlet.position_datum = draft.datum.value
    outlet.position_source = draft.position_source or outlet.position_source or "entered"
    outlet.lat_e7, outlet.lon_e7 = position.lat_e7, position.lon_e7


def set_keys(outlet: Outlet) -> None:
    """Keys that repeats share, and where the name stands in a list."""
    outlet.code_key = keys.code_key(outlet.code)
    outlet.name_key = keys.name_key(outlet.name, outlet.city)
    outlet.name_sort = keys.sort_key(outlet.name)
    outlet.address_key = keys.address_key(outlet.address, outlet.city)
    outlet.phone_key = keys.phone_key(outlet.phone)


def fresh(
    draft: OutletDraft, *, id: UUID, unit_id: UUID, now: datetime, batch_id: UUID | None = None
) -> Outlet:
    """A new outlet from a draft that was found to be in order."""
    outlet = blank(Outlet)
    outlet.id, outlet.unit_id, outlet.created_at, outlet.import_batch_id = id, unit_id, now, batch_id
    outlet.owner_id = draft.owner_id  # type: ignore[assignment]  # checked to be somebody
    return fill(outlet, draft, now=now)


def images(outlet: Outlet) -> tuple[object, ...]:
    """The tracked values, to tell afterwards what changed."""
    return tuple(_frozen(getattr(outlet, name)) for name in TRACKED)


def changes_between(before: tuple[object, ...], outlet: Outlet) -> list[FieldChange]:
    """Fields whose value is another now."""
    after = images(outlet)
    return [
        FieldChange(name, old, new)
        for name, old, new in zip(TRACKED, before, after, strict=True)
        if old != new
    ]


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return tuple(sorted(value.items()))
    return value
