"""Removing what has been kept long enough (CPL-04)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.privacy import retention, selectors
from endcap.customers.privacy.models import KeptFor, RetentionRun
from endcap.customers.privacy.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect

LONGEST_DAYS = 20 * 366


@transaction.atomic
def set_days(actor: Actor, *, rule_key: str, days: int | None) -> KeptFor:
    """Decide how long a kind of data is kept."""
    actor.require(Rights.CONFIGURE)

    if rule_key not in {rule.key for rule in retention.rules()}:
        raise NotFoundHere()
    collect(
        [
            None
            if days is not None and 1 <= days <= LONGEST_DAYS
            else Problem("days", "out_of_range", _("保存天数填 1 到 7320。"))
        ]
    )

    held, _made = KeptFor.objects.update_or_create(
        pk=rule_key, defaults={"days": days or 1, "changed_by": actor.name, "changed_at": actor.now}
    )
    audit.record(actor, "privacy.retention_changed", held, days=days)
    return held


def apply_retention(actor: Actor) -> list[RetentionRun]:
    """Remove what is over its time, rule by rule, each in a transaction of its own: what one of them can't do
    holds up none of the others and is shown as overdue."""
    actor.require(Rights.HANDLE)

    runs = []
    for rule in retention.rules():
        before = actor.today - timedelta(days=selectors.days_of(rule))
        with transaction.atomic():
            removed = rule.apply(actor, before) if rule.due(actor, before) else 0
            left = rule.due(actor, before)
            if removed or left:
                run = RetentionRun.objects.create(rule=rule.key, at=actor.now, removed=removed, left=left)
                audit.record(
                    actor, "privacy.retention_applied", run, rule=rule.key, removed=removed, left=left
                )
                runs.append(run)
    return runs
