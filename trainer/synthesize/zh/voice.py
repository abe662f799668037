"""One writer at work on one record: says facts in the words of a pack, in habits that stay the same within a record."""

import re
from collections.abc import Mapping
from datetime import date
from random import Random

from trainer.synthesize.zh.chance import maybe, weighted
from trainer.synthesize.zh.fact import Filling, Several, Styled
from trainer.synthesize.zh.grammar import Words, fill, joined
from trainer.synthesize.zh.noise import edited
from trainer.synthesize.zh.pack import Pack, common

COMMON = 0.4
"""How often a name or a finding is put in the words that all writers share."""
_NUMERALS = {"digit": "1234", "roman": ("I", "II", "III", "IV"), "wide": "ⅠⅡⅢⅣ", "han": "一二三四"}
_EMPTY = re.compile(r"[(（\[【“「]\s*[)）\]】”」]")
_WEAKER = re.compile(r"[，、；]+(?=。)")
_OPEN_END = re.compile(r"[，、：]+\s*\Z")
_CLOSING = "。；，;,、 \n"
_NAMINGS = ("full", "short", "latin")
_DOUBLED = {"。": "。；，", "；": "。；，", "，": "，", "：": "：。；，", "\n": "。；，\n"}
"""A sign and what is dropped where it follows directly."""


class Voice:
    """Says facts as one writer does."""

    def __init__(self, pack: Pack, rng: Random) -> None:
        """Settle the habits of this record."""
        habits = pack.habits
        self.rng = rng
        self.pack = pack
        self._between = {
            "names": rng.choice(habits.between_names),
            "findings": rng.choice(habits.between_findings),
            "results": rng.choice(habits.between_results),
            "drugs": rng.choice(habits.between_drugs),
            "reports": "\n" if maybe(rng, habits.reports_by_line) else "",
            "": "",
        }
        self.listing = weighted(rng, habits.listing)
        self.number = rng.choice(habits.numbers)
        self._grade = rng.choice(habits.grade_style)
        self._class = rng.choice(habits.class_style)
        self._risk = rng.choice(habits.risk)
        self._date = rng.choice(habits.dates)
        self._arrow = rng.choice(habits.arrows).split("/")
        self._naming = weighted(rng, habits.lab_names)
        self.spares = min(1.0, max(0.0, habits.verbosity + rng.uniform(-0.25, 0.25)))

    def tell(self, filling: Filling) -> Words:
        """Say a filling; an empty text where a spare fact is left out."""
        if isinstance(filling, str):
            return Words(filling)
        if isinstance(filling, Styled):
            return Words(self._styled(filling))
        if isinstance(filling, Several):
            return self._several(filling)
        if filling.spare and not maybe(self.rng, self.spares):
            return Words()
        if not filling.slot:
            return self.tell(filling.holes["text"]).stating(filling.states)
        holes = {name: self.tell(value) for name, value in filling.holes.items()}
        return self.say(filling.slot, holes, filling.states)

    def say(self, slot: str, holes: Mapping[str, Words], states: tuple[str, ...] = ()) -> Words:
        """Say a slot with its holes already in words."""
        shared = common().get(slot)
        if shared and maybe(self.rng, COMMON):
            return fill(self.rng.choice(shared), holes, self.pack.banks, self.rng, states)
        ways, weights = self.pack.slots[slot], self.pack.weights.get(slot)
        way = self.rng.choices(ways, weights)[0] if weights else self.rng.choice(ways)
        return fill(way, holes, self.pack.banks, self.rng, states)

    def _several(self, several: Several) -> Words:
        told = [words for words in map(self.tell, several.facts) if words]
        between = self._between[several.between]
        if several.between in ("names", "findings", "results", "drugs"):
            told = [unclosed(words) for words in told]
        if several.between == "drugs" and "\n" in between:
            told = [joined((Words(self.numbered(index)), words)) for index, words in enumerate(told, 1)]
        return joined(told, between)

    def numbered(self, index: int) -> str:
        """Write the mark of a numbered item."""
        return self.number.replace("1", str(index), 1)

    def _styled(self, styled: Styled) -> str:
        value = styled.value
        if styled.kind == "grade" and isinstance(value, int):
            return _NUMERALS[self._grade][value - 1]
        if styled.kind == "class" and isinstance(value, int):
            return _NUMERALS[self._class][value - 1]
        if styled.kind == "risk":
            return self._risk if value else "高危"
        if styled.kind == "arrow":
            return {1: self._arrow[0], -1: self._arrow[-1]}.get(value if isinstance(value, int) else 0, "")
        if styled.kind == "test" and isinstance(value, tuple):
            return str(value[_NAMINGS.index(self._naming)])
        if isinstance(value, date):
            return self._day(value)
        raise ValueError(styled.kind)

    def _day(self, value: date) -> str:
        """Write a date by the writer's pattern."""
        written = (
            self._date.replace("Y", str(value.year))
            .replace("MM", f"{value.month:02d}")
            .replace("DD", f"{value.day:02d}")
        )
        return written.replace("M", str(value.month)).replace("D", str(value.day))


def unclosed(words: Words) -> Words:
    """Take the closing punctuation off."""
    text = words.text.rstrip(_CLOSING)
    return Words(text, tuple(mark for mark in words.marks if mark.end <= len(text)))


def tidied(words: Words) -> Words:
    """Drop empty brackets, and punctuation that follows punctuation, as where a part was empty; marks move along."""
    words = edited(words, [(*match.span(), "") for match in _EMPTY.finditer(words.text)])
    words = edited(words, [(*match.span(), "") for match in _WEAKER.finditer(words.text)])
    words = edited(words, [(*match.span(), "。") for match in _OPEN_END.finditer(words.text)])
    text = words.text
    keep = [True] * len(text)
    last = ""
    for index, sign in enumerate(text):
        if sign in _DOUBLED.get(last, "") or (sign in "，；。、" and last == ""):
            keep[index] = False
        else:
            last = sign
    return _kept(words, keep)


def _kept(words: Words, keep: list[bool]) -> Words:
    moved = [0]
    for kept in keep:
        moved.append(moved[-1] + kept)
    text = "".join(sign for sign, kept in zip(words.text, keep, strict=True) if kept)
    marks = tuple(mark._replace(start=moved[mark.start], end=moved[mark.end]) for mark in words.marks)
    return Words(text, tuple(mark for mark in marks if mark.start < mark.end))
