"""Credit with two at once: the same free credit is held once."""

from __future__ import annotations

import time

import pytest
from django.db import IntegrityError, OperationalError, transaction

from endcap.cash.credit import moves, selectors
from endcap.cash.credit.tests.conftest import *  # noqa: F403
from endcap.cash.credit.tests.granting import grant
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import Insufficient
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("CRD-04"), pytest.mark.django_db(transaction=True)]


@transaction.atomic  # not tried again, so that a lost race shows
def take_all(actor: Actor, payer_id) -> int:
    """What an order does: look at what is free under the lock, then hold it."""
    line = selectors.locked_line(payer_id, actor.today)
    time.sleep(0.2)
    if line.free:
        ledger.post(actor, op_id=new_id(), kind="race", lines=moves.hold_lines(payer_id, line.free))
    return line.free


def race(payer_id):
    return run_at_once(lambda _number: take_all(Actor.system(now=clock.now()), payer_id), 2)


@pytest.fixture
def shop(payer):
    """A payer with a limit that holds for a while."""
    made = payer()
    grant(Actor.system(now=clock.now()), made.pk, 100_00)
    return made


def test_the_same_free_credit_is_held_once(shop):
    outcome = race(shop.pk)
    assert outcome.errors == []
    assert sorted(outcome.results) == [0, 100_00]
    line = selectors.line_of(shop.pk, clock.now().date())
    assert (line.held, line.available) == (100_00, 0)


def test_without_the_lock_both_see_it_free_and_the_ledger_refuses_one(shop, monkeypatch):
    with locks_off(monkeypatch):
        outcome = race(shop.pk)
    assert len(outcome.errors) == 1
    assert isinstance(outcome.errors[0], Insufficient | IntegrityError | OperationalError)
    assert selectors.line_of(shop.pk, clock.now().date()).held == 100_00
