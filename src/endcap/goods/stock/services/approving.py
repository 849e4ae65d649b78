"""What the answer to a request for approval does with a document; and taking a document back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from endcap.goods.stock.errors import StateRefused
from endcap.goods.stock.kinds import RETURN_KIND, SUBJECT, WRITE_OFF_KIND
from endcap.goods.stock.models import Movement
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.services.documents import become
from endcap.goods.stock.services.writing_off import end_write_off
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.approvals.events import ApprovalEnded

State = Movement.State
_OUTCOMES = {
    "approved": None,
    "rejected": State.REFUSED,
    "returned": State.REFUSED,
    "withdrawn": State.CANCELLED,
}


def on_approval_ended(actor: Actor, event: ApprovalEnded) -> None:
    """A write-off or a return was decided on, in the same transaction. What was sent back for correction ends here, too:
    whoever made it writes a new one."""
    if event.kind not in (WRITE_OFF_KIND, RETURN_KIND) or event.subject_type != SUBJECT:
        return
    rows = Movement.objects.unscoped("the request was decided by who may").locked()
    movement = rows.filter(pk=event.subject_id, state=State.WAITING).first()
    if movement is None or event.outcome not in _OUTCOMES:
        return
    state = _OUTCOMES[event.outcome]
    if event.kind == WRITE_OFF_KIND:
        end_write_off(actor, movement, state=state or State.DONE)
    else:
        become(actor, movement, state or State.APPROVED)
        audit.record(actor, f"stock.return_{movement.state}", movement)
    if event.outcome == "returned":
        system = Actor.system(now=actor.now, name=actor.name)
        approvals.withdraw(system, request_id=event.request_id)


@transaction.atomic
def cancel_movement(actor: Actor, *, movement_id: UUID) -> Movement:
    """Take back what nobody has decided on, or an approved return whose goods never came. Whoever made it, or who moves
    goods here."""
    movement = Movement.objects.visible_to(actor).locked().filter(pk=movement_id).first()
    if movement is None:
        raise NotFoundHere()
    if movement.made_by_id != actor.person_id or movement.made_by_id is None:
        actor.require(Rights.MOVE)
    if movement.state not in (State.WAITING, State.APPROVED):
        raise StateRefused(
            number=movement.number, before=movement.get_state_display(), after=State.CANCELLED.label
        )

    if movement.state == State.WAITING and movement.request_id:
        system = Actor.system(now=actor.now, name=actor.name)
        approvals.withdraw(system, request_id=movement.request_id)  # tells on_approval_ended
        movement.refresh_from_db(fields=["state", "ended_at"])
    else:
        become(actor, movement, State.CANCELLED)
    audit.record(actor, "stock.cancelled", movement)
    return movement
