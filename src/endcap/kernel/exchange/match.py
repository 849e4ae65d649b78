"""Keys that repeats of the same outlet share, however its name, address and phone were typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from endcap.kernel.pinyin import syllables

_SLASH_TAIL = re.compile(r"^(.*\S)\s*(?:/|\s-)\s*([^/]+?)\s*$")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORDS = {
    "street": "st", "str": "st", "avenue": "ave", "av": "ave", "road": "rd", "boulevard": "blvd",
    "drive": "dr", "lane": "ln", "court": "ct", "circle": "cir", "highway": "hwy", "parkway": "pkwy",
    "place": "pl", "square": "sq", "terrace": "ter", "trail": "trl", "mount": "mt", "saint": "st",
    "suite": "ste", "unit": "unit", "units": "unit", "building": "bldg", "north": "n", "south": "s",
    "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_DOTTED = re.compile(r"\b([a-z])\.(?=[a-z]\b|\s|,|$)")


def _plain(text: str) -> str:
    return (
        unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'").replace("`", "'")
    )


def split_place(name: str) -> tuple[str, str]:
    """A name and the place after its last slash or dash: "HY-VEE #2 / CORALVILLE"."""
    found = _SLASH_TAIL.match(name)
    return (found[1], found[2]) if found else (name, "")


@lru_cache(maxsize=8_000)
def name_key(name: str, city: str = "", *, places: frozenset[str] = frozenset()) -> str:
    """The name without case, punctuation and spaces; "/ CITY" at its end goes when the row's city or known.

    A place that was cut off ("/ CEDAR" of CEDAR RAPIDS) goes too. "&" and "AND" are the same word.
    """
    text = _plain(name)
    head, tail = split_place(text)
    if tail:
        tail_key, city_key = _NOT_WORD.sub("", tail), _NOT_WORD.sub("", _plain(city))
        is_city = (
            tail_key
            and city_key
            and (tail_key == city_key or (len(tail_key) >= 4 and city_key.startswith(tail_key)))
        )
        if is_city or tail_key in places:
            text = head
    text = re.sub(r"\band\b", "&", text).replace("&", " & ")
    return "".join(part for part in re.split(r"[^\w&]+|_+", text) if part)


@lru_cache(maxsize=8_000)
def address_key(address: str) -> str:
    """The street address with one spelling for street words and directions, without punctuation."""
    text = _DOTTED.sub(r"\1", _plain(address).replace("'", ""))
    words = [_WORDS.get(word, word) for word in _NOT_WORD.sub(" ", text).split()]
    return "".join(words)


def phone_tail(phone: str) -> str:
    """The last eight digits, which survive country codes and area codes."""
    return re.sub(r"\D", "", phone)[-8:]


@lru_cache(maxsize=8_000)
def _pinyin_of(run: str) -> tuple[str, str]:
    spoken = syllables(run)
    return "".join(spoken), "".join(syllable[:1] for syllable in spoken)


@lru_cache(maxsize=4_000)
def search_keys(name: str) -> str:
    """What a person may type to find the name: itself, its pinyin and its initials, lower case."""
    text = _plain(name)
    compact = _NOT_WORD.sub("", text)
    parts = [text.strip(), compact]
    if _HAN_RUN.search(text):
        full, initials = [], []
        for piece in re.split(r"([\u3400-\u9fff]+)", compact):
            if not piece:
                continue
            spelled, first = _pinyin_of(piece) if _HAN_RUN.fullmatch(piece) else (piece, piece)
            full.append(spelled)
            initials.append(first)
        parts += ["".join(full), "".join(initials)]
    return " ".join(dict.fromkeys(part for part in parts if part))
