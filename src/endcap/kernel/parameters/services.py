"""Setting parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem
from endcap.kernel.ids import new_id
from endcap.kernel.parameters.declare import Parameter
from endcap.kernel.parameters.definitions import BY_CODE
from endcap.kernel.parameters.errors import CompanyValueOnly
from endcap.kernel.parameters.events import ParameterSet
from endcap.kernel.parameters.models import ParameterValue
from endcap.kernel.parameters.rights import Rights
from endcap.kernel.scope import Reach

REASON_LIMIT = 200
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


@transaction.atomic
def set_value(
    actor: Actor,
    *,
    code: str,
    value: object,
    valid_from: date | None,
    reason: str,
    unit_id: UUID | None = None,
) -> ParameterValue:
    """From a day on, this parameter has this value, in the company or in one unit and those below it.

    ``value`` is the typed value, or its raw parts by key as pages and the API send them. All problems are
    refused at once, under the key of the part, ``valid_from`` and ``reason``.
    """
    actor.require(Rights.EDIT)
    _refuse_beyond_reach(actor, unit_id)

    parameter = BY_CODE.get(code)
    if parameter is None:
        raise NotFoundHere
    typed, since = _read_all(parameter, value, valid_from, reason)

    row = ParameterValue.objects.create(
        id=new_id(actor.now),
        code=code,
        unit_id=unit_id,
        value=parameter.write(typed),
        valid_from=since,
        set_by=actor.person_id,
        set_by_name=actor.name[:60],
        set_at=actor.now,
        reason=reason.strip(),
    )
    audit.record(
        actor,
        "parameters.set",
        row,
        code=code,
        value=row.value,
        valid_from=str(since),
        unit=str(unit_id) if unit_id else "",
    )
    events.publish(actor, ParameterSet(code, since, unit_id))
    return row


def _refuse_beyond_reach(actor: Actor, unit_id: UUID | None) -> None:
    if actor.reach == Reach.COMPANY:
        return
    if unit_id is None:
        raise CompanyValueOnly
    if unit_id not in actor.unit_ids:
        raise NotFoundHere


def _read_all(
    parameter: Parameter[Any], value: object, valid_from: date | None, reason: str
) -> tuple[Any, date]:
    """The typed value and its first day, once everything that was sent is in order."""
    problems: list[Problem] = []
    raw = value if isinstance(value, Mapping) else _raw_of(parameter, value)
    typed: Any = None
    try:
        typed = parameter.read(raw)
    except InvalidInput as wrong:
        problems += wrong.problems
    if valid_from is None:
        problems.append(Problem("valid_from", "required", _("填从哪天起生效。")))
    elif not _EARLIEST <= valid_from <= _LATEST:
        problems.append(Problem("valid_from", "out_of_range", _("生效日期要在 2000 年到 2100 年之间。")))
    if not reason.strip():
        problems.append(Problem("reason", "required", _("写明为什么改，查账时要看。")))
    elif len(reason.strip()) > REASON_LIMIT:
        problems.append(Problem("reason", "too_long", _("最多 %(limit)s 个字。") % {"limit": REASON_LIMIT}))
    if problems or valid_from is None:
        raise InvalidInput(problems)
    return typed, valid_from


def _raw_of(parameter: Parameter[Any], value: object) -> Mapping[str, object]:
    """The raw parts of a typed value; of a wrong shape, nothing, so that every part is reported."""
    if parameter.is_simple or isinstance(value, type(parameter.default)):
        return parameter.raw_of(value)
    return {}
