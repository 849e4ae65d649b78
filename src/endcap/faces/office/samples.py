"""Invented contents for the page of parts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from endcap.ui.parts import Choice, Fact, Foot, Kpi, Share


class SampleForm(forms.Form):
    """Fields in their states."""

    limit = forms.CharField(label=gettext_lazy("授信额度"), widget=forms.TextInput(attrs={"class": "num"}))
    phone = forms.CharField(
        label=gettext_lazy("联系电话"), required=False, help_text=gettext_lazy("手机 11 位，座机带区号")
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("渠道"), choices=[("cvs", gettext_lazy("便利店"))], required=False
    )
    consent = forms.BooleanField(label=gettext_lazy("同意送货联系"), required=False)

    def clean_limit(self) -> str:
        """Always too high, so that the page shows a refused field."""
        raise forms.ValidationError(_("超过你能批的 30,000，改小，或提交给 许冬至 审批"))


def _kpis() -> list[Kpi]:
    rising = (4, 6, 5, 8, 7, 9, 8, 11, 10, 9, 12, 14)
    return [
        Kpi(
            _("30 天订货"),
            "¥15,862",
            comparison=_("比上个 30 天"),
            change="12.4 %",
            rising=True,
            is_good=True,
            points=rising,
        ),
        Kpi(
            _("单次订货额"),
            "¥1,983",
            comparison=_("8 单，2 单是电话"),
            change="3.1 %",
            rising=False,
            is_good=False,
            points=(9, 7, 8, 5, 9, 6, 8, 7, 10, 8, 9, 7),
        ),
        Kpi(
            _("拜访达成"),
            "7",
            unit=_("/8 次"),
            comparison=_("每周二、周五，漏 07-03"),
            points=(7, 8, 8, 7, 8, 6, 7, 8, 8, 7, 8, 7),
            target=8,
        ),
        Kpi(
            _("必分销"),
            "12",
            unit=_("/14 个"),
            comparison=_("缺气泡水白桃、橙汁 1L"),
            points=(8, 8, 9, 10, 10, 10, 11, 11, 11, 12, 12, 12),
            target=14,
        ),
    ]


def _rows() -> list[tuple[str, str, str, str, int, int, int, int | None]]:
    return [
        (_("峰明源小卖部"), "B", "LZ-02966", _("陈立秋"), 147_600, 6, 12, 72_000),
        (_("福满盈烟酒行"), "A", "LZ-00655", _("林小满"), 973_000, 7, 10, 511_800),
        (_("福满园便利店（东渡路店）"), "A", "LZ-00417", _("林小满"), 1_586_200, 12, 14, None),
        (_("云石茶舍"), "", "LZ-03561", _("吴谷雨"), 0, 8, 8, None),
    ]


def context() -> dict[str, Any]:
    """What the template of the page of parts shows."""
    form = SampleForm(data={"limit": "50,000", "phone": "1350 042"})
    form.is_valid()
    swatches = (
        ("page", pgettext("colour", "底")),
        ("surface", pgettext("colour", "面")),
        ("sunken", pgettext("colour", "沉")),
        ("line", pgettext("colour", "线")),
        ("ink", pgettext("colour", "字")),
        ("ink2", pgettext("colour", "次字")),
        ("accent", pgettext("colour", "主色")),
        ("soft", pgettext("colour", "选中")),
        ("ok", pgettext("colour", "好")),
        ("warn", pgettext("colour", "注意")),
        ("bad", pgettext("colour", "坏")),
        ("c2", pgettext("colour", "对比")),
    )
    return {
        "form": form,
        "swatches": swatches,
        "kpis": _kpis(),
        "rows": _rows(),
        "facts": [
            Fact(_("应收"), "8,420.00", dot="accent"),
            Fact(_("在途订单"), "2,146.00", dot="light"),
            Fact(_("账期"), _("30 天，月结")),
            Fact(_("额度有效"), None or ""),
        ],
        "shares": [
            Share(312, "accent", _("新增")),
            Share(1968, "ok", _("更新")),
            Share(97, "light", _("没有变化")),
            Share(29, "bad", _("有错")),
        ],
        "layouts": [
            Choice("list", _("列表"), is_on=True, icon="list", url="?"),
            Choice("map", _("地图"), icon="map", url="?layout=map"),
        ],
        "columns": [
            Choice("rep", _("业代"), is_on=True),
            Choice("sales", _("30 天订货"), is_on=True),
            Choice("phone", _("电话")),
        ],
        "foot": Foot(first=1, last=4, next="?after=4", estimate=12_400),
        "chart": {
            "unit": _("元"),
            "x": ["02", "03", "04", "05", "06", "07"],
            "series": [
                {
                    "name": _("今年"),
                    "type": "line",
                    "data": [9200, 9800, 11200, 10900, 13400, 15862],
                    "tone": "ours",
                },
                {
                    "name": _("去年"),
                    "type": "line",
                    "data": [8800, 9100, 9400, 9900, 10400, 11800],
                    "tone": "rival",
                },
            ],
        },
    }
