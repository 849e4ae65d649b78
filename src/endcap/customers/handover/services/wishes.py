"""Colleagues ask for outlets of a leaver; the manager decides by giving them, or says no."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.handover import selectors
from endcap.customers.handover.errors import AlreadyAsked, WishIsOver
from endcap.customers.handover.models import Wish
from endcap.customers.handover.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.messages import services as messages

TOPIC = "handover.wish"


@transaction.atomic
def ask_for(actor: Actor, *, orphan_id: UUID, reason: str) -> Wish:
    """Ask for an outlet of a leaver of one's office, and say why."""
    actor.require(Rights.ASK)

    orphan = selectors.may_ask_for(actor, orphan_id)
    if actor.person_id is None:
        raise NotFoundHere()
    reason = " ".join(reason.split())
    collect(
        [
            Problem("reason", "required", _("写一句为什么由你接合适。")) if not reason else None,
            Problem("reason", "too_long", _("原因最多 300 个字。")) if len(reason) > 300 else None,
        ]
    )
    held = Wish.objects.visible_to(actor).filter(
        orphan_id=orphan_id, person_id=actor.person_id, state=Wish.State.OPEN
    )
    if held.exists():
        raise AlreadyAsked(name=orphan.outlet.name)

    wish = Wish(id=new_id(actor.now), orphan=orphan, person_id=actor.person_id, reason=reason, at=actor.now)
    wish.save(force_insert=True)
    audit.record(actor, "handover.asked", orphan.handover, outlet=str(orphan.outlet_id))
    caretakers = [orphan.caretaker_id] if orphan.caretaker_id else []
    messages.tell(
        actor,
        to=caretakers,
        topic=TOPIC,
        title=gettext("%(name)s申请接手“%(outlet)s”") % {"name": actor.name, "outlet": orphan.outlet.name},
        text=reason,
        url=reverse("handover:handover", args=[orphan.handover_id]),
    )
    return wish


def _open_wish(actor: Actor, wish_id: UUID) -> Wish:
    rows = Wish.objects.visible_to(actor).locked().select_related("orphan__outlet", "orphan__handover")
    wish = rows.filter(pk=wish_id).first()
    if wish is None:
        raise NotFoundHere()
    return wish


def _end(actor: Actor, wish: Wish, state: Wish.State, answer: str) -> Wish:
    if wish.state != Wish.State.OPEN:
        raise WishIsOver(state=wish.get_state_display())
    wish.state, wish.answer = state, " ".join(answer.split())[:300]
    wish.decided_at, wish.decided_by = actor.now, actor.name
    wish.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    audit.record(
        actor, f"handover.wish_{state.value}", wish.orphan.handover, outlet=str(wish.orphan.outlet_id)
    )
    return wish


@transaction.atomic
def withdraw_wish(actor: Actor, *, wish_id: UUID) -> Wish:
    """Take one's own wish back."""
    actor.require(Rights.ASK)

    wish = _open_wish(actor, wish_id)
    if wish.person_id != actor.person_id:
        raise NotFoundHere()
    return _end(actor, wish, Wish.State.WITHDRAWN, "")


@transaction.atomic
def decline_wish(actor: Actor, *, wish_id: UUID, answer: str) -> Wish:
    """Say no to a wish, with a reason; saying yes is giving the outlet."""
    actor.require(Rights.DISTRIBUTE)

    wish = _open_wish(actor, wish_id)
    collect([None if answer.strip() else Problem("answer", "required", _("写一句为什么不给。"))])

    wish = _end(actor, wish, Wish.State.DECLINED, answer)
    messages.tell(
        actor,
        to=[wish.person_id],
        topic=TOPIC,
        title=gettext("“%(outlet)s”这次没有给你") % {"outlet": wish.orphan.outlet.name},
        text=wish.answer,
        url=reverse("handover:mine"),
    )
    return wish
