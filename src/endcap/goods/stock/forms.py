"""What is typed around stock. Forms read; what is right is decided in the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog.models import Sku
from endcap.goods.stock import units
from endcap.goods.stock.models import Allocation, Lever, Location, Movement, Uplift
from endcap.goods.stock.services import ReceiptLine, Wanted
from endcap.kernel.errors import InvalidInput, Problem, Refusal
from endcap.ui.refusals import RefusableForm

EMPTY_ROWS = 6
MOST_ROWS = 200
UNIT_CHOICES = ((units.CASE, _("箱")), (units.BASE, _("基本单位")), (units.INNER, _("中包装")))
_COLUMNS = ("sku", "quantity", "unit", "lot", "made", "expires")


class DayInput(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class BoardFilterForm(forms.Form):
    """The conditions of the lists of stock, all in the address."""

    q = forms.CharField(required=False, max_length=60)
    location = forms.UUIDField(required=False)
    kind = forms.ChoiceField(required=False, choices=[(value, "") for value in Location.Kind.values])


class _PlaceForm(RefusableForm):
    """A form that names a location."""

    use_required_attribute = False

    def _offer(self, name: str, places: Iterable[Location]) -> None:
        self.fields[name].choices = [  # type: ignore[attr-defined]
            ("", gettext("选一个库位")), *((str(one.pk), f"{one.name}（{one.code}）") for one in places)
        ]  # fmt: skip

    def id_of(self, name: str) -> UUID:
        """The chosen id; nobody's where nothing was chosen."""
        value = self.cleaned_data.get(name)
        return UUID(value) if value else UUID(int=0)

    def clean(self) -> dict[str, Any]:
        """Says at once which location is missing."""
        value: dict[str, Any] = super().clean() or {}
        for name in ("location", "destination"):
            if name in self.fields and not value.get(name) and name not in self.errors:
                self.add_error(name, _("选一个库位。"))
        return value


