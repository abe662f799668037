"""主诉 and 现病史 of a stay as facts: how it began, what was done before, how it grew worse, why he is admitted."""

from random import Random

from trainer.synthesize.zh import cardiac, imaging
from trainer.synthesize.zh.chance import maybe, weighted
from trainer.synthesize.zh.drugs import names_of
from trainer.synthesize.zh.fact import Fact, Filling, Several, day, plain
from trainer.synthesize.zh.labs import odd_results
from trainer.synthesize.zh.listing import named
from trainer.synthesize.zh.stay import FIBRILLATION, GRADES, KILLIP, NYHA, Kind, Stay

_MINUTES = ("数分钟", "3-5分钟", "5-10分钟", "约5分钟", "10余分钟", "1-2分钟", "数秒至数分钟", "半小时", "2-3分钟")
_LASTING = ("20分钟", "半小时", "1小时", "数小时", "2小时余", "40分钟", "3小时")
_VESSELS = ("前降支", "右冠状动脉", "回旋支", "前降支及右冠状动脉", "前降支近中段")
_EARLIER_NAMES = (
    "I25.103", "I20.000", "I25.200", *FIBRILLATION, "I50.900x018", "I50.907", *NYHA, *GRADES, "E11.900", "E78.500",
    "I49.900", "I38.x01", "J18.900", "J98.414", "I63.900", "I69.300x002", "Q24.501", *KILLIP,
)  # fmt: skip
"""Diagnoses an earlier stay may have ended with, in the order they are named."""
_THERAPY = {
    Kind.FAILURE: "hpi.therapy_failure",
    Kind.HYPERTENSION: "hpi.therapy_hypertension",
}


def chief(rng: Random, stay: Stay) -> Fact:
    """State what he complains of and since when."""
    if stay.illness:
        return Fact("chief.elsewhere", {"symptom": rng.choice(stay.illness.symptoms), "short": stay.short})
    told = {"long": stay.long, "short": stay.short}
    states = stay.states(stay.truth) if stay.truth in ("I20.800x007", "I20.000", "I21.401", "I50.900x018") else ()
    return Fact(f"chief.{stay.kind.value}", told, states if maybe(rng, 0.9) else ())


def present_illness(
    rng: Random, stay: Stay, tests: tuple[Fact, ...], impression: tuple[Fact, ...]
) -> dict[str, Filling]:
    """Tell 现病史 by its parts; tests are those made before admission."""
    again = maybe(rng, 0.45) if stay.kind in (Kind.MI, Kind.ELSEWHERE) else True
    parts: dict[str, Filling] = {"onset": _onset(rng, stay, again=again), "negatives": _negatives(stay)}
    earlier, drugs = _earlier(rng, stay)
    parts["earlier"], parts["drugs"] = earlier, drugs
    if again:
        parts["worse"] = _worse(rng, stay)
    if tests:
        parts["clinic"] = Fact("hpi.clinic", {"tests": Several(tests, "results"), "place": Fact("hpi.place")})
    poor = stay.kind is Kind.FAILURE and maybe(rng, 0.6)
    parts["general"] = Fact("hpi.general_poor" if poor or maybe(rng, 0.08) else "hpi.general_good")
    if impression and maybe(rng, 0.9):
        parts["admit"] = Fact("hpi.admit", {"impression": Several(impression, "names")})
    else:
        parts["admit"] = Fact("hpi.admit_plain")
    return parts


def _trigger(rng: Random, stay: Stay) -> Fact:
    rest = 0.5 if stay.truth in ("I20.000", "I21.401") else 0.35
    return Fact(weighted(rng, {"hpi.trigger_effort": 1 - rest, "hpi.trigger_rest": rest, "hpi.trigger_mood": 0.12}))


def _feeling(rng: Random, stay: Stay) -> Fact:
    pain = {"I21.401": 0.75, "I20.000": 0.45}.get(stay.truth or "", 0.35)
    return Fact("hpi.feeling_pain" if maybe(rng, pain) else "hpi.feeling_tight")


def _relief(rng: Random) -> Fact:
    return Fact(weighted(rng, {"hpi.relief_rest": 0.65, "hpi.relief_drug": 0.35}))


def _spell(rng: Random, stay: Stay) -> dict[str, Filling]:
    """Describe an attack."""
    return {
        "trigger": _trigger(rng, stay),
        "feeling": _feeling(rng, stay),
        "lasting": rng.choice(_MINUTES),
        "relief": _relief(rng),
        "with": Fact("hpi.with"),
    }


def _severe(rng: Random, stay: Stay) -> dict[str, Filling]:
    """Describe the attack of an infarction."""
    return {
        **_spell(rng, stay),
        "lasting": rng.choice(_LASTING),
        "relief": Fact("hpi.relief_none" if maybe(rng, 0.8) else "hpi.relief_drug"),
    }


