"""The names of drugs, as a value; and where evened text names one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.coding.language import has_han
from app.coding.sameness.plain import plain

_STEM_ZH = 2
"""Characters before a Chinese ending that tell one drug of the class from another."""


@dataclass(frozen=True, slots=True)
class DrugNames:
    """What each drug is called, and the endings by which an unlisted one is known.

    `names` maps any name, generic, brand or abbreviation, to one word for the drug.
    """

    names: Mapping[str, str]
    endings_zh: tuple[str, ...] = ()
    endings_en: tuple[str, ...] = ()
    not_drugs: tuple[str, ...] = ()
    """Words that end like a drug and are none."""
    _patterns: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)
    _known: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile the names once."""
        known = {plain(name): plain(drug) for name, drug in self.names.items()} | {
            plain(word): "" for word in self.not_drugs
        }
        han = sorted((re.escape(name) for name in known if has_han(name)), key=len, reverse=True)
        latin = sorted((re.escape(name) for name in known if not has_han(name)), key=len, reverse=True)
        patterns = (
            [f"(?:{'|'.join(han)})"] * bool(han),
            [f"(?<![a-z])(?:{'|'.join(latin)})(?![a-z])"] * bool(latin),
            [f"[\u4e00-\u9fff]{{{_STEM_ZH}}}(?:{'|'.join(self.endings_zh)})(?!类|血小板)"] * bool(self.endings_zh),
            [rf"(?<![a-z])[a-z]{{3,}}(?:{'|'.join(self.endings_en)})(?![a-z])"] * bool(self.endings_en),
        )
        object.__setattr__(self, "_known", known)
        object.__setattr__(self, "_patterns", tuple(re.compile(each) for found in patterns for each in found))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and the drug of every name in evened text, the listed names first."""
        taken: list[tuple[int, int]] = []
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(start < stop and begin < end for begin, stop in taken):
                    continue
                taken.append((start, end))
                drug = self._known.get(match.group(), match.group())
                if drug:
                    yield start, end, drug
