"""The permission matrix: what each address answers to each role, for one's own, the team's and a
stranger's record.

The expectation comes from the declared right, the role's rights and its reach; the answer comes from
Django's client.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from endcap.kernel.scope import Reach

PUBLIC, SIGNED_IN = "public", "signed in"
PIXEL = bytes.fromhex(  # the smallest photo that opens
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
RELATIONS = ("own", "same team", "other team")
DONE = frozenset({200, 201, 204, 302, 409, 422})

Sees = Callable[[Reach, str], bool]


def by_unit(reach: Reach, relation: str) -> bool:
    """Own, the unit's, or the company's records."""
    return relation == "own" or reach == Reach.COMPANY or (reach == Reach.UNIT and relation == "same team")


def by_maker(reach: Reach, relation: str) -> bool:
    """Whoever made it, and those who see the company."""
    return relation == "own" or reach == Reach.COMPANY


def by_maker_only(reach: Reach, relation: str) -> bool:
    """Whoever made it, nobody else."""
    return relation == "own"


def by_tree(reach: Reach, relation: str) -> bool:
    """A unit: one's own and what is below it; colleagues of one team share theirs."""
    return relation != "other team" or reach == Reach.COMPANY


def by_company(reach: Reach, _relation: str) -> bool:
    """Only those who see the company."""
    return reach == Reach.COMPANY


def by_office(_reach: Reach, relation: str) -> bool:
    """What is told to everybody of one's office, however far one sees."""
    return relation != "other team"


SEES: Mapping[str, Sees] = {
    "person": by_unit,
    "price draft": by_company,
    "token": by_unit,
    "absence": by_unit,
    "delegation": by_unit,
    "session": by_unit,
    "key": by_maker_only,
    "outlet": by_unit,
    "approval": by_unit,
    "unit": by_tree,
    "batch": by_maker,
    "export": by_maker,
    "own export": by_maker_only,
    "job": by_maker_only,
    "contact": by_unit,
    "evidence": by_unit,
    "merchant": by_unit,
    "join link": by_unit,
    "link": by_unit,
    "due": by_unit,
    "pair": by_unit,
    "merge": by_unit,
    "handover": by_unit,
    "given orphan": by_unit,
    "waiting orphan": by_office,
    "wish": by_maker_only,
    "wish to decide": by_unit,
    "view": by_maker_only,
    "mass action": by_maker,
    "invitation": by_unit,
    "representative": by_unit,
    "note": by_maker_only,
    "order": by_unit,
    "credit investigation": by_unit,
    "credit application": by_unit,
    "bad debt": by_unit,
    "credit breach": by_unit,
    "contract": by_unit,
    "payment": by_unit,
    "allocation": by_unit,
    "order meeting": by_tree,
    "location": by_unit,
    "movement": by_unit,
    "approved return": by_unit,
    "count": by_unit,
}


@dataclass(frozen=True)
class Door:
    """What one address needs in one method."""

    need: str | tuple[str, ...]
    about: str = ""  # the kind of record in its path; empty: everybody with the right sees the same
    form: Mapping[str, Any] = field(default_factory=dict)  # what a page sends
    body: Any = None  # what a machine sends
    query: Mapping[str, Any] = field(default_factory=dict)
    own_needs_nothing: bool = False  # one's own record needs no right
    hides: bool = False  # without the right it looks as if it were not there
    leads_nowhere: bool = False  # nothing is there, and only those who have signed in are told so

    @property
    def rights(self) -> frozenset[str]:
        """The codes that are needed."""
        codes = (self.need,) if isinstance(self.need, str) else self.need
        return frozenset(codes) - {PUBLIC, SIGNED_IN}

    @property
    def relations(self) -> tuple[str, ...]:
        """Whose records to try."""
        return RELATIONS if self.about in SEES else ("own",)


Doors = Mapping[tuple[str, str], Door]  # (name of the address, or path of the API; method)


@dataclass(frozen=True)
class Visitor:
    """Somebody who tries every door: a client that has signed in (or not), with what a role gives."""

    role: str
    client: Client
    rights: frozenset[str]
    reach: Reach
    objects: Mapping[tuple[str, str], Mapping[str, Any]]  # (kind, relation) → what the path is filled with
    is_stranger: bool = False


