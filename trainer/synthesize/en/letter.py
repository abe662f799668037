"""A stay in a writer's words: every section, with the spans of the words that are a code's evidence."""

import re

from app.coding.example import Span
from app.coding.record import Section
from trainer.synthesize.en import course, findings, history, leaving, plan
from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.doubts import Doubts
from trainer.synthesize.en.pack import Writer
from trainer.synthesize.en.stay import Stay
from trainer.synthesize.en.voice import Voice
from trainer.synthesize.en.wording import agreed, unmarked

_WORD = re.compile(r"\b[a-z]{5,}\b")
_MARKED_OR_WORD = re.compile("\x02[^\x04]*\x04|\\b[a-z]{5,}\\b")


def write(stay: Stay, writer: Writer, chance: Chance, doubts: Doubts) -> tuple[tuple[Section, ...], tuple[Span, ...]]:
    """Write a stay down; return its sections in reading order and the spans in them."""
    voice = Voice(stay, writer, chance, plan.kept(writer, chance))
    places = {problem.key: plan.places(voice, problem) for problem in stay.others}
    sections: list[Section] = []
    spans: list[Span] = []
    for name, marked in _texts(voice, places, doubts).items():
        if name not in voice.kept or not marked.strip():
            continue
        text = mistyped(agreed(marked, female=stay.female), chance.of("noise", name), writer.habits.noise)
        text, found = unmarked(name, text.strip())
        sections.append(Section(name, _lettered(name, text, writer.habits.letters)))
        spans += found
    return tuple(sections), tuple(spans)


def _texts(voice: Voice, places: history.Places, doubts: Doubts) -> dict[str, str]:
    return {
        "Chief Complaint": history.complaint(voice),
        "History of Present Illness": history.present_illness(voice, places, doubts),
        "Past Medical History": history.past_history(voice, places, doubts),
        "Past Surgical History": history.surgeries(voice),
        "Medications on Admission": history.home_medicines(voice, places),
        "Allergies": history.allergies(voice, places),
        "Social History": history.social(voice, places),
        "Family History": history.family(voice, doubts),
        "Review of Systems": history.review(voice),
        "Physical Exam": findings.examination(voice, places),
        "Laboratory Data": findings.laboratory(voice, places),
        "Imaging": findings.imaging(voice, doubts),
        "Admission Diagnoses": leaving.admission_diagnoses(voice, doubts),
        "Procedures": leaving.procedures(voice),
        "Hospital Course": course.hospital_course(voice, places, doubts),
        "Discharge Condition": leaving.condition(voice),
        "Discharge Diagnoses": leaving.discharge_diagnoses(voice, places),
        "Discharge Medications": leaving.discharge_medicines(voice),
        "Discharge Instructions": leaving.instructions(voice),
    }


def _lettered(name: str, text: str, letters: str) -> str:
    """Write in the writer's letters; neither changes the length of English text."""
    if letters == "lower":
        return text.lower()
    return text.upper() if letters == "upper diagnoses" and name.endswith("Diagnoses") else text


def mistyped(text: str, chance: Chance, noise: float) -> str:
    """Mistype a share of the words, and half that share of those that are marked as evidence."""
    if not noise:
        return text
    return _MARKED_OR_WORD.sub(lambda found: _typed(found[0], chance, noise), text)


def _typed(word: str, chance: Chance, noise: float) -> str:
    """Mistype a word by its name, so that what stands beside it moves nothing."""
    if word.startswith("\x02"):
        codes, words = word[:-1].split("\x03")
        return f"{codes}\x03{_WORD.sub(lambda found: _typed(found[0], chance.of('marked'), noise / 2), words)}\x04"
    own = chance.of(word)
    if not own.maybe(noise):
        return word
    at = own.whole(1, len(word) - 3)
    match own.whole(0, 3):
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            return (
                f"{word[:at]} {word[at:]}" if own.maybe(0.3) else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            )
