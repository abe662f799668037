"""Where a note names each problem: at least once, and as often as its writer tends to."""

from app.coding.record import SECTIONS_EN
from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.pack import Writer
from trainer.synthesize.en.stay import BMI, Problem
from trainer.synthesize.en.voice import Voice

PLACES = {
    "pmh": "Past Medical History",
    "admission_meds": "Medications on Admission",
    "labs": "Laboratory Data",
    "course": "Hospital Course",
    "social": "Social History",
    "hpi": "History of Present Illness",
    "allergies": "Allergies",
    "dx": "Discharge Diagnoses",
    "exam": "Physical Exam",
}
"""The catalogue's words for places, and the sections they are."""


def kept(writer: Writer, chance: Chance) -> frozenset[str]:
    """Draw which sections a note has."""
    return frozenset(
        name for name in SECTIONS_EN if not chance.of("section", name).maybe(writer.leaves_out.get(name, 0.0))
    )


def places(voice: Voice, problem: Problem) -> frozenset[str]:
    """Draw where a problem other than the principal is named; never nowhere."""
    chance = voice.chance.of("places", problem.key)
    said = problem.condition.shown("says") or {}
    odds: dict[str, float]
    if problem.key == BMI:
        odds = {"exam": 0.75, "pmh": 0.25, "course": 0.15}
    elif said:
        odds = dict.fromkeys(said, 0.55) | {"dx": 0.2}
    elif problem.condition.status:
        odds = {"pmh": 0.85, "dx": 0.25, "hpi": 0.15}
    elif problem.condition.acute:
        odds = {"course": 0.85, "dx": 0.7, "hpi": 0.0 if problem.later else 0.25}
    else:
        odds = {"pmh": 0.82, "dx": 0.5, "course": 0.35, "hpi": 0.35}
    readiness = 0.6 + 0.8 * voice.writer.habits.places
    able = {place: min(share * readiness, 0.96) for place, share in odds.items() if PLACES[place] in voice.kept}
    drawn = frozenset(place for place, share in able.items() if chance.maybe(share))
    if drawn:
        return drawn
    return frozenset(
        {max(able, key=lambda place: able[place])} if able else {"pmh" if not problem.condition.acute else "course"}
    )
