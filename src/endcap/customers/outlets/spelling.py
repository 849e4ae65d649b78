"""How a name is typed on a keyboard: its signs, its pinyin, its initials, and which sign each letter came from.

Pure. The same spelling serves the index of the search and the words that a person types.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from endcap.kernel.pinyin import syllables

MARK = "'"  # stands before every syllable, so that "an" is not found in the middle of "huan"
_NOT_WORD = re.compile(r"[^\w]|_")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_SCRIPTS_OF_SIGNS = "\u2e80"  # from here on a single sign says as much as a word: Chinese, kana, hangul

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan ue un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(start + final for start, finals in _FINALS.items() for final in finals.split())
_BEGINNINGS = frozenset(syllable[:end] for syllable in SYLLABLES for end in range(1, len(syllable) + 1))
_LONGEST = max(map(len, SYLLABLES))
_WAYS = 6  # so many ways to part letters into syllables are tried


def compact(text: str) -> str:
    """Letters, digits and signs alone, in one width and case."""
    if text.isascii():
        text = text.lower()
        return text if text.isalnum() else _NOT_WORD.sub("", text)
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_sign(letter: str) -> bool:
    """Whether a letter is of a script that writes whole syllables or words with one sign."""
    return letter >= _SCRIPTS_OF_SIGNS


def sources(text: str) -> list[int]:
    """For every letter of the compact text, its place in the text as it was written."""
    return [place for place, letter in enumerate(text) for _each in compact(letter)]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name in signs, in pinyin and in initials."""

    signs: str
    sound: str
    initials: str


@dataclass(frozen=True, slots=True)
class Origins:
    """From which letter of the compact name each letter of its pinyin and of its initials came."""

    sound: tuple[int, ...]
    initials: tuple[int, ...]


@lru_cache(maxsize=8_000)
def spelling_of(name: str) -> Spelling:
    """How a name is spelled. A name without Chinese signs has no pinyin; its initials are those of its words."""
    signs = compact(name)
    runs = _RUNS.findall(signs)
    if not any(_is_chinese(run) for run in runs):
        initials = "".join(word[0] for word in _words(name))
        return Spelling(signs, "", initials if len(initials) > 1 else "")
    sound: list[str] = []
    letters: list[str] = []
    for run in runs:
        if _is_chinese(run):
            spoken = syllables(run)
            sound += spoken
            letters += [syllable[0] for syllable in spoken]
        else:
            sound.append(run)
            letters.append(run)
    return Spelling(signs, MARK + MARK.join(sound), "".join(letters))


def origins_of(name: str) -> Origins:
    """Where the letters of a name's spelling came from, to show which part of the name was meant."""
    runs = _RUNS.findall(compact(name))
    sound: list[int] = []
    initials: list[int] = []
    place = 0
    if not any(_is_chinese(run) for run in runs):
        for word in _words(name):
            initials.append(place)
            place += len(word)
        return Origins((), tuple(initials))
    for run in runs:
        places = range(place, place + len(run))
        if _is_chinese(run):
            for here, syllable in zip(places, syllables(run), strict=True):
                sound += [here] * (len(syllable) + 1)
        else:
            sound += [place, *places]
        initials += places
        place += len(run)
    return Origins(tuple(sound), tuple(initials))


def _is_chinese(run: str) -> bool:
    return "\u3400" <= run[0] <= "\u9fff"


def _words(name: str) -> list[str]:
    """“Hy-Vee Food Store”: hy, vee, food, store."""
    return [word for word in _BETWEEN_WORDS.split(unicodedata.normalize("NFKC", name).casefold()) if word]


@lru_cache(maxsize=2_000)
def ways_to_say(letters: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read letters as pinyin; the last part may be the beginning of a syllable still being typed.

    Fewest parts first: xian is 先 before it is 西安.
    """
    found: list[tuple[str, ...]] = []

    def go(place: int, parts: tuple[str, ...]) -> None:
        if len(found) >= 4 * _WAYS:
            return
        if letters[place:] in _BEGINNINGS:
            found.append((*parts, letters[place:]))
        for end in range(min(len(letters) - 1, place + _LONGEST), place, -1):
            if letters[place:end] in SYLLABLES:
                go(end, (*parts, letters[place:end]))

    if letters.isascii() and letters.isalpha():
        go(0, ())
    return tuple(sorted(found, key=len)[:_WAYS])


@lru_cache(maxsize=500)
def begun(letters: str) -> tuple[str, ...]:
    """The syllables that begin with these letters."""
    return tuple(sorted(syllable for syllable in SYLLABLES if syllable.startswith(letters)))
