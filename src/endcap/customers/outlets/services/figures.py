"""Figures and grades that higher areas compute and lists of outlets show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import transaction

from endcap.customers.outlets.drafts import FigureRow, GradeRow, GradesWritten
from endcap.customers.outlets.errors import SchemeUnknown
from endcap.customers.outlets.models import Classification, Outlet, Scheme
from endcap.customers.outlets.services.rows import write_columns
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.bulk import insert_many
from endcap.kernel.ids import new_id
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P

CHUNK = 2000
SCHEME_OF_METHOD = {"count": "abc", "sales": "abc_sales"}
RULE_VALUE = "rule_value"


@transaction.atomic
def record_figures(actor: Actor, rows: Iterable[FigureRow], *, as_of: date) -> int:
    """Keep what outlets bought, as counted up to a day, for lists and pages. The caller required its own
    right.

    Figures are copies of facts that lie elsewhere: they are not audited and do not touch ``updated_at``.
    """
    return write_columns(
        Outlet,
        ("sales_12m", "sales_30d", "orders_12m", "last_order_on", "figures_on"),
        (
            (row.outlet_id, row.sales_12m, row.sales_30d, row.orders_12m, row.last_order_on, as_of)
            for row in rows
        ),
    )


@dataclass
class _Tally:
    written: int = 0
    changed: int = 0
    unchanged: int = 0
    kept_manual: int = 0
    grades: list[tuple[UUID, str]] = field(default_factory=list)
    moved: list[Outlet] = field(default_factory=list)


def _chunks(rows: Iterable[GradeRow]) -> Iterator[list[GradeRow]]:
    source = iter(rows)
    while part := list(islice(source, CHUNK)):
        yield part


@transaction.atomic
def write_grades(
    actor: Actor, *, scheme: str, as_of: date, rows: Sequence[GradeRow], sets_grade: bool | None = None
) -> GradesWritten:
    """Write the classes that a rule computed, with rank, share and amount. The caller required its own right.

    A class that stays is refreshed in place; a class that changes ends, and a new one begins on ``as_of``.
    Classes set by hand stay; they remember what the rule would have said. ``sets_grade`` also writes the
    grade
    that lists show; unless told, it follows the parameter of the ABC method.
    """
    found = Scheme.objects.filter(code=scheme).first()
    if found is None:
        raise SchemeUnknown(scheme=scheme)
    if sets_grade is None:
        sets_grade = SCHEME_OF_METHOD.get(str(parameters.value(P.ABC_METHOD, on=as_of))) == scheme

    tally = _Tally()
    for part in _chunks(rows):
        _write_part(actor, found, as_of, part, tally)
    if sets_grade:
        write_columns(Outlet, ("grade",), tally.grades)
    audit.record_many(actor, "outlets.graded", tally.moved, scheme=scheme, as_of=as_of.isoformat())
    return GradesWritten(tally.written, tally.changed, tally.unchanged, tally.kept_manual)


def _write_part(actor: Actor, scheme: Scheme, as_of: date, part: Sequence[GradeRow], tally: _Tally) -> None:
    held = {
        row.outlet_id: row
        for row in Classification.objects.unscoped("a rule classes the whole company").filter(
            scheme=scheme, valid_to__isnull=True, outlet_id__in=[row.outlet_id for row in part]
        )
    }
    ended: list[tuple[UUID, date]] = []
    refreshed: list[tuple[object, ...]] = []
    manual: list[tuple[UUID, object]] = []
    made: list[Classification] = []
    for row in part:
        open_row = held.get(row.outlet_id)
        if open_row is not None and open_row.source == Classification.Source.MANUAL:
            manual.append(
                (open_row.pk, {**open_row.inputs, RULE_VALUE: row.value, "rule_on": as_of.isoformat()})
            )
            tally.grades.append((row.outlet_id, open_row.value))
            continue
        tally.grades.append((row.outlet_id, row.value))
        if open_row is not None and open_row.value == row.value:
            refreshed.append((open_row.pk, row.rank, row.share_bp, row.amount, row.reason, actor.now))
            continue
        if open_row is not None:
            # a grading for an earlier day than the class began replaces it: the class then held for no day
            ended.append((open_row.pk, max(as_of, open_row.valid_from)))
            tally.changed += 1
        made.append(_classification(actor, scheme, as_of, row))
    write_columns(Classification, ("valid_to",), ended)
    write_columns(Classification, ("rank", "share_bp", "amount", "reason", "at"), refreshed)
    write_columns(Classification, ("inputs",), manual)
    insert_many(made)
    tally.written += len(made)
    tally.unchanged += len(refreshed)
    tally.kept_manual += len(manual)
    tally.moved += [Outlet(id=row.outlet_id) for row in made]


def _classification(actor: Actor, scheme: Scheme, as_of: date, row: GradeRow) -> Classification:
    return Classification(
        id=new_id(actor.now),
        outlet_id=row.outlet_id,
        scheme=scheme,
        value=row.value,
        valid_from=as_of,
        source=Classification.Source.RULE,
        reason=row.reason[:300],
        rank=row.rank,
        share_bp=row.share_bp,
        amount=row.amount,
        by_name=actor.name,
        at=actor.now,
    )
