"""Which encoding a text file is in, whether it was garbled on its way, and how its lines are divided."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from endcap.kernel.exchange.messages import FileRefused

CHUNK = 1 << 20
SAMPLE = 1 << 16
DELIMITERS = (",", "\t", ";", "|")
Repair = Callable[[str], str]


@dataclass(frozen=True)
class Encoding:
    """How the bytes become text; ``repair`` undoes an earlier wrong saving."""

    name: str
    has_bom: bool = False
    repair: str = ""
    nul: bool = False


def detect(path: Path) -> Encoding:
    """Find the encoding by its mark, by the pattern of its zero bytes, or by what the bytes can be."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return _with_repair(path, Encoding(name, has_bom=True))
    wide = _utf16_without_mark(head)
    if wide:
        return Encoding(wide)
    nul = b"\0" in head
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return _with_repair(path, Encoding(name, nul=nul))
    raise FileRefused("encoding_unknown")


def _utf16_without_mark(head: bytes) -> str:
    """Text of two bytes a character: line breaks and digits have a zero on one side only."""
    sample = head[: len(head) // 2 * 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    pairs = max(1, len(sample) // 2)
    if odd > 8 * max(even, 1) and odd * 20 >= pairs:
        return "utf-16-le"
    if even > 8 * max(odd, 1) and even * 20 >= pairs:
        return "utf-16-be"
    return ""


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _with_repair(path: Path, encoding: Encoding) -> Encoding:
    """Notice text that was read in the wrong encoding and saved again."""
    with path.open(encoding=encoding.name, errors="replace", newline="") as file:
        sample = file.read(SAMPLE)
    for row, line in enumerate(sample.splitlines(), start=1):
        if "\ufffd" in line or "锟斤拷" in line:
            raise FileRefused("mojibake_lost", row=row)
    repair = find_repair(sample)
    return Encoding(encoding.name, encoding.has_bom, repair, encoding.nul) if repair else encoding


REPAIRS: dict[str, tuple[str, str]] = {
    "utf8_as_gbk": ("gb18030", "utf-8"),
    "gbk_as_latin": ("latin-1", "gb18030"),
    "utf8_as_latin": ("latin-1", "utf-8"),
    "utf8_as_cp1252": ("cp1252", "utf-8"),
}


def find_repair(sample: str) -> str:
    """The way back to readable Chinese, when the text clearly is not readable as it is."""
    lines = [line for line in sample.splitlines() if not line.isascii()][:200]
    if not lines:
        return ""
    before = _common_share("".join(lines))
    best, best_share = "", max(0.75, before + 0.2)
    for name in REPAIRS:
        restored = [repaired(line, name) for line in lines]
        changed = [new for new, old in zip(restored, lines, strict=True) if new != old]
        if len(changed) * 10 < len(lines) * 8:
            continue
        share = _common_share("".join(changed))
        if share > best_share:
            best, best_share = name, share
    return best


def repaired(text: str, repair: str) -> str:
    """The text as it was before it was saved wrongly; text that can't come from there stays."""
    if not repair or text.isascii():
        return text
    wrong, right = REPAIRS[repair]
    try:
        return text.encode(wrong).decode(right)
    except UnicodeError:
        return text


def _common_share(text: str) -> float:
    """How many of the non-Latin characters are everyday Chinese (GB 2312, first level) or its punctuation."""
    wide = [character for character in text if ord(character) > 0x7F]
    if not wide:
        return 1.0
    return sum(_is_common(character) for character in wide) / len(wide)


def _is_common(character: str) -> bool:
    try:
        encoded = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and (0xB0 <= encoded[0] <= 0xD7 or encoded[0] in (0xA1, 0xA3))


def lines_of(path: Path, encoding: Encoding) -> Iterator[str]:
    """Lines of the file as text, streamed."""
    errors = "strict" if encoding.name in ("utf-8", "gb18030") else "replace"
    with path.open(encoding=encoding.name, errors=errors, newline="") as file:
        for line in file:
            text = line.replace("\0", "") if encoding.nul else line
            yield repaired(text, encoding.repair) if encoding.repair else text


def sniff_delimiter(path: Path, encoding: Encoding) -> str:
    """The sign that divides most lines into the same number of cells."""
    lines: list[str] = []
    for line in lines_of(path, encoding):
        lines.append(line)
        if len(lines) >= 60:
            break
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        score = _evenness("".join(lines), delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _evenness(sample: str, delimiter: str) -> float:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0.0
    usual = Counter(width for width in widths if width > 1).most_common(1)
    if not usual:
        return 0.0
    width, count = usual[0]
    return count / len(widths) + min(width, 50) / 1000
