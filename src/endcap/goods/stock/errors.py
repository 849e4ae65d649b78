"""What stock refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class LocationClosed(Refusal):
    """Nothing moves at a location that was closed."""

    code = "location_closed"
    sentence = _("库位“%(name)s”已停用，换一个在用的库位。")


class IdTaken(Refusal):
    """The id belongs to another document."""

    code = "movement_id_taken"
    sentence = _("这个编号已经是单据 %(number)s，换一个编号再交。")


class StillGoodsThere(Refusal):
    """A location is closed empty."""

    code = "still_goods_there"
    sentence = _("“%(name)s”还有货或有货在途，先调走或报损，再停用。")


class TooLittle(Refusal):
    """There is not so much of it that may leave."""

    code = "too_little"
    sentence = _("库存不足：有 %(count)s 行不够，减少数量或先收货。")


class StateRefused(Refusal):
    """A document does not go from its state to the asked one."""

    code = "movement_state"
    sentence = _("单据 %(number)s 现在是“%(before)s”，不能变成“%(after)s”。")


class NotThatKind(Refusal):
    """A document of another kind."""

    code = "movement_kind"
    sentence = _("单据 %(number)s 是%(kind)s，不能这样处理。")


class NoWarehouse(Refusal):
    """No warehouse supplies the outlet."""

    code = "no_warehouse"
    sentence = _("这家终端的单位和上级都没有默认仓库，先建一个，再来办。")


class CountOpen(Refusal):
    """One count of a location at a time."""

    code = "count_open"
    sentence = _("这个库位正在盘（%(number)s），先过账或作废那一张。")


class CountStateRefused(Refusal):
    """A count that is over takes nothing more."""

    code = "count_over"
    sentence = _("盘点单 %(number)s %(state)s，不能再改。要再盘，开一张新的。")


class NothingCounted(Refusal):
    """A sheet without a figure."""

    code = "nothing_counted"
    sentence = _("盘点单 %(number)s 还没有填实盘数量。")


class TooMuchHeld(Refusal):
    """What is missing is promised to orders."""

    code = "too_much_held"
    sentence = _("少了的货已被订单占用，%(count)s 行过不了账：%(names)s。先把订单的占用放掉一部分，再过账。")


class AllocationRunning(Refusal):
    """A product is shared out once at a time."""

    code = "allocation_running"
    sentence = _("这个品项正在分货，先结束那一次。")


class CompanyWide(Refusal):
    """What holds for the whole company is set by those who see it."""

    code = "company_wide"
    sentence = _("%(what)s全公司一套，由看得到全公司的人来定。")
