"""The year as a list of deeds, replayed in the order in which they happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from endcap.config.demo.loading.cast import Cast
from endcap.kernel import clock
from endcap.kernel.actor import Actor

Deed = Callable[[Actor], int]
# What the progress lines count, in the order in which they name it
COUNTED = (
    ("opened", "家开户 outlets opened"),
    ("closed", "家关店 closed"),
    ("lines", "行销售 sales lines"),
    ("graded", "家定级 graded"),
    ("moved", "家换负责人 handed over"),
    ("classed", "家分类 classed"),
)


@dataclass(order=True)
class Entry:
    """Somebody did something at a moment; the number keeps the order within it."""

    at: datetime
    n: int
    by: str = field(compare=False)
    kind: str = field(compare=False)
    deed: Deed = field(compare=False)


class Diary:
    """Deeds are noted in any order and done in theirs, so that the audit log reads like a year."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._entries: list[Entry] = []

    def note(self, day: date, by: str, deed: Deed, *, kind: str = "", hour: int = 9, minute: int = 0) -> None:
        """Somebody does something on a day; the deed answers how many things it did."""
        at = self.cast.moment(day, hour, minute)
        self._entries.append(Entry(at, len(self._entries), by, kind, deed))

    def replay(self, echo: Callable[[str], None]) -> Counter[str]:
        """Do everything; one line per month says what happened. Answers the sums."""
        total: Counter[str] = Counter()
        month, of_month = "", Counter[str]()
        for entry in sorted(self._entries):
            its_month = f"{clock.business_date(entry.at):%Y-%m}"
            if its_month != month:
                _say(echo, month, of_month)
                month, of_month = its_month, Counter()
            done = entry.deed(self.cast.at(entry.by, entry.at))
            of_month[entry.kind] += done
            total[entry.kind] += done
        _say(echo, month, of_month)
        return total


def _say(echo: Callable[[str], None], month: str, counts: Counter[str]) -> None:
    parts = [f"{counts[kind]:,} {word}" for kind, word in COUNTED if counts[kind]]
    if month:
        echo(f"  {month}  " + ("；".join(parts) or "没有变化 no change"))
