"""English text as words that can be compared: case, plural, possessive, British spelling and numerals evened out."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*(?:['’]s\b)?")
_PLAIN = re.compile(r"[A-Za-z0-9]+")
"""The same where the text is ASCII without an apostrophe, and faster."""
_BETWEEN = re.compile(r"[ \t\-–—/,()\[\]'’\"&+.]*\n?[ \t]*")
_FULL_STOP = re.compile(r"\.(?:\s|$)")
_IRREGULAR = {
    "metastases": "metastasis",
    "diagnoses": "diagnosis",
    "stenoses": "stenosis",
    "thromboses": "thrombosis",
    "prostheses": "prosthesis",
    "psychoses": "psychosis",
    "neuroses": "neurosis",
    "fistulae": "fistula",
    "vertebrae": "vertebra",
    "calculi": "calculus",
    "emboli": "embolus",
    "thrombi": "thrombus",
    "diverticula": "diverticulum",
    "w": "with",
}
_GRADED = frozenset({"type", "stage", "grade", "class", "nyha", "killip", "degree", "factor", "bipolar"})
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_ENDS_IN_S = ("ss", "us", "is", "ous")
_LONG = 4


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words in comparable form; word i stands at the original's code points starts[i] to ends[i]."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    joined: tuple[bool, ...]
    """Whether word i may go on a name begun at word i - 1: nothing that ends a phrase stands between them."""


def read_words(text: str) -> Words:
    """Split an English text into comparable words with their places."""
    matches = list(_WORD.finditer(text))
    words = _numerals([fold_word(match.group()) for match in matches])
    starts = tuple(match.start() for match in matches)
    ends = tuple(match.end() for match in matches)
    joined = [False] * min(1, len(matches))
    for end, start in zip(ends, starts[1:], strict=False):
        gap = text[end:start]
        joined.append(gap == " " or (_BETWEEN.fullmatch(gap) is not None and _FULL_STOP.search(gap) is None))
    return Words(tuple(words), starts, ends, tuple(joined))


def name_words(name: str) -> tuple[str, ...]:
    """Return a name's words in comparable form."""
    pattern = _PLAIN if name.isascii() and "'" not in name else _WORD
    return tuple(_numerals([fold_word(word) for word in pattern.findall(name)]))


@lru_cache(maxsize=65_536)
def fold_word(word: str) -> str:
    """Even out one word: accents, case, 's, plural, ae and oe, -our."""
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.replace("’", "'"))
        word = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    folded = word.casefold().removesuffix("'s").replace("'", "")
    if folded in _IRREGULAR:
        return _IRREGULAR[folded]
    if len(folded) >= _LONG:
        folded = folded.replace("ae", "e").replace("oe", "e")
        if folded.endswith("ies") and len(folded) > _LONG:
            folded = folded[:-3] + "y"
        elif folded.endswith("s") and not folded.endswith(_ENDS_IN_S):
            folded = folded[:-1]
        if folded.endswith("our") and len(folded) > _LONG:
            folded = folded[:-3] + "or"
    return folded


def _numerals(words: list[str]) -> list[str]:
    """Write the Roman numeral after type, stage, grade, class as a digit (type II diabetes)."""
    if _GRADED.isdisjoint(words):
        return words
    for position in range(1, len(words)):
        if words[position] in _ROMAN and words[position - 1] in _GRADED:
            words[position] = _ROMAN[words[position]]
    return words
