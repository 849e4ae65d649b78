"""Numbers on business licences. Pure.

Since 2015 a licence carries the unified social credit code (GB 32100-2015): 18 signs, the last of which checks the
others modulo 31. Older licences carry a registration number of 15 digits (GS 15-2006), checked by ISO 7064
MOD 11,10. Both are told apart by their length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # neither I, O, S, V nor Z
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH, OLD_LENGTH = 18, 15
# what a camera takes for one another; letters that no code has stand for what they look like
_ALWAYS = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"})
_LOOKS_LIKE = {
    "0": "DQ",
    "1": "LT7",
    "2": "7",
    "4": "A",
    "5": "6",
    "6": "G",
    "7": "1T",
    "8": "B3",
    "3": "8",
    "A": "4",
    "B": "8",
    "C": "G",
    "D": "0",
    "E": "F",
    "F": "E",
    "G": "6C",
    "H": "N",
    "L": "1",
    "M": "N",
    "N": "MH",
    "P": "R",
    "Q": "0",
    "R": "P",
    "T": "7",
    "U": "WY",
    "W": "U",
    "X": "Y",
    "Y": "X",
}


class Kind(StrEnum):
    """Which number it is."""

    CREDIT = "credit"
    OLD = "old"
    UNKNOWN = ""


def clean(text: str) -> str:
    """The number without spaces and hyphens, full-width signs narrowed, letters large."""
    return re.sub(r"[\s\-–—·.,，。:：]", "", unicodedata.normalize("NFKC", text)).upper()


def kind_of(number: str) -> Kind:
    """Which number it is by its shape; says nothing about its check digit."""
    number = clean(number)
    if len(number) == LENGTH and all(sign in _VALUE for sign in number):
        return Kind.CREDIT
    if len(number) == OLD_LENGTH and number.isascii() and number.isdigit():
        return Kind.OLD
    return Kind.UNKNOWN


def check_sign(first17: str) -> str:
    """The 18th sign of a unified social credit code."""
    total = sum(_VALUE[sign] * weight for sign, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def old_check_digit(first14: str) -> str:
    """The 15th digit of an old registration number (ISO 7064 MOD 11,10)."""
    rest = 10
    for digit in first14:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return str((11 - rest) % 10)


def is_valid(number: str) -> bool:
    """Whether shape and check digit are right."""
    number = clean(number)
    match kind_of(number):
        case Kind.CREDIT:
            return check_sign(number[:17]) == number[17]
        case Kind.OLD:
            return old_check_digit(number[:14]) == number[14]
        case _:
            return False


def problem_of(number: str) -> tuple[str, str] | None:
    """What is wrong with a number: a code and the sentence for the person; None if it is right."""
    number = clean(number)
    if not number:
        return "required", gettext("填执照上的统一社会信用代码。")
    if strange := sorted({sign for sign in number if not sign.isascii() or not sign.isalnum()}):
        return "unreadable", gettext("只有数字和大写字母，没有“%(signs)s”。照执照再抄一遍。") % {
            "signs": "".join(strange[:5])
        }
    if len(number) not in (LENGTH, OLD_LENGTH):
        return "length", gettext("统一社会信用代码是 18 位，旧注册号是 15 位；这里有 %(count)s 位。") % {
            "count": len(number)
        }
    if len(number) == OLD_LENGTH:
        if not number.isdigit():
            return "unreadable", gettext("15 位的旧注册号只有数字。照执照再抄一遍。")
        if not is_valid(number):
            return "check_digit", gettext("注册号的最后一位对不上，有一位抄错了。照执照再核对。")
        return None
    if never := sorted({sign for sign in number if sign not in _VALUE}):
        return "unreadable", gettext(
            "代码里没有 I、O、S、V、Z 这几个字母，这里有 %(signs)s；多半是 1、0、5、U、2。"
        ) % {"signs": "、".join(never)}
    if not is_valid(number):
        return "check_digit", gettext("代码的校验位对不上，有一位抄错了。照执照再核对。")
    return None


def _organisation_fits(code: str) -> bool:
    """Whether signs 9 to 17, the organisation's own code (GB 11714), check among themselves."""
    body, check = code[8:16], code[16]
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    wanted = (11 - total % 11) % 11
    return check == ("X" if wanted == 10 else str(wanted))


def _is_plausible(code: str) -> bool:
    """Whether a valid code also has a region of six digits where one belongs."""
    return code[2:8].isdigit() and code[0] in "123456789ANY"


@dataclass(frozen=True)
class Repaired:
    """A code as it must have been, how many signs differ from what was read, and whether one was guessed."""

    code: str
    changed: int
    is_guessed: bool


def repair(read: str) -> Repaired | None:
    """The only code that looks like what was read and whose check signs are right; None if none or several do.

    Letters that no code has are always taken for the digit that they look like. After that one sign is tried, and
    then the organisation's own check sign must fit as well: modulo 31 alone, every second guess would be wrong.
    """
    text = clean(read)
    plain = text.translate(_ALWAYS)
    if len(plain) != LENGTH or any(sign not in _VALUE for sign in plain):
        return None
    sure = sum(one != other for one, other in zip(text, plain, strict=True))
    if is_valid(plain) and _is_plausible(plain):
        return Repaired(plain, sure, is_guessed=False)
    fitting = {
        code
        for place in range(LENGTH)
        for sign in _LOOKS_LIKE.get(plain[place], "")
        if is_valid(code := plain[:place] + sign + plain[place + 1 :])
        and _is_plausible(code)
        and _organisation_fits(code)
    }
    return Repaired(fitting.pop(), sure + 1, is_guessed=True) if len(fitting) == 1 else None
