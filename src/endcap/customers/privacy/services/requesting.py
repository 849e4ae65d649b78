"""What people may ask of the company: what is held about them, to correct it, to remove it (G-02)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.privacy import selectors
from endcap.customers.privacy.errors import NobodyFound, RequestClosed, WrongKind
from endcap.customers.privacy.holders import Identity, holders
from endcap.customers.privacy.models import SubjectRequest
from endcap.customers.privacy.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.numbering.definitions import Period, SeriesKind, define
from endcap.kernel.numbering.services import next_number
from endcap.org.units import selectors as units

NUMBERS = define(SeriesKind("privacy_request", "PI-", 4, Period.YEAR))
ANSWER_WITHIN = 15  # working days; the law says "in good time", this is what the product promises
FORGOTTEN_NAME = "—"


def _root() -> UUID:
    """The company, for a request that the installation itself enters."""
    root = units.company()
    if root is None:
        raise NotFoundHere()
    return root.pk


def identity_of(request: SubjectRequest) -> Identity:
    """The person who asks."""
    return Identity(request.name, request.phone)


@transaction.atomic
def open_request(
    actor: Actor,
    *,
    kind: str,
    name: str,
    phone: str = "",
    note: str = "",
    received_on: date | None = None,
    id: UUID | None = None,
) -> SubjectRequest:
    """Enter what somebody asked for. A removal needs the phone: a name alone may be another person's."""
    actor.require(Rights.HANDLE)

    on = received_on or actor.today
    who = Identity(name.strip(), phone.strip())
    collect(
        [
            None if kind in SubjectRequest.Kind.values else Problem("kind", "unknown", _("选请求是什么。")),
            None if who.name else Problem("name", "required", _("填姓名。")),
            Problem("name", "too_long", _("姓名最多 60 个字。")) if len(who.name) > 60 else None,
            Problem("phone", "required", _("填手机；只凭姓名会删到同名的人。"))
            if kind == SubjectRequest.Kind.ERASE and not who.phone_key
            else None,
            Problem("phone", "unreadable", _("手机至少 7 位数字。"))
            if who.phone and not who.phone_key
            else None,
            Problem("note", "too_long", _("说明最多 500 个字。")) if len(note) > 500 else None,
            Problem("received_on", "future", _("收到日期不能晚于今天。")) if on > actor.today else None,
        ]
    )

    unit_id = actor.unit_id or _root()
    made = SubjectRequest(
        id=id or new_id(actor.now),
        number=next_number(actor, NUMBERS.key),
        kind=kind,
        name=who.name,
        phone=who.phone[:32],
        unit_id=unit_id,
        note=note.strip(),
        received_on=on,
        due_on=calendar.add_working_days(on, ANSWER_WITHIN),
        created_by=actor.name,
        created_at=actor.now,
    )
    made.save(force_insert=True)
    audit.record(actor, "privacy.request_opened", made, kind=kind, due=made.due_on.isoformat())
    return made


def _open(actor: Actor, request_id: UUID) -> SubjectRequest:
    found = SubjectRequest.objects.visible_to(actor).locked().filter(pk=request_id).first()
    if found is None:
        raise NotFoundHere()
    if not found.is_open and found.closed_at:
        raise RequestClosed(number=found.number, on=f"{found.closed_at:%Y-%m-%d}")
    return found


def _close(actor: Actor, request: SubjectRequest, state: str, outcome: str, counts: dict[str, int]) -> None:
    request.state, request.outcome, request.counts = state, outcome, counts
    request.closed_by, request.closed_at = actor.name, actor.now
    request.save()
    audit.record(actor, f"privacy.request_{state}", request, kind=request.kind, counts=counts)


@transaction.atomic
def answer(actor: Actor, *, request_id: UUID, outcome: str) -> SubjectRequest:
    """Close a request to know or to correct: what was said or changed stands in the outcome."""
    actor.require(Rights.HANDLE)

    request = _open(actor, request_id)
    if request.kind == SubjectRequest.Kind.ERASE:
        raise WrongKind(number=request.number, kind=request.get_kind_display())
    _require_words(outcome)

    found = selectors.held_about(actor, identity_of(request))
    _close(
        actor, request, SubjectRequest.State.DONE, outcome.strip(),
        {one.holder.key: len(one.records) for one in found},
    )  # fmt: skip
    return request


def _require_words(outcome: str) -> None:
    words = outcome.strip()
    collect(
        [
            None if words else Problem("outcome", "required", _("写明结果。")),
            Problem("outcome", "too_long", _("结果最多 500 个字。")) if len(words) > 500 else None,
        ]
    )


@transaction.atomic
def refuse_request(actor: Actor, *, request_id: UUID, outcome: str) -> SubjectRequest:
    """Close a request that can't be met, and say why."""
    actor.require(Rights.HANDLE)

    request = _open(actor, request_id)
    _require_words(outcome)

    _close(actor, request, SubjectRequest.State.REFUSED, outcome.strip(), {})
    return request


@transaction.atomic
def erase(actor: Actor, *, request_id: UUID) -> SubjectRequest:
    """Remove a person everywhere: every holder is asked, all or nothing. What was traded stays; the request
    itself no longer says who it was."""
    actor.require(Rights.HANDLE)

    request = _open(actor, request_id)
    if request.kind != SubjectRequest.Kind.ERASE:
        raise WrongKind(number=request.number, kind=request.get_kind_display())
    who = identity_of(request)
    if not selectors.held_about(actor, who):
        raise NobodyFound()

    counts = {holder.key: holder.forget(actor, who) for holder in holders()}
    earlier = SubjectRequest.objects.unscoped("requests of the same person, whoever entered them")
    for other in earlier.filter(phone=request.phone).exclude(pk=request.pk):
        other.name, other.phone, other.note = FORGOTTEN_NAME, "", ""
        other.save(update_fields=["name", "phone", "note"])
    request.name, request.phone, request.note = FORGOTTEN_NAME, "", ""
    done = sum(counts.values())
    _close(
        actor, request, SubjectRequest.State.DONE,
        str(_("已从 %(count)s 处去掉个人信息，交易记录保留。") % {"count": done}), counts,
    )  # fmt: skip
    return request
