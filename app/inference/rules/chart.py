"""What a record states, as the rules ask it: words with their assertion, laboratory values, blood pressures."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app.coding.mentions import Assertion, Finder, Mention, assertion_at
from app.coding.record import Record

ADMISSION = "入院诊断"
COURSE = "诊疗经过"
NOW = (Assertion.AFFIRMED,)
STATED = (Assertion.AFFIRMED, Assertion.PAST)
EVER = (Assertion.AFFIRMED, Assertion.PAST, Assertion.SUSPECTED)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the record that a rule went by."""

    section: str
    start: int
    end: int
    text: str

    def inside(self, others: Iterable["Passage"]) -> bool:
        """Say whether any of the others shares a character with it."""
        return any(
            self.section == other.section and self.start < other.end and other.start < self.end for other in others
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """A laboratory value with the words that state it."""

    passage: Passage
    value: float
    raised: bool
    lowered: bool


_ITEM = re.compile(
    r"(?:^|(?<=[\s。；;，,、）)]))(?:\d{1,2}[.、．)）](?!\d(?!型))|[①-⑳])|[。；;\n]"
    r"|(?<=[\u4e00-\u9fff）)])\d{1,2}[.、．](?=\s*(?:[\u4e00-\u9fff]|\d型))"
)
_PRESSURE = re.compile(r"(?<!\d)(\d{2,3})\s*[/／]\s*(\d{2,3})\s*(?:mm\s*Hg|㎜Hg|毫米汞柱)?", re.IGNORECASE)
_BEFORE_PRESSURE = re.compile(r"血压|BP|高达|最高", re.IGNORECASE)
_INNER_DENIAL = re.compile(
    r"未(?:见|及|发现|探及|提示|闻|触)|无(?:明显|明确)|(?<!有)无(?!症状|痛)|没有|否认|排除|除外|不(?:支持|考虑|除外|伴)"
)
"""A denial inside a match with a gap (双肺未见结节)."""
_WIDE = {code + 0xFEE0: chr(code) for code in range(33, 127) if chr(code).isalnum()}
"""Full-width letters and digits to plain ones, one for one, so that offsets hold (punctuation stays)."""
_OTHER_ANALYTE = "、|正常|阴性|钠尿肽|BNP|二聚体|肌酸|肌红"
"""What between a name and a number says that the number is another's."""
_SLIPS = (("早博", "早搏"), ("末见", "未见"))
"""Slips of the pen that clinicians' texts are full of, each as long as what it stands for."""
_RAISED = re.compile(r"↑|升高|增高|偏高|阳性|\(\+\)|（\+）|明显高|H(?![a-zA-Z])")
_LOWERED = re.compile(r"↓|降低|偏低|下降|减低")


def _even(text: str) -> str:
    """Even out widths and slips, every character in its place."""
    text = text.translate(_WIDE)
    for slip, meant in _SLIPS:
        text = text.replace(slip, meant)
    return text


@dataclass
class Chart:
    """A record opened for the rules; everything asked is computed once."""

    record: Record
    finder: Finder
    texts: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the sections by name; a record without 入院诊断 is asked by its other diagnosis section."""
        self.texts = {section.name: _even(section.text) for section in self.record.sections}

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Return every mention of a code of the scope."""
        return self.finder.find(self.record)

    @property
    def length(self) -> int:
        """Return the record's characters."""
        return sum(map(len, self.texts.values()))

    @cached_property
    def admission(self) -> str:
        """Name the section that lists the diagnoses, empty when there is none."""
        named = (ADMISSION, "初步诊断", "诊断", "出院诊断", "最后诊断")
        return next((name for name in named if self.texts.get(name, "").strip()), "")

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Return the numbered entries of the diagnosis list in their order."""
        return tuple(piece.strip() for piece in _ITEM.split(self.texts.get(self.admission, "")) if piece.strip())

    def find(
        self, pattern: str, sections: Iterable[str] | None = None, asserted: tuple[Assertion, ...] = NOW
    ) -> list[Passage]:
        """Return the matches of a pattern that stand as asserted, in the sections named or in all of them."""
        compiled = re.compile(pattern, re.IGNORECASE)
        return [
            Passage(name, match.start(), match.end(), match.group())
            for name in (self.texts if sections is None else sections)
            for match in compiled.finditer(self.texts.get(name, ""))
            if match.group()
            and not _INNER_DENIAL.search(match.group())
            and assertion_at(self.texts[name], match.start(), match.end(), name) in asserted
        ]

    def listed(self, pattern: str, asserted: tuple[Assertion, ...] = NOW) -> list[Passage]:
        """Return the matches in the diagnosis list."""
        return self.find(pattern, (self.admission,), asserted) if self.admission else []

    def of_code(self, code: str, asserted: tuple[Assertion, ...] = NOW) -> list[Passage]:
        """Return where the record names a code's condition as asserted."""
        return [
            Passage(mention.section, mention.start, mention.end, mention.text)
            for mention in self.mentions
            if mention.code.code == code and mention.assertion in asserted
        ]

    def listed_code(self, code: str, asserted: tuple[Assertion, ...] = STATED) -> list[Passage]:
        """Return where the diagnosis list names a code's condition."""
        return [passage for passage in self.of_code(code, asserted) if passage.section == self.admission]

    def measured(self, name: str, unit: str = "") -> list[Measured]:
        """Return the values written after a name (a pattern), the nearest number each, with its arrow or word."""
        pattern = re.compile(
            rf"(?:{name})(?:[(（][^0-9)）\n]{{0,20}}[)）]|(?!{_OTHER_ANALYTE})[^0-9。；;，\n]){{0,24}}?[<>＜＞]?\s*"
            rf"(?P<value>\d+(?:\.\d+)?)(?P<rest>[^。；;，,\n]{{0,22}}{unit})",
            re.IGNORECASE,
        )
        return list(self._values(pattern))

    def _values(self, pattern: re.Pattern[str]) -> Iterator[Measured]:
        for name, text in self.texts.items():
            for match in pattern.finditer(text):
                said = match.group()
                passage = Passage(name, match.start(), match.end(), said)
                yield Measured(passage, float(match["value"]), bool(_RAISED.search(said)), bool(_LOWERED.search(said)))

    @cached_property
    def pressures(self) -> tuple[tuple[int, int, Passage], ...]:
        """Return every blood pressure (systolic, diastolic in mmHg) with its words."""
        found: list[tuple[int, int, Passage]] = []
        for name, text in self.texts.items():
            if name == "家族史":
                continue
            for match in _PRESSURE.finditer(text):
                systolic, diastolic = int(match[1]), int(match[2])
                near = text[max(0, match.start() - 14) : match.end()]
                unit = "hg" in match.group().lower() or "汞" in match.group()
                if 80 <= systolic <= 280 and 40 <= diastolic < systolic and (unit or _BEFORE_PRESSURE.search(near)):
                    found.append((systolic, diastolic, Passage(name, match.start(), match.end(), match.group())))
        return tuple(found)
