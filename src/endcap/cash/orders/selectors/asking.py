"""What an order would be, before it is one: prices, what is wrong, what would hold it up, what could leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from endcap.cash.credit import selectors as credit
from endcap.cash.orders import gates, pricing
from endcap.cash.orders.drafts import HoldFacts, OrderDraft
from endcap.cash.orders.models import Order
from endcap.cash.orders.pricing import Known, PricedLine
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.selectors import entry
from endcap.cash.orders.selectors.entry import Customer
from endcap.cash.receivables import selectors as receivables
from endcap.cash.receivables.terms import Terms
from endcap.goods.catalog import selectors as catalog
from endcap.goods.stock import selectors as stock
from endcap.kernel.actor import Actor
from endcap.kernel.errors import Problem, Refusal
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.kernel.parameters.selectors import Snapshot

if TYPE_CHECKING:
    from endcap.cash.credit.selectors import CreditLine
    from endcap.cash.receivables.selectors import Standing
    from endcap.goods.stock.models import Location


@dataclass(frozen=True, slots=True)
class Quoted:
    """A typed order at today's prices, line by line (none where something is wrong with it), with all problems."""

    customer: Customer | None
    terms: Terms | None
    lines: Sequence[PricedLine | None]
    problems: Sequence[Problem]
    rules: Snapshot
    not_trading: Refusal | None

    @property
    def total(self) -> int:
        """What the lines cost that are right."""
        return sum(line.amount for line in self.lines if line)


@dataclass(frozen=True, slots=True)
class Preview:
    """A typed order with what would become of it: from which warehouse, what is short, what would hold it up."""

    quoted: Quoted
    warehouse: Location | None
    short: dict[object, int]  # by product: how much could be had
    standing: Standing | None
    credit: CreditLine | None
    holds: Sequence[HoldFacts]


def quoted(actor: Actor, draft: OrderDraft) -> Quoted:
    """What an order would cost today and why, with everything that is wrong with it."""
    return quoted_for(actor, draft, entry.customer(actor, draft.outlet))


def quoted_for(actor: Actor, draft: OrderDraft, customer: Customer | None) -> Quoted:
    """The same for an outlet that was looked up already; none: it is not there for the actor. A fixed number of
    statements, whatever the number of lines."""
    problems = _head_problems(draft)
    terms, why = None, None
    rules = parameters.snapshot(
        on=actor.today,
        unit_id=customer.outlet.unit_id if customer else None,
        ancestors=customer.ancestors if customer else (),
    )
    if customer is None:
        problems.append(Problem("outlet", "not_found", _("没有这个终端，或不在可见范围内。")))
    else:
        terms = entry.terms_for(actor, customer.outlet.pk)
        why = customer.not_trading
        problems += _customer_problems(customer, terms, rules, why)
        terms = terms or entry.terms_without_contract(customer.outlet.pk)
    lines, wrong = pricing.priced(draft.lines, _known(actor, draft, customer, terms, rules))
    return Quoted(customer, terms, lines, [*problems, *wrong], rules, why)


def _known(
    actor: Actor, draft: OrderDraft, customer: Customer | None, terms: Terms | None, rules: Snapshot
) -> Known:
    articles = entry.articles(line.sku for line in draft.lines)
    quotes, norms = {}, {}
    quantities = pricing.base_quantities(draft.lines, articles)
    if customer is not None and quantities:
        buyer = entry.buyer(customer, terms)
        quotes = catalog.quotes(buyer, sku_ids=quantities.keys(), on=actor.today, quantities=quantities)
        norms = dict(entry.norms(actor, customer.outlet.pk, quantities.keys()))
    unusual = rules.value(P.UNUSUAL_QUANTITY)
    return Known(articles, quotes, norms, unusual, actor.may(Rights.PRICE), customer is not None)


def _head_problems(draft: OrderDraft) -> list[Problem]:
    problems = []
    if draft.source not in Order.Source.values:
        problems.append(Problem("source", "unknown", _("不认识这个来源。")))
    if len(draft.note) > 500:
        problems.append(Problem("note", "too_long", _("备注最多 500 个字。")))
    return problems


def _customer_problems(
    customer: Customer, terms: Terms | None, rules: Snapshot, why: Refusal | None
) -> list[Problem]:
    """ORD-05, CUS-15: terms are agreed and the merchant is admitted before anybody orders."""
    problems = []
    outlet = customer.outlet
    if outlet.archived_at or outlet.merged_into_id or outlet.status in ("closed", "suspended"):
        sentence = _("“%(outlet)s”已停用或关店，不能下单。") % {"outlet": outlet.name}
        problems.append(Problem("outlet", "not_active", sentence))
    if why is not None:
        problems.append(Problem("outlet", why.code, why.message))
    if terms is None and rules.value(P.CONTRACT_FIRST):
        names = {"outlet": outlet.name}
        sentence = _("“%(outlet)s”没有生效的销售合同，不能下单。先签合同，写明付款方式和账期。") % names
        problems.append(Problem("outlet", "no_contract", sentence))
    return problems


def preview(actor: Actor, draft: OrderDraft) -> Preview:
    """What would become of a typed order. Nothing is held or written."""
    actor.require(Rights.PLACE)
    found = quoted(actor, draft)
    if found.customer is None or found.terms is None:
        return Preview(found, None, {}, None, None, ())
    lines = [line for line in found.lines if line]
    warehouse = stock.warehouse_of(found.customer.outlet.pk)
    wanted = {line.sku_id: line.quantity for line in lines}
    pick = (
        stock.pick(location_id=warehouse.pk, wanted=wanted, on=actor.today) if warehouse and wanted else None
    )
    payer_id, terms = found.terms.payer_id, found.terms
    standing = receivables.standing_of(payer_id, actor.today) if terms.invoices_at_shipment else None
    line = credit.line_of(payer_id, actor.today) if terms.is_on_credit else None
    asked = gates.Asked(found.total, [one.amount for one in lines])
    holds: list[HoldFacts] = []
    if line is not None and standing is not None:
        holds = gates.on_credit(asked, line, standing.overdue)
    elif standing is not None:
        holds = gates.prepaid(
            asked, standing.advance, may_ship_first=found.rules.value(P.SHIP_BEFORE_PAYMENT)
        )
    short: dict[object, int] = {one.sku_id: one.available for one in pick.short} if pick else {}
    return Preview(found, warehouse, short, standing, line, holds)
