"""What the kernel, the people and the shell are told: jobs, sheets, navigation, settings, schedule, messages, webhooks."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel import clock, slots
from endcap.kernel.actor import Actor
from endcap.ui.nav import NavEntry, NavGroup, SettingsEntry


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _jobs()
    _sheets()
    _navigation()
    _settings()
    _topics()
    _schedule()
    _webhooks()


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


def _webhooks() -> None:
    from endcap.config import webhooks

    webhooks.connect()
