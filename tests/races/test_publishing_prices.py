"""Two who publish price rules at once, and one who publishes while another sets a price. Each race has a twin with the
lock off."""

from __future__ import annotations

import time
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from endcap.goods.catalog import effects, price_changes, selectors, services
from endcap.goods.catalog.drafting import TypedLine
from endcap.goods.catalog.models import PriceChange, PriceSpan
from endcap.goods.catalog.quoting import Buyer
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("PRC-01"), pytest.mark.django_db(transaction=True)]
RUNNERS = 3


@pytest.fixture
def tea(system):
    services.create_preset_price_levels(system)
    made = services.create_sku(system, code="TEA", fields=services.SkuFields(name="柠檬茶"))
    services.set_price(system, sku_id=made.pk, level="dealer", price=3_0000, valid_from=date(2026, 1, 1))
    return made


def _drafts(system):
    return [
        price_changes.start_change(
            system,
            title=f"调价 {number}",
            lines=[TypedLine("everybody", "", "sku", "TEA", f"2.{number}", valid_from="2026-07-16")],
        ).pk
        for number in range(RUNNERS)
    ]


def _publish(system, drafts):
    def work(runner: int) -> int:
        with transaction.atomic():
            done = price_changes.publish_change(system, change_id=drafts[runner])
            time.sleep(0.01)
        return done.published_no

    return work


def _slowly(monkeypatch):
    """What a draft means is read a moment before it is written, so that the others come in between."""
    look = effects.outlook_of

    def outlook_of(rules):
        time.sleep(0.02)
        return look(rules)

    monkeypatch.setattr(effects, "outlook_of", outlook_of)


def _counting_rules() -> int:
    on = date(2026, 7, 20)
    return PriceSpan.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on).count()


def test_of_publications_at_once_the_last_one_counts(system, tea, monkeypatch):
    drafts = _drafts(system)
    _slowly(monkeypatch)

    outcome = run_at_once(_publish(system, drafts), RUNNERS)

    assert outcome.errors == []
    assert sorted(outcome.results) == [1, 2, 3]
    assert _counting_rules() == 1
    last = PriceChange.objects.get(published_no=RUNNERS)
    quote = selectors.quotes(Buyer(uuid4(), (), "", None), sku_ids=[tea.pk], on=date(2026, 7, 20))[tea.pk]
    assert quote.given_by.number == f"{last.number}/1"


def test_twin_without_the_lock_publications_collide(system, tea, monkeypatch):
    drafts = _drafts(system)
    _slowly(monkeypatch)

    with locks_off(monkeypatch):
        # on SQLite the first write of a transaction takes the lock too, so the twin begins with a read
        from endcap.goods.catalog.models import PriceBook

        PriceBook.objects.get_or_create(pk=1)
        monkeypatch.setattr(type(PriceBook.objects), "bulk_create", lambda *_args, **_kwargs: [])
        outcome = run_at_once(_publish(system, drafts), RUNNERS)

    assert outcome.errors or _counting_rules() > 1 or len(set(outcome.results)) < RUNNERS


def test_one_draft_is_published_once(system, tea, monkeypatch):
    draft = _drafts(system)[0]
    _slowly(monkeypatch)

    outcome = run_at_once(_publish(system, [draft] * RUNNERS), RUNNERS)

    assert outcome.results == [1]
    assert {type(error).__name__ for error in outcome.errors} == {"PriceChangeClosed"}
    assert _counting_rules() == 1


def test_a_share_follows_a_price_that_is_set_while_it_is_published(system, tea, monkeypatch):
    change = price_changes.start_change(
        system,
        title="九折",
        lines=[TypedLine("everybody", "", "sku", "TEA", "", "90", "dealer", valid_from="2026-07-16")],
    )
    _slowly(monkeypatch)

    def work(runner: int) -> None:
        if runner == 0:
            price_changes.publish_change(system, change_id=change.pk)
        else:
            time.sleep(0.005)
            services.set_price(
                system, sku_id=tea.pk, level="dealer", price=4_0000, valid_from=system.today + timedelta(1)
            )

    outcome = run_at_once(work, 2)

    assert outcome.errors == []
    quote = selectors.quotes(Buyer(uuid4(), (), "", None), sku_ids=[tea.pk], on=date(2026, 7, 20))[tea.pk]
    assert quote.price == 3_6000
