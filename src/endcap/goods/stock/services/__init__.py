"""Operations of stock."""

from endcap.goods.stock.services.approving import cancel_movement, on_approval_ended
from endcap.goods.stock.services.controlling import (
    LeverDraft,
    UpliftDraft,
    add_uplift,
    end_uplift,
    set_lever,
)
from endcap.goods.stock.services.counting import (
    CountedLot,
    FoundLot,
    cancel_count,
    open_count,
    post_count,
    record_counts,
)
from endcap.goods.stock.services.documents import LotQuantity
from endcap.goods.stock.services.moving import Wanted, receive_transfer, send_transfer
from endcap.goods.stock.services.places import LocationDraft, close_location, create_location
from endcap.goods.stock.services.receiving import ReceiptLine, receive_goods, reverse_receipts
from endcap.goods.stock.services.returning import Came, receive_return, request_return
from endcap.goods.stock.services.rows import LotMark
from endcap.goods.stock.services.shortages import (
    TOPIC,
    AllocationDraft,
    PlanLine,
    allocate,
    end_allocation,
    note_shortage,
    set_supply_plan,
    tell_planners,
)
from endcap.goods.stock.services.writing_off import write_off

__all__ = [
    "TOPIC",
    "AllocationDraft",
    "Came",
    "CountedLot",
    "FoundLot",
    "LeverDraft",
    "LocationDraft",
    "LotMark",
    "LotQuantity",
    "PlanLine",
    "ReceiptLine",
    "UpliftDraft",
    "Wanted",
    "add_uplift",
    "allocate",
    "cancel_count",
    "cancel_movement",
    "close_location",
    "create_location",
    "end_allocation",
    "end_uplift",
    "note_shortage",
    "on_approval_ended",
    "open_count",
    "post_count",
    "receive_goods",
    "receive_return",
    "receive_transfer",
    "record_counts",
    "request_return",
    "reverse_receipts",
    "send_transfer",
    "set_lever",
    "set_supply_plan",
    "tell_planners",
    "write_off",
]
