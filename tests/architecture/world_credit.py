"""Credit in the company of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from endcap.cash.credit import services
from endcap.cash.credit.tests.granting import investigate
from endcap.org.people.models import Person


def records_of(builder: Any, owner: Person, outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """An application in approval, an open investigation, a bad debt and a breach of somebody's outlet."""
    system = builder.system
    as_owner = replace(system, person_id=owner.pk, name=owner.name)
    investigate(system, outlet_id)
    asked = services.apply_for_limit(
        as_owner,
        payer_id=outlet_id,
        amount=100_00,
        term_days=30,
        valid_to=system.today + timedelta(days=30),
        reason="x",
    )
    begun = services.begin_investigation(system, payer_id=outlet_id)
    bad = services.BadDebtDraft(
        amount=1_00, happened_on=system.today, handler_id=builder.deputy.pk, cause="x"
    )
    case = services.open_bad_debt(system, payer_id=outlet_id, draft=bad)
    told = services.BreachDraft("other", system.today, "x")
    breach = services.record_breach(system, payer_id=outlet_id, draft=told)
    return {
        "credit investigation": {"investigation_id": begun.pk},
        "credit application": {"application_id": asked.pk},
        "bad debt": {"case_id": case.pk},
        "credit breach": {"breach_id": breach.pk},
    }


def known_to_all(builder: Any) -> Mapping[str, Any]:
    """Nothing of credit is everybody's."""
    return {}
