"""Barcodes as GS1 defines them: GTIN-8, -12, -13 and -14 with a check digit. Pure.

Spreadsheets keep barcodes as numbers and so drop leading zeros; a number that is too short and whose
check digit
holds once padded is repaired and says so. Padding with zeros never changes the check digit, so a code of a
standard length whose digit fails is wrong in itself.
"""

from __future__ import annotations

from dataclasses import dataclass

LENGTHS = (8, 12, 13, 14)
REPAIRED = "barcode_repaired"  # one leading zero was lost
PADDED = "barcode_padded"  # several leading zeros were lost: believable, but look at it
INVALID = "barcode_invalid"


@dataclass(frozen=True)
class Gtin:
    """A barcode as it will be kept, and how far it can be trusted."""

    text: str
    is_valid: bool
    missing_zeros: int = 0

    @property
    def is_repaired(self) -> bool:
        """Whether leading zeros were put back."""
        return self.missing_zeros > 0

    @property
    def flag(self) -> str:
        """What to tell the person, or nothing."""
        if not self.is_valid:
            return INVALID
        if not self.missing_zeros:
            return ""
        return REPAIRED if self.missing_zeros == 1 else PADDED


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the one that the others require (weights 3, 1, 3 … from the right)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def read_gtin(written: object) -> Gtin | None:
    """The barcode of a cell. None where nothing is given (empty, or only zeros)."""
    text = "".join(str(written if written is not None else "").split()).replace("-", "")
    if text.endswith(".0"):
        text = text[:-2]
    if not text.strip("0"):
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > LENGTHS[-1]:
        return Gtin(text[:32], False)
    if len(text) in LENGTHS:
        return Gtin(text, has_check_digit(text))
    length = 12 if len(text) < 12 and len(text) != 7 else 8
    padded = text.zfill(length)
    if not has_check_digit(padded):
        return Gtin(text, False)
    return Gtin(padded, True, length - len(text))
