"""Refusals: what may be refused has a code, a sentence that says what to do next, and an HTTP status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object


class Refusal(Exception):
    """A request that the house understands and declines. Subclasses set ``code``, ``sentence`` and ``status``."""

    code: str = "refused"
    sentence: StrOrPromise = _("这一步现在不能做。")
    status: int = 409

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.code)

    @property
    def message(self) -> str:
        """The sentence in the reader's language, with its particulars filled in."""
        return str(self.sentence) % self.params if self.params else str(self.sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class RightMissing(Refusal):
    """The actor may see this, but may not do it."""

    code = "right_missing"
    sentence = _("没有“%(right)s”的权限。找系统管理员开通。")
    status = 403


class NotFoundHere(Refusal):
    """The record does not exist, or is none of the actor's business; both look the same from outside."""

    code = "not_found"
    sentence = _("没有找到这条记录，或不在可见范围内。")
    status = 404


class Conflict(Refusal):
    """Somebody else changed it in the meantime."""

    code = "conflict"
    sentence = _("这条记录刚被别人改过。刷新后再改，填的内容还在。")
    status = 409


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field: where, which kind, and the sentence for the person who typed it."""

    field: str
    code: str
    message: StrOrPromise


class InvalidInput(Refusal):
    """Input that can't be accepted: all problems at once, nothing changed."""

    code = "invalid_input"
    sentence = _("有 %(count)s 处要改，改好再交。")
    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("an invalid input names its problems")
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))

    def __str__(self) -> str:
        return f"{self.code}: " + "; ".join(f"{p.field}: {p.message}" for p in self.problems)

    def by_field(self) -> dict[str, list[str]]:
        """The sentences of each field, for forms."""
        found: dict[str, list[str]] = {}
        for problem in self.problems:
            found.setdefault(problem.field, []).append(str(problem.message))
        return found


def collect(problems: Sequence[Problem | None]) -> None:
    """Raise all given problems at once, or pass."""
    real = [problem for problem in problems if problem]
    if real:
        raise InvalidInput(real)


__all__: Sequence[Any] = [
    "Conflict",
    "InvalidInput",
    "NotFoundHere",
    "Problem",
    "Refusal",
    "RightMissing",
    "collect",
]
