"""The end of a note: diagnoses on admission and at discharge, procedures, condition, medicines, instructions."""

from app.coding.record import Disposition
from trainer.synthesize.en.doubts import Doubts
from trainer.synthesize.en.history import Places, complaint_words, medicine, operation_words
from trainer.synthesize.en.stay import Problem
from trainer.synthesize.en.voice import Voice, itemised, sentences, stopped
from trainer.synthesize.en.wording import capital

_LISTS = {"numbered": "numbered", "dashed": "dashed", "labelled": "lines", "line": "lines"}
"""How procedures are set down by a writer who sets diagnoses down so."""


def admission_diagnoses(voice: Voice, doubts: Doubts) -> str:
    """State what the patient was admitted with: a suspicion, a symptom, or the principal."""
    if doubts.suspect:
        return stopped(capital(voice.say("admitted_suspect", suspect=doubts.suspect)))
    kind = voice.stay.kind
    if kind.elective or (not kind.arises and voice.maybe(0.5, "admitted with")):
        return stopped(capital(voice.say("admitted_with", name=voice.name(voice.stay.principal, "admission"))))
    return stopped(capital(voice.say("admitted_symptom", complaint=complaint_words(voice))))


def procedures(voice: Voice) -> str:
    """List what was done, empty where nothing was."""
    operation, admitted = voice.stay.operation, voice.stay.patient.admitted
    if operation is None or admitted is None:
        return ""
    said = voice.say("procedure", date=admitted.strftime("%m/%d/%Y"), procedure=operation_words(voice, "procedures"))
    return itemised([said], _LISTS[voice.writer.habits.diagnoses])


def discharge_diagnoses(voice: Voice, places: Places) -> str:
    """List the diagnoses, the principal first."""
    others = voice.shuffled((each for each in voice.stay.others if "dx" in places[each.key]), "dx")
    acute_first = sorted(others, key=lambda each: (each.condition.status, not each.condition.acute))
    names = [_named(voice, each) for each in acute_first]
    first = voice.name(voice.stay.principal, "dx")
    style = voice.writer.habits.diagnoses
    if style != "labelled":
        return itemised([first, *names], "comma" if style == "line" else style)
    lines = [f"{voice.say('principal_label')} {capital(first)}"]
    if names:
        lines += [voice.say("others_label"), *map(capital, names)]
    return "\n".join(lines)


def _named(voice: Voice, problem: Problem) -> str:
    return voice.shown(problem, "says", "dx") or voice.name(problem, "dx")


def condition(voice: Voice) -> str:
    """State the condition at the end."""
    match voice.stay.patient.disposition:
        case Disposition.DIED:
            return voice.say("condition_died")
        case Disposition.COMMUNITY | Disposition.TRANSFER:
            return voice.say("condition_frail")
        case _:
            return voice.say("condition_home")


def discharge_medicines(voice: Voice) -> str:
    """List what is to be taken; nothing after a death."""
    if voice.stay.patient.disposition is Disposition.DIED:
        return ""
    lines = {line for problem in voice.stay.problems if (line := medicine(voice, problem))}
    found = sorted(lines, key=lambda line: voice.chance.of("order", "discharge meds", line).number())
    return itemised(found, voice.writer.habits.medicines) if found else "No new medications."


def instructions(voice: Voice) -> str:
    """Word what the patient is told; nothing after a death."""
    if voice.stay.patient.disposition is Disposition.DIED:
        return ""
    slots = [slot for slot in ("follow_up", "return_if", "diet") if voice.maybe(0.75, slot, "said")]
    return sentences(voice.say(slot) for slot in slots or ["follow_up"])
