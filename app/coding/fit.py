"""The field-aware length budget: shorten the least useful sections first, never the instructions, never silently."""

from collections.abc import Callable
from dataclasses import dataclass

from app.coding.errors import PromptTooLongError
from app.coding.language import Language, language_of
from app.coding.record import Section

CountTokens = Callable[[str], int]

SHORTEN_ORDER: tuple[tuple[str, int], ...] = (
    ("婚姻史", 0),
    ("个人史", 0),
    ("家族史", 0),
    ("出院医嘱", 120),
    ("入院情况", 160),
    ("出院情况", 60),
    ("既往史", 120),
    ("现病史", 200),
    ("诊疗经过", 300),
    ("出院医嘱", 0),
    ("出院情况", 0),
    ("入院情况", 0),
    ("既往史", 40),
    ("现病史", 60),
    ("诊疗经过", 100),
    ("Review of Systems", 0),
    ("Allergies", 0),
    ("Medications on Admission", 0),
    ("Discharge Instructions", 0),
    ("Family History", 0),
    ("Social History", 0),
    ("Physical Exam", 300),
    ("Discharge Condition", 0),
    ("Laboratory Data", 300),
    ("Discharge Medications", 200),
    ("Imaging", 300),
    ("Past Surgical History", 0),
    ("Physical Exam", 0),
    ("Past Medical History", 300),
    ("History of Present Illness", 600),
    ("Hospital Course", 900),
    ("Laboratory Data", 0),
    ("Discharge Medications", 0),
    ("Imaging", 0),
    ("Past Medical History", 120),
    ("History of Present Illness", 180),
    ("Hospital Course", 300),
)
"""Which section gives way next, and how many characters of it stay; what is not named gives way last, together.

A record has the sections of one language, so the two orders do not meet.
"""

GAP = "……（略）……"
GAP_EN = " … [left out] … "


@dataclass(frozen=True, slots=True)
class Shortened:
    """How many characters of a section were put before the model, of how many."""

    section: str
    kept: int
    total: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """The sections that fit, and what was left out of them."""

    sections: tuple[Section, ...]
    left_out: tuple[Shortened, ...]


def fit(sections: tuple[Section, ...], count: CountTokens, room: int) -> Fitted:
    """Shorten sections until their tokens fit into room (tokens); head and tail of a shortened section stay.

    `count` counts the tokens of a section's text. Raises PromptTooLongError when nothing useful would remain.
    """
    lengths = {section.name: len(section.text) for section in sections}
    keep = dict(lengths)
    sizes = {section.name: count(_cut(section, keep).text) for section in sections}
    texts = {section.name: section for section in sections}
    for name, floor in (*SHORTEN_ORDER, *((section.name, 0) for section in reversed(sections))):
        excess = sum(sizes.values()) - room
        if excess <= 0:
            break
        if keep.get(name, 0) > floor:
            keep[name] = _give_way(texts[name], sizes[name], excess, floor, count)
            sizes[name] = count(_cut(texts[name], keep).text)
    cut = tuple(_cut(section, keep) for section in sections if keep[section.name] > 0)
    if sum(sizes.values()) > room or (sections and not cut):
        raise PromptTooLongError(
            "The instructions and candidate lists leave no room for the record.",
            "Choose a model or a setting with a longer context.",
        )
    left_out = tuple(Shortened(name, keep[name], total) for name, total in lengths.items() if keep[name] < total)
    return Fitted(cut, left_out)


def _give_way(section: Section, size: int, excess: int, floor: int, count: CountTokens) -> int:
    """Return the most characters of the section to keep so that it gives up excess tokens, down to floor."""
    allowed = size - excess
    low, high = floor, len(section.text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if count(_cut(section, {section.name: middle}).text) <= allowed:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(section: Section, keep: dict[str, int]) -> Section:
    """Keep two thirds of the kept characters from the head and one third from the tail."""
    kept = keep[section.name]
    if kept >= len(section.text):
        return section
    if kept == 0:
        return Section(section.name, "")
    tail = kept // 3
    head = section.text[: kept - tail]
    gap = GAP_EN if language_of(section.text) is Language.EN else GAP
    return Section(section.name, head + gap + (section.text[len(section.text) - tail :] if tail else ""))
