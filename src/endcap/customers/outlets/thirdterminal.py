"""The file of a third-terminal outlet: what it holds at least, beyond the basic data. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

OUTLET_TYPE = "third_terminal"
ATTRIBUTES: dict[str, StrOrPromise] = {
    "nature": _("经营性质"),
    "yearly_volume": _("同类产品年用量"),
    "replenish_cycle": _("补货周期"),
    "replenish_channel": _("进货渠道"),
    "payment_way": _("付款方式"),
    "wishes": _("需求和期望"),
    "view_of_product": _("对产品的看法"),
}
MANDATORY = ("address", "phone")
ATTRIBUTE_LENGTH = 200
