"""Where the machines meet people: photos, due items, approvals."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel import slots
from endcap.kernel.actor import Actor
from endcap.ui.nav import NavEntry, NavGroup, SettingsEntry

if TYPE_CHECKING:
    from endcap.org.people.events import PersonLeft


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _evidence()
    _agenda()
    _approvals()
    _questions()
    _ledger()


def _evidence() -> None:
    from endcap.customers.outlets.models import Outlet
    from endcap.customers.outlets.rights import Rights as Outlets
    from endcap.kernel.jobs import schedule
    from endcap.mechanisms.evidence import services as evidence
    from endcap.mechanisms.evidence import subjects

    def sees_outlet(actor: Actor, outlet_id: UUID) -> bool:
        return actor.may(Outlets.VIEW) and Outlet.objects.visible_to(actor).filter(pk=outlet_id).exists()

    subjects.register("outlets.Outlet", sees_outlet, may_add=lambda actor, _id: actor.may(Outlets.EDIT))
    schedule.register(
        schedule.Scheduled("evidence.purge", _("清理过了保留期的照片"), evidence.purge, at=time(3, 40))
    )


def _agenda() -> None:
    """What falls due, and what moves with an outlet that changes hands."""
    from endcap.customers.outlets import duties
    from endcap.customers.outlets.events import OwnersChanged
    from endcap.kernel import events
    from endcap.kernel.jobs import schedule
    from endcap.mechanisms.agenda import kinds
    from endcap.mechanisms.agenda import selectors as agenda_read
    from endcap.mechanisms.agenda import services as agenda
    from endcap.mechanisms.agenda.rights import Rights as Agenda
    from endcap.org.people.events import PersonLeft

    slots.register(
        "nav",
        NavEntry(
            "agenda",
            pgettext_lazy("agenda", "待办"),
            "clipboard-check",
            "agenda:list",
            NavGroup.TOP,
            10,
            Agenda.VIEW,
            count=agenda_read.count_due,
        ),
    )
    slots.register(
        "settings",
        SettingsEntry(
            "agenda_rules",
            _("待办规则"),
            _("哪些事隔多久到期，按等级、日期和季节。"),
            "clipboard-check",
            "agenda:rules",
            Agenda.CONFIGURE,
            65,
        ),
    )
    for kind in duties.KINDS:
        kinds.register(kind)
    events.subscribe(OwnersChanged, duties.follow_the_owner)
    events.subscribe(PersonLeft, duties.pass_review_on)
    schedule.register(schedule.Scheduled("agenda.make", _("按规则列出待办"), agenda.make_due, at=time(5, 0)))


def _approvals() -> None:
    """What waits for a decision, and what happens where nobody decides."""
    from endcap.kernel import events
    from endcap.kernel.jobs import schedule
    from endcap.mechanisms.approvals import selectors as approvals_read
    from endcap.mechanisms.approvals import services as approvals
    from endcap.mechanisms.approvals.rights import Rights as Approvals
    from endcap.org.messages import topics
    from endcap.org.people.events import PersonLeft

    slots.register(
        "nav",
        NavEntry(
            "approvals",
            pgettext_lazy("nav", "审批"),
            "checkbox",
            "approvals:inbox",
            NavGroup.TOP,
            20,
            Approvals.VIEW,
            count=approvals_read.waiting_count,
        ),
    )
    slots.register(
        "settings",
        SettingsEntry(
            "approval_chains",
            pgettext_lazy("settings", "审批链"),
            _("什么单据、多少金额、由谁批、几个工作日内批。"),
            "checks",
            "approvals:chains",
            Approvals.CONFIGURE,
            66,
        ),
    )
    for topic in (
        topics.Topic("approvals.waiting", _("有申请等我批"), topics.Way.NOW),
        topics.Topic("approvals.decided", _("我的申请有了结果"), topics.Way.NOW),
        topics.Topic("approvals.overdue", _("我该批的过期了"), topics.Way.NOW),
    ):
        topics.register(topic)
    schedule.register(
        schedule.Scheduled(
            "approvals.chase",
            _("催办过期的审批"),
            approvals.chase_overdue,
            at=time(8, 0),
            is_needed=approvals_read.has_overdue,
        )
    )
    events.subscribe(PersonLeft, _replace_decider)


def _replace_decider(actor: Actor, event: PersonLeft) -> None:
    from endcap.mechanisms.approvals import services as approvals

    approvals.replace_person(actor, person_id=event.person_id)


def _questions() -> None:
    """Where questionnaires are kept."""
    from endcap.mechanisms.questions.rights import Rights as Questions

    slots.register(
        "settings",
        SettingsEntry(
            "questionnaires",
            _("问卷"),
            _("检查、调查用的题目、权重和版本。"),
            "list-details",
            "questions:list",
            Questions.VIEW,
            67,
        ),
    )


def _ledger() -> None:
    """The books are looked at where money is; old balances are added up at night."""
    from endcap.kernel.jobs import schedule
    from endcap.mechanisms.ledger import selectors as ledger_read
    from endcap.mechanisms.ledger import services as ledger
    from endcap.mechanisms.ledger.rights import Rights as Ledger

    slots.register(
        "nav", NavEntry("ledger", _("总账"), "scale", "ledger:trial", NavGroup.MONEY, 90, Ledger.VIEW)
    )

    schedule.register(
        schedule.Scheduled(
            "ledger.sum_days",
            _("汇总账户每天的发生额"),
            ledger.sum_days,
            at=time(2, 30),
            is_needed=ledger_read.has_unsummed,
        )
    )
