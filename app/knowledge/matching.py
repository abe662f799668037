"""How what was typed meets the rows of one book: every way of meeting, each with how good it is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from app.knowledge.faces import FaceName, Numbers
from app.knowledge.pinyin import is_typed_pinyin
from app.knowledge.spelling import TypedSpellings, code_key, has_han, word_variants, words
from app.knowledge.synonyms import How, Meaning
from app.knowledge.tables.search_rows import Shelf

_CODE = re.compile(r"[a-z](?:\d[0-9a-z+/]*)?")
_SCRIPTS = re.compile("[a-z]+|\\d+|[^a-z\\d]+")
_SCANNED = 3
"""Fewest letters that are looked for inside words; fewer stand in most of them."""
_EMPTY = frozenset(("of", "the", "and", "or", "with", "in", "to", "by", "for", "due", "a", "an"))
"""English words that say nothing when the parts of a name are typed in another order."""
Mask = NDArray[np.bool_]


class Why(StrEnum):
    """What of an entry met what was typed."""

    CODE = "code"
    EXACT = "exact"
    PREFIX = "prefix"
    PARTS = "parts"
    PINYIN = "pinyin"
    SYNONYM = "synonym"


class Level(IntEnum):
    """How good a meeting is, best first; ways of one level are ranked by use and length alone."""

    CODE = 0
    EXACT = 1
    SYNONYM_EXACT = 2
    CODE_PREFIX = 3
    ABBREVIATION = 4
    ABBREVIATION_PARTS = 5
    SPOKEN_EXACT = 6
    PREFIX = 7
    SPOKEN_PREFIX = 7
    SYNONYM_PREFIX = 8
    PHRASE = 9
    SYNONYM_PARTS = 9
    PHRASE_BEGUN = 10
    SPOKEN_INSIDE = 10
    WORDS = 11
    PARTS = 12
    SYNONYM_BEGUN = 12
    SPOKEN_PARTS = 13
    LOOSE = 14
    NONE = 255


_MEANT = {
    How.TERM: (Level.SYNONYM_EXACT, Level.SYNONYM_PREFIX, Level.SYNONYM_PARTS),
    How.SPOKEN: (Level.SPOKEN_EXACT, Level.SPOKEN_PREFIX, Level.SYNONYM_PREFIX),
    How.BEGUN: (Level.SYNONYM_BEGUN, Level.SYNONYM_BEGUN, Level.SPOKEN_PARTS),
}
"""How good it is to meet a meaning as a whole name, at its beginning, and anywhere."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Rows that were met in one way; a row may be in it twice."""

    level: Level
    why: Why
    rows: Numbers


