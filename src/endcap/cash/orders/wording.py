"""How orders speak: states, reasons to wait with their ways out, what the log says was done. Reads nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from endcap.cash.orders.models import Hold, Order
from endcap.cash.orders.pricing import OVERRIDE, reason_of
from endcap.cash.orders.quantities import Packing, plain
from endcap.customers.merchants import errors as merchant_errors
from endcap.kernel.exchange.values.numbers import parse_price
from endcap.kernel.money import PRICE_UNIT, format_money
from endcap.mechanisms.ledger import books
from endcap.mechanisms.ledger.models import Phase
from endcap.ui.figures import price_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.cash.orders.models import OrderLine
    from endcap.mechanisms.ledger.models import Account, Op, Transfer

TONES: Mapping[str, str] = {
    Order.State.DRAFT: "",
    Order.State.CONFIRMED: "accent",
    Order.State.PICKED: "accent",
    Order.State.SHIPPED: "accent",
    Order.State.DELIVERED: "ok",
    Order.State.SETTLED: "ok",
    Order.State.CANCELLED: "mute",
    Order.State.RETURNED: "mute",
}
MODES: Mapping[str, StrOrPromise] = {
    "prepaid": gettext_lazy("先款后货"),
    "credit": gettext_lazy("赊销账期"),
    "consignment": gettext_lazy("代销实结"),
    "concession": gettext_lazy("流水倒扣"),
}
_DEEDS: Mapping[str, tuple[str, StrOrPromise]] = {
    "orders.placed": ("file-invoice", pgettext_lazy("order history", "下单")),
    "orders.confirmed": ("checks", pgettext_lazy("order history", "确认，货已留好")),
    "orders.held": ("player-pause", pgettext_lazy("order history", "被拦下")),
    "orders.reserved": ("packages", pgettext_lazy("order history", "补留了到货")),
    "orders.released": ("cash", pgettext_lazy("order history", "财务确认到款，放行")),
    "orders.overridden": ("shield-check", pgettext_lazy("order history", "破例放行")),
    "orders.picked": ("clipboard-check", pgettext_lazy("order history", "拣好了货")),
    "orders.unpicked": ("arrow-back-up", pgettext_lazy("order history", "货放回货位")),
    "orders.shipped": ("truck-delivery", pgettext_lazy("order history", "发运")),
    "orders.delivered": ("checks", pgettext_lazy("order history", "签收")),
    "orders.settled": ("circle-check", pgettext_lazy("order history", "结清")),
    "orders.unsettled": ("arrow-back-up", pgettext_lazy("order history", "收款冲销，又欠款")),
    "orders.cancelled": ("x", pgettext_lazy("order history", "取消")),
    "orders.returned": ("arrow-back-up", pgettext_lazy("order history", "退货")),
    "orders.issue_opened": ("alert-triangle", pgettext_lazy("order history", "报了问题")),
    "orders.issue_closed": ("check", pgettext_lazy("order history", "问题办结")),
}
_CREDIT_STATES: Mapping[str, StrOrPromise] = {
    "none": gettext_lazy("没有授信"),
    "expired": gettext_lazy("授信已过期"),
    "blocked": gettext_lazy("授信已停用"),
}


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way to free an order: what to do, the figure, what follows."""

    title: str
    figure: str
    text: str


def state_of(order: Order) -> tuple[str, str]:
    """Tone and word of where an order is; what holds it up comes first."""
    if order.held_at is not None:
        return "bad", _("被拦下")
    if order.is_partly_shipped:
        return "warn", _("部分发运")
    return TONES[order.state], str(order.get_state_display())


def mode_words(mode: str) -> str:
    """How an order is paid."""
    return str(MODES.get(mode, mode or _("没有合同")))


def deed(action: str) -> tuple[str, str]:
    """Icon and words of what the log says was done."""
    icon, words = _DEEDS.get(action, ("pencil", action))
    return icon, str(words)


def hold_word(code: str) -> str:
    """A reason to wait by its code."""
    return str(Hold.Code(code).label) if code in Hold.Code.values else code


def case_price(price: int, packing: Packing) -> str:
    """The price of a case where there are cases, else of a base unit, with its unit."""
    factor = packing.case_factor if packing.case_factor > 1 else 1
    unit = packing.case_unit if factor > 1 else packing.base_unit
    return f"{price_text(price * factor)}/{unit}"


def read_price(text: str) -> int | None:
    """A price as somebody typed it, in 1/10,000; none where it can't be read."""
    found = parse_price(text) if text else None
    return found.value if found and isinstance(found.value, int) else None


def plain_price(price: int | None) -> str:
    """A price as it is typed: 3.5."""
    if price is None:
        return ""
    whole, rest = divmod(price, PRICE_UNIT)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def plain_quantity(quantity: int | Fraction) -> str:
    """A quantity as it is typed."""
    return plain(quantity)


def price_words(line: OrderLine) -> str:
    """Where a price comes from, in a sentence."""
    if line.price_source == OVERRIDE:
        return _("改价：%(note)s") % {"note": line.price_note}
    return reason_of(line.price_source, line.price_by, line.sku_id, line.price, line.price_rule_id)


