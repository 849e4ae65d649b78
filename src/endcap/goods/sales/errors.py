"""What the sales area refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class NothingToGrade(Refusal):
    """No net sales in the window, so there is nothing to rank."""

    code = "nothing_to_grade"
    sentence = _("%(from_on)s 至 %(to_on)s 没有销售记录，不能定级。改截止日，或先导入这段时间的销售。")
