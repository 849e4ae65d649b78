"""What is wrong with an answer, in words; texts in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PROBLEMS: Mapping[str, Any] = {
    "missing": _("还没答。答一下，或标“不清楚”。"),
    "files_missing": _("这一项要有照片或证件，先传上去。"),
    "may_not_be_unknown": _("这一项不能标“不清楚”。"),
    "not_an_option": _("从给出的选项里选。"),
    "wrong_kind": _("写法不对。数字写 120，日期写 2026-07-16。"),
    "too_small": _("数字太小。"),
    "too_big": _("数字太大。"),
    "too_long": _("写得太长，删短一些。"),
    "no_such_question": _("这一版问卷里没有这个问题。"),
}


def said(text: Mapping[str, str] | None) -> str:
    """A text of a definition in the reader's language; Chinese unless there is an English one."""
    if not text:
        return ""
    english = text.get("en", "")
    return english if english and (get_language() or "").startswith("en") else text.get("zh", "")
