"""The ledger on the command line."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from endcap.config.cli import _parser
from endcap.mechanisms.ledger import guards
from endcap.mechanisms.ledger.models import Op
from endcap.mechanisms.ledger.tests.conftest import line

pytestmark = [pytest.mark.req("SET-11"), pytest.mark.django_db]


def endcap(*arguments: str) -> int:
    given = _parser().parse_args(["ledger", *arguments])
    return given.run(given)


def test_a_ledger_that_holds_ends_with_zero(book, capsys):
    book(line("store", "source", 10))
    assert endcap("check", "--strict") == 0
    said = capsys.readouterr().out
    assert [f"holds    {name} " in said for name in ("I5", "I12d")] == [True, True]
    assert "broken" not in said
    assert endcap("check") == 0
    assert "left out I12d " in capsys.readouterr().out


@pytest.mark.tampers
def test_a_breach_is_named_and_ends_with_one(book, capsys):
    posting = book(line("store", "source", 10))
    with guards.lifted(connection):
        Op.objects.filter(pk=posting.op_id).update(kind="other")
    assert endcap("check", "--strict", "--json") == 1
    report = json.loads(capsys.readouterr().out)
    broken = [one for one in report["invariants"] if one["verdict"] == "broken"]
    assert [(one["invariant"], one["breaches"][0]["where"]) for one in broken] == [
        ("I12d", str(posting.op_id))
    ]
    assert report["holds"] is False
    assert endcap("check") == 0  # reads no operation again


def test_the_digest_is_printed(book, capsys):
    book(line("store", "source", 10))
    assert endcap("digest") == 0
    plain = capsys.readouterr().out.strip()
    assert endcap("digest", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"digest": plain, "operations": 1}
    assert len(plain) == 64