def _onset(rng: Random, stay: Stay, *, again: bool) -> Fact:
    """Tell how it began: lately, or long ago where it came again."""
    when = f"{stay.long}前"
    if stay.illness:
        told = {"when": when if again else f"{stay.short}前", "symptom": rng.choice(stay.illness.symptoms)}
        return Fact("hpi.onset_elsewhere", {**told, "with": rng.choice(stay.illness.with_)})
    if stay.kind is Kind.MI and not again:
        return Fact("hpi.onset_mi", {"when": f"{stay.short}前", **_severe(rng, stay)})
    if stay.kind is Kind.FAILURE:
        told = {"when": when, "trigger": Fact("hpi.trigger_effort"), "with": Fact("hpi.with_failure")}
        return Fact("hpi.onset_failure", told)
    if stay.kind is Kind.HYPERTENSION:
        return Fact("hpi.onset_hypertension", {"when": when, "bp": stay.highest or stay.pressure})
    if stay.kind is Kind.PALPITATION:
        return Fact("hpi.onset_palpitation", {"when": when, "trigger": _trigger(rng, stay)})
    return Fact("hpi.onset_angina", {"when": when, **_spell(rng, stay)})


def _worse(rng: Random, stay: Stay) -> Fact:
    told: dict[str, Filling] = {"short": stay.short}
    if stay.illness:
        return Fact("hpi.worse_elsewhere", {**told, "symptom": rng.choice(stay.illness.symptoms)})
    if stay.kind is Kind.FAILURE:
        return Fact("hpi.worse_failure", {**told, "with": Fact("hpi.with_failure")})
    if stay.kind is Kind.HYPERTENSION:
        return Fact("hpi.worse_hypertension", {**told, "bp": stay.pressure})
    if stay.kind is Kind.PALPITATION:
        return Fact("hpi.worse_palpitation", told)
    if stay.kind is Kind.MI or (stay.truth == "I21.401" and maybe(rng, 0.75)):
        return Fact("hpi.worse_mi", {**told, **_severe(rng, stay)})
    return Fact("hpi.worse_angina", {**told, **_spell(rng, stay)})


def _negatives(stay: Stay) -> Fact:
    by_kind = {Kind.FAILURE: "failure", Kind.HYPERTENSION: "hypertension", Kind.ELSEWHERE: "elsewhere"}
    return Fact(f"hpi.negatives_{by_kind.get(stay.kind, 'angina')}")


def _earlier(rng: Random, stay: Stay) -> tuple[Filling, Filling]:
    """Tell earlier visits, and the drugs taken since."""
    told = [named(rng, stay, code) for code in _EARLIER_NAMES if stay.stated(code, "hpi")]
    stented = stay.stated("Z95.501", "hpi")
    visits = weighted(rng, _VISITS[0] if stay.detail < 0.3 else _VISITS[1] if stay.detail < 0.6 else _VISITS[2])
    if stay.kind is Kind.ELSEWHERE:
        visits = min(visits, 1)
    if told:
        visits = max(visits, 1)
    if not visits and not stented:
        return "", _since(rng, stay) if maybe(rng, 0.4) else Fact("hpi.drugs_none")
    parts: list[Filling] = []
    first = True
    if stented:
        where = {"when": _before(rng, stay, first=True), "place": Fact("hpi.place"), "vessel": rng.choice(_VESSELS)}
        number = f"{rng.choice((1, 1, 1, 2, 2, 3))}枚"
        parts.append(Fact("hpi.earlier_stent", {**where, "number": number}, stay.states("Z95.501")))
        first = False
    for visit in range(visits):
        mine = told[visit::visits] or [_vague(rng, stay)]
        parts.append(_visit(rng, stay, tuple(mine), _before(rng, stay, first=first)))
        first = False
        if visit < visits - 1 and maybe(rng, 0.5):
            parts.append(_since(rng, stay))
    return Several(tuple(parts)), _since(rng, stay)


_VISITS: tuple[dict[int, float], ...] = (
    {0: 0.72, 1: 0.28},
    {0: 0.3, 1: 0.5, 2: 0.2},
    {0: 0.04, 1: 0.26, 2: 0.3, 3: 0.26, 4: 0.14},
)
"""How many earlier visits are told, by how much is told at all."""


