"""``endcap token create|revoke|list``: keys of machines."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any
from uuid import UUID


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("token", help="API tokens")
    steps = parser.add_subparsers(dest="step", required=True, metavar="create|revoke|list")
    create = steps.add_parser("create", help="a new token; its secret is printed once")
    create.add_argument("login", help="as whom the machine acts")
    create.add_argument("--name", required=True, help="what it is for")
    create.add_argument("--expires-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
    revoke = steps.add_parser("revoke", help="end a token at once")
    revoke.add_argument("id", type=UUID)
    listing = steps.add_parser("list", help="every token, without secrets")
    for step in (create, revoke, listing):
        step.add_argument("--json", action="store_true")
        step.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """0: done. Refusals exit with 1."""
    return {"create": _create, "revoke": _revoke, "list": _list}[given.step](given)


def _create(given: argparse.Namespace) -> int:
    from endcap.kernel.actor import Actor
    from endcap.kernel.errors import NotFoundHere
    from endcap.org.people import selectors, services

    person = selectors.person_by_login(given.login)
    if person is None:
        raise NotFoundHere()
    actor = Actor.system(name="command line")
    secret = services.create_token(actor, person_id=person.pk, name=given.name, expires_on=given.expires_on)
    print(json.dumps({"login": given.login, "token": secret}) if given.json else secret)
    return 0


def _revoke(given: argparse.Namespace) -> int:
    from endcap.kernel.actor import Actor
    from endcap.org.people import services

    token = services.revoke_token(Actor.system(name="command line"), token_id=given.id)
    print(json.dumps({"id": str(token.pk), "revoked": True}) if given.json else f"{token.name} revoked")
    return 0


def _list(given: argparse.Namespace) -> int:
    from endcap.org.people import selectors

    rows = [
        {
            "id": str(token.pk),
            "login": token.person.login,
            "name": token.name,
            "prefix": token.prefix,
            "expires_on": token.expires_on.isoformat() if token.expires_on else None,
            "last_used_on": token.last_used_on.isoformat() if token.last_used_on else None,
            "revoked": token.revoked_at is not None,
        }
        for token in selectors.all_tokens()
    ]
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        until = "revoked" if row["revoked"] else f"until {row['expires_on'] or 'revoked'}"
        print(f"{row['id']}  {row['login']}  {row['prefix']}…  {until}  {row['name']}")
    return 0
