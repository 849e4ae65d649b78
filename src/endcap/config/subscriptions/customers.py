"""The book of outlets and what stands on it: page, merging, hand-over, merchants, territories, personal data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel import slots
from endcap.kernel.actor import Actor
from endcap.ui.nav import NavEntry, NavGroup

if TYPE_CHECKING:
    from endcap.customers.outlets.events import OwnersChanged
    from endcap.mechanisms.agenda.events import ItemEnded
    from endcap.org.people.events import PersonLeft


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _outlet_page()
    _unit_tree()
    _merging()
    _handover()
    _merchants()
    _territories()
    _representatives()
    _privacy()


def _outlet_page() -> None:
    from endcap.customers.outlets import sections as own
    from endcap.goods.sales import sections

    for section in (*own.OUTLET_SECTIONS, *sections.OUTLET_SECTIONS):
        slots.register("outlet.section", section)
    slots.register("outlet.timeline", sections.TIMELINE)
    slots.register("outlet.ledger", sections.LEDGER)


def _unit_tree() -> None:
    """What a unit takes along when it is moved."""
    from endcap.customers.outlets.models import Outlet
    from endcap.org.units import counting

    def outlets_in(unit_ids: Collection[UUID]) -> int:
        everywhere = Outlet.objects.unscoped("how many outlets move along with a unit")
        return everywhere.filter(unit_id__in=unit_ids, archived_at__isnull=True).count()

    slots.register(counting.SLOT, counting.UnitCount("outlets", _("终端"), outlets_in))


def _merging() -> None:
    """What follows an outlet that is merged into another."""
    from endcap.customers.outlets import following
    from endcap.goods.sales import merging as sales

    following.register(sales.FOLLOWER)


def _handover() -> None:
    """Somebody leaves: the outlets are listed, given away, contacted; or it is shown and said."""
    from endcap.customers.handover import selectors as handover_read
    from endcap.customers.handover import services as handover
    from endcap.customers.handover.models import Orphan
    from endcap.customers.handover.rights import Rights as Handover
    from endcap.customers.outlets import duties, following
    from endcap.customers.outlets.events import OwnersChanged
    from endcap.kernel import events
    from endcap.kernel.jobs import schedule
    from endcap.mechanisms.agenda import kinds
    from endcap.mechanisms.agenda.events import ItemEnded
    from endcap.org.messages import topics
    from endcap.org.people.events import PersonLeft

    slots.register(
        "nav",
        NavEntry(
            "handover",
            _("离职交接"),
            "user-share",
            "handover:list",
            NavGroup.CUSTOMERS,
            60,
            Handover.VIEW,
            count=handover_read.to_do_count,
            is_urgent=True,
        ),
    )
    kinds.register(
        kinds.Kind(
            "first_contact",
            _("接手后首次联系"),
            "phone",
            verb=pgettext_lazy("agenda", "联系过了"),
            sentence=_("接手后第一次联系“%(title)s”"),
            order=20,
            in_sight=duties.outlets_in_sight,
        )
    )
    for topic in (
        topics.Topic("handover.todo", _("有人离开，终端要我分"), topics.Way.NOW),
        topics.Topic("handover.given", _("分给我离职同事的终端"), topics.Way.NOW),
        topics.Topic("handover.wish", _("申请接手终端和答复"), topics.Way.NOW),
        topics.Topic("handover.late", _("离职交接过期"), topics.Way.NOW),
    ):
        topics.register(topic)
    schedule.register(
        schedule.Scheduled(
            "handover.late",
            _("提醒过期的离职交接"),
            handover.tell_of_late,
            at=time(8, 40),
            is_needed=handover.is_anything_late,
        )
    )
    following.register(
        following.table("orphans", _("离职交接"), Orphan, once_with=("handover_id",), order=85)
    )
    events.subscribe(PersonLeft, _orphan_outlets)
    events.subscribe(ItemEnded, _note_first_contact)
    events.subscribe(OwnersChanged, _follow_handed_over)


def _orphan_outlets(actor: Actor, event: PersonLeft) -> None:
    from endcap.customers.handover import services as handover

    handover.record_leaving(actor, person_id=event.person_id, on=event.on)


def _note_first_contact(actor: Actor, event: ItemEnded) -> None:
    from endcap.customers.handover import services as handover

    handover.note_done_item(actor, kind=event.kind, subject_id=event.subject_id, outcome=event.outcome)


def _follow_handed_over(actor: Actor, event: OwnersChanged) -> None:
    from endcap.customers.handover import services as handover

    handover.follow_owners(actor, outlet_ids=event.outlet_ids, owner_id=event.owner_id)


def _merchants() -> None:
    """Who owns outlets in law: approval, expiry of licences, files, the outlet's page, merging."""
    from endcap.config import people_of_merchants
    from endcap.customers.merchants import kinds, sections, selectors
    from endcap.customers.merchants import services as merchants
    from endcap.customers.merchants.drafts import SUBJECT
    from endcap.customers.merchants.models import MerchantOutlet
    from endcap.customers.merchants.rights import Rights as Merchants
    from endcap.customers.outlets import following
    from endcap.customers.privacy import holders
    from endcap.kernel import events
    from endcap.kernel.jobs import schedule
    from endcap.mechanisms.agenda import kinds as agenda
    from endcap.mechanisms.approvals import kinds as approvals
    from endcap.mechanisms.approvals.events import ApprovalEnded
    from endcap.mechanisms.evidence import subjects
    from endcap.org.messages import topics

    slots.register(
        "nav",
        NavEntry(
            "merchants",
            pgettext_lazy("merchants", "商户"),
            "certificate",
            "merchants:list",
            NavGroup.CUSTOMERS,
            15,
            Merchants.VIEW,
            count=selectors.to_do_count,
        ),
    )
    slots.register("outlet.section", sections.SECTION)
    slots.register("outlet.timeline", sections.TIMELINE)
    subjects.register(
        SUBJECT,
        lambda actor, merchant_id: actor.may(Merchants.VIEW) and selectors.may_see_files(actor, merchant_id),
    )
    holders.register(people_of_merchants.HOLDER)
    for kind in kinds.KINDS:
        approvals.register(kind)
    events.subscribe(ApprovalEnded, merchants.on_approval_ended)
    agenda.register(
        agenda.Kind(
            merchants.EXPIRY,
            _("执照到期"),
            "certificate",
            verb=_("换执照"),
            done_here=False,
            sentence=_("%(title)s 的营业执照到期，换新执照"),
            order=40,
        )
    )
    topics.register(topics.Topic(merchants.TOPIC, _("店主自助登记")))
    topics.register(topics.Topic(merchants.EXPIRY_TOPIC, _("执照到期")))
    following.register(
        following.table(
            "merchant",
            pgettext_lazy("merchants", "商户"),
            MerchantOutlet,
            where={"to_on__isnull": True},
            once_with=[],
        )
    )
    schedule.register(
        schedule.Scheduled(
            "merchants.expiry", _("提醒快到期的营业执照"), merchants.warn_of_expiry, at=time(5, 20)
        )
    )


