"""Orders, credit and money."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel import slots
from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id
from endcap.ui.nav import NavEntry, NavGroup

if TYPE_CHECKING:
    from endcap.cash.credit.events import CreditUnblocked, LimitChanged
    from endcap.cash.orders.events import OrderCancelledEarly
    from endcap.cash.receivables.events import (
        ContractActivated,
        CreditNoteIssued,
        PaymentReceived,
        Settled,
        Unsettled,
    )
    from endcap.customers.outlets.events import OwnersChanged


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _receivables()
    _credit()
    _orders()


def _receivables() -> None:
    """Contracts, invoices, money in: the book, navigation, the outlet's page, files of contracts, merging."""
    from endcap.cash.receivables import money, sections, selectors
    from endcap.cash.receivables.models import ContractOutlet, Invoice, SoldReport
    from endcap.cash.receivables.rights import Rights
    from endcap.customers.outlets import following
    from endcap.goods.catalog import buying
    from endcap.mechanisms.ledger import books

    books.register(money.BOOK)
    slots.register(buying.TERMS, selectors.contract_for)
    for entry in (
        NavEntry(
            "receivables",
            _("应收账款"),
            "cash",
            "receivables:overview",
            NavGroup.MONEY,
            30,
            Rights.VIEW,
        ),
        NavEntry(
            "payments",
            pgettext_lazy("receivables", "收款"),
            "receipt",
            "receivables:payments",
            NavGroup.MONEY,
            32,
            Rights.VIEW,
            count=selectors.to_do_count,
        ),
        NavEntry(
            "bank",
            _("银行对账"),
            "report-analytics",
            "receivables:bank",
            NavGroup.MONEY,
            34,
            Rights.POST,
            count=selectors.open_lines,
        ),
        NavEntry(
            "contracts",
            _("销售合同"),
            "certificate",
            "receivables:contracts",
            NavGroup.MONEY,
            20,
            Rights.VIEW,
        ),
    ):
        slots.register("nav", entry)
    slots.register("outlet.section", sections.SECTION)
    following.register(
        following.table(
            "contracts", _("合同覆盖的终端"), ContractOutlet, once_with=("contract_id",), order=40
        )
    )
    following.register(following.table("invoices", _("发票"), Invoice, order=41))
    following.register(following.table("sold_reports", _("销售清单"), SoldReport, order=42))


def _credit() -> None:
    """Limits: the book, approval, reviews, what payments free, who may sign."""
    from endcap.cash.credit import approval, checking, moves, sections, selectors, services
    from endcap.cash.credit import events as happened
    from endcap.cash.credit.models import BadDebt, Breach, Investigation, Security
    from endcap.cash.credit.rights import Rights
    from endcap.cash.credit.selectors.listing import OWING_SLOT
    from endcap.cash.receivables.events import ContractActivated, CreditNoteIssued, Settled, Unsettled
    from endcap.config import owing_of_payers
    from endcap.customers.outlets import following
    from endcap.kernel import events
    from endcap.kernel.jobs import schedule
    from endcap.mechanisms.agenda import kinds as agenda
    from endcap.mechanisms.approvals import kinds as approvals
    from endcap.mechanisms.approvals.events import ApprovalEnded
    from endcap.mechanisms.evidence import subjects
    from endcap.mechanisms.ledger import books
    from endcap.mechanisms.ledger import checking as ledger_checking

    books.register(moves.BOOK)
    for invariant in checking.INVARIANTS:
        ledger_checking.register(invariant)
    slots.register(
        "nav",
        NavEntry(
            "credit",
            _("客户信用"),
            "scale",
            "credit:list",
            NavGroup.MONEY,
            30,
            Rights.VIEW,
            count=selectors.watched_count,
        ),
    )
    slots.register("outlet.section", sections.SECTION)
    approvals.register(approval.LIMIT)
    slots.register(OWING_SLOT, owing_of_payers.SOURCE)
    subjects.register(
        services.FILES_SUBJECT,
        lambda actor, id: actor.may(Rights.VIEW) and selectors.may_see_investigation(actor, id),
    )
    agenda.register(
        agenda.Kind(
            services.REVIEW,
            _("信用复查"),
            "scale",
            page=lambda item: reverse("credit:file", args=[item.subject_id]),
            verb=_("去调查"),
            done_here=False,
            sentence=_("重新调查“%(title)s”的信用"),
            order=35,
        )
    )
    schedule.register(
        schedule.Scheduled(
            "credit.limits", _("查看快到期的授信额度"), services.look_at_limits, at=time(5, 25)
        )
    )
    for key, name, model in (
        ("credit_investigations", _("信用调查"), Investigation),
        ("bad_debts", _("坏账"), BadDebt),
        ("credit_breaches", _("信用违规"), Breach),
        ("credit_securities", _("信用保障"), Security),
    ):
        following.register(following.table(key, name, model, field="payer_id", order=50))
    events.subscribe(ApprovalEnded, services.on_approval_ended)
    events.subscribe(ContractActivated, _refuse_unchecked)
    events.subscribe(Settled, _free_credit)
    events.subscribe(CreditNoteIssued, _free_credit)
    events.subscribe(Unsettled, _use_credit_again)
    events.subscribe(happened.LimitChanged, _look_again)
    events.subscribe(happened.CreditUnblocked, _look_again)


