"""What a preview counts: rows by what happens to them, by why they were skipped, by flag and by problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from endcap.kernel.exchange.declare import CleanRow, Decision
from endcap.kernel.exchange.reading.result import SkippedRow
from endcap.kernel.exchange.services.packing import said_in_every_language
from endcap.kernel.exchange.services.storing import action_of, problems_of

LISTED = 10_000  # places that are listed of each kind; all are counted

Places = dict[str, list[list[Any]]]


def _listed(places: Places, kind: str, sheet: str, row_no: int) -> None:
    found = places.setdefault(kind, [])
    if len(found) < LISTED:
        found.append([sheet, row_no])


class Tally:
    """Counts the rows of one pass."""

    def __init__(self) -> None:
        self.actions: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.flagged: Counter[str] = Counter()
        self.problems: Counter[str] = Counter()
        self.sentences: dict[str, dict[str, str]] = {}
        self.skipped_at: Places = {}
        self.flagged_at: Places = {}
        self.errors: list[dict[str, Any]] = []

    def skip(self, rows: Iterable[SkippedRow]) -> None:
        """Rows that are no data."""
        for row in rows:
            self.skipped[row.kind] += 1
            _listed(self.skipped_at, row.kind, row.sheet, row.row_no)

    def add(self, row: CleanRow, decision: Decision) -> str:
        """One data row; answers what happens to it."""
        action = action_of(row, decision)
        self.actions[action] += 1
        if row.flags or decision.flags:
            for code in {flag.code: None for flag in (*row.flags, *decision.flags)}:
                self.flagged[code] += 1
                _listed(self.flagged_at, code, row.sheet, row.row_no)
        if action == "error":
            for problem in problems_of(row, decision):
                self.problems[problem.code] += 1
                sentence = None
                if problem.code not in self.sentences:
                    sentence = self.sentences[problem.code] = said_in_every_language(problem.message)
                if len(self.errors) < LISTED:
                    self.errors.append(
                        {
                            "sheet": row.sheet,
                            "row": row.row_no,
                            "column": problem.column,
                            "code": problem.code,
                            "message": sentence or said_in_every_language(problem.message),
                        }
                    )
        return action

    def counts(self, *, rows_read: int, data_rows: int) -> dict[str, Any]:
        """Plain numbers."""
        return {
            "rows_read": rows_read,
            "data_rows": data_rows,
            "create": self.actions["create"],
            "update": self.actions["update"],
            "same": self.actions["same"],
            "repeat": self.actions["repeat"],
            "error": self.actions["error"],
            "left": self.actions["skip"],
            "skip": self.skipped.total() + self.actions["skip"],
            "skipped": dict(self.skipped),
            "flagged": dict(self.flagged),
            "problems": dict(self.problems),
        }

    def findings(self) -> dict[str, Any]:
        """Where they are."""
        return {
            "skipped_at": self.skipped_at,
            "flagged_at": self.flagged_at,
            "errors": self.errors,
            "problem_sentences": self.sentences,
        }
