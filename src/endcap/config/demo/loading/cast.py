"""Who of the demo company acts, and when: the year is replayed under the names of its people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from endcap.config.demo.company import DemoCompany
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id
from endcap.org.people import selectors as people


class Cast:
    """The people of a company that is being loaded. Nothing happens after ``now``."""

    def __init__(self, company: DemoCompany, *, now: datetime) -> None:
        self.company, self.now = company, now
        self._actors: dict[str, Actor] = {}
        self._bosses = {p.unit: p.login for p in company.staff.people if p.role == "office_manager"}

    def moment(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """A time of a day in the company's zone."""
        at = datetime.combine(day, time(hour, minute), tzinfo=clock.business_zone()).astimezone(UTC)
        return min(at, self.now)

    def founder(self, at: datetime) -> Actor:
        """The installation itself, before anybody works here."""
        return Actor.system(now=at, name="set-up")

    def at(self, login: str, at: datetime) -> Actor:
        """One of its people at a moment, with the rights and the reach of that person's roles."""
        held = self._actors.get(login)
        if held is None:
            person = people.person_by_login(login)
            if person is None:
                raise LookupError(login)
            held = self._actors[login] = people.actor_of(person, now=at)
        return replace(held, now=at, request_id=new_id(at))

    def boss_of(self, unit: str) -> str:
        """The login of the manager of the office that a team belongs to."""
        return self._bosses["-".join(unit.split("-")[:2])]
