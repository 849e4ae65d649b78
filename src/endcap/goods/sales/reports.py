"""What a grading says, for people and for machines. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from endcap.goods.sales.grading import Grading
from endcap.goods.sales.windows import Window
from endcap.kernel.money import format_money


@dataclass(frozen=True)
class Ranking:
    """A grading with the window that it looked at."""

    window: Window
    grading: Grading[UUID]

    def as_dict(self) -> dict[str, Any]:
        """Counts and shares in both readings; money in fen, shares in basis points."""
        body: dict[str, Any] = {
            "from": self.window.first.isoformat(),
            "to": self.window.last.isoformat(),
            "count": len(self.grading.rows),
            "total": self.grading.total,
        }
        for method in ("count", "sales"):
            body[f"by_{method}"] = self.grading.counts(method)
        body["split"] = {
            f"by_{method}": {
                part.letter: {
                    "count_bp": part.count_bp,
                    "amount": part.amount,
                    "amount_bp": part.amount_bp,
                    "expected_bp": part.expected_bp,
                    "differs_bp": part.differs_bp,
                }
                for part in self.grading.split(method)
            }
            for method in ("count", "sales")
        }
        return body


@dataclass(frozen=True)
class GradingReport:
    """Outlets and items in a window and over the whole history, and what was written."""

    as_of: date
    months: int
    method: str
    outlets: Ranking
    items: Ranking
    outlets_ever: Ranking
    items_ever: Ranking
    written: Mapping[str, int] | None = None

    def with_written(self, written: Mapping[str, int]) -> GradingReport:
        """The same report after the classes were written."""
        return replace(self, written=written)

    def as_dict(self) -> dict[str, Any]:
        """For ``--json`` and the API."""
        return {
            "as_of": self.as_of.isoformat(),
            "months": self.months,
            "method": self.method,
            "outlets": {**self.outlets.as_dict(), "whole_history": self.outlets_ever.as_dict()},
            "items": {**self.items.as_dict(), "whole_history": self.items_ever.as_dict()},
            "written": dict(self.written) if self.written is not None else None,
        }

    def in_words(self) -> str:
        """For the command line, in the reader's language."""
        lines = [
            _("截止 %(as_of)s，回看 %(months)s 个月，按%(method)s定级。")
            % {"as_of": self.as_of, "months": self.months, "method": method_words(self.method)}
        ]
        for name, ranking in (
            (_("终端"), self.outlets),
            (_("终端，全部历史"), self.outlets_ever),
            (pgettext("many", "品项"), self.items),
            (_("品项，全部历史"), self.items_ever),
        ):
            lines.append(_line(name, ranking))
        if self.written is not None:
            lines.append(
                _("写入 %(written)s 家，其中 %(changed)s 家等级变了，%(kept)s 家手工定级的保持不变。")
                % {
                    "written": self.written.get("written", 0) + self.written.get("unchanged", 0),
                    "changed": self.written.get("changed", 0),
                    "kept": self.written.get("kept_manual", 0),
                }
            )
        return "\n".join(lines)


def method_words(method: str) -> str:
    """The name of a method."""
    return _("客户数") if method == "count" else _("累计销售额")


def _line(name: str, ranking: Ranking) -> str:
    by_count, by_sales = ranking.grading.counts("count"), ranking.grading.counts("sales")
    return _(
        "%(name)s：%(total)s 元；按客户数 A %(a1)s B %(b1)s C %(c1)s；按累计销售额 A %(a2)s B %(b2)s C %(c2)s"
    ) % {
        "name": name,
        "total": format_money(ranking.grading.total),
        "a1": by_count["A"],
        "b1": by_count["B"],
        "c1": by_count["C"],
        "a2": by_sales["A"],
        "b2": by_sales["B"],
        "c2": by_sales["C"],
    }
