"""Which of two values an outlet keeps when two files become one. Pure: works on whatever has the fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object


@dataclass(frozen=True)
class Choosable:
    """One line of the comparison: what it is called, and the fields that go together."""

    key: str
    label: StrOrPromise
    fields: tuple[str, ...]


CHOOSABLE: tuple[Choosable, ...] = (
    Choosable("name", _("终端名称"), ("name",)),
    Choosable("channel", _("渠道"), ("channel_id",)),
    Choosable("status", _("状态"), ("status", "closed_on")),
    Choosable("chain_name", _("连锁系统"), ("chain_name",)),
    Choosable("party_kind", _("客户性质"), ("party_kind",)),
    Choosable("dealing", _("往来内容"), ("dealing",)),
    Choosable("province", _("省份"), ("province",)),
    Choosable("city", _("城市"), ("city",)),
    Choosable("district", _("区县"), ("district",)),
    Choosable("address", _("地址"), ("address",)),
    Choosable("zip", _("邮编"), ("zip",)),
    Choosable("position", _("坐标"), ("lat_e7", "lon_e7", "position_datum", "position_source")),
    Choosable("phone", _("电话"), ("phone",)),
    Choosable("contact_name", _("联系人"), ("contact_name",)),
    Choosable("licence_no", _("营业执照号"), ("licence_no",)),
    Choosable("opened_on", _("开户日期"), ("opened_on",)),
    Choosable(
        "declared",
        _("申报"),
        ("declared_sales", "declared_orders", "declared_last_order_on", "declared_grade"),
    ),
    Choosable("remark", _("备注"), ("remark",)),
    Choosable("attributes", _("补充资料"), ("attributes",)),
)
BY_KEY: Mapping[str, Choosable] = {line.key: line for line in CHOOSABLE}
_LEADS = {"status"}  # never empty, and its companions say nothing on their own


def values_of(outlet: Any, line: Choosable) -> tuple[Any, ...]:
    """The values of a line."""
    return tuple(getattr(outlet, name) for name in line.fields)


def is_empty(outlet: Any, line: Choosable) -> bool:
    """Whether the file says nothing here."""
    return line.key not in _LEADS and all(value in (None, "", {}) for value in values_of(outlet, line))


def is_same(one: Any, other: Any, line: Choosable) -> bool:
    """Whether both files say the same; spaces and case are no difference."""
    return [_plain(value) for value in values_of(one, line)] == [
        _plain(value) for value in values_of(other, line)
    ]


def _plain(value: Any) -> Any:
    return "".join(value.split()).casefold() if isinstance(value, str) else value


def proposed(loser: Any, survivor: Any) -> tuple[str, ...]:
    """What the survivor should take unless somebody decides: what it lacks, and the earlier opening day."""
    keys = [line.key for line in CHOOSABLE if is_empty(survivor, line) and not is_empty(loser, line)]
    if loser.opened_on and survivor.opened_on and loser.opened_on < survivor.opened_on:
        keys.append("opened_on")
    return tuple(keys)


def unknown(keys: Collection[str]) -> list[str]:
    """Keys that no line has."""
    return sorted(set(keys) - set(BY_KEY))
