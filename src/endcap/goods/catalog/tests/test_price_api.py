"""The API of price rules: the same rules, refusals and sights as the pages (PRC-01)."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest

from endcap.customers.outlets import services as outlet_services
from endcap.goods.catalog import price_changes, services
from endcap.goods.catalog.drafting import TypedLine
from endcap.goods.catalog.models import PriceChange, PriceRule
from endcap.kernel.ids import new_id

pytestmark = [pytest.mark.django_db, pytest.mark.req("PRC-01"), pytest.mark.usefixtures("frozen")]
HERE = "/api/v1/catalog"
LINE = {"audience": "everybody", "target": "sku", "what": "TEA", "price": "2.70", "valid_from": "2026-07-16"}


@pytest.fixture
def api(client, person):
    """Somebody of a role calling: ``api("rep")("get", "/price-rules")`` answers status and JSON."""

    def enter(role: str = "sales_manager", **given):
        client.force_login(
            person(role=role, **given), backend="allauth.account.auth_backends.AuthenticationBackend"
        )

        def call(method: str, path: str, body: object = None, **query):
            if body is None:
                answer = getattr(client, method)(HERE + path, query)
            else:
                answer = getattr(client, method)(
                    HERE + path, json.dumps(body), content_type="application/json"
                )
            return answer.status_code, answer.json()

        return call

    return enter


@pytest.fixture
def tea(sku, system, levels):
    made = sku("柠檬茶", code="TEA")
    services.set_price(system, sku_id=made.pk, level="dealer", price=3_0000, valid_from=date(2026, 1, 1))
    return made


@pytest.fixture
def shop(system, person, company):
    outlet_services.create_preset_channels(system)
    from endcap.customers.outlets.models import Channel

    leaf = Channel.objects.filter(is_leaf=True).order_by("order").first()
    draft = outlet_services.OutletDraft(
        name="便民店", channel_id=leaf.pk, owner_id=person(role="rep").pk, unit_id=company.pk
    )
    return outlet_services.create_many(system, [draft])[0]


def test_a_draft_is_made_once_looked_at_changed_and_published(api, tea):
    call, made = api(), str(new_id())
    body = {"id": made, "title": "夏季", "lines": [{**LINE, "price": "x"}]}
    assert [call("post", "/price-changes", body)[0] for _again in range(2)] == [201, 200]
    status, looked = call("get", f"/price-changes/{made}/preview")
    assert [(one["field"], one["code"]) for one in looked["problems"]] == [("lines.1.price", "unreadable")]
    status, refused = call("post", f"/price-changes/{made}/publish", {"version": 1})
    assert (status, [one["field"] for one in refused["problems"]]) == (422, ["lines.1.price"])
    status, kept = call("put", f"/price-changes/{made}", {"title": "夏季", "lines": [LINE], "version": 1})
    assert (status, kept["version"], kept["lines"][0]["price"]) == (200, 2, "2.70")
    _status, looked = call("get", f"/price-changes/{made}/preview")
    assert (looked["problems"], looked["lowered"]) == ([], 1)
    assert looked["biggest"] == [
        {"line": 1, "sku_id": str(tea.pk), "before": 3_0000, "after": 2_7000, "change_bp": -1000}
    ]
    assert call("post", f"/price-changes/{made}/publish", {"version": 1})[0] == 409
    status, done = call("post", f"/price-changes/{made}/publish", {"version": 2})
    assert (status, done["state"], done["number"]) == (200, "published", "TJ-2026-000001")
    assert call("post", f"/price-changes/{made}/drop", {})[1]["code"] == "price_change_closed"


def test_rules_are_listed_with_the_days_on_which_they_count(api, system, tea):
    for price, first in (("2.70", "2026-07-16"), ("2.60", "2026-08-01")):
        line = TypedLine("everybody", "", "sku", "TEA", price, valid_from=first)
        change = price_changes.start_change(system, title="x", lines=[line])
        price_changes.publish_change(system, change_id=change.pk)
    _status, listed = api()("get", "/price-rules")
    assert [(one["price"], one["counts"]) for one in listed["items"]] == [
        (2_6000, [["2026-08-01", None]]),
        (2_7000, [["2026-07-16", "2026-07-31"]]),
    ]
    assert api()("get", "/price-rules", after="nonsense")[0] == 422


def test_an_outlet_is_quoted_and_told_why(api, system, tea, shop):
    lines = [
        TypedLine("everybody", "", "sku", "TEA", "2.90", valid_from="2026-07-16"),
        TypedLine("outlet", shop.code, "sku", "TEA", "2.50", min_quantity="48", valid_from="2026-07-16"),
    ]
    change = price_changes.start_change(system, title="x", lines=lines)
    price_changes.publish_change(system, change_id=change.pk)
    call = api()
    wanted = {"lines": [{"sku_id": str(tea.pk), "quantity": 12}, {"sku_id": str(uuid4())}]}
    status, quoted = call("post", f"/outlets/{shop.pk}/quotes", wanted)
    assert status == 200
    [one] = quoted["items"]
    assert (one["price"], one["source"], one["number"]) == (2_9000, "everybody", "TJ-2026-000001/1")
    assert one["breaks"] == [{"quantity": 48, "price": 2_5000}]
    status, told = call("get", f"/outlets/{shop.pk}/prices/{tea.pk}", quantity=48)
    assert (status, told["price"]) == (200, 2_5000)
    assert [(each["source"], each["is_winner"]) for each in told["rules"]] == [
        ("outlet", True),
        ("everybody", False),
        ("base_price", False),
    ]


def test_a_foreign_outlet_and_its_rules_are_not_there(api, system, tea, shop):
    line = TypedLine("outlet", shop.code, "sku", "TEA", "2.50", valid_from="2026-07-16")
    change = price_changes.start_change(system, title="x", lines=[line])
    price_changes.publish_change(system, change_id=change.pk)
    call = api("rep")
    assert call("get", "/price-rules")[1]["items"] == []
    assert call("post", f"/outlets/{shop.pk}/quotes", {"lines": []})[0] == 404
    assert call("get", f"/outlets/{shop.pk}/prices/{tea.pk}")[0] == 404
    assert call("get", f"/price-changes/{uuid4()}")[0] == 404


def test_who_may_only_look_writes_nothing(api, system, tea):
    change = price_changes.start_change(system, title="x")
    call = api("finance")
    for method, path, body in (
        ("post", "/price-changes", {"title": "y"}),
        ("put", f"/price-changes/{change.pk}", {"title": "y"}),
        ("post", f"/price-changes/{change.pk}/publish", {}),
        ("post", f"/price-changes/{change.pk}/drop", {}),
    ):
        assert call(method, path, body)[0] == 403
    assert [(one.title, one.state) for one in PriceChange.objects.all()] == [("x", "draft")]
    assert not PriceRule.objects.unscoped("what a test looks at").exists()
