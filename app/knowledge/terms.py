"""Text as the retrieval compares it: pairs of neighbouring characters in Chinese, stemmed words in English.

Both the names of a book and the passages of a record become terms by the same rules, each traceable to its place.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from app.coding.normalise import fold
from app.errors import InputError
from app.knowledge.entries import Language
from app.paths import resources

_WORD = re.compile(r"[a-z0-9]+")
_PIECE = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[^\sa-z\d]")
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_SHORTEST_PLURAL = 4
_TERMS_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a text; start and end count the text's code points."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How one language's words are read: which say nothing, which are general, which stand for one another."""

    language: Language
    empty: frozenset[str]
    """Words that are no terms at all (the, of)."""
    general: frozenset[str]
    """Terms every book repeats (unspecified, other, 其他): they weigh next to nothing."""
    same: Mapping[str, str]
    """A word → the word of the same meaning it is counted as (renal → kidney)."""
    digest: str
    """Changes with whatever changes the terms, so that an index made from older ones is made again."""

    def terms(self, text: str) -> Iterator[Term]:
        """Yield the terms of a text in reading order."""
        return self._words(text) if self.language is Language.EN else self._pairs(text)

    def words(self, text: str) -> frozenset[str]:
        """Return the different terms of a text."""
        return frozenset(term.word for term in self.terms(text))

    def _words(self, text: str) -> Iterator[Term]:
        lowered = text.lower()
        text = lowered if len(lowered) == len(text) else text
        for match in _WORD.finditer(text):
            written = match.group()
            if written not in self.empty:
                stem = _singular(written)
                yield Term(self.same.get(written) or self.same.get(stem, stem), match.start(), match.end())

    def _pairs(self, text: str) -> Iterator[Term]:
        """Yield neighbouring pairs of characters, words in Latin letters and numbers; a lone one as itself."""
        folded = fold(text)
        pieces = [match for match in _PIECE.finditer(folded.text) if _tells(match.group())]
        if len(pieces) == 1:
            yield Term(pieces[0].group(), *folded.span(*pieces[0].span()))
        for left, right in pairwise(pieces):
            if left.end() == right.start():
                yield Term(left.group() + right.group(), *folded.span(left.start(), right.end()))


def _tells(piece: str) -> bool:
    """Leave out punctuation; letters, numbers and characters tell something."""
    return piece[0].isalnum() or _CHINESE.match(piece) is not None


def _singular(word: str) -> str:
    """Take the plural off an English or Latin word."""
    if len(word) <= _SHORTEST_PLURAL or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("oses", "ases", "eses")):
        return f"{word[:-2]}is"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word if word.endswith(("ss", "is", "us")) else word[:-1]


@cache
def load_vocabulary(language: Language, folder: Path | None = None) -> Vocabulary:
    """Read a language's words from resources/knowledge; raise InputError when the file is missing or faulty."""
    path = (folder or resources() / "knowledge") / f"terms.{language}.toml"
    try:
        raw = path.read_bytes()
        content = tomllib.loads(raw.decode("utf-8"))
        groups: list[list[str]] = content["same"]
        same = {word: words[0] for words in groups for word in words}
        general: list[str] = content["general"]
        empty: list[str] = content["empty"]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(f"{path.name} cannot be used: {error}.", "Restore the file.") from error
    digest = hashlib.sha256(json.dumps([_TERMS_VERSION, content], sort_keys=True).encode()).hexdigest()
    return Vocabulary(language, frozenset(empty), frozenset(general), MappingProxyType(same), digest)
