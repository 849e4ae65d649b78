"""Loads the demo company: through the services, under its people's names, in one transaction.

A load that is killed leaves nothing behind; the same command starts it again.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from django.db import transaction
from django.utils import translation

from endcap.config.demo.company import DemoCompany, company_of
from endcap.config.demo.loading import (
    care,
    catalogue,
    handing,
    leave,
    many,
    merchants,
    notices,
    organisation,
    outlets,
    prices,
    privacy,
    repeats,
    sales,
    stock,
    territories,
    trade,
    upkeep,
)
from endcap.config.demo.loading.cast import Cast
from endcap.config.demo.loading.diary import Diary
from endcap.config.demo.logins import Logins, logins_of_the_demo
from endcap.config.demo.plan import plan_for, stable_id
from endcap.kernel import clock
from endcap.kernel.errors import Refusal
from endcap.org.units import selectors as units

_COMPANY_ID = stable_id("unit", 1)
Echo = Callable[[str], None]


class DemoIsLoaded(Refusal):
    """The demo company is loaded once."""

    code = "demo_is_loaded"
    sentence = "演示公司已经装好，直接用。The demo company is loaded already; nothing was changed."


class CompanyIsThere(Refusal):
    """The demo never mixes with a company of one's own."""

    code = "company_is_there"
    sentence = (
        "这里已有公司“%(name)s”，演示数据只装进空的文件夹。换一个 ENDCAP_HOME 再装。"
        "This installation already has a company (%(name)s); "
        "choose an empty ENDCAP_HOME for the demo. Nothing was changed."
    )


def is_loaded() -> bool:
    """Whether the company of this installation is the demo company."""
    company = units.company()
    return company is not None and company.pk == _COMPANY_ID


def logins() -> Logins:
    """As whom one can sign in to the loaded demo company."""
    return logins_of_the_demo()


def load(size: str, echo: Echo = print) -> Logins:
    """Load the demo company so that its year ends today. Refuses where a company exists; all or nothing."""
    company = units.company()
    if is_loaded():
        raise DemoIsLoaded()
    if company is not None:
        raise CompanyIsThere(name=company.name)
    now = clock.now()
    started = perf_counter()
    echo(f"演示公司 demo company ({size})")
    with translation.override("zh-hans"), transaction.atomic():
        demo = company_of(plan_for(size, end_on=clock.business_date(now)))
        cast = Cast(demo, now=now)
        _found(cast, demo, echo)
        _live_through_the_year(cast, demo, echo)
    echo(f"完成 done: {perf_counter() - started:.0f} s")
    return logins()


def _found(cast: Cast, demo: DemoCompany, echo: Echo) -> None:
    """The first morning: people at their desks, goods in the catalogue."""
    founder = cast.founder(cast.moment(demo.plan.start_on, 7))
    echo(f"  组织 units: {organisation.load_units(founder, demo)}")
    echo(f"  人员 people: {organisation.load_people(founder, demo)}")
    admin = cast.at("admin", cast.moment(demo.plan.start_on, 7, 30))
    echo(f"  品项 products: {catalogue.load_products(admin, demo)}")
    echo(f"  价格 prices: {catalogue.load_prices(admin, demo)}")
    channels = outlets.channel_ids(admin)
    echo(f"  应配清单 should-list entries: {catalogue.load_should_lists(admin, demo, channels)}")


def _live_through_the_year(cast: Cast, demo: DemoCompany, echo: Echo) -> None:
    """Twelve months of openings, invoices, gradings and corrections, each on its day."""
    admin = cast.at("admin", cast.moment(demo.plan.start_on, 8))
    people = {person.login: person.id for person in demo.staff.people}
    book = outlets.Book(cast, outlets.channel_ids(admin), people)
    diary = Diary(cast)
    outlets.note_outlets(diary, book)
    catalogue.note_prices(diary, demo)
    sales.note_sales(diary, demo)
    upkeep.note_upkeep(diary, book)
    many.note_many(diary, book)
    care.note_care(diary, book)
    leave.note_leave(diary, cast)
    handing.note_handover(diary, book)
    repeats.note_repeats(diary, book)
    diary.note(
        demo.plan.handed_over_on, "admin", lambda actor: organisation.let_leavers_go(actor, demo), hour=18
    )
    diary.replay(echo)
    last = cast.at("admin", cast.moment(demo.plan.handed_over_on, 19))
    marketing = cast.at("luolidong", cast.moment(demo.plan.handed_over_on, 18, 30))
    echo(f"  价格规则 price rules: {prices.load_price_rules(marketing)}")
    echo(f"  片区 territories: {territories.load_territories(last)}")
    echo(f"  商户 merchants: {merchants.load_merchants(cast, clock.business_date(cast.now))}")
    echo(f"  库存 stock documents: {stock.load_stock(cast, clock.business_date(cast.now))}")
    echo(f"  往来 trade: {trade.load_trade(cast, clock.business_date(cast.now))}")
    keeper = cast.at("admin", cast.now)
    echo(f"  个人信息请求 requests: {privacy.load_requests(keeper)}")
    echo(f"  消息 messages: {notices.load_notices(cast)}")