def _visit(rng: Random, stay: Stay, diagnoses: tuple[Fact, ...], when: str) -> Fact:
    seen = _earlier_findings(rng, stay)
    tests = Fact("hpi.earlier_tests", {"tests": Several(seen, "results")}) if seen else ""
    return Fact(
        "hpi.earlier",
        {
            "when": when,
            "place": Fact("hpi.place"),
            "date": day(stay.admitted.replace(year=stay.admitted.year - rng.choice((1, 1, 2, 3)))),
            "diagnoses": Several(diagnoses, "names"),
            "tests": tests,
            "treatment": _therapy(rng, stay),
        },
    )


def _therapy(rng: Random, stay: Stay) -> Fact:
    if stay.illness and not stay.illness.heart:
        return plain(f"{rng.choice(stay.illness.treatments)}等治疗")
    return Fact(_THERAPY.get(stay.kind, "hpi.therapy_angina"))


def _vague(rng: Random, stay: Stay) -> Fact:
    """Name a diagnosis that states none of the list's codes."""
    if stay.illness:
        return plain(rng.choice((stay.illness.name, f"{rng.choice(stay.illness.symptoms)}待查")))
    by_kind = {Kind.FAILURE: ("dx.breath_unknown",), Kind.HYPERTENSION: ("dx.dizzy_unknown", "dx.hypertension_bare")}
    if stay.kind is Kind.HYPERTENSION and stay.carried(GRADES):
        return Fact("dx.hypertension_bare")
    return Fact(rng.choice(by_kind.get(stay.kind, ("dx.chest_unknown", "dx.angina"))))


_EARLIER_FINDINGS = {
    "R91.x00x003": ("report.chest", ("finding.nodules", "finding.fibrous")),
    "I70.806": ("report.carotid", ("finding.carotid_plaque",)),
    "I70.203": ("report.leg", ("finding.leg_plaque",)),
    "I31.800x004": ("report.echo", ("finding.effusion",)),
    "I49.300x002": ("report.holter", ("finding.early_ventricular_few",)),
    "I49.300x001": ("report.holter", ("finding.early_ventricular_many",)),
    "I49.100x001": ("report.holter", ("finding.early_atrial_few",)),
    "I49.100x002": ("report.holter", ("finding.early_atrial_many",)),
    "I49.400x002": ("report.holter", ("finding.early_atrial_few", "finding.early_ventricular_few")),
}


def _earlier_findings(rng: Random, stay: Stay) -> tuple[Fact, ...]:
    """Tell what was found then; conditions whose place is 现病史 are found again here."""
    found: list[Fact] = []
    for code, (report, findings) in _EARLIER_FINDINGS.items():
        if stay.stated(code, "hpi"):
            told = tuple(
                Fact(slot, {"side": "双侧", "count": str(rng.randint(3, 400)), "size": f"{rng.randint(3, 9)}mm"})
                for slot in findings
            )
            found.append(Fact(report, {"findings": Several(told, "findings"), "date": ""}, stay.states(code)))
    if maybe(rng, 0.5):
        found.insert(0, cardiac.ecg(rng, stay))
    made = (cardiac.echo, cardiac.holter, imaging.chest, imaging.carotid, imaging.leg, imaging.abdomen, imaging.head)
    for make in made:
        if maybe(rng, min(1.0, 1.15 * stay.detail**1.4)):
            again = make(rng, stay)
            found += [again] if again else []
    if maybe(rng, 0.7 * stay.detail):
        found += [fact for _, fact in odd_results(rng, stay, rng.randint(1, 8))]
    return tuple(found)


def _since(rng: Random, stay: Stay) -> Filling:
    """Tell which drugs were taken since."""
    drugs = names_of(rng, stay, rng.randint(1, 4))
    if not drugs:
        return Fact("hpi.drugs_none", spare=True)
    slot = "hpi.drugs_regular" if maybe(rng, 0.6) else "hpi.drugs_irregular"
    return Fact(slot, {"drugs": Several(tuple(plain(name) for name in drugs), "names")})


_AGO = {
    "1月": 1,
    "2月": 2,
    "3月": 3,
    "半年": 6,
    "1年": 12,
    "1年余": 14,
    "2年": 24,
    "3年": 36,
    "3年余": 40,
    "5年": 60,
    "8年": 96,
}
"""Times ago, in months."""


def _before(rng: Random, stay: Stay, *, first: bool) -> str:
    """Say when an earlier visit was: after the illness began."""
    began = _months(stay.long)
    times = [f"{text}前" for text, months in _AGO.items() if months < began * (1 if first else 0.5)]
    return rng.choice((*times, "此后", "期间", "之后") if times and not first else (*times, "此后"))


def _months(span: str) -> float:
    """Read a span of time (2年余, 半月, 10余天) as months."""
    number = int("".join(filter(str.isdigit, span)) or 0)
    if "年" in span:
        return 12 * number if number else 6
    if "月" in span:
        return number or 0.5
    return number / 30
