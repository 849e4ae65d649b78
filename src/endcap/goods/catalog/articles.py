"""Codes in sales files that are no articles: postage, fees, discounts, vouchers, samples. Pure.

They are kept, since money moved, but apart from articles: they are in no range, no should-list and no
grading.
"""

from __future__ import annotations

import re

NOT_ARTICLES = frozenset(
    [
        *(
            "POST",
            "DOT",
            "M",
            "D",
            "S",
            "B",
            "C2",
            "BANK CHARGES",
            "AMAZONFEE",
            "CRUK",
            "CARRIAGE",
            "FREIGHT",
        ),
        *("SHIPPING", "ADJUST", "ADJUST2", "FEE", "DISCOUNT", "ROUNDING"),
        *("运费", "邮费", "折扣", "手续费", "返利", "调整", "抹零", "押金"),
    ]
)
_PATTERNS = re.compile(r"GIFT_\d{4}_\d+|TEST\d*", re.IGNORECASE)


def is_article_code(code: str) -> bool:
    """Whether a code in a sales file names goods."""
    plain = code.strip().upper()
    return plain not in NOT_ARTICLES and not _PATTERNS.fullmatch(plain)
