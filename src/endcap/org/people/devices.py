"""A browser in words that its owner recognises."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

_LOCAL = {"WeCom": _("企业微信"), "WeChat": _("微信"), "DingTalk": _("钉钉"), "Feishu": _("飞书")}
_BROWSERS = (
    ("wxwork/", "WeCom"),
    ("micromessenger/", "WeChat"),
    ("dingtalk/", "DingTalk"),
    ("lark/", "Feishu"),
    ("feishu/", "Feishu"),
    ("edg/", "Edge"),
    ("edga/", "Edge"),
    ("edgios/", "Edge"),
    ("opr/", "Opera"),
    ("qqbrowser/", "QQ Browser"),
    ("ucbrowser/", "UC Browser"),
    ("huaweibrowser/", "Huawei Browser"),
    ("miuibrowser/", "Mi Browser"),
    ("samsungbrowser/", "Samsung Internet"),
    ("firefox/", "Firefox"),
    ("fxios/", "Firefox"),
    ("crios/", "Chrome"),
    ("chrome/", "Chrome"),
    ("version/", "Safari"),
)
_SYSTEMS = (
    ("harmonyos", "HarmonyOS"),
    ("openharmony", "HarmonyOS"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os x", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)
_MOBILE = frozenset({"iPhone", "iPad", "Android", "HarmonyOS"})


def words_of(user_agent: str) -> str:
    """``Chrome 141·Windows``, in English; empty for a browser that says nothing that one could recognise."""
    said = user_agent.lower()
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    for mark, name in _BROWSERS:
        if mark not in said or (mark == "version/" and "safari" not in said):
            continue
        version = re.search(re.escape(mark) + r"(\d{1,4})", said)
        return "·".join(part for part in (f"{name} {version[1]}" if version else name, system) if part)
    return system


def shown(device: str) -> str:
    """The words as the reader knows them."""
    brand, _space, rest = device.partition(" ")
    known = str(_LOCAL.get(brand, brand))
    return f"{known} {rest}" if rest else known or str(_("认不出的浏览器"))


def is_mobile(device: str) -> bool:
    """Whether the words speak of a phone or a tablet."""
    return device.rpartition("·")[2] in _MOBILE
