"""Why an outlet was found: the part that was meant, in the words of its field. Pure.

Personal fields are shown masked: whoever types the end of a number sees that end, and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets import grams, spelling
from endcap.customers.outlets.grams import Reading, Texts
from endcap.ui import figures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SHOWN_DIGITS = 4  # of a masked number


@dataclass(frozen=True)
class Why:
    """What a word was found in: a field, its text as it may be shown, and which part of it was meant."""

    field: str
    label: StrOrPromise
    text: str
    start: int = 0
    end: int = 0
    is_spelled: bool = False  # meant by its sound

    @property
    def before(self) -> str:
        """The text before the part that was meant."""
        return self.text[: self.start]

    @property
    def part(self) -> str:
        """The part that was meant; empty where it is masked."""
        return self.text[self.start : self.end]

    @property
    def after(self) -> str:
        """The text behind it."""
        return self.text[self.end :]


@dataclass(frozen=True)
class Written:
    """An outlet's fields as they were written."""

    name: str
    code: str
    chain: str
    where: str
    licence_no: str


def why(reading: Reading, written: Written, texts: Texts) -> Why:
    """Why a reading fits an outlet."""
    return _SHOWN[reading.text](reading, written, texts)


def by_code(written: Written) -> Why:
    """The whole code was typed."""
    return Why("code", _("编码"), written.code, 0, len(written.code))


def by_former_code(code: str) -> Why:
    """The code of an outlet that was merged into this one was typed."""
    return Why("former_code", _("原编码"), code, 0, len(code))


def _span(text: str, needle: str) -> tuple[int, int]:
    """Where letters stand in a text as it was written, whatever lies between them."""
    places = spelling.sources(text)
    found = spelling.compact(text).find(needle)
    if found < 0 or found + len(needle) > len(places):
        return 0, 0
    return places[found], places[found + len(needle) - 1] + 1


def _in_name(reading: Reading, written: Written, texts: Texts) -> Why:
    start, end = _span(written.name, reading.needle)
    if end or reading.begins:
        return Why("name", _("名称"), written.name, start, end)
    return Why("chain", _("连锁系统"), written.chain, *_span(written.chain, reading.needle))


def _spelled(label: StrOrPromise, which: str) -> Callable[[Reading, Written, Texts], Why]:
    def shown(reading: Reading, written: Written, texts: Texts) -> Why:
        found = getattr(spelling.spelling_of(written.name), which).find(reading.needle)
        origins: tuple[int, ...] = getattr(spelling.origins_of(written.name), which)
        places = spelling.sources(written.name)
        if found < 0 or found + len(reading.needle) > len(origins) or max(origins) >= len(places):
            return Why("name", label, written.name, is_spelled=True)
        first, last = origins[found], origins[found + len(reading.needle) - 1]
        return Why("name", label, written.name, places[first], places[last] + 1, is_spelled=True)

    return shown


def _in_code(reading: Reading, written: Written, texts: Texts) -> Why:
    return Why("code", _("编码"), written.code, *_span(written.code, reading.needle))


def _line_with(text: str, needle: str, *, at_end: bool = False) -> str:
    lines = text.split(grams.SEPARATOR)
    return next((line for line in lines if (line.endswith(needle) if at_end else needle in line)), lines[0])


def _in_phones(reading: Reading, written: Written, texts: Texts) -> Why:
    number = _line_with(texts.phones, reading.needle, at_end=reading.ends)
    masked = figures.masked_phone_text(number)
    if not reading.ends or not masked[-_SHOWN_DIGITS:].isdecimal():
        return Why("phone", _("电话"), masked)
    return Why("phone", _("电话尾号"), masked, len(masked) - _SHOWN_DIGITS, len(masked))


def _in_people(reading: Reading, written: Written, texts: Texts) -> Why:
    person = _line_with(texts.people, reading.needle)
    masked = figures.masked_name_text(person)
    return Why("contact", _("联系人"), masked, 0, 1 if person.startswith(reading.needle) else 0)


def _in_place(reading: Reading, written: Written, texts: Texts) -> Why:
    return Why("address", _("地址"), written.where, *_span(written.where, reading.needle))


def _in_licence(reading: Reading, written: Written, texts: Texts) -> Why:
    return Why("licence", _("营业执照号"), written.licence_no, *_span(written.licence_no, reading.needle))


_SHOWN: dict[str, Callable[[Reading, Written, Texts], Why]] = {
    grams.NAME: _in_name,
    grams.SOUND: _spelled(_("拼音"), "sound"),
    grams.INITIALS: _spelled(pgettext_lazy("of the name", "首字母"), "initials"),
    grams.CODE: _in_code,
    grams.PHONES: _in_phones,
    grams.PEOPLE: _in_people,
    grams.PLACE: _in_place,
    grams.LICENCE: _in_licence,
}
