"""What is typed around products and prices. The rules stand in the services; forms only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.goods.catalog.errors import PriceOverlap, PricePast
from endcap.goods.catalog.models import Barcode, Category, Sku
from endcap.goods.catalog.services import SkuFields, period_problem, sku_problems
from endcap.kernel.errors import Refusal
from endcap.kernel.exchange.values.numbers import parse_price
from endcap.ui.refusals import RefusableForm

GRADES = (("", _("全部等级")), ("A", _("A 级")), ("B", _("B 级")), ("C", _("C 级")))
TYPED = [
    "name",
    "brand",
    "role",
    "stage",
    "base_unit",
    "volume_ml",
    "inner_unit",
    "inner_factor",
    "case_unit",
    "case_factor",
    "listed_on",
]


class SkuFilterForm(forms.Form):
    """The conditions of the product list, all in the address."""

    q = forms.CharField(required=False, max_length=60)
    brand = forms.UUIDField(required=False)
    category = forms.UUIDField(required=False)
    role = forms.ChoiceField(required=False, choices=[(value, "") for value in Sku.Role.values if value])
    stage = forms.ChoiceField(required=False, choices=[(value, "") for value in Sku.Stage.values])
    flag = forms.CharField(required=False, max_length=40)
    kind = forms.ChoiceField(required=False, choices=[("article", ""), ("stub", ""), ("other", "")])
    on = forms.DateField(required=False)
    sort = forms.CharField(required=False, max_length=20)
    after = forms.CharField(required=False, max_length=40)
    before = forms.CharField(required=False, max_length=40)


class PeriodForm(forms.Form):
    """A period of the stability report."""

    first = forms.DateField(required=False)
    last = forms.DateField(required=False)


class PriceInput(forms.CharField):
    """A price as people write it; its clean value is in 1/10,000."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> int:  # type: ignore[override]
        """The price, or what is wrong with it."""
        text = super().clean(value)
        found = parse_price(text)
        if not isinstance(found.value, int):
            raise forms.ValidationError(_("价格写成数字，例如 3.50。"))
        return found.value


class PriceForm(RefusableForm):
    """A new price of a product. The days are judged even when the price itself can't be read: all
    problems at once."""

    level = forms.ChoiceField(label=_("价格级别"))
    price = PriceInput(label=_("价格"))
    valid_from = forms.DateField(
        label=pgettext_lazy("price", "生效日"), widget=forms.DateInput(attrs={"type": "date"})
    )
    valid_to = forms.DateField(
        label=pgettext_lazy("price", "截止日"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = list(levels)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Judge the days by the service's own rule."""
        given = self.cleaned_data
        problem = period_problem(given.get("valid_from"), given.get("valid_to"))
        if problem and self.errors:  # otherwise the service is asked and says so itself
            self.add_problems([problem])
        return given

    def take(self, refusal: Refusal) -> None:
        """A price in the way is a matter of the days."""
        if isinstance(refusal, PricePast):
            self.add_error("valid_from", refusal.message)
        elif isinstance(refusal, PriceOverlap):
            self.add_error("valid_to", refusal.message)
        else:
            super().take(refusal)


class BarcodeForm(RefusableForm):
    """Another barcode of a product."""

    kind = forms.ChoiceField(label=_("包装"), choices=Barcode.Kind.choices)
    barcode = forms.CharField(
        label=_("条码"), max_length=20, help_text=_("8、12、13 或 14 位，最后一位是校验位。")
    )


class CategoryForm(RefusableForm):
    """A new node of the category tree."""

    code = forms.CharField(label=_("品类编码"), max_length=80)
    name = forms.CharField(label=_("品类名称"), max_length=80)
    parent_id = forms.ChoiceField(label=_("上级品类"), required=False)

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = [("", _("没有，放在最上层")), *category_choices(categories)]  # type: ignore[attr-defined]


def category_choices(categories: Sequence[Category]) -> list[tuple[str, str]]:
    """The tree as an indented list."""
    return [(str(node.pk), "　" * node.depth + node.name) for node in categories]


class SkuForm(RefusableForm):
    """A product."""

    code = forms.CharField(label=_("品项编码"), max_length=40)
    name = forms.CharField(label=_("品项"), max_length=160)
    brand = forms.CharField(label=_("品牌"), max_length=80, required=False)
    category = forms.ChoiceField(label=_("品类"), required=False)
    role = forms.ChoiceField(label=_("角色"), required=False, choices=Sku.Role.choices)
    stage = forms.ChoiceField(label=_("生命周期"), choices=Sku.Stage.choices, initial=Sku.Stage.MATURE)
    base_unit = forms.CharField(label=_("基本单位"), max_length=12, initial=pgettext_lazy("unit", "瓶"))
    volume_ml = forms.IntegerField(label=_("容量"), min_value=0, max_value=10**7, required=False)
    inner_unit = forms.CharField(label=_("中包装单位"), max_length=12, required=False)
    inner_factor = forms.IntegerField(label=_("中包装含"), min_value=1, max_value=10**6, initial=1)
    case_unit = forms.CharField(label=_("箱单位"), max_length=12, initial=pgettext_lazy("unit", "箱"))
    case_factor = forms.IntegerField(label=_("每箱含"), min_value=1, max_value=10**6, initial=1)
    listed_on = forms.DateField(
        label=_("上市日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    barcode = forms.CharField(label=_("条码"), max_length=20, required=False)
    case_barcode = forms.CharField(label=_("箱码"), max_length=20, required=False)

    def __init__(self, *args: Any, categories: Sequence[Category], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = is_new
        self.fields["brand"].widget.attrs["list"] = "brands"  # names known so far, offered while typing
        self.fields["category"].choices = [("", _("未定")), *category_choices(categories)]  # type: ignore[attr-defined]
        if not is_new:
            for name in ("code", "barcode", "case_barcode"):
                del self.fields[name]

    def fields_given(self) -> SkuFields:
        """What the form says, for the service."""
        given = self.cleaned_data
        category = given.get("category") or None
        held = {
            "volume_ml": given.get("volume_ml"),
            "listed_on": given.get("listed_on"),
            "category_id": category,
        }
        return SkuFields(
            **{name: given.get(name) for name in TYPED},
            category_id=UUID(category) if category else None,
            emptied=frozenset(name for name, value in held.items() if value is None),
        )

    def clean(self) -> dict[str, Any]:
        """Where a field can't be read, the service's rules are asked too, so that everything is said at
        once."""
        given = self.cleaned_data
        if self.errors:
            problems = sku_problems(
                self.fields_given(),
                is_new=self.is_new,
                code=given.get("code", ""),
                barcode=given.get("barcode", ""),
                case_barcode=given.get("case_barcode", ""),
            )
            self.add_problems(problems)
        return given


def initial_of(sku: Sku) -> dict[str, object]:
    """What the form of a known product starts with."""
    return {
        **{name: getattr(sku, name) for name in TYPED if name != "brand"},
        "brand": sku.brand.name if sku.brand else "",
        "category": str(sku.category_id or ""),
    }


class ShouldListForm(RefusableForm):
    """Which products outlets of a channel and grade should carry: one code per line, as pasted from a
    sheet."""

    codes = forms.CharField(
        label=_("品项编码，一行一个"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=200_000,
    )

    def given_codes(self) -> list[str]:
        """The codes, each once."""
        return list(dict.fromkeys(self.cleaned_data["codes"].split()))


class ListChoiceForm(forms.Form):
    """Which should-list is shown."""

    channel = forms.UUIDField(required=False)
    grade = forms.ChoiceField(required=False, choices=[("", ""), ("A", ""), ("B", ""), ("C", "")])
