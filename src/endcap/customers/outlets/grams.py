"""What an outlet is found by, and what a word that somebody types may mean. Pure.

An outlet is found by eight texts, one for each kind of thing that people remember of it. A *gram* is a short
piece of one of them, short enough that an index can hold for each gram the outlets that have it. A word has
*readings*: as part of the name, as initials, as the end of a phone number. A reading names the grams that an
outlet must have and the text in which its *needle* must then really stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from uuid import UUID
from zlib import crc32

from endcap.customers.outlets import spelling
from endcap.customers.outlets.spelling import MARK, compact, is_sign

NAME, SOUND, INITIALS, CODE, PHONES, PEOPLE, PLACE, LICENCE = TEXTS = (
    "name", "sound", "initials", "code", "phones", "people", "place", "licence",
)  # fmt: skip
SEPARATOR = "\n"  # between several phones, people, names
MOST_WORDS = 6
LONGEST_WORD = 40
LEAST_OF_A_PHONE = 4  # so many digits of a phone mean something
LEAST_OF_A_LICENCE = 6
_DRAWERS = 0xFFF
_DIGITS = re.compile(r"\D+")
_ONLY_A_NUMBER = re.compile(r"[\d\s()+.\-—–]+")


class Strength(IntEnum):
    """How much a match says; what says more comes first."""

    CODE = 0
    NAME_BEGINS = 1
    SPELLED_BEGINS = 2
    NAME = 3
    SPELLED = 4
    PART_OF_CODE = 5
    PHONE_ENDS = 6
    PHONE = 7
    PERSON = 8
    ADDRESS = 9
    LICENCE = 10


@dataclass(frozen=True)
class Texts:
    """Everything by which one outlet is found."""

    name: str
    sound: str
    initials: str
    code: str
    phones: str
    people: str
    place: str
    licence: str


@dataclass(frozen=True)
class Reading:
    """One thing that a word may mean: all of ``grams`` (of each group at least one), then ``needle`` in ``text``."""

    strength: Strength
    text: str
    needle: str
    grams: tuple[tuple[str, ...], ...]
    begins: bool = False  # the text must begin with the needle
    ends: bool = False  # a line of the text must end with it

    def fits(self, text: str) -> bool:
        """Whether an outlet's text really holds it."""
        if self.begins:
            return text.startswith(self.needle)
        return self.needle in text and (not self.ends or f"{self.needle}{SEPARATOR}" in f"{text}{SEPARATOR}")


Word = tuple[Reading, ...]  # what a word may mean, strongest first


def _lines(parts: Iterable[str]) -> str:
    return SEPARATOR.join(dict.fromkeys(part for part in parts if part))


def digits_of(phone: str) -> str:
    """A phone number as it is dialled."""
    return _DIGITS.sub("", phone)


def texts_of(
    *,
    name: str,
    code: str,
    chain: str = "",
    phones: Iterable[str] = (),
    people: Iterable[str] = (),
    city: str = "",
    district: str = "",
    address: str = "",
    licence_no: str = "",
) -> Texts:
    """The texts by which an outlet is found."""
    spelled = spelling.spelling_of(name)
    place = compact(address)
    where = "".join(part for part in (compact(city), compact(district)) if part not in place)
    return Texts(
        name=_lines((spelled.signs, compact(chain))),
        sound=spelled.sound,
        initials=spelled.initials,
        code=compact(code),
        phones=_lines(map(digits_of, phones)),
        people=_lines(map(compact, people)),
        place=where + place,
        licence=compact(licence_no),
    )


def _pieces(text: str) -> Iterable[str]:
    """Pairs where a sign is involved, else threes; what is inside a word of one's own is all found by them."""
    for place in range(len(text) - 1):
        pair = text[place : place + 2]
        if pair[0] >= "\u2e80" or pair[1] >= "\u2e80":
            yield pair
        elif (three := text[place : place + 3]) and len(three) == 3 and three[2] < "\u2e80":
            yield three


def _windows(text: str, width: int) -> Iterable[str]:
    return (text[place : place + width] for place in range(len(text) - width + 1))


def _of_licence(number: str) -> set[str]:
    """Hardly two numbers share four signs in a row. So the pieces share a few thousand drawers: a drawer says
    little, but all drawers of a number together say nearly everything."""
    return {f"l{crc32(four.encode()) & _DRAWERS}" for four in _windows(number, 4)}


def grams_of(texts: Texts) -> set[str]:
    """Every gram of an outlet. The first letter says of which text it is."""
    found: set[str] = set()
    first = texts.name.partition(SEPARATOR)[0]
    for line in texts.name.split(SEPARATOR):
        found.update(["n" + sign for sign in line if sign >= "\u2e80"])
        found.update(["n" + piece for piece in _pieces(line)])
    found.add("n^" + first[:1])
    found.add("n^" + first[:2])
    initials = texts.initials
    if initials:
        found.add("i^" + initials[:2])
        found.update(["i" + initials[place : place + 2] for place in range(len(initials) - 1)])
    for syllable in set(texts.sound.split(MARK)):
        if syllable:
            found.add("s" + syllable)
            found.add("b" + syllable[:2])
    found.add("c^" + texts.code[:2])
    found.update(["c" + three for three in _windows(texts.code, 3)])
    for phone in texts.phones.split(SEPARATOR):
        if len(phone) >= LEAST_OF_A_PHONE:
            found.add("p$" + phone[-3:])
            found.update(["p" + three for three in _windows(phone, 3)])
    for line in texts.people.split(SEPARATOR):
        found.update(["o" + piece for piece in _pieces(line)])
    found.update(["a" + piece for piece in _pieces(texts.place)])
    found.update(_of_licence(texts.licence))
    return found


