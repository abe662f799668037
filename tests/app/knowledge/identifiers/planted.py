"""Sentences with marked identifiers, as records: {kind|words} in a line of a planted file."""

import re
from dataclasses import dataclass
from pathlib import Path

from app.coding.record import Record
from app.knowledge.identifiers import Deidentified, Kind, Known, deidentify

SECRET = b"a secret of this test, 32 bytes."
SECTION = "现病史"
_MARKED = re.compile(r"\{(\w+)\|([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Planted:
    """One identifier in a sentence: its kind and where it stands."""

    sentence: str
    kind: Kind
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.kind} {self.sentence[self.start : self.end]!r} in {self.sentence!r}"


def lines(name: str) -> list[str]:
    """Return the lines of a file beside this one, without remarks."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def planted(line: str) -> tuple[str, list[Planted]]:
    """Return a line without its marks, and what they mark."""
    sentence = _MARKED.sub(r"\2", line)
    found: list[Planted] = []
    shift = 0
    for match in _MARKED.finditer(line):
        start = match.start() - shift
        found.append(Planted(sentence, Kind(match[1]), start, start + len(match[2])))
        shift += len(match[1]) + 3
    return sentence, found


def clean(text: str, known: Known | None = None, record_id: str = "R1") -> Deidentified:
    """De-identify a record of one section."""
    return deidentify(Record.of(record_id, {SECTION: text}), known or Known(), SECRET)


def cleaned(text: str) -> str:
    """Return a text de-identified."""
    return clean(text).record.sections[0].text
