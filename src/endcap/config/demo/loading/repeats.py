"""Shops that were entered twice: one pair is merged, the others wait for somebody to look."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from endcap.config.demo import story
from endcap.config.demo.loading import upkeep
from endcap.config.demo.loading.diary import Diary
from endcap.config.demo.loading.outlets import CLERK, Book
from endcap.config.demo.outlets import DemoOutlet
from endcap.config.demo.plan import stable_id
from endcap.customers.outlets import selectors, services
from endcap.kernel.actor import Actor
from endcap.kernel.geo import Position

OFFICE = "LZ-DD"
_TURNS = (  # how the second entry differs, and which of the two is then merged
    ("", True),
    ("烟酒", False),
    ("便民", False),
    ("", False),
)


def note_repeats(diary: Diary, book: Book) -> None:
    """A list from the yellow pages was typed in without looking."""
    end = book.cast.company.plan.end_on
    chosen = _chosen(book)
    for n, outlet in enumerate(chosen):
        diary.note(end - timedelta(days=7), CLERK, partial(_enter_again, n, outlet), hour=15, minute=n)
    if chosen:
        boss = book.cast.boss_of(chosen[0].unit)
        diary.note(end - timedelta(days=3), boss, partial(_merge, chosen[0]), hour=16)


def _chosen(book: Book) -> list[DemoOutlet]:
    told = {tale.number for tale in story.STORIES}
    told |= {upkeep.STAR, upkeep.RAISED, upkeep.LAPSED, upkeep.TWICE}
    fit = [
        outlet
        for outlet in book.cast.company.outlets
        if outlet.unit.startswith(f"{OFFICE}-")
        and outlet.status == "active"
        and not outlet.chain
        and outlet.n not in told
        and outlet.lat_e7 is not None
        and outlet.phone
    ]
    return fit[40 : 40 + len(_TURNS)]


def _twin(n: int) -> str:
    return f"HY-{4101 + n}"


def _enter_again(n: int, outlet: DemoOutlet, actor: Actor) -> int:
    held = selectors.outlet_of(actor, outlet.id)
    word, _merged = _TURNS[n]
    draft = selectors.draft_of(held)
    position = draft.position
    if position is not None:  # measured on another map: a few steps away
        position = Position(position.lat_e7 + 900 * (n % 3), position.lon_e7 + 1_100)
    twin = replace(
        draft,
        id=stable_id("repeat", n),
        code=_twin(n),
        name=f"{held.name}{word}",
        position=position,
        contact_name="" if n % 2 else held.contact_name,
        licence_no="",
        opened_on=None,
        remark="黄页名单",
        flags=(),
        last_verified_at=None,
    )
    services.create_many(actor, [twin])
    return 0


def _merge(outlet: DemoOutlet, actor: Actor) -> int:
    services.merge_outlets(
        actor, loser_id=stable_id("repeat", 0), survivor_id=outlet.id, reason="黄页名单里重复录的，电话对过"
    )
    return 0