def _territories() -> None:
    from endcap.customers.territories import sections
    from endcap.customers.territories.rights import Rights

    slots.register("outlet.section", sections.TERRITORY)
    slots.register(
        "nav",
        NavEntry(
            "territories",
            _("片区"),
            "map-2",
            "territories:overview",
            NavGroup.CUSTOMERS,
            30,
            Rights.VIEW,
        ),
    )


def _privacy() -> None:
    from endcap.config.personal_data import GROUPS
    from endcap.customers.outlets.events import ContactSaved
    from endcap.customers.outlets.slots import ARCHIVE_CLASSES, CONTACT_ACTIONS, ContactAction
    from endcap.customers.privacy import catalogue, holders, holding, retention, selectors, services
    from endcap.customers.privacy.rights import Rights
    from endcap.kernel import events
    from endcap.kernel.jobs import schedule

    for group in GROUPS:
        catalogue.register(group)
    for holder in holding.HOLDERS:
        holders.register(holder)
    for rule in holding.RULES:
        retention.register(rule)
    events.subscribe(ContactSaved, services.keep_in_step)
    slots.register(ARCHIVE_CLASSES, selectors.archive_choices)
    slots.register(
        CONTACT_ACTIONS,
        ContactAction(_("登记同意"), "shield-check", "privacy:new_consent", Rights.CONSENT),
    )
    schedule.register(
        schedule.Scheduled(
            "privacy.retention", _("清理到期的个人信息"), services.apply_retention, at=time(3, 10)
        )
    )
    slots.register(
        "nav",
        NavEntry(
            "privacy",
            _("个人信息"),
            "shield-check",
            "privacy:requests",
            NavGroup.SYSTEM,
            20,
            Rights.VIEW,
            count=selectors.count_open,
        ),
    )


def _representatives() -> None:
    """People of customers: what they see, where the office invites them, what follows a merge."""
    from endcap.config import people_of_representatives
    from endcap.customers.outlets import following
    from endcap.customers.privacy import holders
    from endcap.customers.representatives import sections, selectors
    from endcap.customers.representatives.models import Representative
    from endcap.org.people.selectors.people import REPRESENTS

    holders.register(people_of_representatives.HOLDER)
    slots.register(REPRESENTS, selectors.outlet_ids_of)
    slots.register("outlet.section", sections.SECTION)
    following.register(
        following.table(
            "representatives",
            _("客户门户的登录"),
            Representative,
            where={"ended_at__isnull": True},
            once_with=("person_id",),
            order=86,
        )
    )
