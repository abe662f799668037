"""Others of the rhythm: atrial fibrillation, early beats, and the unspecified disorder beside them."""

from app.coding.mentions import Assertion
from app.inference.rules.chart import NOW, STATED, Chart, Passage
from app.inference.rules.others import Ballot
from app.inference.rules.weights import Stated

_PAROXYSMAL, _FIBRILLATION = "I48.x02", "I48.x01"
_VENTRICULAR, _ATRIAL = "I49.300x002", "I49.100x001"
_BOTH, _OFTEN = "I49.400x002", "I49.400x003"
_OFTEN_VENTRICULAR, _OFTEN_ATRIAL = "I49.300x001", "I49.100x002"
_BEAT = "性?(?:早搏?|期前收缩|过早搏动)"
_WORDS = {
    _OFTEN_VENTRICULAR: rf"频[发见][^。；;，,室房]{{0,6}}室{_BEAT}",
    _OFTEN_ATRIAL: rf"频[发见][^。；;，,室房]{{0,6}}(?:房|室上){_BEAT}",
    _VENTRICULAR: f"室{_BEAT}",
    _ATRIAL: f"(?:房|室上){_BEAT}",
}
"""How early beats are written beyond the names of their codes."""
_TELLING = {_VENTRICULAR: (_OFTEN_VENTRICULAR,), _ATRIAL: (_OFTEN_ATRIAL,)}
_BESIDE = {
    **dict.fromkeys((_VENTRICULAR, _ATRIAL, _BOTH), 0.92),
    **dict.fromkeys((_FIBRILLATION, _PAROXYSMAL, _OFTEN_VENTRICULAR, _OFTEN_ATRIAL), 0.74),
}
"""Share of the published label sets with the specific code that carry the unspecified one (心律失常) beside it."""


def put_rhythm(ballot: Ballot) -> None:
    """Put up the rhythm disorders: the specific one, and the unspecified one beside it as this label set does."""
    chart = ballot.findings.chart
    listed = chart.listed("心[律率]失常|心律紊乱", STATED)
    _put_fibrillation(ballot)
    _put_beats(ballot, boost=0.2 if listed else 0.0)
    ballot.state("I49.900", Stated.LISTED, listed, "列有心律失常", 0.05)
    written = chart.find("(?<!抗)(?<!恶性)心律失常(?!药|发生|风险)", asserted=STATED)
    ballot.state("I49.900", Stated.REPORTED, written, "写有心律失常", -0.1)
    best = max(_BESIDE, key=lambda code: _BESIDE[code] * ballot.chance(code))
    if best in ballot.choices:
        beside = _BESIDE[best] * ballot.chance(best)
        ballot.put("I49.900", beside, ballot.choices[best].passages, "有明确的心律失常")


def _put_fibrillation(ballot: Ballot) -> None:
    chart = ballot.findings.chart
    paroxysmal = chart.of_code(_PAROXYSMAL, STATED)
    plain = chart.of_code(_FIBRILLATION, STATED)
    if paroxysmal:
        listed = any(passage.section == chart.admission for passage in paroxysmal)
        shift = 0.1 if listed else -0.05
        ballot.state(_PAROXYSMAL, Stated.LISTED if listed else Stated.STATED, paroxysmal, "阵发性心房颤动", shift)
    if plain:
        listed = any(passage.section == chart.admission for passage in plain)
        shift = 0.1 if listed else -0.2 if paroxysmal else -0.1
        ballot.state(_FIBRILLATION, Stated.LISTED if listed else Stated.STATED, plain, "心房颤动", shift)


def _put_beats(ballot: Ballot, boost: float) -> None:
    """Put up the early beats; frequent ones stand for themselves, occasional ones of both kinds share a code."""
    chart = ballot.findings.chart
    seen: dict[str, list[Passage]] = {}
    for often, plain in ((_OFTEN_VENTRICULAR, _VENTRICULAR), (_OFTEN_ATRIAL, _ATRIAL)):
        for code in (often, plain):
            listed = [passage for passage in _beats(chart, code, STATED) if passage.section == chart.admission]
            ballot.state(code, Stated.LISTED, listed, "入院诊断列有早搏")
        frequent = _beats(chart, often)
        ballot.state(often, Stated.STATED, frequent, "频发早搏", boost - 0.05)
        seen[plain] = [] if frequent else _beats(chart, plain)
    ventricular, atrial = seen[_VENTRICULAR], seen[_ATRIAL]
    both = chart.of_code(_BOTH)
    if both:
        ballot.state(_VENTRICULAR, Stated.STATED, both, "室性早搏", boost + 0.05)
        ballot.state(_BOTH, Stated.STATED, both, "偶发房性和室性早搏", boost)
    elif ventricular and atrial:
        ballot.state(_VENTRICULAR, Stated.HINTED, ventricular, "室性早搏", boost + 0.14)
        ballot.state(_BOTH, Stated.HINTED, [*atrial, *ventricular], "偶发房性和室性早搏", boost + 0.08)
        ballot.state(_ATRIAL, Stated.HINTED, atrial, "房性早搏", boost - 0.05)
    else:
        ballot.state(_VENTRICULAR, Stated.HINTED, ventricular, "室性早搏", boost + 0.14)
        ballot.state(_ATRIAL, Stated.HINTED, atrial, "房性早搏", boost)
    ballot.state(_OFTEN, Stated.LISTED, chart.listed("频发(?:性)?早搏|频发期前收缩"), "列有频发早搏")


def _beats(chart: Chart, code: str, asserted: tuple[Assertion, ...] = NOW) -> list[Passage]:
    """Return the early beats of a kind by name and by the words for them, less what names a more telling kind."""
    telling = [passage for other in _TELLING.get(code, ()) for passage in _beats(chart, other, STATED)]
    telling += [passage for other in (_BOTH, _OFTEN) for passage in chart.of_code(other, STATED)]
    found = [*chart.of_code(code, asserted), *chart.find(_WORDS[code], asserted=asserted)]
    return [passage for passage in found if not passage.inside(telling) and not _in_phase(chart, passage)]


def _in_phase(chart: Chart, passage: Passage) -> bool:
    """Say whether an early beat is none (左室早期充盈)."""
    return chart.texts[passage.section].startswith("期", passage.end) and passage.text.endswith("早")