def _refuse_unchecked(actor: Actor, event: ContractActivated) -> None:
    from endcap.cash.credit import services as credit

    credit.refuse_unchecked(actor, event.outlet_ids)


def _free_credit(actor: Actor, event: Settled | CreditNoteIssued) -> None:
    """Used credit is never more than what is owed: what was paid beyond that is free again."""
    from endcap.cash.credit import selectors as lines
    from endcap.cash.credit import services as credit
    from endcap.cash.receivables import selectors as receivables

    used = lines.line_of(event.payer_id, actor.today).used
    owed = receivables.standing_of(event.payer_id, actor.today).owed
    if used > owed:
        credit.free_credit(
            actor,
            payer_id=event.payer_id,
            amount=min(event.amount, used - owed),
            subject_type="outlets.Outlet",
            subject_id=event.payer_id,
            op_id=new_id(actor.now),
        )


def _use_credit_again(actor: Actor, event: Unsettled) -> None:
    """What is owed again beyond the credit that is used takes credit again."""
    from endcap.cash.credit import selectors as lines
    from endcap.cash.credit import services as credit
    from endcap.cash.receivables import selectors as receivables

    used = lines.line_of(event.payer_id, actor.today).used
    owed = receivables.standing_of(event.payer_id, actor.today).owed
    credit.use_credit_again(
        actor,
        payer_id=event.payer_id,
        amount=max(0, min(event.amount, owed - used)),
        subject_type="outlets.Outlet",
        subject_id=event.payer_id,
        op_id=new_id(actor.now),
    )


def _orders() -> None:
    """Orders: navigation, the outlet's page and timeline, what money and owners do to them, care after cancelling."""
    from endcap.cash.orders import sections, selectors
    from endcap.cash.orders.events import OrderCancelledEarly
    from endcap.cash.orders.models import Attendance, Order
    from endcap.cash.orders.rights import Rights
    from endcap.cash.receivables.events import PaymentReceived, Settled, Unsettled
    from endcap.customers.outlets import following
    from endcap.customers.outlets.events import OwnersChanged
    from endcap.kernel import events
    from endcap.mechanisms.agenda import kinds

    slots.register(
        "nav",
        NavEntry(
            "orders",
            _("订单"),
            "file-invoice",
            "orders:list",
            NavGroup.MONEY,
            10,
            Rights.VIEW,
            count=selectors.to_do_count,
            is_urgent=True,
            search_param="q",
            search_hint=_("找订单：单号或终端"),
        ),
    )
    slots.register("outlet.section", sections.SECTION)
    slots.register("outlet.timeline", sections.TIMELINE)
    following.register(following.table("orders", _("订单"), Order, order=45))
    following.register(following.table("orders_paid", _("付款的订单"), Order, field="payer_id", order=46))
    following.register(
        following.table("attendances", _("订货会签到"), Attendance, once_with=("meeting_id",), order=47)
    )
    kinds.register(
        kinds.Kind(
            "orders.ask_why",
            _("下单后很快取消"),
            "phone",
            verb=pgettext_lazy("agenda", "问过了"),
            sentence=_("“%(title)s”刚下单就取消，打个电话问一声"),
            order=25,
        )
    )
    events.subscribe(PaymentReceived, _look_again)
    events.subscribe(Settled, _follow_settled)
    events.subscribe(Unsettled, _follow_unsettled)
    events.subscribe(OwnersChanged, _follow_order_owners)
    events.subscribe(OrderCancelledEarly, _ask_why)


def _look_again(actor: Actor, event: PaymentReceived | LimitChanged | CreditUnblocked) -> None:
    from endcap.cash.orders import services as orders

    orders.look_again(actor, payer_id=event.payer_id)


def _follow_settled(actor: Actor, event: Settled) -> None:
    from endcap.cash.orders import services as orders

    orders.follow_settled(actor, invoice_ids=event.invoice_ids)
    orders.look_again(actor, payer_id=event.payer_id)


def _follow_unsettled(actor: Actor, event: Unsettled) -> None:
    from endcap.cash.orders import services as orders

    orders.follow_unsettled(actor, invoice_ids=event.invoice_ids)


def _follow_order_owners(actor: Actor, event: OwnersChanged) -> None:
    from endcap.cash.orders import services as orders

    orders.follow_owners(actor, outlet_ids=event.outlet_ids)


def _ask_why(actor: Actor, event: OrderCancelledEarly) -> None:
    from endcap.cash.orders import services as orders

    orders.ask_why(actor, order_id=event.order_id)
