"""As whom one can sign in to the demo company, and what each of them sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from endcap.config.demo.people import DEMO_PASSWORD, DemoPerson
from endcap.org.people.presets import ROLES

_SHOWN_ROLES = (
    "admin",
    "executive",
    "sales_manager",
    "branch_manager",
    "office_manager",
    "business_manager",
    "rep",
    "sales_clerk",
    "finance",
)


@dataclass(frozen=True)
class DemoLogin:
    """One way in."""

    login: str
    password: str
    role: str
    name: str
    unit: str


@dataclass(frozen=True)
class DemoLogins:
    """The ways in worth printing: one person per role."""

    rows: tuple[DemoLogin, ...]


def logins_of(people: Sequence[DemoPerson], unit_names: Mapping[str, str]) -> DemoLogins:
    """The first person of each role that sees something of its own."""
    words = {preset.code: f"{preset.name} / {preset.name_en}" for preset in ROLES}
    rows = []
    for role in _SHOWN_ROLES:
        person = next(p for p in people if p.role == role and not p.left)
        rows.append(DemoLogin(person.login, DEMO_PASSWORD, words[role], person.name, unit_names[person.unit]))
    return DemoLogins(tuple(rows))
