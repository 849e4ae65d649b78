"""Having the photo of a licence read by a machine, away from the request."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction

from endcap.customers.merchants import ocr
from endcap.customers.merchants.licence import Licence, parse
from endcap.customers.merchants.models import Merchant, Reading
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import queue
from endcap.mechanisms.evidence import selectors as evidence

log = logging.getLogger("endcap.merchants")
TASK = "endcap.customers.merchants.jobs.read_licence"


def request_reading(actor: Actor, *, merchant: Merchant, evidence_id: UUID) -> Reading:
    """Queue the reading of a photo, in the transaction that keeps the photo."""
    reading = Reading(id=new_id(actor.now), merchant=merchant, evidence_id=evidence_id, created_at=actor.now)
    reading.save(force_insert=True)
    queue.enqueue(TASK, reading_id=str(reading.pk))
    return reading


def read_photo(reading_id: UUID) -> Reading | None:
    """Read a photo and write down what was found. The photo stays whatever comes of it; reading twice reads once."""
    system = Actor.system(now=clock.now(), name="ocr")
    reading = _waiting(reading_id)
    if reading is None:
        return None
    state, fields = _read(system, reading.evidence_id)
    return _finish(reading_id, state, fields)


def _waiting(reading_id: UUID) -> Reading | None:
    rows = Reading.objects.unscoped("the reader works for whoever asked")
    return rows.filter(pk=reading_id, state=Reading.State.WAITING).first()


def _read(system: Actor, evidence_id: UUID) -> tuple[Reading.State, dict[str, object]]:
    """Seconds of work, in no transaction."""
    try:
        found = parse(ocr.read_lines(evidence.shown(system, evidence_id).content))
    except ocr.OcrMissing:
        return Reading.State.UNAVAILABLE, {}
    except Exception:
        log.exception("reading %s failed", evidence_id)
        return Reading.State.FAILED, {}
    if found is None:
        return Reading.State.NO_LICENCE, {}
    return Reading.State.READ, as_stored(found)


@transaction.atomic
def _finish(reading_id: UUID, state: Reading.State, fields: dict[str, object]) -> Reading | None:
    rows = Reading.objects.unscoped("the reader works for whoever asked").locked()
    reading = rows.filter(pk=reading_id, state=Reading.State.WAITING).first()
    if reading is None:
        return None
    reading.state, reading.fields, reading.ended_at = state, fields, clock.now()
    reading.save(update_fields=["state", "fields", "ended_at"])
    return reading


def as_stored(found: Licence) -> dict[str, object]:
    """What was read, as JSON."""
    plain = asdict(found)
    stored: dict[str, object] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()
    }
    stored["doubtful"] = sorted(found.doubtful)
    return stored
