"""The series of numbers of this area."""

from endcap.kernel.numbering.definitions import Period, SeriesKind, define

CONTRACT = define(SeriesKind("contract", "HT-", period=Period.YEAR))
INVOICE = define(SeriesKind("invoice", "FP-", period=Period.YEAR))
CREDIT_NOTE = define(SeriesKind("credit_note", "HZ-", period=Period.YEAR))
LATE_FEE = define(SeriesKind("late_fee", "ZN-", period=Period.YEAR))
OPENING = define(SeriesKind("opening_item", "QC-", period=Period.YEAR))
RECEIPT = define(SeriesKind("receipt", "SK-", period=Period.YEAR))
SOLD_REPORT = define(SeriesKind("sold_report", "XS-", period=Period.YEAR))
DEDUCTION = define(SeriesKind("deduction", "KK-", period=Period.YEAR))
