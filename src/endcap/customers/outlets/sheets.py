"""The customer list as a sheet: what comes in from Excel, and what goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.columns import COLUMNS
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.flags import FLAGS
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors.exporting import export_rows
from endcap.customers.outlets.services import links
from endcap.customers.outlets.services.applying import apply_rows, revert_rows
from endcap.customers.outlets.services.planning import Plan
from endcap.kernel.actor import Actor
from endcap.kernel.exchange.declare import Applied, CleanRow, Decision, Effect, Reverted, Sheet


class OutletSheet(Sheet):
    """The customer list."""

    key = "outlets"
    title = _("终端")
    title_en = "Outlets"
    columns = COLUMNS
    import_right = Rights.IMPORT
    export_right = Rights.EXPORT
    personal_right = Rights.EXPORT_PERSONAL
    flag_sentences = FLAGS

    def opened(self, actor: Actor, options: Mapping[str, str]) -> Sheet:
        """A worker that remembers the rows of one file."""
        return OutletPass(actor, options)

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """What would happen to the rows of a whole file."""
        return Plan(actor, options).decide(rows)

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write one chunk."""
        return apply_rows(actor, batch_id, rows, {})

    def finish(self, actor: Actor, batch_id: UUID) -> None:
        """Link the new outlets to those at the same place and to those very like them."""
        links.link_batch(actor, batch_id=batch_id)

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Take a batch back."""
        return revert_rows(actor, batch_id, rows)

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """Visible outlets under a filter of the list."""
        return export_rows(actor, OutletFilter.from_export(filters), columns)


class OutletPass(OutletSheet):
    """One pass over one file."""

    def __init__(self, actor: Actor, options: Mapping[str, str]) -> None:
        self.options = options
        self._plan = Plan(actor, options)

    def opened(self, actor: Actor, options: Mapping[str, str]) -> Sheet:
        """A fresh one for another pass."""
        return OutletPass(actor, options)

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """What would happen to the next rows."""
        return self._plan.decide(rows)

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write one chunk with the options of this import."""
        return apply_rows(actor, batch_id, rows, self.options)


OUTLETS = OutletSheet()
