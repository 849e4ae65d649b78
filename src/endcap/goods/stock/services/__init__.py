"""Operations of stock."""

from endcap.goods.stock.services.places import LocationDraft, close_location, create_location
from endcap.goods.stock.services.receiving import ReceiptLine, receive_goods

__all__ = ["LocationDraft", "ReceiptLine", "close_location", "create_location", "receive_goods"]
