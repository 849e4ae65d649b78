"""Transfers, write-offs and returns: who may, what moves when, what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.goods.catalog import services as catalog
from endcap.goods.stock import book, moves, selectors, services, units
from endcap.goods.stock.errors import StateRefused, TooLittle
from endcap.goods.stock.events import GoodsReturned
from endcap.goods.stock.models import Movement
from endcap.goods.stock.tests.conftest import TODAY, balance, everything, stands
from endcap.kernel import events
from endcap.kernel.calendar import services as calendar
from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.approvals.models import Request
from endcap.mechanisms.ledger import selectors as ledgers
from endcap.mechanisms.ledger.errors import Insufficient


@pytest.fixture
def chains(system, manager):
    """The chain and the working days of a new installation, and somebody who approves."""
    calendar.seed_china(system)
    approvals.create_preset_chains(system)


@pytest.fixture
def clerk(actor, office, chains):
    """A sales clerk of the office."""
    return actor("sales_clerk", unit=office)


@pytest.fixture
def manager(actor, office):
    """The manager of the office, who approves."""
    return actor("office_manager", unit=office)


@pytest.fixture
def priced(system, levels, tea):
    """A bottle costs 2 yuan ex factory."""
    draft = {"level": "ex_factory", "price": 20_000, "valid_from": date(2026, 7, 16)}
    catalog.set_price(system, sku_id=tea.pk, **draft)


@pytest.fixture
def levels(system, db):
    """The usual price levels."""
    return catalog.create_preset_price_levels(system)


def decide(who, movement, outcome="approved") -> None:
    """Decide the request of a document."""
    request = Request.objects.unscoped("a test decides").get(subject_id=movement.pk)
    approvals.decide(who, request_id=request.pk, outcome=outcome, note="看过了", version=request.version)


@pytest.mark.req("INV-07")
def test_a_transfer_is_on_its_way_until_it_is_received(
    clerk, system, warehouse, other_warehouse, tea, receive
):
    late = receive(warehouse, tea, 20, "B", expires=date(2027, 2, 1))
    soon = receive(warehouse, tea, 10, "A", expires=date(2027, 1, 1))

    sent = services.send_transfer(
        system, from_id=warehouse.pk, to_id=other_warehouse.pk, lines=[services.Wanted(tea.pk, 15)]
    )

    assert (sent.number, sent.state) == ("ST-2026-000001", "underway")
    assert [(line.lot_id, line.quantity) for line in sent.lines.all()] == [(soon.pk, 10), (late.pk, 5)]
    assert (stands(warehouse, tea), stands(other_warehouse, tea)) == ((15, 0, 0), (0, 0, 15))

    services.receive_transfer(system, movement_id=sent.pk, arrived={2: 3})

    assert (stands(other_warehouse, tea), balance(book.unexplained(other_warehouse.pk, tea.pk))) == (
        (13, 0, 0),
        2,
    )
    sent.refresh_from_db()
    assert (sent.state, [line.arrived for line in sent.lines.all()]) == ("done", [10, 3])


def test_a_transfer_is_received_once(system, warehouse, other_warehouse, tea, receive):
    receive(warehouse, tea, 5)
    sent = services.send_transfer(
        system, from_id=warehouse.pk, to_id=other_warehouse.pk, lines=[services.Wanted(tea.pk, 5)]
    )
    services.receive_transfer(system, movement_id=sent.pk)
    before = everything()
    with pytest.raises(StateRefused):
        services.receive_transfer(system, movement_id=sent.pk)
    assert everything() == before


def test_more_than_stands_there_or_goods_past_expiry_are_not_sent(
    system, warehouse, other_warehouse, tea, receive
):
    receive(warehouse, tea, 5, "OLD", expires=date(2026, 7, 1))
    receive(warehouse, tea, 5, "NEW", expires=date(2027, 7, 1))
    before = everything()
    with pytest.raises(TooLittle):
        services.send_transfer(
            system, from_id=warehouse.pk, to_id=other_warehouse.pk, lines=[services.Wanted(tea.pk, 6)]
        )
    assert everything() == before


def test_a_transfer_says_all_that_is_wrong(system, warehouse, tea):
    before = everything()
    with pytest.raises(InvalidInput) as refused:
        services.send_transfer(
            system,
            from_id=warehouse.pk,
            to_id=warehouse.pk,
            lines=[services.Wanted(tea.pk, 0), services.Wanted(tea.pk, 1), services.Wanted(new_id(), 1)],
        )
    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("to_id", "same"),
        ("lines.1.quantity", "not_positive"),
        ("lines.2.sku_id", "twice"),
        ("lines.3.sku_id", "unknown"),
    ]
    assert everything() == before


@pytest.mark.req("INV-07")
def test_a_transfer_of_last_week_stands_in_the_days_since(system, warehouse, other_warehouse, tea, receive):
    lot = receive(warehouse, tea, 10, on=date(2026, 7, 1))

    sent = services.send_transfer(
        system,
        from_id=warehouse.pk,
        to_id=other_warehouse.pk,
        lines=[services.Wanted(tea.pk, 4)],
        sent_on=date(2026, 7, 8),
    )
    services.receive_transfer(system, movement_id=sent.pk, received_on=date(2026, 7, 10))

    here = [
        ledgers.balance_of(book.on_hand(warehouse.pk, tea.pk, lot.pk), on=date(2026, 7, d)) for d in (7, 8)
    ]
    key = book.on_hand(other_warehouse.pk, tea.pk, lot.pk)
    there = [ledgers.balance_of(key, on=date(2026, 7, d)) for d in (9, 10)]
    assert (here, there) == ([10, 6], [0, 4])


def test_a_small_write_off_is_gone_at_once(clerk, warehouse, tea, receive, priced):
    lot = receive(warehouse, tea, 300)

    done = services.write_off(
        clerk,
        location_id=warehouse.pk,
        lines=[services.LotQuantity(lot.pk, 249)],  # 498 yuan
        reason="damaged",
    )

    assert (done.number, done.state, done.amount) == ("WO-2026-000001", "done", 498_00)
    assert (stands(warehouse, tea), balance(book.loss(warehouse.pk, tea.pk))) == ((51, 0, 0), 249)


def test_from_the_limit_on_somebody_else_approves_and_meanwhile_nobody_takes_the_goods(
    clerk, manager, warehouse, tea, receive, priced
):
    lot = receive(warehouse, tea, 300)

    asked = services.write_off(
        clerk, location_id=warehouse.pk, lines=[services.LotQuantity(lot.pk, 250)], reason="damaged"
    )
    assert (asked.state, asked.amount, stands(warehouse, tea)) == ("waiting", 500_00, (300, 250, 0))

    decide(manager, asked)

    asked.refresh_from_db()
    assert (asked.state, stands(warehouse, tea)) == ("done", (50, 0, 0))
    op = ledgers.ops_about("stock.Movement", asked.pk).last()
    assert (op.kind, op.maker_id, op.approver_id) == ("stock.written_off", clerk.person_id, manager.person_id)


@pytest.mark.parametrize(("outcome", "state"), [("rejected", "refused"), ("returned", "refused")])
def test_what_is_not_approved_is_free_again(clerk, manager, warehouse, tea, receive, outcome, state):
    lot = receive(warehouse, tea, 10)  # without a price it always needs approval
    asked = services.write_off(
        clerk, location_id=warehouse.pk, lines=[services.LotQuantity(lot.pk, 4)], reason="expired"
    )

    decide(manager, asked, outcome)

    asked.refresh_from_db()
    assert (asked.state, stands(warehouse, tea)) == (state, (10, 0, 0))


def test_the_maker_takes_a_waiting_write_off_back(clerk, warehouse, tea, receive):
    lot = receive(warehouse, tea, 10)
    asked = services.write_off(
        clerk, location_id=warehouse.pk, lines=[services.LotQuantity(lot.pk, 4)], reason="expired"
    )

    done = services.cancel_movement(clerk, movement_id=asked.pk)

    assert (done.state, stands(warehouse, tea)) == ("cancelled", (10, 0, 0))
    with pytest.raises(StateRefused):
        services.cancel_movement(clerk, movement_id=asked.pk)


def test_a_write_off_needs_a_reason_and_goods_that_are_free(clerk, warehouse, tea, receive):
    lot = receive(warehouse, tea, 10)
    before = everything()
    with pytest.raises(InvalidInput) as refused:
        services.write_off(
            clerk, location_id=warehouse.pk, lines=[services.LotQuantity(lot.pk, 4)], reason=""
        )
    assert [(one.field, one.code) for one in refused.value.problems] == [("reason", "required")]
    with pytest.raises(Insufficient):
        services.write_off(
            clerk, location_id=warehouse.pk, lines=[services.LotQuantity(lot.pk, 11)], reason="lost"
        )
    assert everything() == before


@pytest.fixture
def returned():
    """What areas above hear of returns."""
    heard: list[GoodsReturned] = []

    def hear(actor, event):
        heard.append(event)

    events.subscribe(GoodsReturned, hear)
    yield heard
    events._handlers[GoodsReturned].remove(hear)


@pytest.mark.req("INV-06")
def test_a_return_is_asked_for_approved_and_received_into_stock_or_loss(
    actor, person, manager, clerk, team, warehouse, tea, outlet, receive, post, returned
):
    rep = person("林小满", unit=team)
    shop = outlet("福满园", owner=rep)
    lot = receive(warehouse, tea, 30, "L1", expires=date(2026, 8, 1))
    bad = receive(warehouse, tea, 30, "L0", expires=date(2026, 7, 1))
    parts = [moves.Part(tea.pk, lot.pk, 12), moves.Part(tea.pk, bad.pk, 5)]
    post(moves.deliver_lines(location_id=warehouse.pk, outlet_id=shop.pk, parts=parts), on=date(2026, 6, 1))
    lines = [
        services.ReceiptLine(tea.pk, 12, "L1", None, date(2026, 8, 1)),
        services.ReceiptLine(tea.pk, 5, "L0", None, date(2026, 7, 1)),
    ]

    asked = services.request_return(actor(of=rep), outlet_id=shop.pk, lines=lines, reason="near_expiry")
    assert (asked.number, asked.state, asked.location_id) == ("RT-2026-000001", "waiting", warehouse.pk)
    with pytest.raises(StateRefused):
        services.receive_return(clerk, movement_id=asked.pk)
    decide(manager, asked)
    assert stands(warehouse, tea) == (43, 0, 0)

    services.receive_return(clerk, movement_id=asked.pk, came={1: services.Came(10)})

    asked.refresh_from_db()
    assert (asked.state, stands(warehouse, tea)) == ("done", (53, 0, 0))
    assert balance(book.loss(warehouse.pk, tea.pk)) == 5  # past its expiry: never on the shelf again
    assert balance(book.delivered(shop.pk, tea.pk)) == 2
    event = returned[0]
    assert (event.return_id, event.outlet_id, event.reason) == (asked.pk, shop.pk, "near_expiry")
    assert [(one.quantity, one.into_loss) for one in event.lines] == [(10, False), (5, True)]


@pytest.mark.req("INV-06")
def test_more_than_was_approved_does_not_come_back(
    actor, person, manager, clerk, team, warehouse, tea, outlet, returned
):
    rep = person("林小满", unit=team)
    shop = outlet(owner=rep)
    asked = services.request_return(
        actor(of=rep), outlet_id=shop.pk, lines=[services.ReceiptLine(tea.pk, 5)], reason="quality"
    )
    decide(manager, asked)
    before = everything()

    with pytest.raises(InvalidInput) as refused:
        services.receive_return(clerk, movement_id=asked.pk, came={1: services.Came(6), 2: services.Came(1)})

    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("lines.1.arrived", "too_many"),
        ("lines.2", "unknown"),
    ]
    assert (everything(), returned) == (before, [])


def test_a_rep_asks_for_returns_of_his_own_outlets_and_moves_nothing(
    actor, person, team, warehouse, tea, outlet, chains
):
    rep, other = person(unit=team), person(unit=team)
    shop = outlet(owner=other)
    before = everything()
    with pytest.raises(Exception, match="not_found"):
        services.request_return(
            actor(of=rep), outlet_id=shop.pk, lines=[services.ReceiptLine(tea.pk, 5)], reason="quality"
        )
    with pytest.raises(RightMissing):
        services.write_off(actor(of=rep), location_id=warehouse.pk, lines=[], reason="lost")
    assert everything() == before


@pytest.mark.parametrize(
    ("text", "unit", "quantity", "code"),
    [
        ("3", "case", 45, ""),
        ("2.4", "case", 36, ""),
        ("40", "base", 40, ""),
        ("1,000", "base", 1_000, ""),
        ("2.5", "case", 0, "not_whole"),
        ("0.5", "base", 0, "not_whole"),
        ("0", "base", 0, "not_positive"),
        ("-1", "case", 0, "not_positive"),
        ("abc", "base", 0, "no_number"),
        ("1/2", "base", 0, "no_number"),
        ("1e9", "base", 0, "no_number"),
        ("nan", "base", 0, "no_number"),
        ("3", "inner", 0, "unit"),
        ("9999999999999", "case", 0, "too_large"),
    ],
)
def test_quantities_as_people_type_them(tea, text, unit, quantity, code):
    read = units.read(text, unit, tea)
    assert (read.quantity, read.problem.code if read.problem else "") == (quantity, code)


def test_a_part_of_a_case_that_is_no_whole_number_says_what_to_do(tea):
    words = str(units.read("2.5", "case", tea).problem.message)
    assert words == "2.5箱不是整数瓶（1箱 = 15瓶），改用瓶填。"


def test_quantities_as_people_say_them(tea):
    said = [units.spelled(n, tea) for n in (0, 14, 15, 47, -47)]
    assert said == ["0 瓶", "14 瓶", "1 箱", "3 箱 2 瓶", "-3 箱 2 瓶"]


def test_documents_are_seen_from_either_side(actor, system, warehouse, other_warehouse, tea, receive, office):
    receive(warehouse, tea, 5)
    services.send_transfer(
        system, from_id=warehouse.pk, to_id=other_warehouse.pk, lines=[services.Wanted(tea.pk, 5)]
    )
    there = other_warehouse.unit
    seen = {
        place.pk: {
            one.kind
            for one in selectors.movements_page(
                actor("sales_clerk", unit=place), selectors.MovementFilter()
            ).rows
        }
        for place in (office, there)
    }
    assert seen == {office.pk: {"receipt", "transfer"}, there.pk: {"transfer"}}
    assert Movement.objects.unscoped("a test looks").count() == 2
    assert system.today == TODAY
