"""Whom and what a price rule is about, as keys by which the index finds it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from endcap.goods.catalog.quoting import Buyer, Source

EVERYBODY = "everybody"
BASE = "base"  # the prices of the base level
OF_SKU, OF_CATEGORY, OF_BRAND, OF_ALL = 300, 100, 50, 0
DEEPEST = 150  # of categories that are told apart

_SOURCES = {
    "contract": Source.CONTRACT,
    "outlet": Source.OUTLET,
    "channel": Source.CHANNEL,
    "level": Source.LEVEL,
    "prices": Source.LEVEL_PRICE,
    EVERYBODY: Source.EVERYBODY,
    BASE: Source.BASE_PRICE,
}


def contract_key(contract_id: UUID) -> str:
    """Whoever buys under a contract."""
    return f"contract:{contract_id.hex}"


def outlet_key(outlet_id: UUID) -> str:
    """One customer."""
    return f"outlet:{outlet_id.hex}"


def channel_key(channel_id: UUID) -> str:
    """The outlets of a channel and of the channels below it."""
    return f"channel:{channel_id.hex}"


def level_key(code: str) -> str:
    """Whoever buys at a level."""
    return f"level:{code}"


def prices_key(code: str) -> str:
    """The prices of a level themselves."""
    return f"prices:{code}"


def source_of(key: str) -> Source:
    """What kind of rule stands behind a key."""
    return _SOURCES[key.partition(":")[0]]


def chain_of(buyer: Buyer) -> tuple[str, ...]:
    """Every audience that a buyer belongs to, the one that counts most first."""
    own = () if buyer.contract_id is None else (contract_key(buyer.contract_id),)
    return (*own, outlet_key(buyer.outlet_id), *group_chain(buyer.channel_ids, buyer.level_code))


def group_chain(channel_ids: Sequence[UUID] = (), level_code: str = "") -> tuple[str, ...]:
    """What counts for outlets of a channel and a level of which nothing else is known."""
    at_level = (level_key(level_code), prices_key(level_code)) if level_code else ()
    return (*(channel_key(each) for each in channel_ids), *at_level, EVERYBODY, BASE)


def category_specificity(depth: int) -> int:
    """How near a category is: the deeper, the nearer."""
    return OF_CATEGORY + min(depth, DEEPEST)
