"""One pass over one sales file: what each line is, and writing it chunk by chunk. Memory grows only by a
number per line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import selectors as outlets
from endcap.goods.catalog import selectors as catalog
from endcap.goods.catalog.articles import is_article_code
from endcap.goods.catalog.services import Stub
from endcap.goods.sales import selectors, services
from endcap.goods.sales.bulk import FactRow
from endcap.goods.sales.lines import NO_CUSTOMER, Line, read_line
from endcap.goods.sales.memory import NumberMemory
from endcap.kernel.actor import Actor
from endcap.kernel.exchange.declare import Action, CellProblem, CleanRow, Decision, Flag

SOURCE_LIMIT = 16
CODE_LIMIT = 40
_CREATE = Decision("create")
_SAME = Decision("same")
_REPEAT = Decision("repeat")
_SKIP = Decision("skip")
_COLUMN_OF = {
    "amount_missing": "amount",
    "zero_price": "amount",
    "sign_restored": "quantity",
    "bad_debt": "invoice_no",
    "customer_missing": "store",
    "stub_no_master": "store",
    "item_no_master": "item",
    "not_an_article": "item",
    "exact_repeat": "invoice_no",
    "return": "quantity",
}
KEPT_FLAGS = ("exact_repeat", "zero_price", "bad_debt", "sign_restored", "amount_missing", "customer_missing")


def _differs() -> CellProblem:
    return CellProblem(
        "invoice_no",
        "invoice_line_differs",
        _("这个单号和行号已有另一条内容不同的记录。核对单号，或用冲销单更正。"),
    )


def _too_long(line: Line) -> CellProblem | None:
    for column, code in (("invoice_no", line.invoice_no), ("store", line.store), ("item", line.item)):
        if len(code) > CODE_LIMIT:
            return CellProblem(column, "code_too_long", _("编码超过 40 个字。核对是不是放错了列。"))
    return None


def _foreign() -> CellProblem:
    return CellProblem(
        "store", "outlet_out_of_reach", _("这家终端不在可见范围内，不能给它记销售。由能看到它的人导入。")
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """A line that will be written, with its number in the invoice."""

    line: Line
    number: int
    flags: str


class Pass:
    """Remembers from chunk to chunk: codes that were looked up, line numbers given, and lines seen."""

    def __init__(self, actor: Actor, *, source: str) -> None:
        self.actor = actor
        self.source = source[:SOURCE_LIMIT]
        self.stores: dict[str, UUID | None] = {}
        self.foreign: set[str] = set()
        self.items: dict[str, tuple[UUID | None, bool]] = {}
        self.descriptions: dict[str, str] = {}
        self.next_line: Counter[str] = Counter()
        self.seen = NumberMemory()  # line → its content, both as hashes
        self.may_know = selectors.has_facts(self.source)
        self.planned: dict[tuple[str, int], Planned] = {}
        self._decisions: dict[tuple[Action, tuple[str, ...]], Decision] = {}

    def plan(self, rows: Sequence[CleanRow]) -> list[Decision]:
        """What each row of a chunk would do; writes nothing."""
        self.planned = {}
        lines = [self._line_of(row) for row in rows]
        self._look_up([line for line in lines if line])
        known = self._known([line for line in lines if line])
        return [
            self._decide(row, line, known) if line else _SKIP for row, line in zip(rows, lines, strict=True)
        ]

    def _line_of(self, row: CleanRow) -> Line | None:
        if not row.problems:
            return read_line(row.values)
        invoice = row.values.get("invoice_no")
        if invoice and not row.values.get("line_no"):
            self.next_line[str(invoice)] += 1  # a line that is put right later keeps its place
        return None

    def _look_up(self, lines: Sequence[Line]) -> None:
        stores = {line.store for line in lines} - self.stores.keys()
        found = outlets.ids_by_code(self.actor, stores)
        self.stores.update({code: found.get(code) for code in stores})
        self.foreign |= selectors.foreign_codes(self.actor, stores - found.keys())
        items = {line.item for line in lines} - self.items.keys()
        kept = catalog.ids_by_code(items)
        self.items.update({code: kept.get(code, (None, is_article_code(code))) for code in items})
        for line in lines:
            if line.description and self.items[line.item][0] is None:
                self.descriptions.setdefault(line.item, line.description)

    def _known(self, lines: Sequence[Line]) -> Mapping[tuple[str, int], selectors.KNOWN]:
        if not self.may_know:
            return {}
        return selectors.known_lines(self.source, {line.invoice_no for line in lines})

    def _decide(
        self, row: CleanRow, line: Line, known: Mapping[tuple[str, int], selectors.KNOWN]
    ) -> Decision:
        if too_long := _too_long(line):
            return Decision("skip", problems=(too_long,))
        if line.store in self.foreign:
            return Decision("skip", problems=(_foreign(),))
        flags = list(line.flags)
        content = hash(
            (line.invoice_no, line.item, line.store, line.day, line.quantity, line.amount, line.description)
        )
        number = line.line_no
        if number:
            before = self.seen.put(hash((line.invoice_no, number)), content)
            if before is not None:
                return _REPEAT if before == content else Decision("skip", problems=(_differs(),))
        else:
            self.next_line[line.invoice_no] += 1
            number = self.next_line[line.invoice_no]
            if self.seen.put(content, 0) is not None:
                flags.append("exact_repeat")
        store, (item, is_article) = self.stores[line.store], self.items[line.item]
        held = known.get((line.invoice_no, number))
        if held:
            same = held == (store, item, line.day, line.quantity, line.amount)
            return _SAME if same else Decision("skip", problems=(_differs(),))
        kept = ",".join(flag for flag in flags if flag in KEPT_FLAGS)
        self.planned[row.sheet, row.row_no] = Planned(line, number, kept)
        if store is None and line.store != NO_CUSTOMER:
            flags.append("stub_no_master")
        if not is_article:
            flags.append("not_an_article")
        elif item is None:
            flags.append("item_no_master")
        if line.is_return:
            flags.append("return")
        return self._decision("create", tuple(flags))

    def _decision(self, action: Action, flags: tuple[str, ...]) -> Decision:
        if not flags:
            return _CREATE
        found = self._decisions.get((action, flags))
        if found is None:
            found = Decision(action, flags=tuple(Flag(code, _COLUMN_OF[code]) for code in flags))
            self._decisions[action, flags] = found
        return found

    def write(self, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> int:
        """Write the rows of the chunk that was planned last."""
        places = [(row.sheet, row.row_no) for row, decision in rows if decision.action == "create"]
        planned = [self.planned[place] for place in places]
        self._add_stubs(batch_id, planned)
        facts = [self._fact(each, batch_id) for each in planned]
        return services.add_facts(self.actor, rows=facts)

    def _add_stubs(self, batch_id: UUID, planned: Sequence[Planned]) -> None:
        stores = sorted({p.line.store for p in planned if self.stores[p.line.store] is None})
        if stores:
            self.stores.update(services.add_stub_outlets(self.actor, codes=stores, batch_id=batch_id))
        items = sorted({p.line.item for p in planned if self.items[p.line.item][0] is None})
        if items:
            stubs = [Stub(code, self.descriptions.get(code, "")) for code in items]
            made = services.add_stub_skus(self.actor, stubs=stubs, batch_id=batch_id)
            self.items.update({code: (pk, self.items[code][1]) for code, pk in made.items()})

    def _fact(self, planned: Planned, batch_id: UUID) -> FactRow:
        line = planned.line
        store, item = self.stores[line.store], self.items[line.item][0]
        assert store is not None
        assert item is not None
        return FactRow(
            store,
            item,
            line.day,
            line.quantity,
            line.amount,
            "return" if line.is_return else "sale",
            self.source,
            line.invoice_no,
            planned.number,
            planned.flags,
            batch_id,
        )
