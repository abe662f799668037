"""What a note says of the time before: complaint, present illness, past history, medicines, habits, family."""

from collections.abc import Mapping, Sequence

from trainer.synthesize.en.conditions import read
from trainer.synthesize.en.doubts import Doubts
from trainer.synthesize.en.stay import BMI, Problem, past_year
from trainer.synthesize.en.voice import Voice, itemised, sentences, stopped
from trainer.synthesize.en.wording import capital, fill, listed

_OLD = 64
"""From this age on a patient may be retired and have grown children."""
Places = Mapping[str, frozenset[str]]
"""Problem → the places it is named in."""


def complaint(voice: Voice) -> str:
    """Word the chief complaint."""
    return voice.say("complaint", complaint=complaint_words(voice))


def complaint_words(voice: Voice) -> str:
    """Draw what the patient came with, the same wherever it is asked."""
    chance = voice.chance.of("complaint words")
    return voice.reworded(fill(chance.pick(voice.stay.kind.complaint), chance), chance)


def present_illness(voice: Voice, places: Places, doubts: Doubts) -> str:
    """Tell the present illness: who, with what history, what happened, what is denied, what was thought."""
    stay = voice.stay
    past = [each for each in voice.shuffled(_in("hpi", voice, places), "hpi") if not each.condition.acute]
    said = [each for each in past if each.condition.shown("says")]
    history = [voice.name(each, "hpi") for each in past if each not in said]
    parts = [_opening(voice, history)]
    if not stay.kind.elective and not stay.kind.condition.world and voice.maybe(0.5, "filler"):
        parts.append(voice.say("hpi_filler"))
    if stay.kind.denies:
        denied = _denied(voice, "denies", stay.kind.denies, 3)
        parts.append(voice.say("hpi_denies", denied=listed(denied, "or")))
    parts += [voice.shown(each, "says", "hpi") for each in said]
    if not stay.kind.elective:
        parts.append(voice.say("hpi_vitals", **vitals(voice)) if voice.maybe(0.55, "hpi vitals") else "")
        parts += (
            voice.say("hpi_found", each.key, name=voice.name(each, "hpi")) for each in _acute("hpi", voice, places)
        )
        parts.append(voice.say("hpi_suspect", suspect=doubts.suspect) if doubts.suspect else "")
        parts.append(voice.say("hpi_end"))
    return sentences(parts)


def _opening(voice: Voice, history: list[str]) -> str:
    stay = voice.stay
    chance = voice.chance.of("story")
    holes = {"patient": _patient(voice), "story": voice.worded(stay.principal, chance.pick(stay.kind.story), chance)}
    slot = "hpi_open"
    if stay.kind.elective and stay.operation:
        slot = "hpi_elective"
        holes["operation"] = operation_words(voice, "hpi")
    if history:
        return voice.say(slot, **holes, history=listed(history))
    return voice.say(f"{slot}_plain", **holes)


def _patient(voice: Voice) -> str:
    noun = {"female": ("woman", "female", "lady"), "male": ("man", "male", "gentleman")}[str(voice.stay.patient.sex)]
    return voice.say("patient", age=str(voice.stay.age), noun=noun[0] if voice.maybe(0.6, "noun") else noun[1])


def operation_words(voice: Voice, place: str) -> str:
    """Name the operation."""
    operation = voice.stay.operation
    assert operation is not None  # noqa: S101  asked for only where there is one
    chance = voice.chance.of("operation", place)
    return fill(chance.pick(operation.names), chance, voice.stay.principal.holes)


def vitals(voice: Voice) -> dict[str, str]:
    """Draw the vital signs on arrival: those a problem claims, furthest from normal first, else normal ones."""
    normal = {
        "temperature": (36.4, 37.3),
        "pulse": (66, 92),
        "systolic": (112, 146),
        "diastolic": (60, 86),
        "rate": (14, 19),
        "spo2": (95, 99),
    }
    found: dict[str, str] = {}
    for sign, (low, high) in normal.items():
        middle = (low + high) / 2
        value = voice.chance.of("vital", sign).between(low, high)
        for problem in voice.stay.problems:
            claim = (problem.condition.shown("vitals") or {}).get(sign)
            if claim and not problem.later:
                claimed = voice.chance.of("vital", sign, problem.key).between(*claim)
                value = max(value, claimed, key=lambda each: abs(each - middle))
        found[sign] = f"{value:.1f}" if sign == "temperature" else str(round(value))
    if int(found["systolic"]) < 105:
        found["diastolic"] = str(round(int(found["systolic"]) * 0.58))
    return found


