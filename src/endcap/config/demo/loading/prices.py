"""The demo's price rules: two channels, a customer of its own, a promotion with a larger quantity, and a draft."""

from __future__ import annotations

from datetime import timedelta

from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog import price_changes
from endcap.goods.catalog.drafting import TypedLine
from endcap.kernel.actor import Actor

_PROMOTED, _OWN = "YQ-LT500", "YQ-W550"


def load_price_rules(actor: Actor) -> int:
    """What marketing published lately; answers how many rules. The draft waits for somebody to look at it."""
    today = actor.today.isoformat()
    ends = (actor.today + timedelta(days=20)).isoformat()
    lines = [
        TypedLine("channel", "small_convenience", "category", "TEA", "", "97", "sub_dealer", "", today),
        TypedLine("channel", "wholesale_market", "all", "", "", "98.5", "dealer", "240", today),
        TypedLine("channel", "grocery", "sku", _PROMOTED, "", "95", "sub_dealer", "", today, ends),
        TypedLine("channel", "grocery", "sku", _PROMOTED, "", "92", "sub_dealer", "60", today, ends),
    ]
    account = Outlet.objects.visible_to(actor).exclude(chain_name="").order_by("-sales_12m", "code").first()
    if account is not None:
        lines.append(TypedLine("outlet", account.code, "sku", _OWN, "", "96", "dealer", "", today))
    change = price_changes.start_change(
        actor, title="渠道价、大客户价与柠檬茶促销", note="促销三周，满 60 瓶再降", lines=lines
    )
    price_changes.publish_change(actor, change_id=change.pk)
    later = (actor.today + timedelta(days=14)).isoformat()
    price_changes.start_change(
        actor,
        title="下一轮调价",
        note="等财务看过再发布",
        lines=[
            TypedLine("channel", "small_supermarket", "brand", "果屿", "", "98", "sub_dealer", "", later),
            TypedLine("level", "sub_dealer", "sku", _OWN, "", "99", "sub_dealer", "", later),
        ],
    )
    return len(lines)
