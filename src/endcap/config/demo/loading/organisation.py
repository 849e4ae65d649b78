"""First stage: units and people."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from endcap.config.demo.company import DemoCompany
from endcap.config.demo.people import DEMO_PASSWORD
from endcap.kernel.actor import Actor
from endcap.org.people import services as people
from endcap.org.units import services as units


def load_units(actor: Actor, company: DemoCompany) -> int:
    """The tree from the company down to its teams."""
    ids = {unit.code: unit.id for unit in company.staff.units}
    for unit in company.staff.units:
        units.create_unit(
            actor,
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            parent_id=ids[unit.parent] if unit.parent else None,
            id=unit.id,
        )
    return len(ids)


def load_people(actor: Actor, company: DemoCompany) -> int:
    """Everybody with the demo password, hashed once for all."""
    unit_ids = {unit.code: unit.id for unit in company.staff.units}
    password = make_password(DEMO_PASSWORD)
    for person in company.staff.people:
        people.create_person(
            actor,
            id=person.id,
            login=person.login,
            name=person.name,
            unit_id=unit_ids[person.unit],
            role_codes=[person.role],
            employee_no=person.employee_no,
            phone=person.phone,
            trusted_password_hash=password,
        )
    return len(company.staff.people)


def let_leavers_go(actor: Actor, company: DemoCompany) -> int:
    """Who has left may not sign in; what they did stays under their name."""
    left = [person for person in company.staff.people if person.left]
    for person in left:
        people.disable_person(actor, person_id=person.id, left_on=company.plan.handed_over_on)
    return len(left)