def past_history(voice: Voice, places: Places, doubts: Doubts) -> str:
    """List lasting conditions, with things that are over or denied between them."""
    items = [_past_item(voice, problem) for problem in voice.shuffled(_in("pmh", voice, places), "pmh")]
    if doubts.past:
        items.append(voice.say("history_past", past=doubts.past))
    if doubts.past_denied:
        items.append(voice.say("history_denied", denied=doubts.past_denied))
    style = voice.writer.habits.history
    if not items:
        return stopped(capital(voice.say("history_denied", "none", denied="any chronic illness")))
    return sentences(items) if style == "prose" else itemised(items, style)


def _past_item(voice: Voice, problem: Problem) -> str:
    if problem.condition.shown("says"):
        if said := voice.shown(problem, "says", "pmh"):
            return said
        return voice.name(problem, "pmh")
    detail = voice.shown(problem, "detail") if voice.maybe(0.7, "detail", problem.key) else ""
    return voice.say(
        "history_with", problem.key, name=voice.name(problem, "pmh"), detail=f", {detail}" if detail else ""
    )


def surgeries(voice: Voice) -> str:
    """List operations long past, which are not coded here."""
    sex, world = voice.stay.patient.sex, voice.stay.kind.condition.world
    rows = read("past")["surgeries"]
    able = [row["name"] for row in rows if row.get("sex", sex) == sex and row.get("bars", "none") != world]
    chance = voice.chance.of("surgeries")
    found = chance.some(able, 0, 2)
    if not found:
        return voice.say("surgery_none")
    years = {each: past_year(chance, voice.stay) for each in found}
    said = [voice.say("surgery", each, surgery=fill(each, chance, {"year": years[each]})) for each in found]
    return itemised(said, voice.writer.habits.medicines)


def home_medicines(voice: Voice, places: Places) -> str:
    """List what was taken before admission."""
    lines = [medicine(voice, problem) for problem in voice.stay.others if not problem.condition.acute]
    lines += [voice.shown(problem, "says", "admission_meds") for problem in _in("admission_meds", voice, places)]
    found = sorted({line for line in lines if line}, key=lambda line: voice.chance.of("order", "meds", line).number())
    return itemised(found, voice.writer.habits.medicines) if found else "None."


def medicine(voice: Voice, problem: Problem) -> str:
    """Word one medicine of a problem, empty where it has none."""
    said = voice.shown(problem, "meds")
    if not said:
        return ""
    drug, dose, often = said.split("|")
    return voice.say("medicine", problem.key, drug=drug, dose=dose, often=often)


def allergies(voice: Voice, places: Places) -> str:
    """State allergies."""
    said = [voice.shown(problem, "says", "allergies") for problem in _in("allergies", voice, places)]
    return sentences(said) if any(said) else voice.say("allergy_none")


def social(voice: Voice, places: Places) -> str:
    """State how the patient lives, smokes and drinks; nothing coded is denied."""
    tags = voice.stay.tags
    parts = [voice.say("lives_old" if voice.stay.age >= _OLD else "lives")]
    parts += (voice.shown(problem, "says", "social") for problem in _in("social", voice, places))
    parts += [] if tags & {"tobacco", "copd"} else [voice.say("tobacco_none")]
    parts += [] if tags & {"alcohol", "cirrhosis", "pancreatitis"} else [voice.say("alcohol_none")]
    parts += [] if tags & {"opioid", "cocaine", "cannabis", "overdose"} else [voice.say("drugs_none")]
    return sentences(parts)


def family(voice: Voice, doubts: Doubts) -> str:
    """State what relatives had, which is never coded."""
    if not doubts.family:
        return voice.say("family_none")
    return sentences(voice.say("family", *each, relative=each[0], disease=each[1]) for each in doubts.family)


def review(voice: Voice) -> str:
    """State what was denied on asking."""
    denied = _denied(voice, "review", voice.stay.kind.denies or ("rash", "joint pain"), 2)
    return stopped(capital(voice.say("review", denied=listed(denied, "or"))))


def _denied(voice: Voice, place: str, symptoms: Sequence[str], most: int) -> list[str]:
    chance = voice.chance.of(place)
    return [voice.reworded(symptom, chance) for symptom in chance.some(symptoms, 1, most)]


def _in(place: str, voice: Voice, places: Places) -> list[Problem]:
    return [problem for problem in voice.stay.others if place in places[problem.key]]


def _acute(place: str, voice: Voice, places: Places) -> list[Problem]:
    return [
        each
        for each in _in(place, voice, places)
        if each.condition.acute and not each.condition.shown("says") and each.key != BMI
    ]
