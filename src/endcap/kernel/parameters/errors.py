"""What this area refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class CompanyValueOnly(Refusal):
    """Somebody who sees a part of the company tried to change a value for the whole of it."""

    code = "company_value_only"
    sentence = _("全公司的参数由看得到全公司的人改。这里可以选自己的单位单独设定。")
    status = 403
