"""What the agenda declines, each with the sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class ItemIsOver(Refusal):
    """Somebody has done, skipped or withdrawn the item already."""

    code = "agenda_item_over"
    sentence = _("“%(title)s”已经是“%(state)s”，不用再办。刷新后看最新的待办。")


class DoneElsewhere(Refusal):
    """Items of some kinds are done by doing the thing on its own page, not by a tick."""

    code = "agenda_done_elsewhere"
    sentence = _("“%(title)s”要打开它的页面去办，办完会自动勾掉。")


class NotYoursToReopen(Refusal):
    """Only an item ended today can be opened again; what lies further back is history."""

    code = "agenda_item_stays_over"
    sentence = _("“%(title)s”不是今天结束的，不能再打开。需要再做一次，就重新安排。")
