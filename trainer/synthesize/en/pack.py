"""A writer: how one invented hospital words its summaries, read from writers/<name>.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WRITERS = Path(__file__).parent / "writers"

SLOTS: Mapping[str, frozenset[str]] = {
    slot: frozenset(holes.split())
    for slot, holes in {
        "patient": "age noun",
        "complaint": "complaint",
        "hpi_open": "patient history story",
        "hpi_open_plain": "patient story",
        "hpi_elective": "patient history operation story",
        "hpi_elective_plain": "patient operation story",
        "hpi_denies": "denied",
        "hpi_vitals": "temperature pulse systolic diastolic spo2",
        "hpi_suspect": "suspect",
        "hpi_found": "name",
        "hpi_filler": "",
        "hpi_end": "",
        "history_with": "name detail",
        "history_denied": "denied",
        "history_past": "past",
        "surgery_none": "",
        "surgery": "surgery",
        "medicine": "drug dose often",
        "allergy_none": "",
        "lives": "",
        "lives_old": "",
        "tobacco_none": "",
        "alcohol_none": "",
        "drugs_none": "",
        "family": "relative disease",
        "family_none": "",
        "review": "denied",
        "vitals": "temperature pulse systolic diastolic rate spo2",
        "exam": "area finding",
        "lab": "analyte value",
        "image": "study finding",
        "image_clear": "study suspect",
        "admitted_with": "name",
        "admitted_suspect": "suspect",
        "admitted_symptom": "complaint",
        "procedure": "date procedure",
        "course_open": "name treat",
        "course_open_later": "name treat suspect",
        "course_elective": "name operation",
        "course_bare": "name",
        "course_operation": "operation detail",
        "course_ruled_out": "suspect clear",
        "course_present": "name",
        "course_later": "name day",
        "course_treat": "treat",
        "course_said": "said",
        "course_chronic": "names",
        "course_value": "analyte value",
        "course_image": "study finding",
        "course_consult": "service",
        "course_filler": "",
        "course_denied": "denied",
        "course_prophylaxis": "",
        "problem": "name",
        "home": "",
        "community": "",
        "transfer": "",
        "against_advice": "",
        "died": "",
        "condition_home": "",
        "condition_frail": "",
        "condition_died": "",
        "principal_label": "",
        "others_label": "",
        "follow_up": "",
        "return_if": "",
        "diet": "",
    }.items()
}
"""Every slot a writer words, with the holes its templates may use."""

AREAS = (
    "general",
    "neck",
    "chest",
    "heart",
    "lungs",
    "abdomen",
    "extremities",
    "skin",
    "neuro",
    "mental status",
    "pelvis",
)
"""Areas of the examination, in the order they are written."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a writer sets things down."""

    abbreviates: float
    """Share of names that are abbreviated."""
    noise: float
    """Share of words that are mistyped."""
    history: str
    """numbered, dashed, prose or comma."""
    course: str
    """prose, problems or bullets."""
    diagnoses: str
    """numbered, dashed, labelled or line."""
    examination: str
    """lines or prose."""
    laboratory: str
    """line or lines."""
    medicines: str
    """numbered, dashed or comma."""
    letters: str
    """as written, lower, or upper diagnoses."""
    long_labels: bool
    """Whether analytes are written out."""
    places: float
    """How readily a condition is named once more in another place."""


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """One writer: habits, which sections are left out how often, normal findings by area, and phrases by slot."""

    name: str
    title: str
    habits: Habits
    leaves_out: Mapping[str, float]
    normal: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    """The writer's own words for those of the catalogue's fragments."""
    said: re.Pattern[str]
    """Finds them."""


@cache
def packs() -> Mapping[str, Writer]:
    """Return every writer by name."""
    return {path.stem: _read(path) for path in sorted(WRITERS.glob("*.toml"))}


def _read(path: Path) -> Writer:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {word: tuple(own) for word, own in content["words"].items()}
    longest_first = sorted(words, key=len, reverse=True)
    return Writer(
        path.stem,
        content["title"],
        Habits(**content["habits"]),
        content.get("leaves_out", {}),
        {area: tuple(lines) for area, lines in content["normal"].items()},
        {slot: tuple(phrases) for slot, phrases in content["phrases"].items()},
        words,
        re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"),
    )
