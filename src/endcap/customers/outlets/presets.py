"""The channel tree and the classification schemes that a new installation starts with."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

UNSORTED = "unsorted"


@dataclass(frozen=True)
class ChannelPreset:
    """A node of the tree to start with; ``parent`` is a code."""

    code: str
    name: str
    name_en: str
    parent: str
    family: str
    outlet_type: str
    development_order: int | None = None


def _leaf(family: str, outlet_type: str, code: str, name: str, name_en: str) -> ChannelPreset:
    return ChannelPreset(code, name, name_en, family, family, outlet_type)


def _third(code: str, name: str, name_en: str, order: int) -> ChannelPreset:
    return ChannelPreset(code, name, name_en, "third_terminal", "special", "third_terminal", order)


CHANNELS: tuple[ChannelPreset, ...] = (
    ChannelPreset("traditional", "传统通路", "Traditional trade", "", "traditional", "small"),
    _leaf("traditional", "small", "wholesale_market", "批发市场", "Wholesale market"),
    _leaf("traditional", "small", "small_supermarket", "小型超市", "Small supermarket"),
    _leaf("traditional", "small", "small_convenience", "小型便利店", "Small convenience store"),
    _leaf("traditional", "small", "grocery", "食杂店", "Grocery"),
    _leaf("traditional", "small", "personal_care", "日化店", "Personal-care shop"),
    _leaf("traditional", "small", UNSORTED, "未细分", "Not sorted yet"),
    ChannelPreset("modern", "现代通路", "Modern trade", "", "modern", "key_account"),
    _leaf("modern", "key_account", "liangfan", "量贩店", "Bulk-sale store"),
    _leaf("modern", "key_account", "hypermarket", "大卖场", "Hypermarket"),
    _leaf("modern", "key_account", "chain_supermarket", "连锁超市", "Chain supermarket"),
    _leaf("modern", "key_account", "chain_convenience", "连锁便利店", "Chain convenience store"),
    ChannelPreset("special", "特殊通路", "Special channel", "", "special", "special"),
    _leaf("special", "special", "catering", "餐饮", "Catering"),
    _leaf("special", "special", "hotel", "酒店", "Hotel"),
    _leaf("special", "special", "factory", "工厂", "Factory"),
    _leaf("special", "special", "station", "车站", "Station"),
    ChannelPreset("third_terminal", "第三终端", "Third terminal", "special", "special", "third_terminal"),
    _third("county_hospital", "县级综合医院和中医院", "County general and TCM hospital", 1),
    _third("township_health_centre", "乡镇卫生院", "Township health centre", 2),
    _third("village_clinic", "村卫生室", "Village clinic", 3),
    _third("private_clinic", "个体诊所", "Private clinic", 4),
    _third("rural_drugstore", "乡村药店", "Village or town drugstore", 5),
)


@dataclass(frozen=True)
class ValuePreset:
    """One class of a scheme to start with."""

    code: str
    name: str
    name_en: str
    criteria: str = ""


@dataclass(frozen=True)
class SchemePreset:
    """A scheme to start with."""

    code: str
    kind: str
    name: str
    name_en: str
    criteria: str
    values: tuple[ValuePreset, ...]


_ABC = (ValuePreset("A", "A 级", "A"), ValuePreset("B", "B 级", "B"), ValuePreset("C", "C 级", "C"))

SCHEMES: tuple[SchemePreset, ...] = (
    SchemePreset(
        "key",
        "key",
        "重点、普通、潜在",
        "Key, ordinary, potential",
        gettext_noop("看份额、购买力、合作意愿、忠诚度和利润贡献。"),
        (
            ValuePreset("key", "重点", "Key", "份额大、购买力强、愿意长期合作、忠诚度高、利润高"),
            ValuePreset("ordinary", "普通", "Ordinary", "在买，还缺重点客户的特征，利润中等"),
            ValuePreset("potential", "潜在", "Potential", "有购买力，还没有买过，利润待开发"),
        ),
    ),
    SchemePreset(
        "abc",
        "abc",
        "ABC（按客户数）",
        "ABC by count",
        gettext_noop("按回看期净销售额从高到低排，前 20% 的客户为 A，再 30% 为 B，其余为 C。"),
        _ABC,
    ),
    SchemePreset(
        "abc_sales",
        "abc",
        "ABC（按累计销售额）",
        "ABC by sales",
        gettext_noop("排在它前面的累计销售额不到 80% 为 A，不到 95% 为 B，其余为 C。"),
        _ABC,
    ),
    SchemePreset(
        "vip",
        "vip",
        "VIP",
        "VIP",
        gettext_noop("第三终端里采购最多的一部分客户，占比见参数 P-08。"),
        (ValuePreset("vip", "VIP", "VIP"), ValuePreset("regular", "一般客户", "Regular")),
    ),
    SchemePreset(
        "third_terminal",
        "third_terminal",
        "第三终端分类",
        "Third-terminal classes",
        gettext_noop("按机构性质分五类，默认按县医院、乡镇卫生院、村卫生室、个体诊所、药店的次序开发。"),
        (
            ValuePreset("county_hospital", "县级医院", "County hospital", "家数少、有权威，能带动其他终端"),
            ValuePreset(
                "township_health_centre", "乡镇卫生院", "Township health centre", "主体，部分已合并或撤销"
            ),
            ValuePreset("village_clinic", "村卫生室", "Village clinic", "数量最多"),
            ValuePreset("private_clinic", "个体诊所", "Private clinic", "在县城或乡镇"),
            ValuePreset("rural_drugstore", "乡村药店", "Drugstore", "个体或分店，包括卖少量药品的食杂店"),
        ),
    ),
    SchemePreset(
        "rival",
        "rival",
        "竞品的分级",
        "Grading by rivals",
        gettext_noop("竞品把这家店分在哪一级，用来和我方的等级对照。"),
        _ABC,
    ),
)
