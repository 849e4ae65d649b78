"""The second factor at sign-in: judging codes, and letting somebody in again who has lost his phone.

A code counts once, whichever process judges it, and ten wrong ones within a quarter of an hour close the door for a
quarter of an hour, from wherever they come: whoever guesses already knows the password.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import unicodedata
from base64 import b32decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection, transaction

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere
from endcap.org.people import sealing
from endcap.org.people.authority import refuse_outranked
from endcap.org.people.errors import FactorNeeded, OwnFactor
from endcap.org.people.models import CodeTries, Person, SessionSeen
from endcap.org.people.rights import Rights
from endcap.org.people.selectors import has_second_factor, requires_second_factor
from endcap.org.people.services.keeping import person_in_scope

STEP_S, DIGITS = 30, 6
DRIFT = 1  # steps before and after this one that are accepted, for clocks that are a little off
LOOK_BACK = 40  # steps in which a code is recognised as too old (or too new), to say so
LIMIT, PAUSE = 10, timedelta(minutes=15)


class Verdict(StrEnum):
    """What a code was."""

    RIGHT = "right"
    WRONG = "wrong"
    REUSED = "reused"  # right, but it has been used already
    EXPIRED = "expired"  # it was right some minutes ago
    EARLY = "early"  # it will be right in some minutes: the phone's clock is ahead
    LOCKED = "locked"  # too many wrong ones, this one was not even looked at


@dataclass(frozen=True)
class Judgement:
    """A verdict, with what the person has to know."""

    verdict: Verdict
    authenticator: Authenticator | None = None
    tries_left: int = LIMIT
    minutes: int = 0


def plain(code: str) -> str:
    """Digits as people type them: full-width ones, spaces and hyphens make no difference."""
    return "".join(c for c in unicodedata.normalize("NFKC", code) if not c.isspace() and c not in "-‐–—")


def code_at(secret: str, step: int) -> str:
    """The code of one half-minute (RFC 6238 with SHA-1, six digits)."""
    mac = hmac.new(b32decode(secret.encode("ascii"), casefold=True), struct.pack(">Q", step), hashlib.sha1)
    digest = mac.digest()
    offset = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**DIGITS:0{DIGITS}}"


def step_of(at: datetime) -> int:
    """The half-minute of a moment."""
    return int(at.timestamp()) // STEP_S


def judge_app_code(secret: str, code: str, *, at: datetime, last_step: int) -> tuple[Verdict, int]:
    """What a code of an authenticator app is worth at a moment, and to which half-minute it belongs."""
    code, here = plain(code), step_of(at)
    if len(code) != DIGITS or not code.isascii() or not code.isdigit():
        return Verdict.WRONG, 0
    for distance in sorted(range(-LOOK_BACK, LOOK_BACK + 1), key=abs):
        step = here + distance
        if step < 0 or not hmac.compare_digest(code_at(secret, step), code):
            continue
        if abs(distance) <= DRIFT:
            return (Verdict.RIGHT if step > last_step else Verdict.REUSED), step
        return (Verdict.EXPIRED if distance < 0 else Verdict.EARLY), step
    return Verdict.WRONG, 0


def _tries_of(person_id: UUID) -> CodeTries:
    rows = CodeTries.objects.all()
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    CodeTries.objects.bulk_create([CodeTries(person_id=person_id)], ignore_conflicts=True)
    return rows.get(person_id=person_id)


def _judge(tries: CodeTries, authenticators: list[Authenticator], code: str, at: datetime) -> Judgement:
    worst = Verdict.WRONG
    for one in authenticators:
        if one.type == Authenticator.Type.TOTP:
            secret = sealing.unseal(one.data["secret"])
            verdict, step = judge_app_code(secret, code, at=at, last_step=tries.last_step)
            if verdict is Verdict.RIGHT:
                tries.last_step = step
                return Judgement(verdict, one)
            worst = verdict if verdict is not Verdict.WRONG else worst
        else:
            codes, asked = one.wrap(), plain(code)
            if codes.validate_code(asked):
                return Judgement(Verdict.RIGHT, one)
            if asked in codes.generate_codes():
                worst = Verdict.REUSED
    return Judgement(worst)


@transaction.atomic
def judge_code(person: Person, *, code: str, at: datetime) -> Judgement:
    """Whether a code (of the app, or a recovery code) lets this person in now; a right one is used up by it."""
    tries = _tries_of(person.pk)
    if tries.since is not None and at >= tries.since + PAUSE:
        tries.wrong, tries.since = 0, None
    if tries.wrong >= LIMIT and tries.since is not None:
        waits_s = int((tries.since + PAUSE - at).total_seconds())
        return Judgement(Verdict.LOCKED, tries_left=0, minutes=-(-waits_s // 60))

    rows = Authenticator.objects.filter(user_id=person.pk).exclude(type=Authenticator.Type.WEBAUTHN)
    found = _judge(tries, list(rows.order_by("-type")), code, at)

    if found.verdict is Verdict.RIGHT:
        tries.wrong, tries.since = 0, None
    else:
        tries.wrong, tries.since = tries.wrong + 1, tries.since or at
    tries.save(update_fields=["wrong", "since", "last_step"])
    left = LIMIT - tries.wrong
    return Judgement(found.verdict, found.authenticator, left, PAUSE.seconds // 60 if not left else 0)


@transaction.atomic
def judge_first_code(person: Person, *, secret: str, code: str, at: datetime) -> Judgement:
    """Whether a new app shows the codes of its secret; the code that shows it is used up."""
    tries = _tries_of(person.pk)
    verdict, step = judge_app_code(secret, code, at=at, last_step=0)
    if verdict is Verdict.RIGHT:
        tries.last_step = max(step, tries.last_step)
        tries.save(update_fields=["last_step"])
    return Judgement(verdict)


def refuse_losing_the_last(person: Person, authenticator: Authenticator) -> None:
    """Whoever has a role that asks for a second factor keeps one."""
    others = Authenticator.objects.filter(user_id=person.pk).exclude(pk=authenticator.pk)
    has_other = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    if not has_other and requires_second_factor(person.roles.all()):
        raise FactorNeeded()


@transaction.atomic
def refuse_losing_the_last_of(actor: Actor, *, factor_id: int) -> None:
    """The same for one of the actor's own factors."""
    person = _own_person(actor)
    for one in Authenticator.objects.filter(user_id=person.pk, pk=factor_id):
        refuse_losing_the_last(person, one)


@transaction.atomic
def note_factor(actor: Actor, what: str, *, kind: str) -> None:
    """Say in the audit log that somebody added, removed or renewed one of his factors."""
    audit.record(actor, f"people.factor_{what}", _own_person(actor), kind=kind)


def _own_person(actor: Actor) -> Person:
    if actor.person_id is None:
        raise NotFoundHere()
    return person_in_scope(actor, actor.person_id)


@transaction.atomic
def reset_second_factor(actor: Actor, *, person_id: UUID) -> Person:
    """Somebody has lost his phone and his recovery codes: all factors go, all sessions end, he signs in with the
    password and sets up a new one."""
    actor.require(Rights.EDIT)
    person = person_in_scope(actor, person_id)
    refuse_outranked(actor, person, list(person.roles.all()))

    if person.pk == actor.person_id:
        raise OwnFactor()

    had = has_second_factor(person.pk)
    Authenticator.objects.filter(user_id=person.pk).delete()
    CodeTries.objects.filter(person=person).delete()
    SessionSeen.objects.unscoped("all sessions of this person end").filter(person=person).delete()
    person.session_epoch += 1
    person.save(update_fields=["session_epoch"])
    audit.record(actor, "people.second_factor_reset", person, had=had)
    return person
