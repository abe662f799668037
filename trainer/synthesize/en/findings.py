"""What was found: examination, laboratory values, imaging; normal except where a problem shows."""

from collections.abc import Mapping
from typing import Any

from trainer.synthesize.en.conditions import read
from trainer.synthesize.en.doubts import Doubts
from trainer.synthesize.en.history import Places, vitals
from trainer.synthesize.en.pack import AREAS
from trainer.synthesize.en.stay import BMI, Problem
from trainer.synthesize.en.voice import Voice, sentences, stopped
from trainer.synthesize.en.wording import capital, fill


def examination(voice: Voice, places: Places) -> str:
    """Word the examination: vital signs, then area by area."""
    found = _by_area(voice)
    parts = [voice.say("vitals", **vitals(voice))]
    weights = [each for each in voice.stay.others if each.key == BMI and "exam" in places[each.key]]
    parts += [stopped(voice.name(each, "exam")) for each in weights]
    for area in AREAS:
        if area in found:
            parts.append(voice.say("exam", area, area=area, finding=", ".join(found[area])))
        elif area in voice.writer.normal and voice.maybe(0.85, "normal", area):
            chance = voice.chance.of("normal", area, "words")
            normal = fill(chance.pick(voice.writer.normal[area]), chance)
            parts.append(voice.say("exam", area, area=area, finding=normal))
    if voice.writer.habits.examination == "lines":
        return "\n".join(map(capital, parts))
    return sentences(parts)


def _by_area(voice: Voice) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in voice.stay.problems:
        if not problem.later and (said := voice.shown(problem, "exam")):
            area, _, finding = said.partition(": ")
            found.setdefault(area, []).append(finding)
    return found


def laboratory(voice: Voice, places: Places) -> str:
    """Word the laboratory values: the usual panel and whatever a problem moves."""
    items: list[str] = []
    for name, about in read("analytes").items():
        if value := lab_value(voice, name, about):
            items.append(voice.say("lab", name, analyte=_label(voice, about), value=value))
    results = [said for problem in voice.stay.problems if (said := voice.shown(problem, "results"))]
    results += [said for each in _says(voice, places, "labs") if (said := voice.shown(each, "says", "labs"))]
    if voice.writer.habits.laboratory == "lines":
        return "\n".join([*map(capital, items), *map(capital, results)])
    return " ".join([stopped(capital(", ".join(items))), sentences(results)]).strip()


def _label(voice: Voice, about: Mapping[str, Any]) -> str:
    return about["long"] if voice.writer.habits.long_labels else about["short"]


def told_finding(voice: Voice, problem: Problem) -> str:
    """Word, for the course, one value or study that shows a problem; empty where there is none or none is told."""
    parts: list[str] = []
    labs = problem.condition.shown("labs")
    if labs and voice.maybe(0.45, "told lab", problem.key):
        name = voice.chance.of("told lab", problem.key, "which").pick(tuple(labs))
        about = read("analytes")[name]
        value = f"{_claimed(voice, name, problem):.{about.get('digits', 0)}f}"
        parts.append(voice.say("course_value", problem.key, analyte=_label(voice, about), value=value))
    elif (said := voice.shown(problem, "imaging")) and voice.maybe(0.4, "told image", problem.key):
        study, _, finding = said.partition(": ")
        parts.append(voice.say("course_image", problem.key, study=study, finding=finding))
    return "".join(parts)


def _claimed(voice: Voice, name: str, problem: Problem) -> float:
    return voice.chance.of("lab", name, problem.key).between(*problem.condition.shown("labs")[name])


def lab_value(voice: Voice, name: str, about: Mapping[str, Any]) -> str:
    """Draw an analyte: what the problem that moves it furthest says, a normal value of the panel, or nothing."""
    low, high = about["normal"]
    middle = (low + high) / 2
    claims = [
        _claimed(voice, name, problem)
        for problem in voice.stay.problems
        if name in (problem.condition.shown("labs") or {})
    ]
    chance = voice.chance.of("lab", name)
    normal = chance.between(low, high)
    if not claims and not chance.maybe(float(about.get("usual", 0))):
        return ""
    value = max(claims, key=lambda each: abs(each - middle)) if claims else normal
    return f"{value:.{about.get('digits', 0)}f}"


def imaging(voice: Voice, doubts: Doubts) -> str:
    """Word imaging and other studies: what problems show, and what cleared a suspicion."""
    lines: dict[str, str] = {}
    for problem in voice.stay.problems:
        if said := voice.shown(problem, "imaging"):
            study, _, finding = said.partition(": ")
            lines[problem.key] = voice.say("image", problem.key, study=study, finding=finding)
    if doubts.study:
        lines["doubt"] = voice.say("image_clear", study=doubts.study, suspect=doubts.suspect)
    if voice.maybe(0.3, "incidental"):
        chance = voice.chance.of("incidental", "words")
        study, _, finding = fill(chance.pick(read("past")["incidental"]), chance).partition(": ")
        lines["incidental"] = voice.say("image", "incidental", study=study, finding=finding)
    return "\n".join(stopped(capital(line)) for line in lines.values())


def _says(voice: Voice, places: Places, place: str) -> list[Problem]:
    return [each for each in voice.stay.others if place in places[each.key] and each.condition.shown("says")]
