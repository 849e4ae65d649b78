"""The one list of who listens to what, which sheets exist, and what fills the slots of lower pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel import clock, slots
from endcap.kernel.actor import Actor
from endcap.ui.nav import NavEntry, NavGroup, SettingsEntry

if TYPE_CHECKING:
    from endcap.customers.outlets.events import OwnersChanged
    from endcap.mechanisms.agenda.events import ItemEnded
    from endcap.org.people.events import PersonLeft


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _jobs()
    _sheets()
    _navigation()
    _settings()
    _outlet_page()
    _catalogue()
    _unit_tree()
    _merging()
    _handover()
    _topics()
    _agenda()
    _approvals()
    _schedule()
    _webhooks()
    _evidence()
    _merchants()
    _territories()
    _privacy()


def _actor_of(person_id: UUID, language: str) -> Actor | None:
    from endcap.org.people import selectors as people

    person = people.person_for_job(person_id)
    return people.actor_of(person, now=clock.now(), language=language) if person else None


def _jobs() -> None:
    from endcap.kernel.jobs import actors

    actors.set_resolver(_actor_of)


def _sheets() -> None:
    from endcap.customers.merchants.sheets import MERCHANTS
    from endcap.customers.outlets.sheets import OUTLETS
    from endcap.goods.catalog.sheets import PRICES, PRODUCTS
    from endcap.goods.sales.sheets import SALES
    from endcap.kernel.calendar.sheets import CALENDAR_SHEET
    from endcap.kernel.exchange import registry

    for sheet in (OUTLETS, MERCHANTS, PRODUCTS, PRICES, SALES, CALENDAR_SHEET):
        registry.register(sheet)


def _navigation() -> None:
    from endcap.customers.outlets.rights import Rights as Outlets
    from endcap.goods.catalog.rights import Rights as Catalog
    from endcap.goods.sales.rights import Rights as Sales
    from endcap.kernel.exchange.rights import Rights as Exchange

    hint = _("找终端，拼音也行")
    customers, goods, analysis, system = (
        NavGroup.CUSTOMERS,
        NavGroup.GOODS,
        NavGroup.ANALYSIS,
        NavGroup.SYSTEM,
    )
    for entry in (
        NavEntry(
            "outlets",
            _("终端"),
            "building-store",
            "outlets:list",
            customers,
            10,
            Outlets.VIEW,
            search_param="q",
            search_hint=hint,
            palette_url_name="outlets:find",
        ),
        NavEntry("segments", _("客群"), "users", "outlets:segments", customers, 20, Outlets.VIEW),
        NavEntry("catalog", _("商品与价格"), "bottle", "catalog:list", goods, 10, Catalog.VIEW),
        NavEntry("sales", _("销售明细"), "receipt", "sales:facts", goods, 20, Sales.VIEW),
        NavEntry("grading", _("ABC 评级"), "chart-bar", "sales:grading", analysis, 10, Sales.GRADE),
        NavEntry("exchange", _("导入与导出"), "table-import", "exchange:home", system, 10, Exchange.VIEW),
    ):
        slots.register("nav", entry)


def _settings() -> None:
    from endcap.customers.outlets.rights import Rights as Outlets
    from endcap.kernel.audit.rights import Rights as Audit
    from endcap.kernel.calendar.rights import Rights as Calendar
    from endcap.kernel.jobs.rights import Rights as Jobs
    from endcap.kernel.parameters import places
    from endcap.kernel.parameters.rights import Rights as Parameters
    from endcap.kernel.webhooks.rights import Rights as Webhooks
    from endcap.org.messages.rights import Rights as Messages
    from endcap.org.people.rights import Rights as People
    from endcap.org.units import selectors as units

    directory = places.UnitDirectory(units.names_of, units.choices_for, units.ancestors_of)
    if not slots.items(places.SLOT):
        slots.register(places.SLOT, directory)
    for entry in (
        SettingsEntry(
            "people",
            _("人员"),
            _("谁能登录，属于哪个单位，担任什么角色。"),
            "users",
            "people:list",
            People.VIEW,
            10,
        ),
        SettingsEntry(
            "units",
            pgettext_lazy("settings", "单位"),
            _("公司、大区、办事处、小组的树。"),
            "sitemap",
            "people:units",
            People.VIEW,
            20,
        ),
        SettingsEntry(
            "roles",
            _("角色与权限"),
            _("每个角色能做什么，看到多大范围。"),
            "shield-check",
            "people:roles",
            People.VIEW,
            30,
        ),
        SettingsEntry(
            "channels",
            pgettext_lazy("settings", "渠道"),
            _("渠道树；每个终端挂在一个末级渠道上。"),
            "sitemap",
            "outlets:channels",
            Outlets.VIEW,
            40,
        ),
        SettingsEntry(
            "parameters",
            pgettext_lazy("settings", "参数"),
            _("评级、拜访、账期等 86 个数字，带生效日和历史。"),
            "adjustments",
            "parameters:overview",
            Parameters.VIEW,
            50,
        ),
        SettingsEntry(
            "calendar",
            _("工作日历"),
            _("节假日与调休；所有期限按它算。"),
            "calendar-month",
            "calendar:this_year",
            Calendar.VIEW,
            60,
        ),
        SettingsEntry(
            "message_channels",
            _("消息渠道"),
            _("企业微信、钉钉、飞书、邮箱；往外发的消息从这里出去。"),
            "send",
            "messages:channels",
            Messages.CONFIGURE,
            62,
        ),
        SettingsEntry(
            "webhooks",
            _("对外通知"),
            _("出了什么事马上告诉 ERP、OA 等别的系统，带签名，可重发。"),
            "api",
            "webhooks:list",
            Webhooks.CONFIGURE,
            64,
        ),
        SettingsEntry(
            "schedule",
            _("定时任务"),
            _("每天、每几分钟自动做的事；上次成没成，下次什么时候。"),
            "clock",
            "jobs:schedule",
            Jobs.SCHEDULE,
            66,
        ),
        SettingsEntry(
            "audit",
            _("审计日志"),
            _("谁在什么时候做了什么；可以验证没有被改过。"),
            "history",
            "audit:log",
            Audit.VIEW,
            70,
        ),
    ):
        slots.register("settings", entry)


def _outlet_page() -> None:
    from endcap.customers.outlets import sections as own
    from endcap.goods.sales import sections

    for section in (*own.OUTLET_SECTIONS, *sections.OUTLET_SECTIONS):
        slots.register("outlet.section", section)
    slots.register("outlet.timeline", sections.TIMELINE)
    slots.register("outlet.ledger", sections.LEDGER)


def _catalogue() -> None:
    from endcap.goods.catalog import products
    from endcap.goods.sales import selectors as sales

    slots.register(products.IN_USE, sales.skus_in_use)


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
    from endcap.customers.outlets import following
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


def _topics() -> None:
    """What messages are about; people choose for each how it reaches them."""
    from endcap.org.messages import topics
    from endcap.org.messages.topics import Topic, Way

    for topic in (Topic("house", _("系统通知"), Way.DIGEST, _("渠道不通、对接被暂停、任务失败。")),):
        topics.register(topic)


def _schedule() -> None:
    """Work that comes back. Hours are those of the company's zone."""
    from endcap.goods.sales import services as sales
    from endcap.kernel.exchange import services as exchange
    from endcap.kernel.idempotency import services as idempotency
    from endcap.kernel.jobs import recurring, schedule
    from endcap.kernel.jobs.schedule import Scheduled
    from endcap.kernel.webhooks import selectors as webhooks_read
    from endcap.kernel.webhooks import services as webhooks
    from endcap.org.messages import selectors as messages_read
    from endcap.org.messages import services as messages

    for scheduled in (
        Scheduled(
            "messages.send",
            _("发送等待中的消息"),
            messages.send_waiting,
            every=timedelta(minutes=1),
            is_needed=lambda actor: messages_read.something_to_send(actor.now),
        ),
        Scheduled("messages.digest", _("每日消息汇总"), messages.write_digests, at=time(8, 30)),
        Scheduled("messages.clear", _("清理旧消息"), messages.clear_away, at=time(3, 50)),
        Scheduled(
            "webhooks.send",
            _("发送等待中的对外通知"),
            webhooks.send_waiting,
            every=timedelta(minutes=1),
            is_needed=lambda actor: webhooks_read.something_to_send(actor.now),
        ),
        Scheduled("webhooks.clear", _("清理旧的对外通知"), webhooks.clear_away, at=time(3, 55)),
        Scheduled("api.forget_ids", _("清理旧的接口编号"), idempotency.forget_old, at=time(3, 57)),
        Scheduled("exchange.prune", _("清理旧的导入导出文件"), exchange.prune, at=time(3, 30)),
        Scheduled("jobs.prune", _("清理旧的任务记录"), recurring.forget_old, at=time(3, 35)),
        Scheduled("sales.figures", _("更新终端的销售数字"), sales.refresh_figures, at=time(4, 0)),
    ):
        schedule.register(scheduled)


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


def _webhooks() -> None:
    from endcap.config import webhooks

    webhooks.connect()


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
    from endcap.customers.outlets.slots import ARCHIVE_CLASSES
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
