"""Bank statements as banks give them: CSV, Excel, CAMT.053, MT940. Reads bytes, answers the amounts that came in."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

import python_calamine
from django.utils.translation import gettext as _

MOST_LINES = 100_000
_HEADS: dict[str, tuple[str, ...]] = {
    "on": (
        "交易日期",
        "记账日期",
        "入账日期",
        "交易时间",
        "到账日期",
        "日期",
        "date",
        "booking date",
        "value date",
    ),
    "credit": (
        "贷方发生额",
        "贷方金额",
        "收入金额",
        "收入",
        "转入金额",
        "credit",
        "credit amount",
        "deposit",
    ),
    "amount": ("交易金额", "发生额", "金额", "amount"),
    "side": ("借贷标志", "借贷方向", "收支", "借/贷", "dr/cr", "direction"),
    "payer_name": (
        "对方户名",
        "对方名称",
        "付款人名称",
        "付款人",
        "对方单位",
        "counterparty",
        "payer",
        "name",
    ),
    "payer_account": (
        "对方账号",
        "对方帐号",
        "付款账号",
        "付款人账号",
        "counterparty account",
        "payer account",
    ),
    "reference": (
        "摘要",
        "附言",
        "用途",
        "备注",
        "交易摘要",
        "reference",
        "remittance",
        "description",
        "memo",
    ),
    "bank_ref": ("交易流水号", "流水号", "凭证号", "交易序号", "transaction id", "bank reference"),
}
_IN = frozenset({"贷", "贷方", "收", "收入", "c", "cr", "crdt", "credit", "in"})
_NUMBER = re.compile(r"[^\d.\-]")


class Unreadable(ValueError):
    """The file holds no statement; says why."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One amount that came in."""

    on: date
    amount: int
    payer_name: str = ""
    payer_account: str = ""
    reference: str = ""
    bank_ref: str = ""

    def key(self, nth: int) -> str:
        """What makes it the same line in another file: everything that the bank says of it, and which of several alike."""
        said = (self.on.isoformat(), str(self.amount), self.payer_name, self.payer_account, self.reference)
        return hashlib.sha256("\x1f".join((*said, self.bank_ref, str(nth))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file holds, and in which shape it came."""

    shape: str
    lines: tuple[StatementLine, ...]


def read(content: bytes, file_name: str) -> Statement:
    """The amounts that came in, in the order of the file. Raises Unreadable."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<"):
        return Statement("camt", tuple(_camt(content)))
    if content.startswith(b"PK") or content.startswith(b"\xd0\xcf\x11\xe0"):
        return Statement("xlsx", tuple(_rows(_sheet(content))))
    text = _text(content)
    if re.search(r"^:61:", text, flags=re.MULTILINE):
        return Statement("mt940", tuple(_mt940(text)))
    return Statement("csv", tuple(_rows(_csv(text))))


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("文字编码不认识"))


def _csv(text: str) -> list[list[str]]:
    sample = text[:4096]
    delimiter = max(",\t;", key=sample.count)
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]