@lru_cache(maxsize=50_000)
def key_of(gram: str) -> int:
    """A gram as the number under which the index keeps it: the same on every database and in every process."""
    return int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), "big", signed=True)


def words_of(q: str) -> tuple[Word, ...]:
    """What somebody typed, word by word. A word that can mean nothing (one letter) stays, without readings,
    and is found nowhere; punctuation alone is no word."""
    parts = [q] if _ONLY_A_NUMBER.fullmatch(q) else q.split()
    words = dict.fromkeys(compact(part)[:LONGEST_WORD] for part in parts)
    return tuple(readings_of(word) for word in list(words)[:MOST_WORDS] if word)


def in_one_word(q: str) -> tuple[Word, ...]:
    """What was typed as several short words, taken as one: “main st” stands in “101 Main Street”."""
    parts = q.split()
    return words_of("".join(parts)) if len(parts) > 1 and q.isascii() else ()


@lru_cache(maxsize=2_000)
def readings_of(word: str) -> Word:
    """Everything that one word may mean, strongest first."""
    found = [*_as_name(word)]
    if word.isascii():
        found += [*_as_spelling(word), *_as_code(word), *_as_phone(word)]
    found += [*_as_text(word)]
    return tuple(sorted(found, key=lambda reading: reading.strength))


def _all(kind: str, pieces: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((kind + piece,) for piece in dict.fromkeys(pieces))


def _as_name(word: str) -> Iterable[Reading]:
    pieces = tuple(_pieces(word)) or ((word,) if is_sign(word[0]) else ())
    if len(word) > 1 or is_sign(word):
        start = (("n^" + word[:2],), *_all("n", pieces))
        yield Reading(Strength.NAME_BEGINS, NAME, word, start, begins=True)
    if pieces:
        yield Reading(Strength.NAME, NAME, word, _all("n", pieces))


def _as_spelling(word: str) -> Iterable[Reading]:
    if len(word) < 2 or word.isdecimal():
        return
    pairs = _all("i", _windows(word, 2))
    yield Reading(Strength.SPELLED_BEGINS, INITIALS, word, (("i^" + word[:2],), *pairs), begins=True)
    yield Reading(Strength.SPELLED, INITIALS, word, pairs)
    for parts in spelling.ways_to_say(word):
        grams = _grams_of_sound(parts)
        needle = MARK + MARK.join(parts)
        starts = (("i^" + parts[0][0] + parts[1][0],),) if len(parts) > 1 else ()
        yield Reading(Strength.SPELLED_BEGINS, SOUND, needle, (*starts, *grams), begins=True)
        yield Reading(Strength.SPELLED, SOUND, needle, grams)


def _grams_of_sound(parts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    *whole, last = parts
    grams: list[tuple[str, ...]] = [("s" + syllable,) for syllable in dict.fromkeys(whole)]
    grams += [("i" + one[0] + other[0],) for one, other in pairwise(parts)]
    if len(last) == 2:
        grams.append(("b" + last,))
    elif len(last) > 2:
        grams.append(tuple("s" + syllable for syllable in spelling.begun(last)))
    elif not whole:  # a single vowel that is a whole syllable
        grams.append(("s" + last,))
    return tuple(grams)


def _as_code(word: str) -> Iterable[Reading]:
    if len(word) == 2:
        yield Reading(Strength.PART_OF_CODE, CODE, word, (("c^" + word,),), begins=True)
    elif len(word) > 2:
        yield Reading(Strength.PART_OF_CODE, CODE, word, _all("c", _windows(word, 3)))


def _as_phone(word: str) -> Iterable[Reading]:
    if len(word) >= LEAST_OF_A_PHONE and word.isdecimal():
        threes = _all("p", _windows(word, 3))
        yield Reading(Strength.PHONE_ENDS, PHONES, word, (("p$" + word[-3:],), *threes), ends=True)
        yield Reading(Strength.PHONE, PHONES, word, threes)


def _as_text(word: str) -> Iterable[Reading]:
    pieces = tuple(_pieces(word))
    if pieces and not word.isdecimal():
        yield Reading(Strength.PERSON, PEOPLE, word, _all("o", pieces))
    if pieces:
        yield Reading(Strength.ADDRESS, PLACE, word, _all("a", pieces))
    if len(word) >= LEAST_OF_A_LICENCE and word.isascii() and not word.isalpha():
        yield Reading(Strength.LICENCE, LICENCE, word, _all("", sorted(_of_licence(word))))


def of_unit(unit_id: UUID | str) -> str:
    """The gram of all outlets of a unit."""
    return "u" + str(unit_id).replace("-", "")


def of_owner(owner_id: UUID | str) -> str:
    """The gram of all outlets of an owner."""
    return "w" + str(owner_id).replace("-", "")


_BUCKETS = 40
_GRADES = {"A": 0, "B": 1}
_GONE, _CLOSED, _RESTING = 240, 60, 30


def level_of(*, grade: str, sales: int, status: str, is_archived: bool) -> int:
    """How good an outlet is among those that match equally well: grade, then turnover; 0 is best."""
    if is_archived:
        return _GONE
    bucket = _BUCKETS - min(_BUCKETS, (max(0, sales) // 100).bit_length() * 3 // 2)
    rest = {"active": 0, "prospect": 0, "suspended": _RESTING, "closed": _CLOSED}.get(status, 0)
    return _GRADES.get(grade, 2) * (_BUCKETS + 1) + bucket + rest
