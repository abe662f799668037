"""The hospital course: what the stay was for, what was done, what came up besides, and how it ended."""

from app.coding.record import Disposition
from trainer.synthesize.en.conditions import read
from trainer.synthesize.en.doubts import Doubts
from trainer.synthesize.en.findings import told_finding
from trainer.synthesize.en.history import Places, operation_words
from trainer.synthesize.en.stay import BMI, Problem
from trainer.synthesize.en.voice import Voice, sentences, stopped
from trainer.synthesize.en.wording import capital, fill, listed

ENDS = {
    Disposition.HOME: "home",
    Disposition.COMMUNITY: "community",
    Disposition.TRANSFER: "transfer",
    Disposition.AGAINST_ADVICE: "against_advice",
    Disposition.DIED: "died",
    Disposition.OTHER: "home",
}


def hospital_course(voice: Voice, places: Places, doubts: Doubts) -> str:
    """Tell the course as its writer does: as prose, problem by problem, or in bullets."""
    style = voice.writer.habits.course
    blocks = [_principal(voice, doubts)]
    told = [problem for problem in voice.stay.others if "course" in places[problem.key]]
    acute = [each for each in told if each.condition.acute and not _said(each)]
    blocks += [_acute(voice, problem, style) for problem in voice.shuffled(acute, "course")]
    lasting = [each for each in told if each not in acute and not _said(each)]
    blocks += _lasting(voice, lasting, style)
    blocks.append(
        sentences(voice.shown(each, "says", "course") or voice.name(each, "course") for each in told if _said(each))
    )
    blocks.append(_besides(voice, doubts))
    end = ENDS[voice.stay.patient.disposition or Disposition.HOME]
    blocks.append(sentences([voice.say(end)]))
    found = [block for block in blocks if block]
    if style == "prose":
        return " ".join(found)
    return "\n".join(f"- {block}" for block in found) if style == "bullets" else "\n".join(found)


def _said(problem: Problem) -> bool:
    return problem.key == BMI or bool(problem.condition.shown("says"))


def _principal(voice: Voice, doubts: Doubts) -> str:
    """Tell what the stay was for; where something else was suspected, how that was found out."""
    stay, problem = voice.stay, voice.stay.principal
    name = voice.name(problem, "course")
    treat = voice.shown(problem, "treat")
    parts: list[str] = []
    if voice.writer.habits.course == "problems":
        parts.append(voice.say("problem", "principal", name=name))
        name = voice.name(problem, "course again")
    if stay.kind.elective and stay.operation:
        parts.append(voice.say("course_elective", name=name, operation=operation_words(voice, "course")))
    elif doubts.suspect and treat:
        parts.append(voice.say("course_open_later", name=name, treat=treat, suspect=doubts.suspect))
    elif treat:
        parts.append(voice.say("course_open", name=name, treat=treat))
    else:
        parts.append(voice.say("course_bare", name=name))
    parts.append(told_finding(voice, problem))
    if doubts.suspect:
        parts.append(voice.say("course_ruled_out", suspect=doubts.suspect, clear=doubts.clear))
    if stay.operation and not stay.kind.elective:
        words = operation_words(voice, "course")
        parts.append(voice.say("course_operation", operation=words, detail=_detail(voice)))
    elif stay.operation:
        parts.append(_detail(voice).removeprefix(", "))
    if voice.maybe(0.35, "consult"):
        services = read("past")["consults"][stay.kind.group]
        parts.append(voice.say("course_consult", service=voice.chance.of("service").pick(services)))
    said = list(stay.kind.condition.shown("course"))
    chance = voice.chance.of("principal course")
    parts += (voice.worded(problem, each, chance) for each in chance.some(said, 1, 2))
    return sentences(parts)


def _detail(voice: Voice) -> str:
    operation = voice.stay.operation
    if operation is None or not operation.detail:
        return ""
    chance = voice.chance.of("operation detail")
    return f", {fill(chance.pick(operation.detail), chance, voice.stay.principal.holes)}"


def _acute(voice: Voice, problem: Problem, style: str) -> str:
    """Tell of one acute problem: when it was there, how it was treated, what became of it."""
    name = voice.name(problem, "course")
    parts: list[str] = []
    day = str(voice.chance.of("day", problem.key).whole(2, max(2, voice.stay.days - 1)))
    if style == "problems":
        parts.append(voice.say("problem", problem.key, name=name))
        if problem.later:
            parts.append(f"<Developed|Arose|Noted> on hospital day {day}")
            parts[-1] = fill(parts[-1], voice.chance.of("arose", problem.key))
    elif problem.later:
        parts.append(voice.say("course_later", problem.key, name=name, day=day))
    else:
        parts.append(voice.say("course_present", problem.key, name=name))
    if found := told_finding(voice, problem):
        parts.append(found)
    if treat := voice.shown(problem, "treat"):
        parts.append(voice.say("course_treat", problem.key, treat=treat))
    if (said := voice.shown(problem, "course")) and voice.maybe(0.75, "outcome", problem.key):
        parts.append(voice.say("course_said", problem.key, said=said))
    return sentences([parts[0].rstrip(":")] if len(parts) == 1 else parts)


def _lasting(voice: Voice, lasting: list[Problem], style: str) -> list[str]:
    """Tell of lasting conditions: one by one where something was done, together where nothing was."""
    ordered = voice.shuffled(lasting, "course")
    single = [each for each in ordered if each.condition.shown("course") and voice.maybe(0.4, "single", each.key)]
    together = [each for each in ordered if each not in single]
    found = [_single(voice, each) for each in single]
    if not together:
        return found
    if style == "problems":
        return [
            *found,
            *(
                stopped(capital(voice.say("problem", each.key, name=voice.name(each, "course"))).rstrip(":"))
                for each in together
            ),
        ]
    return [
        *found,
        sentences([voice.say("course_chronic", names=listed([voice.name(each, "course") for each in together]))]),
    ]


def _single(voice: Voice, problem: Problem) -> str:
    named = voice.say("problem", problem.key, name=voice.name(problem, "course"))
    return sentences([named, voice.say("course_said", problem.key, said=voice.shown(problem, "course"))])


def _besides(voice: Voice, doubts: Doubts) -> str:
    parts = [voice.say("course_denied", denied=doubts.course_denied)] if doubts.course_denied else []
    if voice.maybe(0.3, "prophylaxis"):
        parts.append(voice.say("course_prophylaxis"))
    fillers = voice.writer.phrases["course_filler"]
    chance = voice.chance.of("fillers")
    parts += (fill(each, chance) for each in chance.some(fillers, 0, 2))
    return sentences(parts)
