"""Plain values pass the schemas of the API as they are; what they become is the same."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import ninja.schema
import pytest
from ninja import Schema
from ninja.responses import NinjaJSONEncoder
from pydantic import ValidationError

from endcap.config import api_manners  # noqa: F401 (lets plain values pass)
from endcap.config.api_values import Encoder, as_it_is


class Line(Schema):
    sku: UUID
    quantity: int


class Body(Schema):
    name: str
    lines: list[Line]
    on: date | None = None


class Resolved(Schema):
    name: str

    @staticmethod
    def resolve_name(each: object) -> str:
        return "resolved"


SKU = UUID("01890000-0000-7000-8000-000000000001")


def test_schemas_are_made_of_plain_values_without_a_getter(monkeypatch):
    def refuse(*_about):
        raise AssertionError("a getter")

    monkeypatch.setattr("endcap.config.api_values._getter_of", refuse)
    body = Body.model_validate({"name": "甲", "lines": [{"sku": str(SKU), "quantity": 2}], "else": 1})
    made = Body(name="甲", lines=[Line(sku=SKU, quantity=2)])

    assert ninja.schema.DjangoGetter is as_it_is
    assert body == made
    assert body.lines[0].sku == SKU


def test_what_is_wrong_is_said_with_its_place():
    with pytest.raises(ValidationError) as wrong:
        Body.model_validate({"lines": [{"sku": "x", "quantity": 1}, {"sku": str(SKU)}]})
    assert [(each["loc"], each["type"]) for each in wrong.value.errors()] == [
        (("name",), "missing"),
        (("lines", 0, "sku"), "uuid_parsing"),
        (("lines", 1, "quantity"), "missing"),
    ]


def test_objects_and_resolvers_go_the_frameworks_way():
    class Shelf:
        name, lines, on = "乙", (), None

    assert Body.model_validate(Shelf()).name == "乙"
    assert Resolved.model_validate({"name": "plain"}).name == "resolved"


@pytest.mark.parametrize(
    "value",
    [
        SKU,
        date(2026, 7, 1),
        datetime(2026, 7, 1, 8, 30, tzinfo=UTC),
        datetime(2026, 7, 1, 8, 30, 1, 999_999, tzinfo=UTC),
        datetime(2026, 7, 1, 8, 30, 1, 4, tzinfo=UTC),
        datetime(2026, 7, 1, 8, 30, tzinfo=timezone(timedelta(hours=8))),
        datetime(2026, 7, 1, 8, 30),
        timedelta(minutes=5),
        {"名": ["店", None, 1.5]},
    ],
)
def test_values_are_written_as_before(value):
    assert json.loads(json.dumps(value, cls=Encoder, ensure_ascii=False)) == json.loads(
        json.dumps(value, cls=NinjaJSONEncoder)
    )
