"""The numbers that documents of this area carry."""

from endcap.kernel.numbering.definitions import Period, SeriesKind, define

ORDER = define(SeriesKind("order", "SO-", period=Period.YEAR))
SHIPMENT = define(SeriesKind("shipment", "DN-", period=Period.YEAR))
