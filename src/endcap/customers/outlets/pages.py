"""What pages of this area are drawn from: columns, chips, tabs, reasons and histories in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.filters import DEFAULT_SORT, OutletFilter
from endcap.customers.outlets.flags import FLAGS, words_of
from endcap.customers.outlets.rights import Rights
from endcap.ui.figures import number_text
from endcap.ui.parts import Choice, Fact

if TYPE_CHECKING:
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from endcap.customers.outlets.models import MassAction, SavedView
    from endcap.customers.outlets.selectors import FilterChoices
    from endcap.customers.outlets.selectors.listing import Condition
    from endcap.kernel.actor import Actor
else:
    StrOrPromise = object

COLUMNS: Mapping[str, StrOrPromise] = {
    "owner": _("负责人"),
    "unit": _("单位"),
    "status": _("状态"),
    "city": _("城市"),
    "phone": _("电话"),
    "last_order": _("最近进货"),
    "sales_30d": _("30 天进货"),
    "sales": _("近 12 月进货"),
    "orders": _("近 12 月单数"),
    "declared": _("申报进货额"),
    "verified": _("最近核实"),
    "flags": _("标记"),
}
COLUMNS_KEY = "outlets.columns"  # where a session remembers the columns that its person chose
# What the columns of the list are called in the sheet that is exported, and what always goes with them.
_EXPORTED: Mapping[str, str] = {
    "last_order": "last_order_on",
    "sales": "sales_12m",
    "orders": "orders_12m",
    "declared": "declared_sales",
    "verified": "verified_on",
}
_ALWAYS = ("code", "name", "grade", "channel", "address")
DEFAULT_COLUMNS = ("owner", "status", "last_order", "sales_30d", "sales")
STATUS_WORDS: Mapping[str, StrOrPromise] = {
    "prospect": _("待开发"),
    "active": pgettext_lazy("outlet status", "正常"),
    "suspended": _("暂停"),
    "closed": _("已关店"),
}
FAMILY_WORDS: Mapping[str, StrOrPromise] = {
    "traditional": _("传统通路"),
    "modern": _("现代通路"),
    "special": _("特殊通路"),
}
GRADE_WORDS: Mapping[str, StrOrPromise] = {"A": "A", "B": "B", "C": "C", "none": _("未评级")}
SWITCHES: Mapping[str, StrOrPromise] = {
    "stale": _("待复核"),
    "flagged": _("有标记"),
    "unplaced": _("没有坐标"),
    "suspect": _("疑似重复"),
    "archived": _("已归档"),
}


DAY_CHOICES = ("30", "60", "90", "180", "365")
LAYOUTS: Mapping[str, tuple[StrOrPromise, str]] = {
    "list": (_("列表"), "list"),
    "both": (_("列表和地图"), "layout-sidebar-right"),
    "map": (_("地图"), "map"),
}
MAP_LEGEND: tuple[tuple[str, StrOrPromise], ...] = (
    ("a", _("A 级")),
    ("b", _("B 级")),
    ("c", _("C 级")),
    ("many", _("一处多家，数字是家数")),
    ("on", pgettext_lazy("legend", "已选")),
)


MASS_WORDS: Mapping[str, StrOrPromise] = {
    "owner": _("负责人换成“%(words)s”"),
    "tag": _("打标签“%(words)s”"),
    "untag": _("去标签“%(words)s”"),
    "status": _("状态改为“%(words)s”"),
    "channel": _("渠道改为“%(words)s”"),
    "class": _("分类定为“%(words)s”"),
}


def mass_words(action: MassAction) -> str:
    """What a change to many outlets sets."""
    words = action.words
    if action.kind == "status":
        words = str(STATUS_WORDS.get(action.params.get("status", ""), words))
    return str(MASS_WORDS[action.kind]) % {"words": words}


def mass_counts(action: MassAction) -> list[Fact]:
    """How many, in a column: picked, changed, otherwise."""
    is_preview = action.state in ("preview", "waiting")
    found = [
        Fact(_("选中"), number_text(action.total)),
        Fact(_("会改") if is_preview else pgettext_lazy("count", "已改"), number_text(action.changing)),
        Fact(_("本来就是"), number_text(action.same)),
        Fact(_("不能改"), number_text(action.refused)),
    ]
    if action.state == "undone":
        found += [
            Fact(_("已改回"), number_text(action.restored)),
            Fact(_("没改回"), number_text(action.kept)),
        ]
    return found


def mass_rights(actor: Actor) -> dict[str, bool]:
    """Which changes to many outlets a person may make."""
    edit, assign, classify = (actor.may(one) for one in (Rights.EDIT, Rights.ASSIGN, Rights.CLASSIFY))
    return {"owner": assign, "edit": edit, "class": classify}


def layout_of(asked: str) -> str:
    """List, map or both; both unless told."""
    return asked if asked in LAYOUTS else "both"


def layouts(params: QueryDict, now: str) -> list[Choice]:
    """The three layouts, each with its address; what else is in the address stays."""
    found = []
    for key, (label, icon) in LAYOUTS.items():
        asked = params.copy()
        asked["layout"] = key
        found.append(Choice(key, label, key == now, icon, url=f"?{asked.urlencode()}"))
    return found


def shown_columns(asked: Sequence[str]) -> tuple[str, ...]:
    """The columns that were asked for, in the order of the list; the usual ones unless told."""
    return tuple(key for key in COLUMNS if key in asked) or DEFAULT_COLUMNS


def known_columns(asked: Sequence[str]) -> tuple[str, ...]:
    """Those that the list has, in the order of the list."""
    return tuple(key for key in COLUMNS if key in asked)


def exported_columns(shown: Sequence[str]) -> tuple[str, ...]:
    """The columns of the list as the exported sheet calls them."""
    return (*_ALWAYS, *(_EXPORTED.get(key, key) for key in shown))


def column_choices(shown: Sequence[str]) -> list[Choice]:
    """The dialog of columns."""
    return [Choice(key, label, key in shown) for key, label in COLUMNS.items()]


@dataclass(frozen=True)
class Chip:
    """A filter in force: its parameter, its name, its value in words."""

    key: str
    label: StrOrPromise
    words: str


def _joined(words: Iterable[object]) -> str:
    return gettext("、").join(str(word) for word in words)


def _figure_chips(wanted: OutletFilter) -> list[Chip]:
    found = []
    if wanted.within:
        found.append(Chip("within", _("最近进货"), gettext("%(days)s 天内") % {"days": wanted.within}))
    if wanted.silent:
        found.append(Chip("silent", _("最近进货"), gettext("超过 %(days)s 天没进") % {"days": wanted.silent}))
    for key, words in (
        ("sales_from", gettext("至少 %(yuan)s 元")),
        ("sales_to", gettext("至多 %(yuan)s 元")),
    ):
        value = getattr(wanted, key)
        if value.removeprefix("-").isdecimal():
            found.append(Chip(key, _("近 12 月进货"), words % {"yuan": number_text(int(value))}))
    return found


def chips(wanted: OutletFilter, known: Sequence[Condition]) -> list[Chip]:
    """Every filter in force in words."""
    labels = {"channel": _("渠道"), "unit": _("单位"), "owner": _("负责人"), "segment": _("客群")}
    found = [Chip(one.name, labels[one.name], one.words) for one in known]
    for key, label, words in (
        ("family", _("通路"), FAMILY_WORDS),
        ("grade", _("等级"), GRADE_WORDS),
        ("status", _("状态"), STATUS_WORDS),
    ):
        if values := getattr(wanted, key):
            found.append(Chip(key, label, _joined(words.get(value, value) for value in values)))
    for key, label in (("tag", _("标签")), ("city", _("城市")), ("cls", _("分类"))):
        if values := getattr(wanted, key):
            found.append(Chip(key, label, _joined(values)))
    found += _figure_chips(wanted)
    if wanted.flag:
        found.append(Chip("flag", _("标记"), _joined(words_of(wanted.flag))))
    if wanted.batch:
        found.append(Chip("batch", _("来源"), gettext("同一批导入")))
    found += [Chip(key, _("只看"), str(label)) for key, label in SWITCHES.items() if getattr(wanted, key)]
    return found


@dataclass(frozen=True)
class Tab:
    """A view above the list."""

    name: StrOrPromise
    query: str
    is_on: bool
    view_id: str = ""


BUILT_IN: tuple[tuple[StrOrPromise, str], ...] = (
    (_("全部终端"), ""),
    (_("我负责的"), "owner=me"),
    (_("A 级"), "grade=A"),
    (_("待复核"), "stale=1"),
    (_("有标记"), "flagged=1"),
    (_("疑似重复"), "suspect=1"),
)


def _bare(query: str) -> OutletFilter:
    """The conditions without the order: sorting a view does not leave it."""
    return replace(OutletFilter.from_mapping(parse_qs(query)), sort=DEFAULT_SORT)


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def tabs(views: Sequence[SavedView], query: str) -> list[Tab]:
    """Built-in views first, then saved ones; the one whose filter is in force is on."""
    found = [Tab(name, kept, _same(kept, query)) for name, kept in BUILT_IN]
    return found + [Tab(view.name, view.query, _same(view.query, query), str(view.pk)) for view in views]


@dataclass(frozen=True)
class Group:
    """One group of the filter menu."""

    key: str
    label: StrOrPromise
    choices: Sequence[Choice]


def filter_groups(offered: FilterChoices, wanted: OutletFilter) -> list[Group]:
    """The filter menu with what is chosen ticked."""

    def fixed(key: str, label: StrOrPromise, words: Mapping[str, StrOrPromise]) -> Group:
        chosen = getattr(wanted, key)
        return Group(key, label, [Choice(value, word, value in chosen) for value, word in words.items()])

    leaves = [Choice(c.code, str(c), c.code in wanted.channel) for c in offered.channels if c.parent_id]
    owners = [Choice(str(p.pk), p.name, str(p.pk) in wanted.owner) for p in offered.owners[:60]]
    units = [Choice(str(u.pk), u.name, str(u.pk) in wanted.unit) for u in offered.units[:60]]
    words = [Choice(tag.name, tag.name, tag.name in wanted.tag) for tag in offered.tags[:40]]
    colon = pgettext("label", "：")
    classes = [
        Choice(
            f"{scheme.code}:{value.code}",
            f"{scheme}{colon}{value}",
            f"{scheme.code}:{value.code}" in wanted.cls,
        )
        for scheme in offered.schemes
        for value in scheme.values.all()
        if scheme.kind != "abc"
    ]
    segments = [Choice(str(one.pk), one.name, str(one.pk) == wanted.segment) for one in offered.segments]
    groups = [
        fixed("grade", _("等级"), GRADE_WORDS),
        fixed("status", _("状态"), STATUS_WORDS),
        fixed("family", _("通路"), FAMILY_WORDS),
        Group("only", _("只看"), [Choice(k, label, getattr(wanted, k)) for k, label in SWITCHES.items()]),
        Group("channel", _("渠道"), leaves),
        Group("owner", _("负责人"), owners),
        Group("unit", _("单位"), units),
        Group("city", _("城市"), [Choice(name, name, name in wanted.city) for name in offered.cities]),
        Group("segment", _("客群"), segments),
        Group("tag", _("标签"), words),
        Group("cls", _("分类"), classes),
        fixed("flag", _("标记"), FLAGS),
    ]
    return [group for group in groups if group.choices]


ACTIONS: Mapping[str, StrOrPromise] = {
    "outlets.created": _("新增档案"),
    "outlets.updated": pgettext_lazy("history", "改档案"),
    "outlets.verified": _("核实档案"),
    "outlets.archived": pgettext_lazy("history", "归档"),
    "outlets.restored": _("恢复归档"),
    "outlets.owner_changed": pgettext_lazy("history", "换负责人"),
    "outlets.classified": pgettext_lazy("history", "定分类"),
    "outlets.class_ended": _("取消分类"),
    "outlets.graded": _("按规则评级"),
    "outlets.grade_reviewed": _("复核等级"),
    "outlets.contact_added": pgettext_lazy("history", "新增联系人"),
    "outlets.contact_updated": pgettext_lazy("history", "改联系人"),
    "outlets.contact_shown": _("查看联系人全号"),
    "outlets.consent_withdrawn": _("撤回同意，删除该项"),
    "outlets.note_added": _("记台账"),
    "outlets.care_planned": _("写关怀计划"),
    "outlets.ledger_exported": _("导出台账"),
    "outlets.tagged": pgettext_lazy("history", "打标签"),
    "outlets.untagged": _("去标签"),
    "outlets.link_dismissed": _("判定不是重复"),
    "outlets.link_confirmed": _("确认关系"),
    "outlets.import_undone": _("撤销导入"),
    "outlets.merged": _("并入另一家"),
    "outlets.merged_away": _("并进另一家"),
    "outlets.merge_undone": _("撤销合并"),
    "outlets.successor_set": _("记前后手"),
    "outlets.same_place_set": _("记同一地址"),
    "outlets.pair_proposed": _("提出比对"),
}
FIELD_WORDS: Mapping[str, StrOrPromise] = {
    "lat_e7": _("坐标"),
    "lon_e7": _("坐标"),
    "position_datum": _("坐标系"),
    "position_source": _("坐标来源"),
    "unit": _("单位"),
    "channel_id": _("渠道"),
    "flags": _("标记"),
    "attributes": _("补充资料"),
}


CLASS_WORDS: Mapping[str, StrOrPromise] = {
    "key": _("重点"),
    "ordinary": _("普通"),
    "potential": _("潜在"),
    "vip": "VIP",
    "regular": _("一般客户"),
}


@dataclass(frozen=True)
class Told:
    """One audited act in words."""

    at: Any
    who: str
    what: str
    how: str


def told(entry: Any, labels: Mapping[str, str]) -> Told:
    """An entry of the audit trail as a person reads it; field names become labels, values never appear."""
    detail = entry.detail
    fields = [str(FIELD_WORDS.get(name) or labels.get(name, name)) for name in detail.get("fields", ())]
    parts = [_joined(dict.fromkeys(fields))] if fields else []
    if "value" in detail:
        parts.append(str(CLASS_WORDS.get(detail["value"], detail["value"])))
    if "as_of" in detail:
        parts.append(gettext("截至 %(day)s") % {"day": detail["as_of"]})
    if "tag" in detail:
        parts.append(str(detail["tag"]))
    if "code" in detail and entry.action.startswith("outlets.merge"):
        parts.append(str(detail["code"]))
    if "batch" in detail:
        parts.append(gettext("来自导入"))
    return Told(
        entry.at, entry.actor_name, str(ACTIONS.get(entry.action, entry.action)), gettext("，").join(parts)
    )


REASONS: Mapping[str, StrOrPromise] = {
    "name": _("名称相同"),
    "name_sound": _("名称读音相同"),
    "name_part": _("名称相近"),
    "phone": _("电话相同"),
    "address": _("地址相同"),
    "near": _("位置相距不到 30 米"),
    "licence": _("执照号相同"),
    "asked": _("有人提出来比"),
}


def reasons_in_words(codes: Sequence[str]) -> str:
    """Why two outlets are thought to be alike."""
    return _joined(REASONS.get(code, code) for code in codes)
