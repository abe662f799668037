"""The Latin names of many codes, found word by word in English text."""

import sys
from collections.abc import Iterable, Iterator

from app.coding.codebook import Code
from app.coding.language import has_han
from app.coding.variants import title_variants
from app.coding.words import Words, name_words, read_words

_SHORTEST = 2
"""Letters a name of one word needs."""
_SHORTEST_VARIANT = 5
"""Letters a variant of one word needs: shorter ones stand for too much."""
_MOST_SHARING = 3
"""Codes that may share a variant; what more share names none of them."""
_WITHOUT = "without"
_WITH = "with"
_OUTER_CAUSES = "STVWXYZ"
"""ICD-10-CM chapters (injuries, causes, factors) whose titles shortened to a word or two are everyday words."""
_OUTER_WORDS = 2
_NOT_THE_CONDITION = (
    "diabetic diet",
    "diabetes education",
    "cardiac diet",
    "pneumonia vaccine",
    "pneumococcal vaccine",
    "influenza vaccine",
    "flu vaccine",
    "flu shot",
    "hepatitis panel",
    "hepatitis serologies",
    "seizure precautions",
    "fall precautions",
    "fall risk",
    "alcohol swab",
    "heart failure clinic",
    "heart failure education",
    "diabetes clinic",
    "stroke unit",
    "cancer center",
)
"""Words that hold a condition's name without naming it: diets, vaccines, clinics."""
Named = dict[tuple[str, ...], tuple[Code, ...]]


class WordNames:
    """Names as they are searched for word by word; a title also stands for its safe variants (`variants`)."""

    def __init__(self, codes: Iterable[Code]) -> None:
        """Index names and aliases as given, then variants that no name already is and few codes share."""
        named: Named = {name_words(words): () for words in _NOT_THE_CONDITION}
        variants: Named = {}
        unless: set[tuple[str, ...]] = set()
        for code in codes:
            for name in (code.name, *code.aliases):
                if not has_han(name):
                    words = name_words(name)
                    if len(words) > 1 or (words and len(words[0]) >= _SHORTEST):
                        _put(named, words, code)
                    unless.update(_put_variants(variants, name, words, code))
        for words, found in variants.items():
            long_enough = len(words) > 1 or (words and len(words[0]) >= _SHORTEST_VARIANT)
            if long_enough and len(found) <= _MOST_SHARING and words not in named:
                named[words] = found
            else:
                unless.discard(words)
        self._codes = named
        self._unless_with = unless
        lengths: dict[str, set[int]] = {}
        for words in named:
            lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def spans(self, text: str) -> Iterator[tuple[tuple[Code, ...], int, int]]:
        """Yield the codes named and where; the first and longest name wins."""
        read = read_words(text)
        position = 0
        while position < len(read.words):
            found = self._longest(read, position)
            if found is None:
                position += 1
                continue
            codes, stop = found
            if codes:
                yield codes, read.starts[position], read.ends[stop - 1]
            position = stop

    def _longest(self, read: Words, position: int) -> tuple[tuple[Code, ...], int] | None:
        """Return the codes of the longest name that starts at a word, and the word after it."""
        lengths = self._lengths.get(read.words[position])
        if lengths is None:
            return None
        most = 1
        while position + most < len(read.words) and most < lengths[0] and read.joined[position + most]:
            most += 1
        for length in lengths:
            if length <= most:
                words = read.words[position : position + length]
                codes = self._codes.get(words)
                if codes is not None and not (words in self._unless_with and _goes_on_with(read, position + length)):
                    return codes, position + length
        return None


def _put_variants(variants: Named, name: str, words: tuple[str, ...], code: Code) -> Iterator[tuple[str, ...]]:
    """Add a title's variants; yield those that left out what the title is without."""
    least = _OUTER_WORDS if code.code[:1] in _OUTER_CAUSES else 0
    for variant in title_variants(name):
        shorter = name_words(variant)
        if len(shorter) > least:
            _put(variants, shorter, code, _MOST_SHARING)
        if _WITHOUT in words and _WITHOUT not in shorter:
            yield shorter


def _goes_on_with(read: Words, after: int) -> bool:
    """Say whether the text goes on "with …" after a name whose title says "without"."""
    return after < len(read.words) and read.joined[after] and read.words[after] == _WITH


def _put(named: Named, words: tuple[str, ...], code: Code, most: int = sys.maxsize) -> None:
    """Add a code to those that words name, once; past `most` no more are kept."""
    known = named.get(words)
    if known is None:
        named[words] = (code,)
    elif code not in known and len(known) <= most:
        named[words] = (*known, code)
