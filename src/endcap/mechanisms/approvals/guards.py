"""What the database itself refuses: changing what was submitted or decided, and deciding one's own request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

FACTS = (
    "approvals_chainstep",
    "approvals_draft",
    "approvals_steprun",
    "approvals_seat",
    "approvals_decision",
    "approvals_nudge",
)
_STAYS = "what was submitted and decided stays as it was"
_DECIDES = "a decision belongs to the open version of its request and never to its requester"
_SITS = "nobody has a seat at his own request"

# a decision tells whose request it is for the sake of its constraints; this makes it tell the truth
_TRUE_DECISION = """
EXISTS (SELECT 1 FROM approvals_request r JOIN approvals_steprun s ON s.request_id = r.id
 WHERE r.id = NEW.request_id AND s.id = NEW.run_id AND r.requester_id = NEW.requester_id AND r.state = 'open'
 AND r.draft_no = NEW.draft_no AND s.draft_no = NEW.draft_no
 AND r.requester_id <> NEW.decider_id AND r.requester_id <> NEW.authority_id)
"""
_OWN_SEAT = """
EXISTS (SELECT 1 FROM approvals_steprun s JOIN approvals_request r ON r.id = s.request_id
 WHERE s.id = NEW.run_id AND r.requester_id = NEW.person_id)
"""


def _sqlite() -> Iterator[tuple[str, str, str]]:
    for table in FACTS:
        name = table.removeprefix("approvals_")
        there = f"SELECT 1 FROM {table} WHERE id = NEW.id OR rowid = NEW.rowid"  # noqa: S608
        yield f"approval_{name}_stays", f"BEFORE UPDATE ON {table}", _STAYS
        yield f"approval_{name}_remains", f"BEFORE DELETE ON {table}", _STAYS
        yield (
            f"approval_{name}_not_replaced",
            f"BEFORE INSERT ON {table} WHEN EXISTS ({there})",
            _STAYS,
        )
    yield (
        "approval_decision_true",
        f"BEFORE INSERT ON approvals_decision WHEN NOT {_TRUE_DECISION}",
        _DECIDES,
    )
    yield "approval_seat_not_own", f"BEFORE INSERT ON approvals_seat WHEN {_OWN_SEAT}", _SITS


def _functions() -> Iterator[tuple[str, str]]:
    refuse = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation'; "
    yield "approval_stays", refuse.format(_STAYS)
    yield (
        "approval_decision_true",
        f"IF NOT {_TRUE_DECISION} THEN {refuse.format(_DECIDES)} END IF; RETURN NEW; ",
    )
    yield "approval_seat_not_own", f"IF {_OWN_SEAT} THEN {refuse.format(_SITS)} END IF; RETURN NEW; "


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards in place."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for name, when, sentence in _sqlite():
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
            return
        for name, body in _functions():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
            )
        for table in FACTS:
            cursor.execute(
                f"CREATE TRIGGER approval_stays BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION approval_stays()"
            )
        for name, table in (("approval_decision_true", "decision"), ("approval_seat_not_own", "seat")):
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE INSERT ON approvals_{table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away, to unmake the tables."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for name, _when, _sentence in _sqlite():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for table in FACTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS approval_stays ON {table}")
        cursor.execute("DROP TRIGGER IF EXISTS approval_decision_true ON approvals_decision")
        cursor.execute("DROP TRIGGER IF EXISTS approval_seat_not_own ON approvals_seat")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the guards for a while: emptying a test database, or showing that tampering is refused."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)
