"""A small sheet for tests: shelves with a code, a name, a count, a price and a contact's phone, kept in
one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.exchange.declare import (
    Applied,
    CellProblem,
    Change,
    CleanRow,
    Column,
    Decision,
    Effect,
    Kind,
    Reverted,
    Sheet,
)
from endcap.kernel.exchange.models import LearnedHeader
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.ids import new_id

PLACE = "shelves of the test"


def shelves() -> dict[str, tuple[str, int]]:
    """Everything that is stored: code → (name, count)."""
    rows = LearnedHeader.objects.filter(sheet_key=PLACE).order_by("header_key")
    return {row.header_key: (row.column_key, row.times) for row in rows}


class ShelfSheet(Sheet):
    """Codes are unique; a code that comes twice is joined; the name “乱” is refused by the area itself."""

    key = "shelves"
    title = "货架"
    title_en = "Shelves"
    import_right = Rights.IMPORT
    export_right = Rights.EXPORT
    columns = (
        Column("code", "货架编码", "Shelf code", Kind.CODE, required=True, synonyms=("编号",)),
        Column("name", "名称", "Name", Kind.TEXT, required=True),
        Column("count", "件数", "Count", Kind.INTEGER),
        Column("price", "金额", "Amount", Kind.MONEY),
        Column("phone", "电话", "Phone", Kind.PHONE, personal=True),
    )

    def __init__(self, *, fails_at: str = "") -> None:
        self.fails_at = fails_at
        self.seen: dict[str, CleanRow] = {}
        self.finished = 0

    def opened(self, actor: Actor, options: Mapping[str, str]) -> ShelfSheet:
        return ShelfSheet(fails_at=self.fails_at)

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        stored = {row.header_key: row for row in LearnedHeader.objects.filter(sheet_key=PLACE)}
        return [self._decide(actor, row, stored) for row in rows]

    def _decide(self, actor: Actor, row: CleanRow, stored: Mapping[str, LearnedHeader]) -> Decision:
        code, name = str(row.values.get("code") or ""), str(row.values.get("name") or "")
        if row.problems:
            return Decision("skip")
        if name == "乱":
            return Decision("skip", problems=(CellProblem("name", "shelf_messy", "名称不能是“乱”。", name),))
        if code in self.seen:
            first = self.seen[code]
            return Decision("repeat", joined_to=(first.sheet, first.row_no))
        self.seen[code] = row
        old = stored.get(code)
        if old is None:
            return Decision("create", target_id=new_id(actor.now))
        changes = [
            Change(field, before, after)
            for field, before, after in (
                ("name", old.column_key, name),
                ("count", old.times, row.values.get("count") or 1),
            )
            if before != after
        ]
        return Decision("update" if changes else "same", target_id=old.pk, changes=tuple(changes))

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        effects = []
        counts = {"create": 0, "update": 0, "repeat": 0}
        for row, decision in rows:
            counts[decision.action] += 1
            if row.values["code"] == self.fails_at:
                raise RuntimeError("the power went out")
            fields = {
                "column_key": row.values["name"],
                "times": row.values.get("count") or 1,
                "last_used_at": actor.now,
            }
            if decision.action == "create":
                LearnedHeader.objects.create(
                    id=decision.target_id, sheet_key=PLACE, header_key=row.values["code"], **fields
                )
            elif decision.action == "update":
                old = LearnedHeader.objects.get(pk=decision.target_id)
                before = {"name": old.column_key, "count": old.times}
                LearnedHeader.objects.filter(pk=old.pk).update(**fields)
                effects.append(Effect(row.sheet, row.row_no, "update", old.pk, before))
        return Applied(counts["create"], counts["update"], 0, counts["repeat"], 0, tuple(effects))

    def finish(self, actor: Actor, batch_id: UUID) -> None:
        self.finished += 1

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        removed = restored = 0
        kept = []
        for effect in rows:
            found = LearnedHeader.objects.filter(pk=effect.target_id).first()
            if found is None or effect.action == "repeat":
                continue
            if found.column_key.endswith("（人改过）"):
                kept.append(found.pk)
            elif effect.before:
                LearnedHeader.objects.filter(pk=found.pk).update(
                    column_key=effect.before["name"], times=effect.before["count"]
                )
                restored += 1
            else:
                found.delete()
                removed += 1
        return Reverted(removed, restored, tuple(kept))

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        rows = LearnedHeader.objects.filter(sheet_key=PLACE).order_by("header_key")
        if filters.get("name"):
            rows = rows.filter(column_key=filters["name"])
        for row in rows:
            values = {
                "code": row.header_key,
                "name": row.column_key,
                "count": row.times,
                "price": row.times * 150,
                "phone": "13500001234",
            }
            yield tuple(values[key] for key in columns)