class Asked:
    """One shelf asked for one typed text; what a part meets is looked up once."""

    def __init__(self, shelf: Shelf, spellings: TypedSpellings, enough: int) -> None:
        """Take how many rows are enough: weaker ways than those that gave them are left out."""
        self._codes = shelf.faces[FaceName.CODE]
        self._names = shelf.faces[FaceName.NAME]
        self._sounds = (shelf.faces[FaceName.INITIALS], shelf.faces[FaceName.PINYIN])
        self._size = len(shelf.entries)
        self._spellings = spellings
        self._enough = enough
        self._known: dict[str, Mask] = {}

    def meetings(self, typed: str, meanings: Iterable[Meaning]) -> Iterator[Meeting]:
        """Yield every way in which the typed text and its meanings meet the rows."""
        parts = typed.split()
        coded = list(self._by_code(typed))
        yield from coded
        if len(typed) == 1 and any(len(met.rows) >= self._enough for met in coded):
            return
        phrases = list(self._by_name(typed))
        yield from phrases
        yield from self._by_sound(parts)
        if len(parts) > 1 and max((len(met.rows) for met in phrases), default=0) < self._enough:
            yield from self._by_parts(parts)
        latin = not has_han(typed)
        for meaning in meanings:
            yield from self._by_meaning(meaning, latin=latin)

    def loose_meetings(self, typed: str) -> Iterator[Meeting]:
        """Yield weaker ways, for a text that met nothing: inside words, other spellings, parts without blanks."""
        parts = typed.casefold().split()
        yield Meeting(Level.LOOSE, Why.PARTS, _rows([self._loose(part) for part in parts]))
        if len(parts) != 1:
            return
        scripts = _SCRIPTS.findall(parts[0])
        if len(scripts) > 1:
            yield Meeting(Level.PARTS, Why.PARTS, _rows([self._any(script) for script in scripts]))
        if is_typed_pinyin(parts[0]):
            yield from self._half_spelt(parts[0])
        elif has_han(parts[0]):
            yield from self._unparted(parts[0])

    def _by_code(self, typed: str) -> Iterator[Meeting]:
        key = code_key(typed)
        if not _CODE.fullmatch(key):
            return
        met = self._codes.meet(key)
        yield Meeting(Level.CODE, Why.CODE, met.whole)
        yield Meeting(Level.CODE_PREFIX, Why.CODE, met.begun)

    def _by_name(self, typed: str) -> Iterator[Meeting]:
        """Meet the whole text as one phrase."""
        for spelling in self._spellings.of(typed):
            met = self._names.meet(spelling)
            if not len(met.holding):
                continue
            yield Meeting(Level.EXACT, Why.EXACT, met.whole)
            yield Meeting(Level.PREFIX, Why.PREFIX, met.begun)
            if has_han(spelling):
                yield Meeting(Level.PHRASE, Why.PARTS, met.holding)
            else:
                yield Meeting(Level.PHRASE, Why.PARTS, self._names.worded(spelling))
                yield Meeting(Level.PHRASE_BEGUN, Why.PARTS, met.holding)

    def _by_sound(self, parts: Sequence[str]) -> Iterator[Meeting]:
        """Meet the whole text as initials or as pinyin."""
        spoken = _spoken("".join(parts))
        if not spoken:
            return
        for face in self._sounds:
            met = face.meet(spoken)
            yield Meeting(Level.SPOKEN_EXACT, Why.PINYIN, met.whole)
            yield Meeting(Level.SPOKEN_PREFIX, Why.PINYIN, met.begun)
            yield Meeting(Level.SPOKEN_INSIDE, Why.PINYIN, met.holding)

    def _by_parts(self, parts: Sequence[str]) -> Iterator[Meeting]:
        """Meet every part somewhere: all in the name (whole words first), or some by sound or code."""
        said = [part for part in parts if part.casefold() not in _EMPTY] or parts
        named = _rows([self._named(part) for part in said])
        if len(named) and not any(map(has_han, said)):
            yield Meeting(Level.WORDS, Why.PARTS, _rows([self._worded(part) for part in said]))
        yield Meeting(Level.PARTS, Why.PARTS, named)
        if len(named) < self._enough:
            yield Meeting(Level.SPOKEN_PARTS, Why.PINYIN, _rows([self._any(part) for part in said]))

    def _by_meaning(self, meaning: Meaning, *, latin: bool) -> Iterator[Meeting]:
        """Meet the words a term stands for; those of a Latin abbreviation go before words that begin like it."""
        exact, begun, parted = _MEANT[meaning.how]
        if latin and meaning.how is How.TERM:
            begun, parted = Level.ABBREVIATION, Level.ABBREVIATION_PARTS
        found = False
        for spelling in self._spellings.of(meaning.text):
            met = self._names.meet(spelling)
            if len(met.holding):
                found = True
                yield Meeting(exact, Why.SYNONYM, met.whole)
                yield Meeting(begun, Why.SYNONYM, met.begun)
                yield Meeting(parted, Why.SYNONYM, met.holding)
        parts = [part for part in meaning.text.split() if part not in _EMPTY]
        if len(parts) > 1 and not found and meaning.how is not How.BEGUN:
            yield Meeting(parted, Why.SYNONYM, _rows([self._named(part) for part in parts]))

    def _named(self, part: str) -> Mask:
        """Mark the rows whose name has the part."""
        known = self._known.get(part)
        if known is None:
            rows = (self._names.holding(spelling) for spelling in self._spellings.of(part))
            known = self._known[part] = self._marked(rows)
        return known

    def _worded(self, part: str) -> Mask:
        """Mark the rows whose name has the part as whole words."""
        return self._marked(self._names.worded(spelling) for spelling in self._spellings.of(part))

    def _any(self, part: str) -> Mask:
        """Mark the rows that one part meets in the name, by sound or by code."""
        return self._named(part) | self._marked(self._otherwise(part))

    def _otherwise(self, part: str) -> Iterator[Numbers]:
        key = code_key(part)
        if _CODE.fullmatch(key):
            yield self._codes.meet(key).begun
        if spoken := _spoken(part):
            for face in self._sounds:
                yield face.holding(spoken)

    def _loose(self, part: str) -> Mask:
        """Mark the rows that one part meets; when there is none, in another spelling or inside a word."""
        found = self._any(part)
        if found.any() or has_han(part):
            return found
        word = words(part)
        for variant in word_variants(word):
            found = self._any(variant)
            if found.any():
                return found
        return self._marked([self._names.within(word)]) if len(word) >= _SCANNED else found

    def _half_spelt(self, part: str) -> Iterator[Meeting]:
        """Meet a text whose first characters are spelt out and whose last are initials, or the other way round."""
        letters, spelt = self._sounds
        for cut in range(1, len(part)):
            for first, second in ((spelt, letters), (letters, spelt)):
                met = (first.holding(part[:cut]), second.holding(part[cut:]))
                yield Meeting(Level.PARTS, Why.PINYIN, _rows([self._marked([rows]) for rows in met]))

    def _unparted(self, part: str) -> Iterator[Meeting]:
        """Meet two parts typed without a blank (肺炎重症), or else the longest beginning that is known."""
        spelling = self._spellings.of(part)[0]
        for cut in range(2, len(spelling) - 1):
            met = (self._names.holding(spelling[:cut]), self._names.holding(spelling[cut:]))
            yield Meeting(Level.PARTS, Why.PARTS, _rows([self._marked([rows]) for rows in met]))
        for stop in range(len(spelling) - 1, 1, -1):
            rows = self._names.holding(spelling[:stop])
            if len(rows):
                yield Meeting(Level.LOOSE, Why.PARTS, rows)
                return

    def _marked(self, found: Iterable[Numbers]) -> Mask:
        mask = np.zeros(self._size, dtype=np.bool_)
        for rows in found:
            mask[rows] = True
        return mask


def _spoken(part: str) -> str:
    """Return a part as initials and pinyin are spelt, empty when it cannot be either."""
    plain = part.casefold().replace("'", "").replace("ü", "v").replace("ve", "ue")
    return plain if is_typed_pinyin(plain) else ""


def _rows(masks: Sequence[Mask]) -> Numbers:
    """Return the rows that all masks mark."""
    return np.flatnonzero(np.logical_and.reduce(masks)).astype(np.uint32)
