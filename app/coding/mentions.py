"""Where a record names a condition of the scope, and how: the way from text to verified evidence starts here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from app.coding.assertion import Assertion, assertion_at, mention_assertion
from app.coding.codebook import Code
from app.coding.language import Language, has_han, line_language
from app.coding.normalise import Folded, close_bracket, fold, fold_text
from app.coding.record import Record
from app.coding.word_names import WordNames

__all__ = ["Assertion", "Finder", "Mention", "assertion_at", "locate"]

_NOT_THE_CONDITION = (
    "糖尿病饮食",
    "糖尿病普食",
    "糖尿病宣教",
    "糖尿病教育",
    "高血压饮食",
    "冠心病二级预防",
    "冠心病饮食",
    "冠心病危险因素",
    "肺炎支原体",
    "肺炎衣原体",
    "肺炎链球菌",
    "肺炎克雷伯",
    "肺炎疫苗",
    "肺炎球菌",
    "新冠肺炎",
    "新型冠状病毒肺炎",
    "抗心律失常",
    "心律失常药",
    "肺炎军团菌",
    "抗肾衰",
    "肾衰宁",
    "尿毒清",
    "糖尿病足筛查",
    "脑梗死溶栓",
)
"""Words that hold a condition's name without naming it: food, germs, drugs, vaccines."""
_MIN_ALIAS = 2
"""Folded characters a name or alias needs to be searched for; shorter ones stand inside too many words."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a record names a code's condition; start and end count code points of the section's text."""

    code: Code
    section: str
    start: int
    end: int
    text: str
    assertion: Assertion


class Finder:
    """Find the names and aliases of many codes in one pass over a record, each line in its own language's way.

    A line with Han characters is searched in folded text (`normalise`), any other word by word (`words`).
    """

    def __init__(self, codes: Iterable[Code]) -> None:
        """Compile names and aliases once; a name that several codes share is found for each of them."""
        self._listed = tuple(codes)
        self._words = WordNames(self._listed)
        if any(has_han(code.name) for code in self._listed):
            _ = self._folded

    @cached_property
    def _folded(self) -> "_FoldedNames":
        """Compile the names for Chinese text: at once where some are Chinese, else when such text is met."""
        return _FoldedNames(self._listed)

    def find(self, record: Record) -> tuple[Mention, ...]:
        """Return every mention in reading order; where names overlap the first and longest wins."""
        return tuple(mention for section in record.sections for mention in self.find_in(section.text, section.name))

    def find_in(self, text: str, section: str = "") -> Iterator[Mention]:
        """Yield the mentions in one section's text."""
        for begin, stop, language in _stretches(text):
            part = text if stop - begin == len(text) else text[begin:stop]
            spans = self._words.spans(part) if language is Language.EN else self._folded.spans(part)
            for codes, start, end in spans:
                assertion = mention_assertion(text, begin + start, begin + end, section)
                for code in codes:
                    yield Mention(code, section, begin + start, begin + end, part[start:end], assertion)


class _FoldedNames:
    """Names as they are searched for in folded text."""

    def __init__(self, codes: Iterable[Code]) -> None:
        named: dict[str, dict[Code, None]] = {fold_text(words): {} for words in _NOT_THE_CONDITION}
        for code in codes:
            for name in (code.name, *code.aliases):
                folded = fold_text(name)
                if len(folded) >= _MIN_ALIAS:
                    named.setdefault(folded, {})[code] = None
        self._codes = {folded: tuple(found) for folded, found in named.items()}
        lengths: dict[str, set[int]] = {}
        for folded in self._codes:
            lengths.setdefault(folded[:_MIN_ALIAS], set()).add(len(folded))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}

    def spans(self, text: str) -> Iterator[tuple[tuple[Code, ...], int, int]]:
        """Yield the codes named and where; the first and longest name wins."""
        folded = fold(text)
        position = 0
        last = len(folded.text)
        while position < last:
            found = self._longest(text, folded, position)
            if found is None:
                position += 1
                continue
            codes, stop = found
            if codes:
                yield codes, *close_bracket(text, *folded.span(position, stop))
            position = stop

    def _longest(self, text: str, folded: Folded, position: int) -> tuple[tuple[Code, ...], int] | None:
        """Return the codes named by the longest name that starts at a folded position, and where it stops."""
        for length in self._lengths.get(folded.text[position : position + _MIN_ALIAS], ()):
            stop = position + length
            codes = self._codes.get(folded.text[position:stop])
            if codes is not None and len(folded.text) >= stop and _stands_alone(text, folded, position, stop):
                return codes, stop
        return None


def _stretches(text: str) -> Iterator[tuple[int, int, Language]]:
    """Cut a text where its language changes from one line to the next; a text of one language is one stretch."""
    if not has_han(text):
        yield 0, len(text), Language.EN
        return
    begin = 0
    known: Language | None = None
    place = 0
    for line in text.splitlines(keepends=True):
        language = line_language(line, 0, 0) if line.strip() else known or Language.ZH
        if known is not None and language is not known:
            yield begin, place, known
            begin = place
        known = language
        place += len(line)
    yield begin, len(text), known or Language.ZH


def locate(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of text that equal quote: exact ones first, then those equal after folding (`normalise`)."""
    seen: set[tuple[int, int]] = set()
    if not quote:
        return
    start = text.find(quote)
    while start >= 0:
        seen.add((start, start + len(quote)))
        yield start, start + len(quote)
        start = text.find(quote, start + 1)
    wanted = fold_text(quote)
    if not wanted:
        return
    folded = fold(text)
    position = folded.text.find(wanted)
    while position >= 0:
        span = folded.span(position, position + len(wanted))
        if not any(span[0] < end and start < span[1] for start, end in seen):
            seen.add(span)
            yield span
        position = folded.text.find(wanted, position + 1)


def _stands_alone(text: str, folded: Folded, position: int, stop: int) -> bool:
    """Refuse a Latin name inside a longer Latin word, and a number inside a longer number (12型)."""
    start, end = folded.span(position, stop)
    return not (_joined(text[start - 1 : start], text[start]) or _joined(text[end - 1], text[end : end + 1]))


def _joined(left: str, right: str) -> bool:
    """Say whether two neighbouring characters belong to one Latin word or one number."""
    if not (left and right and left.isascii() and right.isascii()):
        return False
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())
