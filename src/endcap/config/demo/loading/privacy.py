"""What people asked the demo's office: one to know, one to be forgotten, one answered already."""

from __future__ import annotations

from datetime import timedelta

from endcap.customers.outlets.models import Contact
from endcap.customers.privacy import services as privacy
from endcap.kernel.actor import Actor


def load_requests(actor: Actor) -> int:
    """Three requests of people at outlets; answers how many."""
    rows = Contact.objects.visible_to(actor).exclude(phone="").filter(left_on__isnull=True)
    people = list(rows.order_by("created_at", "pk")[:3])
    if len(people) < 3:
        return 0
    known, leaving, answered = people
    days = (4, 9, 20)
    came = [actor.today - timedelta(days=ago) for ago in days]
    privacy.open_request(
        actor, kind="access", name=known.name, phone=known.phone, received_on=came[0],
        note="店主来电，想知道公司记了自己哪些信息。",
    )  # fmt: skip
    privacy.open_request(
        actor, kind="erase", name=leaving.name, phone=leaving.phone, received_on=came[1],
        note="已不在店里上班，要求删掉电话。",
    )  # fmt: skip
    done = privacy.open_request(
        actor, kind="correct", name=answered.name, phone=answered.phone, received_on=came[2]
    )
    privacy.answer(actor, request_id=done.pk, outcome="姓名写错一个字，已在联系人上改正，电话告知本人。")
    return 3
