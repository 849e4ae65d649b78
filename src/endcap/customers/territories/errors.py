"""What the keeper of territories declines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class TerritoryClosed(Refusal):
    """A territory that was given up is history."""

    code = "territory_closed"
    sentence = _("片区“%(name)s”已停用，不能再改。先恢复。")


class TerritoryOpen(Refusal):
    """Only a territory that was given up can be taken up again."""

    code = "territory_open"
    sentence = _("片区“%(name)s”正在用，不用恢复。")


class NobodyInCharge(Refusal):
    """Outlets can be handed over only to somebody."""

    code = "territory_without_owner"
    sentence = _("片区“%(name)s”还没有负责人。先选负责人，再交接终端。")


class NothingToHandOver(Refusal):
    """Every outlet inside is in the right hands already."""

    code = "territory_in_order"
    sentence = _("片区“%(name)s”里的终端都归负责人了，不用交接。")


class ChangedMeanwhile(Refusal):
    """Somebody else has redrawn it."""

    code = "territory_changed"
    sentence = _("%(by)s 刚改过片区“%(name)s”。看一眼新的范围，再改一次。")
