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
