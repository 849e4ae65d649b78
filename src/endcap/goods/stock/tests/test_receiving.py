"""Goods come in: lots are found or made, numbers are given, the past is corrected at once."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.goods.stock import book, moves, selectors, services
from endcap.goods.stock.errors import IdTaken, LocationClosed, StillGoodsThere
from endcap.goods.stock.models import Location, Lot, Movement
from endcap.goods.stock.tests.conftest import TODAY, balance, everything, stands
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import selectors as ledgers
from endcap.mechanisms.ledger.errors import AlreadyResolved, Insufficient, OpTaken


@pytest.mark.req("INV-07")
def test_goods_from_the_supplier_stand_at_the_location_with_a_number(system, warehouse, tea):
    line = services.ReceiptLine(tea.pk, 30, "L1", date(2026, 5, 1), date(2027, 5, 1))

    made = services.receive_goods(system, location_id=warehouse.pk, lines=[line], reference="PO-7")

    assert (made.number, made.kind, made.state, made.reference) == (
        "GR-2026-000001",
        "receipt",
        "done",
        "PO-7",
    )
    assert stands(warehouse, tea) == (30, 0, 0)
    assert balance(book.supplier(tea.pk)) == 30
    lot = Lot.objects.get()
    assert (lot.code, lot.made_on, lot.expires_on) == ("L1", date(2026, 5, 1), date(2027, 5, 1))
    assert [(one.lot_id, one.quantity) for one in made.lines.all()] == [(lot.pk, 30)]


def test_the_same_mark_is_the_same_lot_and_other_dates_are_another(warehouse, tea, receive):
    one = receive(warehouse, tea, 1, "L1", expires=date(2027, 1, 1))
    same = receive(warehouse, tea, 1, "L1", expires=date(2027, 1, 1))
    other = receive(warehouse, tea, 1, "L1", expires=date(2027, 1, 2))

    assert one.pk == same.pk != other.pk
    assert Lot.objects.count() == 2


def test_the_same_receipt_twice_is_one_receipt(system, warehouse, tea):
    id, line = new_id(), services.ReceiptLine(tea.pk, 30)

    first = services.receive_goods(system, id=id, location_id=warehouse.pk, lines=[line])
    again = services.receive_goods(system, id=id, location_id=warehouse.pk, lines=[line])

    assert first.pk == again.pk
    assert stands(warehouse, tea) == (30, 0, 0)


def test_the_same_id_for_other_goods_is_refused_and_changes_nothing(system, warehouse, tea):
    id = new_id()
    services.receive_goods(system, id=id, location_id=warehouse.pk, lines=[services.ReceiptLine(tea.pk, 30)])
    before = everything()

    with pytest.raises((OpTaken, IdTaken)):
        services.receive_goods(
            system, id=id, location_id=warehouse.pk, lines=[services.ReceiptLine(tea.pk, 31)]
        )

    assert everything() == before


@pytest.mark.req("INV-07")
def test_a_receipt_of_last_week_corrects_every_later_day_at_once(system, warehouse, tea, receive):
    lot = receive(warehouse, tea, 10, on=date(2026, 7, 10))
    receive(warehouse, tea, 5, on=date(2026, 7, 8))
    key = book.on_hand(warehouse.pk, tea.pk, lot.pk)

    days = [ledgers.balance_of(key, on=date(2026, 7, day)) for day in (7, 8, 9, 10, 16)]
    lines = [(line.business_on.day, line.amount, line.balance) for line in ledgers.statement(key)]

    assert days == [0, 5, 5, 15, 15]
    assert lines == [(8, 5, 5), (10, 10, 15)]


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(system, warehouse, tea, sku):
    deposit = sku("押金")
    deposit.is_article = False
    deposit.save(update_fields=["is_article"])
    before = everything()
    lines = [
        services.ReceiptLine(tea.pk, 0),
        services.ReceiptLine(new_id(), 5),
        services.ReceiptLine(deposit.pk, 5),
        services.ReceiptLine(tea.pk, 5, "x" * 41, date(2026, 7, 17), date(2026, 7, 1)),
    ]

    with pytest.raises(InvalidInput) as refused:
        services.receive_goods(
            system, location_id=warehouse.pk, lines=lines, received_on=date(2026, 7, 17), note="n" * 201
        )

    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("business_on", "future"),
        ("note", "too_long"),
        ("lines.1.quantity", "not_positive"),
        ("lines.2.sku_id", "unknown"),
        ("lines.3.sku_id", "no_article"),
        ("lines.4.lot_code", "too_long"),
        ("lines.4.made_on", "future"),
        ("lines.4.expires_on", "before_made"),
    ]
    assert everything() == before


def test_a_receipt_takes_the_same_number_of_statements_whatever_its_lines(
    system, warehouse, tea, sku, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    skus = [sku() for _n in range(12)]

    def cost(count: int) -> int:
        lines = [services.ReceiptLine(one.pk, 5, f"L{count}") for one in skus[:count]]
        with CaptureQueriesContext(connection) as seen:
            services.receive_goods(system, location_id=warehouse.pk, lines=lines)
        return len(seen)

    cost(1)
    assert cost(2) == cost(12)


def test_who_may_not_move_goods_may_not_receive_them(actor, warehouse, tea, office):
    before = everything()
    with pytest.raises(RightMissing):
        services.receive_goods(
            actor("rep", unit=office), location_id=warehouse.pk, lines=[services.ReceiptLine(tea.pk, 1)]
        )
    assert everything() == before


def test_the_warehouse_of_another_office_is_not_there(actor, other_warehouse, tea, office):
    before = everything()
    with pytest.raises(NotFoundHere):
        services.receive_goods(
            actor("sales_clerk", unit=office),
            location_id=other_warehouse.pk,
            lines=[services.ReceiptLine(tea.pk, 1)],
        )
    assert everything() == before


def test_goods_are_held_shipped_in_part_and_released(warehouse, tea, outlet, receive, post):
    lot, shop = receive(warehouse, tea, 10), outlet()
    at = {"location_id": warehouse.pk, "outlet_id": shop.pk}
    held = post(moves.reserve_lines(**at, parts=[moves.Part(tea.pk, lot.pk, 8)]))
    assert stands(warehouse, tea) == (10, 8, 0)

    rest = post(moves.ship_lines(**at, reserved=[moves.Reserved(held.refs[0], tea.pk, lot.pk, 8, 5)]))
    assert stands(warehouse, tea) == (5, 3, 0)
    assert balance(book.delivered(shop.pk, tea.pk)) == 5

    post(moves.release_lines(**at, reserved=[moves.Reserved(rest.refs[1], tea.pk, lot.pk, 3, 0)]))
    assert stands(warehouse, tea) == (5, 0, 0)

    with pytest.raises(AlreadyResolved):
        post(moves.release_lines(**at, reserved=[moves.Reserved(rest.refs[1], tea.pk, lot.pk, 3, 0)]))


def test_more_than_is_free_is_not_held(warehouse, tea, outlet, receive, post):
    lot, shop = receive(warehouse, tea, 10), outlet()
    before = everything()

    with pytest.raises(Insufficient) as refused:
        post(
            moves.reserve_lines(
                location_id=warehouse.pk, outlet_id=shop.pk, parts=[moves.Part(tea.pk, lot.pk, 11)]
            )
        )

    assert [(one.asked, one.available) for one in refused.value.shortages] == [(11, 10)]
    assert everything() == before


def test_goods_come_back_to_the_shelf_or_to_the_losses(warehouse, tea, outlet, receive, post):
    lot, shop = receive(warehouse, tea, 10), outlet()
    at = {"location_id": warehouse.pk, "outlet_id": shop.pk}
    post(moves.deliver_lines(**at, parts=[moves.Part(tea.pk, lot.pk, 6)]))

    post(moves.return_lines(**at, parts=[moves.Part(tea.pk, lot.pk, 2)]))
    post(moves.return_lines(**at, parts=[moves.Part(tea.pk, lot.pk, 1)], into_loss=True))

    assert stands(warehouse, tea) == (6, 0, 0)
    assert balance(book.delivered(shop.pk, tea.pk)) == 3
    assert balance(book.loss(warehouse.pk, tea.pk)) == 1


def test_an_outlet_is_supplied_by_the_nearest_default_warehouse_upwards(
    system, company, outlet, unit, office, team
):
    shop = outlet(unit=team)
    assert selectors.warehouse_of(shop.pk) is None
    draft = services.LocationDraft(code="WH-00", name="总仓", unit_id=company.pk)
    main = services.create_location(system, draft=draft)
    assert selectors.warehouse_of(shop.pk).pk == main.pk

    near = services.create_location(
        system, draft=services.LocationDraft(code="WH-01", name="东渡仓", unit_id=office.pk)
    )
    assert near.is_default
    assert selectors.warehouse_of(shop.pk).pk == near.pk
    assert selectors.warehouse_of(outlet(unit=unit("河埠办事处")).pk).pk == main.pk


def test_a_new_default_takes_the_place_of_the_old_one(system, office, warehouse):
    draft = services.LocationDraft(code="WH-09", name="新仓", unit_id=office.pk)
    assert not services.create_location(system, draft=draft).is_default

    newest = services.create_location(
        system, draft=services.LocationDraft(code="WH-10", name="大仓", unit_id=office.pk, is_default=True)
    )

    defaults = Location.objects.unscoped("a test looks").filter(is_default=True)
    assert [one.pk for one in defaults] == [newest.pk]


def test_who_sees_which_locations(system, actor, person, office, team, warehouse, other_warehouse, outlet):
    rep, colleague = person("林小满", unit=team), person("周明", unit=team)
    make = services.create_location
    van = make(system, draft=services.LocationDraft(code="V1", name="一车", kind="van", person_id=rep.pk))
    make(system, draft=services.LocationDraft(code="V2", name="二车", kind="van", person_id=colleague.pk))
    shop = outlet("福满园", owner=rep)
    make(system, draft=services.LocationDraft(code="T1-S", name="货架", kind="shelf", outlet_id=shop.pk))
    assert (van.unit_id, van.is_default) == (team.pk, False)

    def codes(who) -> list[str]:
        return list(selectors.locations_of(who).order_by("code").values_list("code", flat=True))

    assert codes(actor(of=rep)) == ["T1-S", "V1", "WH-01"]
    assert codes(actor("office_manager", unit=office)) == ["T1-S", "V1", "V2", "WH-01"]
    assert codes(actor("business_manager", unit=team)) == ["T1-S", "V1", "V2", "WH-01"]
    assert codes(actor("finance")) == ["T1-S", "V1", "V2", "WH-01", "WH-02"]


def test_a_location_says_all_that_it_lacks(system, warehouse):
    before = everything()
    with pytest.raises(InvalidInput) as refused:
        services.create_location(system, draft=services.LocationDraft(code=" WH-01 ", name="", kind="van"))
    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("code", "taken"),
        ("name", "required"),
        ("person_id", "unknown"),
    ]
    assert everything() == before


def test_one_person_drives_one_van(system, person):
    driver = person("林小满")
    services.create_location(
        system, draft=services.LocationDraft(code="V1", name="一车", kind="van", person_id=driver.pk)
    )
    with pytest.raises(InvalidInput) as refused:
        services.create_location(
            system, draft=services.LocationDraft(code="V2", name="二车", kind="van", person_id=driver.pk)
        )
    assert [(one.field, one.code) for one in refused.value.problems] == [("person_id", "has_van")]


def test_a_location_is_closed_empty_and_takes_nothing_afterwards(system, warehouse, tea, receive, post):
    lot = receive(warehouse, tea, 3)
    before = everything()
    with pytest.raises(StillGoodsThere):
        services.close_location(system, location_id=warehouse.pk)
    assert everything() == before

    post(moves.write_off_lines(location_id=warehouse.pk, parts=[moves.Part(tea.pk, lot.pk, 3)]))
    closed = services.close_location(system, location_id=warehouse.pk)

    assert (closed.closed_on, closed.is_default) == (TODAY, False)
    with pytest.raises(LocationClosed):
        services.receive_goods(system, location_id=warehouse.pk, lines=[services.ReceiptLine(tea.pk, 1)])
    assert Movement.objects.unscoped("a test looks").count() == 1
