"""``endcap user create|disable|enable|set-password|reset-second-factor|list``: people who sign in."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("user", help="people who sign in")
    steps = parser.add_subparsers(
        dest="step", required=True, metavar="create|disable|enable|set-password|reset-second-factor|list"
    )
    create = steps.add_parser("create", help="add somebody")
    create.add_argument("login")
    create.add_argument("--name", required=True)
    create.add_argument(
        "--role", action="append", required=True, help="code of a role; may be given several times"
    )
    create.add_argument("--unit", help="code of a unit; the company unless given")
    disable = steps.add_parser("disable", help="end somebody's sessions and tokens, and sign-in, at once")
    enable = steps.add_parser("enable", help="let somebody sign in again")
    password = steps.add_parser("set-password", help="a new password; all sessions end")
    factor = steps.add_parser(
        "reset-second-factor", help="remove a lost app, lost keys and recovery codes; all sessions end"
    )
    for step in (disable, enable, password, factor):
        step.add_argument("login")
    for step in (create, password):
        step.add_argument(
            "--password-stdin", action="store_true", help="read the password from the standard input"
        )
    listing = steps.add_parser("list", help="everybody")
    for step in (create, disable, enable, password, factor, listing):
        step.add_argument("--json", action="store_true")
        step.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """0: done. Refusals exit with 1."""
    steps = {
        "create": _create,
        "disable": _disable,
        "enable": _enable,
        "set-password": _set_password,
        "reset-second-factor": _reset_second_factor,
        "list": _list,
    }
    return steps[given.step](given)


def _typed_password(given: argparse.Namespace) -> str:
    if given.password_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass()


def _person(login: str) -> Any:
    from endcap.kernel.errors import NotFoundHere
    from endcap.org.people import selectors

    person = selectors.person_by_login(login)
    if person is None:
        raise NotFoundHere()
    return person


def _answer(given: argparse.Namespace, sentence: str) -> int:
    print(
        json.dumps({"login": given.login, "done": given.step}, ensure_ascii=False) if given.json else sentence
    )
    return 0


def _create(given: argparse.Namespace) -> int:
    from endcap.kernel.actor import Actor
    from endcap.org.people import services
    from endcap.org.units import selectors as units
    from endcap.org.units import services as unit_services

    actor = Actor.system(name="command line")
    if given.unit:
        unit = units.by_code(given.unit)
    else:
        unit = units.company() or unit_services.create_unit(actor, code="HQ", name="公司", kind="company")
    services.create_person(
        actor,
        login=given.login,
        name=given.name,
        unit_id=unit.pk if unit else None,
        role_codes=given.role,
        password=_typed_password(given) if given.password_stdin or sys.stdin.isatty() else None,
    )
    return _answer(given, f"{given.login} created")


def _disable(given: argparse.Namespace) -> int:
    from endcap.kernel.actor import Actor
    from endcap.org.people import services

    services.disable_person(Actor.system(name="command line"), person_id=_person(given.login).pk)
    return _answer(given, f"{given.login} disabled; all sessions and tokens have ended")


def _enable(given: argparse.Namespace) -> int:
    from endcap.kernel.actor import Actor
    from endcap.org.people import services

    services.enable_person(Actor.system(name="command line"), person_id=_person(given.login).pk)
    return _answer(given, f"{given.login} enabled")


def _set_password(given: argparse.Namespace) -> int:
    from endcap.kernel.actor import Actor
    from endcap.org.people import services

    services.set_password(
        Actor.system(name="command line"), person_id=_person(given.login).pk, password=_typed_password(given)
    )
    return _answer(given, f"password of {given.login} set; all sessions have ended")


def _reset_second_factor(given: argparse.Namespace) -> int:
    from endcap.kernel.actor import Actor
    from endcap.org.people import services

    services.reset_second_factor(Actor.system(name="command line"), person_id=_person(given.login).pk)
    return _answer(given, f"second factor of {given.login} removed; all sessions have ended")


def _list(given: argparse.Namespace) -> int:
    from endcap.org.people import selectors

    rows = [
        {
            "login": person.login,
            "name": person.name,
            "unit": person.unit.code,
            "roles": ",".join(role.code for role in person.roles.all()),
            "active": person.is_active,
        }
        for person in selectors.everybody()
    ]
    if given.json:
        shown = [{**row, "roles": str(row["roles"]).split(",")} for row in rows]
        print(json.dumps(shown, ensure_ascii=False))
        return 0
    for row in rows:
        words = [
            *(str(row[key]) for key in ("login", "name", "unit", "roles")),
            *(() if row["active"] else ("disabled",)),
        ]
        print("  ".join(words))
    return 0
