"""What clinicians write for a name: abbreviations and everyday words, the shipped ones and the hospital's own."""

import json
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, cast

from app.errors import InputError
from app.knowledge.pinyin import Reader, initials
from app.knowledge.spelling import has_han

_MOST = 8
"""Expansions of one typed text; more would only bury what was typed."""
_COMPLETED = 3
"""Terms that a text which has only begun is completed to."""
_SPOKEN = 3
"""Fewest initials a Chinese abbreviation is known by (gxb for 冠心病); shorter ones mean too much."""
Terms = Mapping[str, tuple[str, ...]]


class How(StrEnum):
    """How a typed text came to a meaning."""

    TERM = "term"
    """It is a term, or holds one."""
    SPOKEN = "spoken"
    """It is the initials of one."""
    BEGUN = "begun"
    """It is the beginning of one."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words a typed text may stand for."""

    how: How
    text: str


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Terms and the words a code book has for them; a term may stand for several conditions."""

    terms: Terms = field(default_factory=dict[str, tuple[str, ...]])
    """Folded term → canonical words; blanks part words that may stand in any order."""
    spoken: Terms = field(default_factory=dict[str, tuple[str, ...]])
    """Pinyin initials of a Chinese term → canonical words."""
    _sorted: tuple[str, ...] = ()

    @classmethod
    def load(cls, shipped: Path, site: Path | None = None) -> Self:
        """Read the shipped abbreviations*.toml of a folder and the site's file; the site's meanings come first.

        Raise InputError, naming file and term, on a file that is not one.
        """
        merged: dict[str, tuple[str, ...]] = {}
        files = ([site] if site is not None and site.exists() else []) + sorted(shipped.glob("abbreviations.*.toml"))
        for path in files:
            for term, meanings in load_terms(path).items():
                key = fold_term(term)
                merged[key] = tuple(dict.fromkeys((*merged.get(key, ()), *meanings)))
        return cls.of(merged)

    @classmethod
    def of(cls, terms: Terms) -> Self:
        """Take terms as they are written."""
        reader = Reader()
        folded: dict[str, tuple[str, ...]] = {}
        spoken: dict[str, tuple[str, ...]] = {}
        for term, meanings in terms.items():
            key = fold_term(term)
            folded[key] = (*folded.get(key, ()), *meanings)
            if not has_han(term):
                continue
            for syllables in reader.readings(term):
                letters = initials(syllables)
                if len(letters) >= _SPOKEN:
                    spoken[letters] = tuple(dict.fromkeys((*spoken.get(letters, ()), *meanings)))
        return cls(folded, spoken, tuple(sorted(folded)))

    def meanings(self, text: str) -> tuple[Meaning, ...]:
        """Return what a text may stand for, best first, itself not among them.

        The text may be a term, the initials of one, or hold terms (急性心梗 → 急性心肌梗死); one that has only begun
        (慢阻) gives what it may become.
        """
        folded = fold_term(text)
        if not folded:
            return ()
        found = [Meaning(How.TERM, meant) for meant in self.terms.get(folded, ())]
        found += [Meaning(How.TERM, written) for written in self._replaced(folded)]
        found += [Meaning(How.SPOKEN, meant) for meant in self.spoken.get(folded, ())]
        found += [Meaning(How.BEGUN, meant) for meant in self._begun(folded)]
        kept = {fold_term(meaning.text): meaning for meaning in reversed(found)}
        return tuple(meaning for text, meaning in reversed(kept.items()) if text != folded)[:_MOST]

    def expand(self, text: str) -> tuple[str, ...]:
        """Return the words a typed or written text may stand for, without what it may become."""
        return tuple(meaning.text for meaning in self.meanings(text) if meaning.how is not How.BEGUN)

    def _begun(self, folded: str) -> Iterator[str]:
        """Yield the meanings of the first terms that begin with a text."""
        if len(folded) < (2 if has_han(folded) else 3):
            return
        position = bisect_left(self._sorted, folded)
        for term in self._sorted[position : position + _COMPLETED]:
            if term.startswith(folded) and term != folded:
                yield from self.terms[term]

    def _replaced(self, folded: str) -> Iterator[str]:
        """Yield the text with the terms it holds replaced: each by its first meaning, then the first by its others."""
        found = list(self._held(folded))
        if not found:
            return
        most = max(len(self.terms[folded[start:stop]]) for start, stop in found)
        for choice in range(min(most, _MOST)):
            written, last = "", 0
            for start, stop in found:
                meanings = self.terms[folded[start:stop]]
                written += folded[last:start] + meanings[min(choice, len(meanings) - 1)]
                last = stop
            yield written + folded[last:]

    def _held(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where terms stand in a text: the longest first at each place, none inside a Latin word."""
        start = 0
        while start < len(folded):
            stop = next((stop for stop in range(len(folded), start, -1) if self._is_term(folded, start, stop)), start)
            if stop > start:
                yield start, stop
            start = max(stop, start + 1)

    def _is_term(self, folded: str, start: int, stop: int) -> bool:
        meanings = self.terms.get(folded[start:stop])
        if meanings is None or any(
            len(meaning) > stop - start and meaning.casefold() in folded for meaning in meanings
        ):
            return False
        return not (_joined(folded[:start][-1:], folded[start]) or _joined(folded[stop - 1], folded[stop : stop + 1]))


def fold_term(text: str) -> str:
    """Return a term as it is compared: one width, lower case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def load_terms(path: Path) -> dict[str, tuple[str, ...]]:
    """Read one file of terms; raise InputError on one that cannot be read or is not one."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name} cannot be read: {error}.", "Mend or delete the file.") from error
    unknown = content.keys() - {"version", "terms"}
    if unknown or not isinstance(content.get("terms", {}), dict):
        words = ", ".join(sorted(unknown)) or "terms"
        raise InputError(
            f"{path.name}: {words} is not known here.", 'Write [terms], then lines like "房颤" = "心房颤动".'
        )
    rows = cast("dict[str, Any]", content.get("terms", {}))
    return {term: _meanings(path, term, meant) for term, meant in rows.items()}


def save_site(path: Path, terms: Terms) -> None:
    """Write the hospital's own terms, replacing the file whole; raise InputError on an empty term or meaning."""
    lines = ['version = "1"', "", "[terms]"]
    for term, meanings in terms.items():
        checked = _meanings(path, term, list(meanings))
        lines.append(f"{_toml(term.strip())} = [{', '.join(map(_toml, checked))}]")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    fresh.replace(path)


def _meanings(path: Path, term: str, meant: object) -> tuple[str, ...]:
    """Return the meanings of a term; raise InputError when there is none or one is no text."""
    listed = cast("list[object]", meant) if isinstance(meant, list) else [meant]
    meanings = tuple(" ".join(each.split()) for each in listed if isinstance(each, str))
    if not term.strip() or not meanings or len(meanings) != len(listed) or not all(meanings):
        raise InputError(
            f"{path.name}: the term {term!r} needs its words, a text or a list of texts.",
            'Write it like "房颤" = "心房颤动" or "MI" = ["心肌梗死"].',
        )
    return meanings


def _joined(left: str, right: str) -> bool:
    return bool(left and right) and left.isascii() and right.isascii() and left.isalpha() and right.isalpha()


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
