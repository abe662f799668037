"""Which codes a rule means: stems, single codes and ranges, written as a classification's notes write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_STEM = r"[A-Z](?:\d[0-9A-Z](?:\.[0-9A-Zx]{1,8})?)?"
_PATTERN = re.compile(rf"=?{_STEM}(?:\.?-)?|{_STEM}-{_STEM}")
_MORPHOLOGY = "morphology"
_MORPHOLOGY_CODE = re.compile(r".*M\d{5}/\d")


@dataclass(frozen=True, slots=True)
class Patterns:
    """A set of codes: `I21` and `I21.-` mean every code that begins so, `=I21` that code alone, `I20-I25` a range.

    Ranges reach over letters too (`A-Q`). The word `morphology` means tumour morphology (M80000/0), which no other
    pattern reaches: its M is not chapter XIII.
    """

    prefixes: tuple[str, ...] = ()
    exact: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()
    morphology: bool = False

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Read patterns; raise ValueError with the first text that is none."""
        prefixes: list[str] = []
        exact: list[str] = []
        ranges: list[tuple[str, str]] = []
        morphology = False
        for text in texts:
            if text == _MORPHOLOGY:
                morphology = True
                continue
            if not _PATTERN.fullmatch(text):
                raise ValueError(text)
            first, _, last = text.removesuffix("-").removesuffix(".").partition("-")
            if last:
                if last < first[: len(last)]:
                    raise ValueError(text)
                ranges.append((first, last))
            elif first.startswith("="):
                exact.append(first[1:])
            else:
                prefixes.append(first)
        return cls(tuple(prefixes), frozenset(exact), tuple(ranges), morphology)

    @classmethod
    def of_note(cls, texts: Iterable[str]) -> Self:
        """Read the references of a note, leaving out what is no code."""
        return cls.of(text for text in texts if _PATTERN.fullmatch(text))

    def __bool__(self) -> bool:
        """Return whether any code is meant at all."""
        return bool(self.prefixes or self.exact or self.ranges or self.morphology)

    def match(self, code: str) -> bool:
        """Return whether the code is meant; a dagger pair is asked by its dagger."""
        if "/" in code and _MORPHOLOGY_CODE.fullmatch(code):
            if self.morphology:
                return True
            if code[1:6].isdecimal():
                return False
        if code.startswith(self.prefixes) or code in self.exact:
            return True
        for first, last in self.ranges:  # noqa: SIM110  a generator each time doubles the time of a check
            if first <= code[: len(first)] and code[: len(last)] <= last:
                return True
        return False
