"""What the catalogue refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class PricePast(Refusal):
    """A price that has been in force is history."""

    code = "price_past"
    sentence = _("%(day)s 已有价格生效过，不能再改。新价格从今天或以后生效。")


class PriceOverlap(Refusal):
    """Two prices of one level may not hold on the same day."""

    code = "price_overlap"
    sentence = _("和 %(day)s 起生效的价格重叠。把截止日改到 %(day)s 之前，或先处理那条价格。")


class PriceChangeClosed(Refusal):
    """What has been published or dropped is not edited."""

    code = "price_change_closed"
    sentence = _("调价单“%(title)s”%(state)s，不能再改。要改价就另起一张。")
