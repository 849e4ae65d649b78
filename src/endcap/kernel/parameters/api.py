"""The API of the parameters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from endcap.kernel.actor import Actor
from endcap.kernel.parameters import selectors, services
from endcap.kernel.parameters.declare import Parameter
from endcap.kernel.parameters.parts import Part
from endcap.kernel.parameters.rights import Rights
from endcap.kernel.parameters.schemas import ChangeOut, ParameterDetailOut, ParameterIn, ParameterOut, PartOut

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


@router.get("", response=list[ParameterOut], summary="Every parameter with its value in force")
def list_parameters(request: HttpRequest, on: date | None = None, search: str = "") -> list[ParameterOut]:
    """Company-wide values on a day, today unless said otherwise."""
    actor = _actor(request)
    groups = selectors.overview(on or actor.today, search=search)
    return [ParameterOut(**_fields(line)) for _group, lines in groups for line in lines]


@router.get("/{code}", response=ParameterDetailOut, summary="One parameter with its history")
def get_parameter(request: HttpRequest, code: str, on: date | None = None) -> ParameterDetailOut:
    """Its parts and limits, the value in force on a day, and every value ever set."""
    actor = _actor(request)
    return _detail(selectors.parameter_of(code), on or actor.today)


@router.post("/{code}", response={201: ParameterDetailOut}, summary="Set a parameter from a day on")
def set_parameter(request: HttpRequest, code: str, body: ParameterIn) -> Status[ParameterDetailOut]:
    """A new fact in the history; earlier ones stay."""
    actor = _actor(request)
    services.set_value(
        actor,
        code=code,
        value=body.value,
        valid_from=body.valid_from,
        unit_id=body.unit_id,
        reason=body.reason,
    )
    return Status(201, _detail(selectors.parameter_of(code), actor.today))


def _detail(parameter: Parameter[Any], on: date) -> ParameterDetailOut:
    fields = _fields(selectors.line_of(parameter, on))
    return ParameterDetailOut(
        **fields, history=[_change(parameter, change) for change in selectors.history(parameter)]
    )


def _fields(line: selectors.Line) -> dict[str, Any]:
    parameter = line.parameter
    return {
        "code": parameter.code,
        "label": str(parameter.label),
        "group": parameter.group.value,
        "source": parameter.source,
        "note": str(parameter.note),
        "guardrail": parameter.guardrail,
        "standing": parameter.standing.value,
        "parts": [_part(part) for part in parameter.parts],
        "default": parameter.raw_of(parameter.default),
        "value": parameter.raw_of(line.value),
        "words": line.words,
        "is_default": line.is_default,
        "valid_from": line.current.valid_from if line.current else None,
        "upcoming": [_change(parameter, change) for change in line.upcoming],
    }


def _part(part: Part) -> PartOut:
    return PartOut(
        key=part.key,
        label=str(part.label),
        kind=part.kind.value,
        unit=str(part.unit),
        minimum=part.minimum,
        maximum=part.maximum,
        options=[option.code for option in part.options],
        optional=part.optional,
    )


def _change(parameter: Parameter[Any], change: selectors.Change) -> ChangeOut:
    return ChangeOut(
        id=change.id,
        value=parameter.raw_of(change.value),
        words=change.words,
        unit_id=change.unit_id,
        valid_from=change.valid_from,
        set_by_name=change.set_by_name,
        set_at=change.set_at,
        reason=change.reason,
    )