def title_of(hold: Hold) -> str:
    """What is in the way, in one line with its figure."""
    facts = hold.facts
    if hold.code == Hold.Code.ADVANCE_SHORT:
        return _("预付款差 ¥%(amount)s") % {"amount": format_money(facts["total"] - facts["advance"])}
    if hold.code == Hold.Code.OVER_LIMIT:
        return _("超授信额度 ¥%(amount)s") % {"amount": format_money(facts["missing"])}
    if hold.code == Hold.Code.OVERDUE:
        return _("有 %(count)s 张单逾期，共 ¥%(amount)s") % {
            "count": facts["count"],
            "amount": format_money(facts["owed"]),
        }
    if hold.code == Hold.Code.NO_CREDIT:
        return str(_CREDIT_STATES.get(facts.get("state", ""), hold.get_code_display()))
    return str(hold.get_code_display())


def sentence_of(hold: Hold, names: Mapping[str, str] | None = None) -> str:
    """Why, with every figure that counts. ``names`` are those of products by id."""
    facts = hold.facts
    figures = {name: format_money(value) for name, value in facts.items() if isinstance(value, int)}
    if hold.code == Hold.Code.ADVANCE_SHORT:
        return _("先款后货：这张单要 %(total)s，账上可用的预付款是 %(advance)s。") % figures
    if hold.code == Hold.Code.OVER_LIMIT:
        return (
            _("额度 %(limit)s − 已用 %(used)s − 别的订单占着 %(held)s = 可用 %(free)s，本单要 %(total)s。")
            % figures
        )
    if hold.code == Hold.Code.OVERDUE:
        return pgettext("list", "；").join(
            _("%(number)s 欠 %(open)s，%(due)s 到期")
            % {"number": item["number"], "open": format_money(item["open"]), "due": item["due"]}
            for item in facts["items"]
        )
    if hold.code == Hold.Code.NO_CREDIT:
        return _("这家按账期结算，但今天没有可用的授信；本单要 %(total)s。") % figures
    if hold.code == Hold.Code.NO_STOCK:
        return pgettext("list", "；").join(
            _("%(sku)s 要 %(wanted)s，仓库能给 %(there)s")
            % {
                "sku": (names or {}).get(row["sku"], row["sku"]),
                "wanted": row["wanted"],
                "there": row["there"],
            }
            for row in facts["skus"]
        )
    if hold.code == Hold.Code.NO_WAREHOUSE:
        return _("所属单位和上级都没有默认发货仓。在“库存”里给单位设一个。")
    return trading_words(facts)


def trading_words(facts: Mapping[str, Any]) -> str:
    """Why a merchant may not trade, as it was told then."""
    for kind in (
        merchant_errors.NoMerchant,
        merchant_errors.MerchantNotApproved,
        merchant_errors.MerchantHalted,
        merchant_errors.LicenceExpired,
    ):
        if kind.code == facts.get("code"):
            return kind(**{key: value for key, value in facts.items() if key != "code"}).message
    return str(Hold.Code.NOT_TRADING.label)


def ways_out(order: Order, holds: Sequence[Hold]) -> list[WayOut]:
    """How a held order gets on: pay this much, send what fits, ask for an exception."""
    ways = []
    needs = max((hold.needs or 0 for hold in holds), default=0)
    if needs and all(hold.needs is not None for hold in holds):
        text = _("财务确认到账后自动放行，不用再找人。")
        ways.append(
            WayOut(_("收一笔款，全单发"), _("收 ¥%(amount)s") % {"amount": format_money(needs)}, text)
        )
    today = min((hold.ships_today for hold in holds), default=0)
    if 0 < today < order.total:
        text = _("按行的次序，放得下的先发；其余另开一张单等款。")
        figure = _("今天发 ¥%(amount)s") % {"amount": format_money(today)}
        ways.append(WayOut(_("先发放得下的，其余等款"), figure, text))
    by_money = {
        Hold.Code.ADVANCE_SHORT,
        Hold.Code.OVER_LIMIT,
        Hold.Code.OVERDUE,
        Hold.Code.NO_CREDIT,
    }
    if any(hold.code in by_money for hold in holds):
        text = _("由有权的另一个人写明原因放行，记名留痕；只对这一张单有效。")
        ways.append(
            WayOut(_("破例放行"), _("本单 ¥%(amount)s") % {"amount": format_money(order.total)}, text)
        )
    return ways


def posted_lines(op: Op) -> list[str]:
    """The transfers of a posting, each in a line: from where to where, how much."""
    return [_posted(transfer) for transfer in op.transfers.all()]


def _posted(transfer: Transfer) -> str:
    from_role, to_role = _role(transfer.credit), _role(transfer.debit)
    is_money = transfer.debit.unit == "CNY"
    amount = format_money(transfer.amount) if is_money else f"{transfer.amount:,}"
    words = {"from": from_role, "to": to_role, "amount": amount}
    if transfer.phase == Phase.PENDING:
        return _("留着 %(amount)s：%(from)s → %(to)s") % words
    if transfer.phase == Phase.VOID:
        return _("放开 %(amount)s：%(from)s → %(to)s") % words
    return _("%(amount)s：%(from)s → %(to)s") % words


def _role(account: Account) -> str:
    return str(books.of(account.book).by_key[account.role].name)
