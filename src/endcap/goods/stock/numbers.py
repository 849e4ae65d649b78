"""The numbers that documents of this area carry."""

from endcap.kernel.numbering.definitions import Period, SeriesKind, define

RECEIPT = define(SeriesKind("stock_receipt", "GR-", period=Period.YEAR))
TRANSFER = define(SeriesKind("stock_transfer", "ST-", period=Period.YEAR))
WRITE_OFF = define(SeriesKind("stock_write_off", "WO-", period=Period.YEAR))
RETURN = define(SeriesKind("stock_return", "RT-", period=Period.YEAR))
COUNT = define(SeriesKind("stock_count", "SC-", period=Period.YEAR))
