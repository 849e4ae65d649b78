"""The one list of who listens to what, which sheets exist, and what fills the slots of lower pages."""

from __future__ import annotations

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
    _outlet_page()
    _catalogue()


def _actor_of(person_id: UUID, language: str) -> Actor | None:
    from endcap.org.people import selectors as people

    person = people.person_for_job(person_id)
    return people.actor_of(person, now=clock.now(), language=language) if person else None


def _jobs() -> None:
    from endcap.kernel.jobs import actors

    actors.set_resolver(_actor_of)


def _sheets() -> None:
    from endcap.customers.outlets.sheets import OUTLETS
    from endcap.goods.catalog.sheets import PRICES, PRODUCTS
    from endcap.goods.sales.sheets import SALES
    from endcap.kernel.calendar.sheets import CALENDAR_SHEET
    from endcap.kernel.exchange import registry

    for sheet in (OUTLETS, PRODUCTS, PRICES, SALES, CALENDAR_SHEET):
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
    from endcap.kernel.parameters import places
    from endcap.kernel.parameters.rights import Rights as Parameters
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
    from endcap.goods.sales import sections

    for section in sections.OUTLET_SECTIONS:
        slots.register("outlet.section", section)


def _catalogue() -> None:
    from endcap.goods.catalog import products
    from endcap.goods.sales import selectors as sales

    slots.register(products.IN_USE, sales.skus_in_use)
