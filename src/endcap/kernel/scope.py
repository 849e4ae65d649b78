"""Who sees which rows. Every read of a scoped model goes through ``visible_to(actor)``.

A read without it must say why: ``unscoped("reason")``. Anything else raises, in tests and in production.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import connections, models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

M = TypeVar("M", bound=models.Model)


class Reach(IntEnum):
    """How far a role sees. People outside the company see what their customers may see of themselves."""

    PORTAL = 0
    OWN = 1
    UNIT = 2
    COMPANY = 3

    @property
    def label(self) -> str:
        """Its name for people."""
        return str({0: _("自己店的"), 1: _("自己负责的"), 2: _("本单位及下级"), 3: _("全公司")}[int(self)])


class UnscopedRead(RuntimeError):
    """A scoped model was read without saying for whom. A programming error, never shown to a user."""


class ScopedQuerySet(models.QuerySet[M]):
    """A query set that refuses to run until it knows for whom it reads."""

    _scoped = False

    def scope_filter(self, actor: Actor) -> models.Q:
        """Rows of an actor who sees less than the company. Each scoped model's query set says how."""
        raise UnscopedRead(f"{self.model.__name__} does not say who sees it")

    def portal_filter(self, actor: Actor) -> models.Q:
        """Rows of somebody who stands for customers (``actor.represents``): none, unless a model's query set says which."""
        return models.Q(pk__in=())

    def visible_to(self, actor: Actor) -> Self:
        """Only what this actor may see."""
        if actor.reach == Reach.COMPANY:
            return self._mark()
        seen = self.portal_filter(actor) if actor.reach == Reach.PORTAL else self.scope_filter(actor)
        return self.filter(seen)._mark()

    def unscoped(self, reason: str) -> Self:
        """All rows, for a stated reason."""
        if len(reason) < 8:
            raise ValueError("say why all rows are read")
        return self._mark()

    def locked(self) -> Self:
        """Hold the rows until the transaction ends; on SQLite the transaction already holds the database."""
        if connections[self.db].features.has_select_for_update:
            return self.select_for_update(of=("self",))
        return self

    def _mark(self) -> Self:
        rows: Self = self._chain()  # type: ignore[attr-defined]
        rows._scoped = True
        return rows

    def _clone(self) -> Self:
        rows: Self = super()._clone()  # type: ignore[misc]
        rows._scoped = self._scoped
        return rows

    def _require_scope(self) -> None:
        if not self._scoped and not self.query.is_empty():
            raise UnscopedRead(f"{self.model.__name__} read without visible_to(actor)")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._require_scope()
        super()._fetch_all()  # type: ignore[misc]

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django, once the reader is known."""
        self._require_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        """As in Django, once the reader is known."""
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        """As in Django, once the reader is known."""
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As in Django, once the reader is known."""
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """As in Django, once the reader is known."""
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As in Django, once the reader is known."""
        self._require_scope()
        return super().delete()