def _sheet(content: bytes) -> list[list[str]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
    except Exception as wrong:
        raise Unreadable(_("工作簿打不开")) from wrong
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _rows(rows: Sequence[Sequence[str]]) -> Iterator[StatementLine]:
    """The lines below the heading, wherever the bank has put it."""
    for place, row in enumerate(rows[:40]):  # noqa: B007 - where the heading was found
        columns = _columns(row)
        if "on" in columns and ("credit" in columns or "amount" in columns):
            break
    else:
        raise Unreadable(_("没有找到表头：要有日期和金额（或贷方发生额）两列"))
    if len(rows) > MOST_LINES:
        raise Unreadable(_("超过 10 万行，分几次导"))
    for number, row in enumerate(rows[place + 1 :], place + 2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if not any(row) or not cells["on"]:
            continue
        amount = _came_in(cells, number)
        if amount > 0:
            yield StatementLine(
                _day(cells["on"], number),
                amount,
                cells.get("payer_name", "")[:120],
                re.sub(r"[^0-9A-Za-z]", "", cells.get("payer_account", ""))[:40],
                cells.get("reference", "")[:300],
                cells.get("bank_ref", "")[:80],
            )


def _columns(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    cleaned = [re.sub(r"[（(].*?[)）]", "", cell).strip().casefold() for cell in row]
    for name, words in _HEADS.items():
        for word in words:
            if word in cleaned:
                found[name] = cleaned.index(word)
                break
    return found


def _came_in(cells: dict[str, str], number: int) -> int:
    """The amount that came in, in fen; nothing for what went out."""
    if cells.get("credit"):
        return _fen(cells["credit"], number)
    if not cells.get("amount"):
        return 0
    amount = _fen(cells["amount"], number)
    side = cells.get("side", "").casefold()
    return amount if not side or side in _IN else 0


def _fen(text: str, number: int) -> int:
    plain = _NUMBER.sub("", text)
    if not plain and text.strip(" -–—"):
        plain = "?"
    try:
        return int((Decimal(plain) * 100).to_integral_exact()) if plain else 0
    except (InvalidOperation, ValueError) as wrong:
        raise Unreadable(
            _("第 %(number)s 行的金额“%(text)s”读不懂") % {"number": number, "text": text[:20]}
        ) from wrong


def _day(text: str, number: int) -> date:
    digits = re.sub(r"\D", " ", text).split()
    plain = digits[0] if digits and len(digits[0]) >= 8 else "".join(part.zfill(2) for part in digits[:3])
    try:
        return datetime.strptime(plain[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as wrong:
        raise Unreadable(
            _("第 %(number)s 行的日期“%(text)s”读不懂") % {"number": number, "text": text[:20]}
        ) from wrong


def _camt(content: bytes) -> Iterator[StatementLine]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable(_("文件里有不允许的声明"))
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - declarations were refused above
    except ElementTree.ParseError as wrong:
        raise Unreadable(_("XML 不完整")) from wrong
    entries = root.findall(".//{*}Ntry")
    if not entries and root.find(".//{*}Stmt") is None:
        raise Unreadable(_("不是 CAMT.053"))
    for number, entry in enumerate(entries, 1):
        if _of(entry, "CdtDbtInd") != "CRDT":
            continue
        day = _of(entry, "BookgDt/{*}Dt") or _of(entry, "BookgDt/{*}DtTm") or _of(entry, "ValDt/{*}Dt")
        for part in entry.findall(".//{*}TxDtls") or [entry]:
            amount = _of(part, "Amt") or _of(part, "AmtDtls/{*}TxAmt/{*}Amt") or _of(entry, "Amt")
            yield StatementLine(
                _day(day, number),
                _fen(amount, number),
                (_of(part, ".//{*}Dbtr//{*}Nm") or "")[:120],
                (_of(part, ".//{*}DbtrAcct//{*}IBAN") or _of(part, ".//{*}DbtrAcct//{*}Id//{*}Id"))[:40],
                " ".join(one.text or "" for one in part.findall(".//{*}Ustrd"))[:300],
                (
                    _of(part, ".//{*}AcctSvcrRef")
                    or _of(entry, "AcctSvcrRef")
                    or _of(part, ".//{*}EndToEndId")
                )[:80],
            )


def _of(node: ElementTree.Element, path: str) -> str:
    found = node.find(path if path.startswith(".") else f"{{*}}{path}")
    return (found.text or "").strip() if found is not None else ""


_MT61 = re.compile(r"^(\d{6})(\d{4})?(R?[CD])([A-Z])?(\d+,\d{0,2})([A-Z]\w{3})([^\n]*)")


def _mt940(text: str) -> Iterator[StatementLine]:
    fields = re.split(r"^:(\d\d[A-Z]?):", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    tags = list(zip(fields[1::2], fields[2::2], strict=False))
    for place, (tag, body) in enumerate(tags):
        if tag != "61":
            continue
        found = _MT61.match(body.strip())
        if found is None:
            raise Unreadable(_("第 %(number)s 个 :61: 字段读不懂") % {"number": place + 1})
        if found[3] not in ("C", "RD"):
            continue
        told = tags[place + 1][1] if place + 1 < len(tags) and tags[place + 1][0] == "86" else ""
        told = told.split("\n-")[0].replace("\n", "")
        parts = dict(re.findall(r"\?(\d\d)([^?]*)", told))
        name = "".join(parts.get(code, "") for code in ("32", "33"))
        told_text = "".join(parts.get(f"{code}", "") for code in range(20, 30)) if parts else told
        yield StatementLine(
            _day("20" + found[1], place + 1),
            _fen(found[5].replace(",", "."), place + 1),
            name.strip()[:120],
            parts.get("31", "").strip()[:40],
            told_text.strip()[:300],
            found[7].strip()[:80],
        )
