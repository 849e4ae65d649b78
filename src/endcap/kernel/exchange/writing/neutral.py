"""Text that a spreadsheet program would run as a formula, made harmless, and brought back.

In a CSV file the only protection is a leading apostrophe. Text that already looks protected gets one more, so
that taking one away always gives back what stood there.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_PROTECTED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def neutral(text: str) -> str:
    """The text as it may stand in a CSV cell."""
    return f"'{text}" if _RUNS.match(text) else text


def restored(text: str) -> str:
    """What the text was before it was made neutral."""
    return text[1:] if _PROTECTED.match(text) else text
