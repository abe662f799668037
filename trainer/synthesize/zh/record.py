"""A stay put into words: the eleven sections by one writer, with the marks of what they state."""

from random import Random

from trainer.synthesize.zh import cardiac, imaging
from trainer.synthesize.zh.chance import maybe
from trainer.synthesize.zh.course import course, orders
from trainer.synthesize.zh.examination import admission_examination, discharge_examination
from trainer.synthesize.zh.fact import Fact, Filling, Several, plain
from trainer.synthesize.zh.grammar import Words, joined
from trainer.synthesize.zh.history import chief, present_illness
from trainer.synthesize.zh.labs import odd_results, result, troponin
from trainer.synthesize.zh.listing import Group, admission_list, impression
from trainer.synthesize.zh.noise import disturbed
from trainer.synthesize.zh.pack import Pack
from trainer.synthesize.zh.past import past_history
from trainer.synthesize.zh.stay import Kind, Stay
from trainer.synthesize.zh.voice import Voice, tidied

_MISSING = ("现病史", "既往史", "个人史", "婚姻史", "家族史", "出院情况", "出院医嘱")
_MISSES = 0.005
"""Probability that one of these sections is missing, each."""


def write(stay: Stay, pack: Pack, world: Random, hand: Random) -> tuple[dict[str, Words], cardiac.Coronary]:
    """Return the sections in reading order; world draws what is told, hand how."""
    voice = Voice(pack, hand)
    coronary = cardiac.coronary(world, stay)
    groups = admission_list(world, stay)
    complaint = voice.tell(chief(world, stay))
    tests = _before(world, stay)
    sections: dict[str, Words] = {"主诉": complaint}
    sections["现病史"] = _laid(voice, "hpi", present_illness(world, stay, tests, impression(world, groups)))
    past = _parts(voice, past_history(world, stay))
    sections["既往史"] = voice.say("layout.past", past)
    sections["个人史"] = _laid(voice, "personal", dict(stay.person.personal))
    sections["婚姻史"] = _laid(voice, "marriage", dict(stay.person.marriage))
    sections["家族史"] = _laid(voice, "family", dict(stay.person.family))
    examined = _parts(voice, admission_examination(world, stay, tests if maybe(world, 0.88) else ()))
    examined["brief"] = voice.say("exam.brief", {"who": Words(_called(hand, stay)), "chief": Words(complaint.text)})
    if maybe(hand, pack.habits.history_again):
        examined["history"] = voice.say("exam.history", {"past": joined(_again(hand, past))})
    sections["入院情况"] = voice.say("layout.admission", examined)
    sections["入院诊断"] = _listed(voice, groups)
    sections["诊疗经过"] = _laid(voice, "course", course(world, stay, coronary))
    sections["出院情况"] = _laid(voice, "discharge", discharge_examination(world, stay))
    sections["出院医嘱"] = _laid(voice, "orders", orders(world, stay))
    level = pack.habits.noise * hand.choice((0.0, 0.3, 0.6, 1.0, 1.6))
    finished = {name: disturbed(tidied(words), hand, level) for name, words in sections.items()}
    return _without(hand, finished), coronary


def _laid(voice: Voice, section: str, parts: dict[str, Filling]) -> Words:
    return voice.say(f"layout.{section}", _parts(voice, parts))


def _parts(voice: Voice, parts: dict[str, Filling]) -> dict[str, Words]:
    return {name: voice.tell(filling) for name, filling in parts.items()}


def _called(hand: Random, stay: Stay) -> str:
    person = stay.person
    plainly = f"{'女' if person.female else '男'}，{person.age}岁"
    return hand.choice((person.called, f"{person.called}，{person.age}岁", plainly))


def _again(hand: Random, past: dict[str, Words]) -> list[Words]:
    """Repeat the history, or the part of it that matters."""
    wanted = ("chronic", "deny", "infection", "operations", "injury", "allergy", "vaccine")
    count = hand.choice((2, 4, 5, 7, 7, 7))
    return [past[name] for name in wanted[:count] if past.get(name)] or [Words("体健。")]


def _before(world: Random, stay: Stay) -> tuple[Fact, ...]:
    """Draw the tests made before admission, told in 现病史 and again in 入院情况."""
    if stay.illness:
        tests = [Fact("report.other", {"name": n, "findings": f}) for n, f in stay.illness.tests if maybe(world, 0.3)]
        return tuple(tests)
    tests = [cardiac.ecg(world, stay)] if maybe(world, 0.78) else []
    if maybe(world, 0.6 if stay.truth == "I21.401" else 0.05):
        tests += [troponin(world, stay)[1]]
    if stay.kind is Kind.FAILURE and maybe(world, 0.55):
        tests.append(result(world, world.choice(("bnp", "ntprobnp")), "raised"))
    if stay.kind is Kind.HYPERTENSION and maybe(world, 0.5):
        tests.append(plain(f"血压{stay.pressure}mmHg"))
    for make in (cardiac.echo, imaging.chest, cardiac.holter, imaging.head, imaging.carotid):
        if maybe(world, 0.12 + 0.35 * stay.detail):
            made = make(world, stay)
            tests += [made] if made else []
    if maybe(world, 0.2 + 0.4 * stay.detail):
        tests += [fact for _, fact in odd_results(world, stay, world.randint(1, 9))]
    return tuple(tests)


def _listed(voice: Voice, groups: tuple[Group, ...]) -> Words:
    """Set down 入院诊断 in the writer's manner."""
    if voice.listing == "chained":
        items = [voice.tell(Several(group)) if len(group) == 1 else _chain(voice, group) for group in groups]
    else:
        items = [voice.tell(fact) for group in groups for fact in group]
    if voice.listing == "inline":
        return joined(items, voice.rng.choice(("；", "，", "、", " ")))
    breaks = voice.rng.choice(("\n", "\n", " ", "；", ""))
    if voice.listing == "lines":
        return joined(items, "\n")
    numbered = [joined((Words(voice.numbered(index)), item)) for index, item in enumerate(items, 1)]
    return joined(numbered, breaks)


def _chain(voice: Voice, group: Group) -> Words:
    """Write what hangs together in one item: 冠心病 不稳定型心绞痛 心功能III级."""
    return joined([voice.tell(fact) for fact in group], voice.rng.choice((" ", " ", "", "，", "、")))


def _without(hand: Random, sections: dict[str, Words]) -> dict[str, Words]:
    """Lose a section now and then, never the only one that states a code."""
    kept = dict(sections)
    for name in _MISSING:
        if maybe(hand, _MISSES):
            others = {mark.code for other, words in kept.items() if other != name for mark in words.marks}
            if {mark.code for mark in kept[name].marks} <= others:
                kept[name] = Words()
    return kept