def walk(
    patterns: Iterable[URLPattern | URLResolver] | None = None, space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every named address with its namespace."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name or pattern.lookup_str}", pattern


def page_names() -> list[str]:
    """Every address that is no operation of the API."""
    described = {"api:openapi-json", "api:openapi-view", "api:api-root"}
    return sorted({name for name, _pattern in walk() if not name.startswith("api:") or name in described})


def operations(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every operation of the API: path and method."""
    return sorted((path, method.upper()) for path, methods in schema["paths"].items() for method in methods)


def undeclared(doors: Doors, schema: Mapping[str, Any]) -> list[str]:
    """Addresses that nobody has declared, and declarations without an address."""
    names, known = set(page_names()), {name for name, _method in doors if not name.startswith("/")}
    there, told = set(operations(schema)), {door for door in doors if door[0].startswith("/")}
    return [
        *(f"{name} is in no matrix" for name in sorted(names - known)),
        *(f"{name} is declared but does not exist" for name in sorted(known - names)),
        *(f"{method} {path} is in no matrix" for path, method in sorted(there - told)),
        *(f"{method} {path} is declared but does not exist" for path, method in sorted(told - there)),
    ]


def _filled(name: str, filling: Mapping[str, Any]) -> str:
    if name.startswith("/"):
        return re.sub(r"\{(?:\w+:)?(\w+)\}", lambda hole: str(filling[hole.group(1)]), name)
    wanted = next((pattern.pattern.converters for found, pattern in walk() if found == name), {})
    return reverse(name, kwargs={key: filling[key] for key in wanted})


def _answer(visitor: Visitor, name: str, method: str, door: Door, relation: str) -> HttpResponseBase:
    filling = {**visitor.objects.get(("", ""), {}), **visitor.objects.get((door.about, relation), {})}
    path = _filled(name, filling)
    if door.query:
        path += "?" + urlencode({key: _from(filling, value) for key, value in door.query.items()})
    cookies = deepcopy(visitor.client.cookies)
    with transaction.atomic():
        if door.body is not None:
            response = visitor.client.generic(
                method, path, _json(door.body, filling), content_type="application/json"
            )
        elif method == "POST":
            response = visitor.client.post(path, {key: _sent(value) for key, value in door.form.items()})
        else:
            response = visitor.client.generic(method, path)
        if response.streaming:  # read to the end, as a browser would
            deque(cast(StreamingHttpResponse, response), maxlen=0)
        transaction.set_rollback(True)
    visitor.client.cookies = cookies  # whoever signs out or changes the language is as before
    return response


def _from(filling: Mapping[str, Any], value: Any) -> Any:
    return filling[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def _sent(value: Any) -> Any:
    return SimpleUploadedFile("sent.csv", value) if isinstance(value, bytes) else value


def _json(body: Any, filling: Mapping[str, Any]) -> str:
    filled = {key: _from(filling, value) for key, value in body.items()} if isinstance(body, dict) else body
    return json.dumps(filled, default=lambda value: str(value) if isinstance(value, UUID) else value)


def _kind_of(response: HttpResponseBase) -> str:
    location = response.headers.get("Location", "")
    if response.status_code == 302 and "/accounts/login/" in location:
        return "sign in"
    return "done" if response.status_code in DONE else str(response.status_code)


def expected(visitor: Visitor, name: str, method: str, door: Door, relation: str) -> frozenset[str]:
    """What the door must answer. Without the right, a record out of sight may be denied either way."""
    if door.need == PUBLIC:
        return frozenset({"done"})
    if visitor.is_stranger:
        return frozenset({"401"} if name.startswith(("/", "api:")) or method != "GET" else {"sign in"})
    visible = door.about not in SEES or SEES[door.about](visitor.reach, relation)
    may = door.rights <= visitor.rights or (door.own_needs_nothing and relation == "own")
    if visitor.reach == Reach.PORTAL and not _is_for_customers(name):
        return frozenset({"403"})
    if door.leads_nowhere:
        return frozenset({"404"})
    if may:
        return frozenset({"done"} if visible else {"404"})
    return frozenset({"403"} if visible and not door.hides else {"403", "404"})


OWN_ACCOUNT = frozenset(
    {
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "office:home",
        "office:language",
        "people:language",
    }
)


def _is_for_customers(name: str) -> bool:
    """Somebody of a customer has the portal and his own account, and nothing else."""
    return name.startswith("portal:") or name in OWN_ACCOUNT


def surprises(visitors: Iterable[Visitor], doors: Doors) -> list[str]:
    """Every door, every visitor, every relation: where the answer is not what the declaration says."""
    found = []
    for visitor in visitors:
        for (name, method), door in doors.items():
            for relation in ("own",) if visitor.is_stranger else door.relations:
                wanted = expected(visitor, name, method, door, relation)
                response = _answer(visitor, name, method, door, relation)
                if _kind_of(response) not in wanted:
                    whose = f" ({relation})" if door.about in SEES else ""
                    found.append(
                        f"{method} {name}{whose} as {visitor.role}: {response.status_code}, "
                        f"expected {' or '.join(sorted(wanted))}"
                    )
    return found


def undeclared_methods(visitor: Visitor, doors: Doors) -> list[str]:
    """Pages that answer a method which nobody has declared; everything else must be 405."""
    found = []
    for name in sorted({name for name, _method in doors if not name.startswith(("/", "api:"))}):
        about = next(door.about for (known, _method), door in doors.items() if known == name)
        for method in ("GET", "POST", "PUT", "DELETE"):
            if (name, method) in doors:
                continue
            response = _answer(visitor, name, method, Door(SIGNED_IN, about), "own")
            if response.status_code != 405:
                found.append(f"{method} {name} answers {response.status_code} and is in no matrix")
    return found
