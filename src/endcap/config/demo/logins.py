"""As whom one can sign in to the demo company, and what each of them sees."""

from __future__ import annotations

from dataclasses import dataclass

from endcap.config.demo.people import DEMO_PASSWORD
from endcap.org.people.models import Person
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
class Login:
    """One way in."""

    login: str
    role: str
    name: str
    unit: str


@dataclass(frozen=True)
class Logins:
    """The ways in worth printing, one per role, with the password that all of them share."""

    password: str
    rows: tuple[Login, ...]


def logins_of_the_demo() -> Logins:
    """The first active person of each role that sees something of its own."""
    words = {preset.code: f"{preset.name} / {preset.name_en}" for preset in ROLES}
    everybody = Person.objects.unscoped("the demo prints as whom one can sign in")
    rows = []
    for role in _SHOWN_ROLES:
        of_role = everybody.filter(is_active=True, roles__code=role).select_related("unit")
        person = of_role.order_by("employee_no", "login").first()
        if person is not None:
            rows.append(Login(person.login, words[role], person.name, person.unit.name))
    return Logins(DEMO_PASSWORD, tuple(rows))