class DocumentForm(_PlaceForm):
    """The head of a document."""

    location = forms.ChoiceField(label=_("库位"), required=False)
    business_on = forms.DateField(label=_("业务日期"), required=False, widget=DayInput())
    reference = forms.CharField(label=_("外部单号"), required=False)
    note = forms.CharField(label=_("说明"), required=False)

    def __init__(self, *args: Any, places: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("location", places)


class TransferForm(DocumentForm):
    """The head of a transfer."""

    destination = forms.ChoiceField(label=_("调入库位"), required=False)

    def __init__(self, *args: Any, places: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, places=places, **kwargs)
        self._offer("destination", places)
        del self.fields["reference"]


class WriteOffForm(DocumentForm):
    """The head of a write-off."""

    reason = forms.ChoiceField(
        label=_("原因"),
        required=False,
        choices=[("", _("选一个原因")), *((one.value, one.label) for one in Movement.FOR_WRITE_OFF)],
    )

    def __init__(self, *args: Any, places: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, places=places, **kwargs)
        del self.fields["reference"]


class ReturnForm(RefusableForm):
    """The head of a customer return."""

    use_required_attribute = False

    outlet = forms.CharField(label=_("终端编码"), required=False)
    reason = forms.ChoiceField(
        label=_("原因"),
        required=False,
        choices=[("", _("选一个原因")), *((one.value, one.label) for one in Movement.FOR_RETURN)],
    )
    note = forms.CharField(label=_("说明"), required=False)


class LocationForm(RefusableForm):
    """A new location."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("类型"), choices=Location.Kind.choices, required=False)
    code = forms.CharField(label=_("库位编码"), required=False)
    name = forms.CharField(label=_("库位名称"), required=False)
    unit_id = forms.ChoiceField(label=_("单位（仓库）"), required=False)
    person_id = forms.ChoiceField(label=_("司机（车载仓）"), required=False)
    outlet = forms.CharField(label=_("终端编码（货架、后仓、经销商仓）"), required=False)

    def __init__(
        self, *args: Any, units: Sequence[tuple[UUID, str]], people: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", "—"), *((str(pk), name) for pk, name in units)]  # type: ignore[attr-defined]
        self.fields["person_id"].choices = [("", "—"), *((str(one.pk), one.name) for one in people)]  # type: ignore[attr-defined]


class CountForm(_PlaceForm):
    """A new count."""

    location = forms.ChoiceField(label=_("库位"), required=False)
    is_blind = forms.BooleanField(label=_("盲盘：不显示账面数"), required=False)
    note = forms.CharField(label=_("说明"), required=False)

    def __init__(self, *args: Any, places: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("location", places)


class LeverForm(_PlaceForm):
    """A change of a lever."""

    key = forms.ChoiceField(label=_("参数"), choices=Lever.Key.choices)
    value = forms.IntegerField(label=_("新值"))
    place = forms.ChoiceField(label=_("库位"), required=False)
    sku = forms.CharField(label=_("品项编码"), required=False)
    reason = forms.CharField(label=_("理由"), required=False)

    def __init__(self, *args: Any, places: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", gettext("全公司")), *((str(one.pk), one.name) for one in places)
        ]  # fmt: skip


class UpliftForm(RefusableForm):
    """A peak season, a holiday, a promotion."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("类型"), choices=Uplift.Kind.choices)
    name = forms.CharField(label=_("名称"), required=False)
    starts_on = forms.DateField(label=pgettext_lazy("stock", "开始"), widget=DayInput())
    ends_on = forms.DateField(label=pgettext_lazy("stock", "结束"), widget=DayInput())
    percent = forms.IntegerField(label=_("加多少"), min_value=1, max_value=1000)
    sku = forms.CharField(label=_("品项编码"), required=False)


class SharingForm(RefusableForm):
    """What is short and has to be shared out."""

    use_required_attribute = False

    sku = forms.CharField(label=_("品项编码"), required=False)
    quantity = forms.IntegerField(label=_("可分数量（基本单位）"))
    starts_on = forms.DateField(label=pgettext_lazy("stock", "开始"), widget=DayInput())
    ends_on = forms.DateField(label=pgettext_lazy("stock", "结束"), widget=DayInput())
    basis = forms.ChoiceField(
        label=_("依据"), choices=[(Allocation.Basis.HISTORY.value, Allocation.Basis.HISTORY.label)]
    )


@dataclass
class TypedLine:
    """One line as it was typed, and what is wrong with it."""

    number: int
    values: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def __getitem__(self, key: str) -> str:
        if key not in _COLUMNS:
            raise KeyError(key)  # templates look here before they look at attributes
        return self.values.get(key, "")

    @property
    def is_empty(self) -> bool:
        """Whether nobody typed anything that matters."""
        return not any(self.values.get(key, "").strip() for key in _COLUMNS if key != "unit")


class TypedLines:
    """The lines of a document as they were typed: product code, quantity with its unit, what is written on the box."""

    def __init__(self, data: QueryDict | None = None, *, given: Sequence[Mapping[str, str]] = ()) -> None:
        columns = {name: data.getlist(name)[:MOST_ROWS] for name in _COLUMNS} if data else {}
        rows = max((len(values) for values in columns.values()), default=0)
        typed: list[Mapping[str, str]] = [
            {name: (values[n] if n < len(values) else "") for name, values in columns.items()}
            for n in range(rows)
        ]
        self.rows = [TypedLine(n, values) for n, values in enumerate([*typed, *given], 1)]

    @property
    def filled(self) -> list[TypedLine]:
        """The lines in which something stands."""
        return [row for row in self.rows if not row.is_empty]

    @property
    def shown(self) -> list[TypedLine]:
        """What the page shows: what was typed, and a few empty lines."""
        filled = self.filled
        empty = [TypedLine(len(filled) + n, {"unit": units.CASE}) for n in range(1, EMPTY_ROWS + 1)]
        return filled + empty

    def receipt_lines(self, skus: Mapping[str, Sku]) -> list[ReceiptLine]:
        """The lines as goods with what is written on their boxes. Raises InvalidInput with all that is wrong."""
        found, wrong = [], list[Problem]()
        for number, row in enumerate(self.filled, 1):
            sku, quantity, problems = self._read(row, number, skus)
            made, bad_made = read_day(row["made"], f"lines.{number}.made_on")
            expires, bad_expiry = read_day(row["expires"], f"lines.{number}.expires_on")
            wrong += [one for one in (*problems, bad_made, bad_expiry) if one]
            if sku is not None:
                found.append(ReceiptLine(sku.pk, quantity, row["lot"].strip(), made, expires))
        if wrong:
            raise InvalidInput(wrong)
        return found

    def wanted_lines(self, skus: Mapping[str, Sku]) -> list[Wanted]:
        """The lines as goods whose turn it is. Raises InvalidInput with all that is wrong."""
        found, wrong = [], list[Problem]()
        for number, row in enumerate(self.filled, 1):
            sku, quantity, problems = self._read(row, number, skus)
            wrong += problems
            if sku is not None:
                found.append(Wanted(sku.pk, quantity))
        if wrong:
            raise InvalidInput(wrong)
        return found

    @staticmethod
    def _read(row: TypedLine, number: int, skus: Mapping[str, Sku]) -> tuple[Sku | None, int, list[Problem]]:
        sku = skus.get(row["sku"].strip())
        if sku is None:
            words = gettext("没有编码或条码是“%(code)s”的品项。") % {"code": row["sku"].strip()[:40]}
            return None, 0, [Problem(f"lines.{number}.sku_id", "unknown", words)]
        read = units.read(row["quantity"], row["unit"] or units.BASE, sku, where=f"lines.{number}.quantity")
        return sku, read.quantity, [read.problem] if read.problem else []

    def take(self, refusal: Refusal) -> bool:
        """Write what was refused beside the lines that are meant; answers whether any line was."""
        if not isinstance(refusal, InvalidInput):
            return False
        filled, is_told = self.filled, False
        for problem in refusal.problems:
            place = problem.field.split(".")
            if place[0] == "lines" and len(place) > 1 and place[1].isdigit():
                number = int(place[1])
                if number <= len(filled):
                    filled[number - 1].problems.append(str(problem.message))
                    is_told = True
        return is_told


def read_day(text: str, where: str = "day") -> tuple[date | None, Problem | None]:
    """A day as browsers send it, or what is wrong."""
    if not text.strip():
        return None, None
    try:
        return date.fromisoformat(text.strip()), None
    except ValueError:
        return None, Problem(where, "no_day", gettext("“%(text)s”不是日期。") % {"text": text.strip()[:20]})
