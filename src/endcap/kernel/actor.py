"""Who acts: built once at the door from the signed-in person, a token, a job or the command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from endcap.kernel import clock
from endcap.kernel.errors import RightMissing
from endcap.kernel.ids import new_id
from endcap.kernel.rights import Right, all_rights
from endcap.kernel.scope import Reach


@dataclass(frozen=True)
class Actor:
    """A person (or the system itself) with rights and reach, at one moment."""

    person_id: UUID | None
    name: str
    rights: frozenset[str]
    reach: Reach
    unit_id: UUID | None
    unit_ids: frozenset[UUID]
    now: datetime
    request_id: UUID = field(default_factory=new_id)
    represents: frozenset[UUID] = frozenset()  # the customers for whom somebody outside the company acts
    language: str = "zh-hans"

    @property
    def today(self) -> date:
        """The business date."""
        return clock.business_date(self.now)

    def may(self, right: Right) -> bool:
        """Whether the actor holds a right."""
        return right.code in self.rights

    def require(self, right: Right) -> None:
        """Refuse with the right's name unless the actor holds it."""
        if right.code not in self.rights:
            raise RightMissing(right=right.label)

    @classmethod
    def system(cls, *, now: datetime | None = None, name: str = "system") -> Actor:
        """The installation itself: set-up, maintenance and the command line of its administrator."""
        return cls(
            person_id=None,
            name=name,
            rights=frozenset(right.code for right in all_rights()),
            reach=Reach.COMPANY,
            unit_id=None,
            unit_ids=frozenset(),
            now=now or clock.now(),
        )
