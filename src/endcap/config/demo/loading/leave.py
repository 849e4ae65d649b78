"""Who is away as the demo begins, and who decides meanwhile."""

from __future__ import annotations

from datetime import timedelta

from endcap.config.demo.loading.cast import Cast
from endcap.config.demo.loading.diary import Diary
from endcap.kernel.actor import Actor
from endcap.org.people import selectors, services

AWAY, DEPUTY, LATER = "xialixia", "jiangxiazhi", "linxiaoman"


def note_leave(diary: Diary, cast: Cast) -> None:
    """The branch manager is on holiday this week, the manager of the first office decides for her; a rep has a
    day off ahead."""
    today = cast.company.plan.end_on

    def leaves(actor: Actor) -> int:
        assert actor.person_id is not None  # one of the cast
        services.add_absence(
            actor,
            person_id=actor.person_id,
            from_on=today - timedelta(days=1),
            to_on=today + timedelta(days=5),
            kind="holiday",
        )
        deputy = selectors.person_by_login(DEPUTY)
        assert deputy is not None  # loaded with everybody
        services.delegate(
            actor,
            from_id=actor.person_id,
            to_id=deputy.pk,
            from_on=today - timedelta(days=1),
            to_on=today + timedelta(days=30),
            note="年假期间由东渡办事处经理代批",
        )
        return 1

    def asks_for_a_day(actor: Actor) -> int:
        assert actor.person_id is not None  # one of the cast
        on = today + timedelta(days=8)
        services.add_absence(actor, person_id=actor.person_id, from_on=on, to_on=on, kind="personal")
        return 1

    diary.note(today - timedelta(days=4), AWAY, leaves, kind="leave", hour=16)
    diary.note(today - timedelta(days=2), LATER, asks_for_a_day, kind="leave", hour=17)
