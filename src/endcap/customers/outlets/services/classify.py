"""Classing single outlets: by hand, by the rule of key customers, and looking at a class again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import keyclass
from endcap.customers.outlets.drafts import NOTHING
from endcap.customers.outlets.errors import SchemeUnknown
from endcap.customers.outlets.events import OutletClassified
from endcap.customers.outlets.models import Classification, GradeReview, Outlet, Scheme, SchemeValue
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services.figures import RULE_VALUE, SCHEME_OF_METHOD
from endcap.customers.outlets.services.register import writable_outlet
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P


def _scheme(code: str) -> Scheme:
    found = Scheme.objects.filter(code=code, closed_on__isnull=True).first()
    if found is None:
        raise SchemeUnknown(scheme=code)
    return found


def _open_row(outlet: Outlet, scheme: Scheme) -> Classification | None:
    rows = Classification.objects.unscoped("of an outlet locked within scope")
    return rows.filter(outlet=outlet, scheme=scheme, valid_to__isnull=True).first()


def _problems(actor: Actor, scheme: Scheme, value: str, reason: str, start: date) -> list[Problem]:
    found = []
    if not SchemeValue.objects.filter(scheme=scheme, code=value).exists():
        found.append(
            Problem(
                "value", "unknown", gettext("“%(scheme)s”里没有这一类，选列表里的一项。") % {"scheme": scheme}
            )
        )
    if not reason.strip():
        found.append(Problem("reason", "required", _("写明原因。以后有人会问为什么。")))
    if len(reason) > 300:
        found.append(Problem("reason", "too_long", _("原因最多 300 个字。")))
    if start > actor.today:
        found.append(Problem("valid_from", "in_future", _("生效日期不能晚于今天。")))
    return found


@transaction.atomic
def classify(
    actor: Actor,
    *,
    outlet_id: UUID,
    scheme: str,
    value: str,
    reason: str,
    source: str = Classification.Source.MANUAL,
    inputs: Mapping[str, object] = NOTHING,
    valid_from: date | None = None,
) -> Classification:
    """Put an outlet into a class from a day on, with the reason. The former class ends on that day."""
    actor.require(Rights.CLASSIFY)

    outlet = writable_outlet(actor, outlet_id)
    wanted = _scheme(scheme)
    held = _open_row(outlet, wanted)
    start = valid_from or actor.today

    problems = _problems(actor, wanted, value, reason, start)
    if held is not None and start < held.valid_from:
        problems.append(
            Problem(
                "valid_from",
                "before_current",
                gettext("现在的分类从 %(day)s 起生效，不能早于这一天。") % {"day": held.valid_from},
            )
        )
    collect(problems)

    kept = dict(inputs)
    if held is not None:
        kept = {RULE_VALUE: held.value if held.source == "rule" else held.inputs.get(RULE_VALUE, ""), **kept}
        held.valid_to = start
        held.save(update_fields=["valid_to"])
    made = Classification(
        id=new_id(actor.now),
        outlet=outlet,
        scheme=wanted,
        value=value,
        valid_from=start,
        source=source,
        reason=reason.strip(),
        inputs={key: item for key, item in kept.items() if item != ""},
        by_name=actor.name,
        at=actor.now,
    )
    made.save(force_insert=True)
    _show_grade(actor, outlet, wanted, value)
    audit.record(actor, "outlets.classified", outlet, scheme=scheme, value=value, source=source)
    events.publish(actor, OutletClassified(outlet.pk, scheme, value))
    return made


def _show_grade(actor: Actor, outlet: Outlet, scheme: Scheme, value: str) -> None:
    """Lists show the grade of the scheme that the ABC method names."""
    if scheme.code == SCHEME_OF_METHOD[str(parameters.value(P.ABC_METHOD, on=actor.today))]:
        outlet.grade = value
        outlet.save(update_fields=["grade"])


@transaction.atomic
def end_classification(actor: Actor, *, outlet_id: UUID, scheme: str, reason: str) -> None:
    """Take an outlet out of a scheme from today on; the next run of the rule may class it anew."""
    actor.require(Rights.CLASSIFY)

    outlet = writable_outlet(actor, outlet_id)
    wanted = _scheme(scheme)
    held = _open_row(outlet, wanted)
    collect(
        [
            None if reason.strip() else Problem("reason", "required", _("写明原因。以后有人会问为什么。")),
            None if held else Problem("scheme", "not_classed", _("这家终端在这个方案里没有分类。")),
        ]
    )

    assert held is not None
    held.valid_to = max(actor.today, held.valid_from)
    held.save(update_fields=["valid_to"])
    _show_grade(actor, outlet, wanted, "")
    audit.record(actor, "outlets.class_ended", outlet, scheme=scheme, reason=reason.strip()[:100])


@transaction.atomic
def set_key_class_by_rule(actor: Actor, *, outlet_id: UUID, traits: keyclass.KeyTraits) -> Classification:
    """Class an outlet as key, ordinary or potential by what is known of it; a class set by hand gives way."""
    verdict = keyclass.judge(traits)
    return classify(
        actor,
        outlet_id=outlet_id,
        scheme="key",
        value=verdict.value,
        reason=verdict.reason,
        source=Classification.Source.RULE,
        inputs={**traits.as_inputs(), RULE_VALUE: verdict.value},
    )


@transaction.atomic
def review_grade(
    actor: Actor,
    *,
    outlet_id: UUID,
    scheme: str,
    criteria: str,
    value: str,
    rival_view: str = "",
    note: str = "",
) -> GradeReview:
    """Look at a class again, by stated criteria. Another value than the one held also changes the class."""
    actor.require(Rights.CLASSIFY)

    outlet = writable_outlet(actor, outlet_id)
    wanted = _scheme(scheme)
    held = _open_row(outlet, wanted)
    collect(
        [
            None if criteria.strip() else Problem("criteria", "required", _("写明按什么标准复核。")),
            *_problems(actor, wanted, value, note.strip() or criteria, actor.today),
        ]
    )

    changes = held is None or held.value != value
    if changes:
        classify(
            actor,
            outlet_id=outlet_id,
            scheme=scheme,
            value=value,
            reason=note.strip() or criteria.strip()[:300],
        )
    review = GradeReview(
        id=new_id(actor.now),
        outlet=outlet,
        scheme=wanted,
        value=value,
        criteria=criteria.strip(),
        outcome=GradeReview.Outcome.CHANGED if changes else GradeReview.Outcome.KEPT,
        rival_view=rival_view.strip()[:200],
        note=note.strip()[:300],
        on=actor.today,
        reviewer_name=actor.name,
        reviewer_id=actor.person_id,
    )
    review.save(force_insert=True)
    audit.record(actor, "outlets.grade_reviewed", outlet, scheme=scheme, outcome=review.outcome)
    return review
