"""Thresholds of this area that the specification leaves to us."""

from typing import Final

REPEATED: Final = 3  # so many unfilled orders …
WITHIN_DAYS: Final = 14  # … in so many days ring the bell
HISTORY_DAYS: Final = 90  # what outlets bought in so many days is their weight when something is shared out
