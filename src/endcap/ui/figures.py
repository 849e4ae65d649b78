"""How figures, dates and phone numbers are written on a page: exact integers in, text out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.utils import formats as django_formats
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

EMPTY: Final = "—"
_FEN = 100
_PRICE_UNIT = 10_000
_BASIS_POINT = 100
_WEEKDAYS_ZH = "一二三四五六日"


def number_text(value: int | None) -> str:
    """An integer with thousands separators; nothing known is a dash, zero stays 0."""
    return EMPTY if value is None else f"{value:,}"


def money_text(fen: int | None, decimals: int = 2) -> str:
    """Fen as yuan without a sign of currency: two decimals in documents, none in overviews (half up)."""
    if fen is None:
        return EMPTY
    sign, amount = ("-", -fen) if fen < 0 else ("", fen)
    if decimals == 0:
        whole = (amount * 2 + _FEN) // (2 * _FEN)
        return f"{sign if whole else ''}{whole:,}"
    return f"{sign}{amount // _FEN:,}.{amount % _FEN:02d}"


def yuan_text(fen: int | None, decimals: int = 2) -> str:
    """Like money_text with the currency sign, for a figure that stands alone."""
    if fen is None:
        return EMPTY
    text = money_text(fen, decimals)
    return f"-¥{text[1:]}" if text.startswith("-") else f"¥{text}"


def price_text(price: int | None) -> str:
    """A price held in 1/10,000 yuan: at least two decimals, four when they carry something."""
    if price is None:
        return EMPTY
    sign, amount = ("-", -price) if price < 0 else ("", price)
    decimals = f"{amount % _PRICE_UNIT:04d}".rstrip("0").ljust(2, "0")
    return f"{sign}{amount // _PRICE_UNIT:,}.{decimals}"


def percent_text(basis_points: int | None) -> str:
    """Basis points as a percentage with the decimals it needs: 1240 is 12.4 %."""
    if basis_points is None:
        return EMPTY
    sign, amount = ("-", -basis_points) if basis_points < 0 else ("", basis_points)
    decimals = f"{amount % _BASIS_POINT:02d}".rstrip("0")
    whole = f"{amount // _BASIS_POINT:,}"
    return f"{sign}{whole}{'.' + decimals if decimals else ''} %"


def local(value: datetime) -> datetime:
    """The same moment on the clock of the company."""
    if timezone.is_naive(value):
        value = value.replace(tzinfo=UTC)
    return timezone.localtime(value)


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def short_date_text(value: date | datetime | None) -> str:
    """Month and day, 07-16, for dates within a year of today."""
    return EMPTY if value is None else f"{_day(value):%m-%d}"


def date_text(value: date | datetime | None) -> str:
    """The whole date, 2026-07-16."""
    return EMPTY if value is None else f"{_day(value):%Y-%m-%d}"


def time_text(value: datetime | None) -> str:
    """Hour and minute, 14:10."""
    return EMPTY if value is None else f"{local(value):%H:%M}"


def moment_text(value: datetime | None) -> str:
    """Date and time of an event, 2026-07-16 14:10."""
    return EMPTY if value is None else f"{local(value):%Y-%m-%d %H:%M}"


def heading_date_text(value: date | datetime | None) -> str:
    """A day as a heading: 7 月 16 日 周四, Thu 16 Jul."""
    if value is None:
        return EMPTY
    day = _day(value)
    if (translation.get_language() or "").startswith("zh"):
        return f"{day.month} 月 {day.day} 日 周{_WEEKDAYS_ZH[day.weekday()]}"
    return django_formats.date_format(day, "D j M", use_l10n=False)


def masked_phone_text(phone: str | None) -> str:
    """A phone number that can be recognised but not dialled: 1** **** 0417."""
    digits = "".join(sign for sign in phone or "" if sign.isdigit())
    if not digits:
        return EMPTY
    if len(digits) >= 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) < 7:
        return "*" * len(digits)
    return f"{digits[0]}** **** {digits[-4:]}"


def masked_name_text(name: str | None) -> str:
    """A person's name reduced to the first sign: 柳**."""
    text = (name or "").strip()
    return f"{text[0]}**" if text else EMPTY


# who acts where no person does, as it stands in the records
_HOUSE: Final = {
    "system": gettext_noop("系统"),
    "set-up": gettext_noop("安装程序"),
    "command line": gettext_noop("命令行"),
    "portal": gettext_noop("店主自己登记"),
}


def doer_text(name: str) -> str:
    """Who did something, in the reader's language where it was the house itself."""
    return translation.gettext(_HOUSE[name]) if name in _HOUSE else name
