"""The command line around people, tokens and the audit log."""

from __future__ import annotations

import argparse
import io
import json

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from endcap.config.commands import audit, token, user
from endcap.kernel.audit import guards
from endcap.kernel.errors import InvalidInput, NotFoundHere
from endcap.org.people import selectors

pytestmark = [pytest.mark.django_db, pytest.mark.req("HOUSE", "SEC-03")]


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Seals of one test are none of another's business."""
    settings.HOME = tmp_path


@pytest.fixture
def endcap(capsys, roles):
    """Run a command as ``endcap`` would and answer the exit code and what it printed."""

    def call(*words):
        parser = argparse.ArgumentParser()
        commands = parser.add_subparsers(dest="command")
        for module in (audit, token, user):
            module.add_parser(commands)
        given = parser.parse_args(words)
        return given.run(given), capsys.readouterr().out

    return call


@pytest.fixture
def typed(monkeypatch):
    """What stands on the standard input."""

    def put(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return put


def test_the_first_administrator_comes_from_the_command_line(endcap, typed):
    typed("correct horse battery\n")
    code, out = endcap(
        "user", "create", "boss", "--name", "江夏至", "--role", "admin", "--password-stdin", "--json"
    )
    assert (code, json.loads(out)) == (0, {"login": "boss", "done": "create"})
    assert selectors.person_by_login("boss").check_password("correct horse battery")
    code, out = endcap("user", "list", "--json")
    assert json.loads(out) == [
        {"login": "boss", "name": "江夏至", "unit": "HQ", "roles": ["admin"], "active": True}
    ]
    assert endcap("user", "list")[1] == "boss  江夏至  HQ  admin\n"


def test_a_weak_password_is_refused(endcap, typed):
    typed("short\n")
    with pytest.raises(InvalidInput, match="12"):
        endcap("user", "create", "boss", "--name", "江夏至", "--role", "admin", "--password-stdin")
    assert selectors.person_by_login("boss") is None


def test_an_unknown_unit_is_refused(endcap, company):
    with pytest.raises(InvalidInput) as refused:
        endcap("user", "create", "boss", "--name", "江夏至", "--role", "admin", "--unit", "NONE")
    assert [(p.field, p.code) for p in refused.value.problems] == [("unit", "unknown")]


def test_somebody_is_disabled_enabled_and_given_a_password(endcap, person, typed):
    person("林小满", login="linxm")
    assert endcap("user", "disable", "linxm")[0] == 0
    assert selectors.person_by_login("linxm").is_active is False
    assert endcap("user", "enable", "linxm")[0] == 0
    typed("correct horse battery\n")
    assert endcap("user", "set-password", "linxm", "--password-stdin")[0] == 0
    someone = selectors.person_by_login("linxm")
    assert someone.is_active
    assert someone.check_password("correct horse battery")


def test_the_last_administrator_who_lost_his_phone_is_let_in_from_the_command_line(endcap, person):
    boss = person("江夏至", "admin", login="boss")
    Authenticator.objects.create(user=boss, type="totp", data={"secret": "sealed"})
    code, out = endcap("user", "reset-second-factor", "boss", "--json")
    assert (code, json.loads(out)) == (0, {"login": "boss", "done": "reset-second-factor"})
    assert not selectors.has_second_factor(boss.pk)


@pytest.mark.parametrize("words", [("user", "disable", "x"), ("token", "create", "x", "--name", "y")])
def test_nobody_by_that_login(endcap, words):
    with pytest.raises(NotFoundHere):
        endcap(*words)


def test_a_token_is_made_listed_and_ended(endcap, person, now):
    person("林小满", login="linxm")
    _code, out = endcap("token", "create", "linxm", "--name", "电商对接", "--json")
    secret = json.loads(out)["token"]
    assert selectors.person_of_token(secret, now=now)[0].login == "linxm"
    [row] = json.loads(endcap("token", "list", "--json")[1])
    assert (row["login"], row["name"], row["revoked"]) == ("linxm", "电商对接", False)
    assert secret not in endcap("token", "list")[1]
    assert endcap("token", "revoke", row["id"])[0] == 0
    assert selectors.person_of_token(secret, now=now) is None


@pytest.mark.parametrize(
    "words", [("user",), ("token", "create", "x"), ("token", "revoke", "no-uuid"), ("audit", "x")]
)
def test_a_wrong_call_exits_with_2(endcap, words):
    with pytest.raises(SystemExit) as stopped:
        endcap(*words)
    assert stopped.value.code == 2


def test_verify_answers_0_while_the_chain_holds_and_1_when_it_does_not(endcap, person):
    person("林小满")
    code, out = endcap("audit", "verify", "--json")
    verdict = json.loads(out)
    assert (code, verdict["holds"], verdict["breaks"]) == (0, True, [])
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditrow WHERE seq = 2")
    code, out = endcap("audit", "verify", "--json")
    assert (code, json.loads(out)["breaks"][0]["row"], json.loads(out)["breaks"][0]["what"]) == (
        1,
        2,
        "missing",
    )
    assert "row 2: missing" in endcap("audit", "verify")[1]


def test_sealing_says_which_row_and_where(endcap, person, tmp_path):
    person("林小满")
    code, out = endcap("audit", "seal", "--json")
    assert code == 0
    assert json.loads(out)["file"] == str(tmp_path / "audit-heads.jsonl")
    assert endcap("audit", "verify")[0] == 0
