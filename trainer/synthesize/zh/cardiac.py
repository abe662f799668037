"""Tests of the heart as facts: electrocardiogram, Holter, ultrasound, CT angiography and coronary angiography."""

from dataclasses import dataclass
from random import Random

from trainer.synthesize.zh.chance import between, maybe, some, weighted
from trainer.synthesize.zh.fact import Fact, Filling, Several, day
from trainer.synthesize.zh.stay import EARLY, FIBRILLATION, GRADES, Kind, Stay

_LEADS = ("II、III、aVF", "V4-V6", "V1-V4", "I、aVL、V5、V6", "V3-V6", "多导联", "V2-V5", "II、III、aVF、V5-V6")
_WALLS = ("下壁", "前壁", "前间壁", "高侧壁", "V1-V3")
_VESSELS = (
    "前降支近段",
    "前降支中段",
    "回旋支",
    "右冠状动脉近段",
    "右冠状动脉中段",
    "第一对角支",
    "钝缘支",
    "回旋支远段",
    "右冠状动脉",
    "前降支",
)
_MAIN = ("前降支", "回旋支", "右冠状动脉")
_VALVES = ("二尖瓣", "三尖瓣", "主动脉瓣", "二尖瓣、三尖瓣", "二、三尖瓣")
_SICK_VALVES = ("主动脉瓣", "二尖瓣", "二尖瓣及主动脉瓣")
_HOLTER = {
    "I49.100x001": "finding.early_atrial_few",
    "I49.100x002": "finding.early_atrial_many",
    "I49.300x001": "finding.early_ventricular_many",
    "I49.300x002": "finding.early_ventricular_few",
    "I49.400x003": "finding.early_many",
    "I48.x02": "finding.fibrillation_bouts",
}
_OTHERWISE = 0.1
"""Share of early beats whose report says few where many are coded, or the reverse: real codes do not follow it."""
_CONFUSED = {
    "I49.100x001": "finding.early_atrial_many",
    "I49.100x002": "finding.early_atrial_few",
    "I49.300x001": "finding.early_ventricular_few",
    "I49.300x002": "finding.early_ventricular_many",
}


def report(kind: str, findings: list[Fact], date: Filling = "") -> Fact:
    """Put findings under a report's heading."""
    return Fact(f"report.{kind}", {"findings": Several(tuple(findings), "findings"), "date": date})


def _arrhythmia(stay: Stay, code: str) -> tuple[str, ...]:
    """Return what a finding of this rhythm states: its code, and I49.900 where that is to be seen in reports."""
    return stay.states(code, *(("I49.900",) if stay.stated("I49.900", "report") else ()))


def ecg(rng: Random, stay: Stay, date: Filling = "") -> Fact:
    """Tell an electrocardiogram."""
    if stay.has("I48.x01"):
        found = [
            Fact(
                "finding.ecg_fibrillation", {}, _arrhythmia(stay, "I48.x01") if stay.stated("I48.x01", "report") else ()
            )
        ]
        found += [Fact("finding.holter_stt")] if maybe(rng, 0.2) else []
        return report("ecg", found, date)
    changed = {Kind.MI: 0.8, Kind.ANGINA: 0.6, Kind.FAILURE: 0.6}.get(stay.kind, 0.4)
    if stay.truth == "I21.401" and maybe(rng, 0.45):
        found = [Fact("finding.ecg_depression", {"leads": rng.choice(_LEADS)})]
    elif maybe(rng, changed):
        found = [Fact("finding.ecg_stt", {"leads": rng.choice(_LEADS)})]
    else:
        found = [Fact("finding.ecg_normal")]
    if stay.has("I25.200") and maybe(rng, 0.4):
        found.append(Fact("finding.ecg_q", {"wall": rng.choice(_WALLS)}))
    if stay.has(*GRADES) and maybe(rng, 0.12):
        found.append(Fact("finding.ecg_hypertrophy"))
    if stay.has("I49.300x001", "I49.300x002") and maybe(rng, 0.3):
        found.append(Fact("finding.ecg_early_ventricular", {}, stay.states("I49.300x002")))
    elif stay.has("I49.100x001", "I49.100x002") and maybe(rng, 0.3):
        found.append(Fact("finding.ecg_early_atrial", {}, stay.states("I49.100x001")))
    if maybe(rng, 0.06):
        found.append(Fact("finding.ecg_block"))
    return report("ecg", found, date)


def holter(rng: Random, stay: Stay) -> Fact | None:
    """Tell a Holter recording: always where a rhythm is to be stated in reports."""
    rhythms = [code for code in (*EARLY, "I48.x02") if stay.stated(code, "report")]
    if not rhythms and not maybe(rng, 0.25):
        return None
    if stay.has("I48.x01"):
        found = [Fact("finding.fibrillation_whole", {}, stay.states("I48.x01"))]
    else:
        mean = rng.randint(58, 84)
        told = {"mean": str(mean), "high": str(mean + rng.randint(28, 60)), "low": str(mean - rng.randint(10, 22))}
        total = str(mean * 1440 + rng.randint(-900, 900))
        found = [Fact("finding.holter_base", {**told, "total": total})]
    if "I49.400x002" in rhythms:
        found += _both(rng, stay)
        rhythms = [code for code in rhythms if code in ("I48.x02", "I49.400x003")]
    for code in rhythms:
        slot = _HOLTER[code] if not maybe(rng, _OTHERWISE) else _CONFUSED.get(code, _HOLTER[code])
        many = slot.endswith("many")
        count = rng.randint(1200, 18000) if many else rng.choice((rng.randint(2, 60), rng.randint(60, 600)))
        found.append(Fact(slot, {"count": str(count)}, _arrhythmia(stay, code)))
    if maybe(rng, 0.25):
        found.append(Fact("finding.tachycardia_short"))
    if maybe(rng, 0.6):
        found.append(Fact("finding.holter_stt", spare=True))
    return report("holter", found)


def _both(rng: Random, stay: Stay) -> list[Fact]:
    """Tell early beats of both origins, which are one code."""
    states = _arrhythmia(stay, "I49.400x002")
    beats = [
        Fact("finding.early_atrial_few", {"count": str(rng.randint(2, 300))}, (*states, *stay.states("I49.100x001"))),
        Fact(
            "finding.early_ventricular_few", {"count": str(rng.randint(2, 300))}, (*states, *stay.states("I49.300x002"))
        ),
    ]
    if maybe(rng, 0.12):
        return [Fact("dx.early_both", {}, states)]
    return beats


def echo(rng: Random, stay: Stay) -> Fact | None:
    """Tell an ultrasound of the heart."""
    failing = stay.failing or stay.kind is Kind.FAILURE
    wanted = stay.stated("I38.x01", "report") or stay.stated("I31.800x004", "report")
    if not wanted and not maybe(rng, 0.85 if stay.kind is Kind.FAILURE else 0.68):
        return None
    weak = failing and maybe(rng, 0.75)
    found = _chambers(rng, stay, weak=weak) + _valves(rng, stay)
    if failing and maybe(rng, 0.25):
        found.append(Fact("finding.echo_pressure"))
    if stay.stated("I31.800x004", "report"):
        found.append(Fact("finding.effusion", {}, stay.states("I31.800x004")))
    if maybe(rng, 0.5):
        found.append(Fact("finding.echo_relaxation"))
    if not found:
        found.append(Fact("finding.echo_normal"))
    if maybe(rng, 0.35):
        ef = rng.randint(27, 50) if weak and maybe(rng, 0.7) else rng.randint(50, 68)
        found.append(Fact("finding.echo_ef", {"ef": str(ef)}))
    return report("echo", found)


def _chambers(rng: Random, stay: Stay, *, weak: bool) -> list[Fact]:
    found: list[Fact] = []
    if maybe(rng, 0.55 if stay.has("I25.200", "I21.401") else 0.05):
        scar = stay.states("I25.200") if stay.stated("I25.200", "report") else ()
        found.append(Fact("finding.echo_wall", {}, scar))
    if weak:
        found += [Fact(f"finding.{slot}") for slot in some(rng, ("echo_large", "echo_atrium", "echo_systolic"), 1, 3)]
    elif maybe(rng, 0.25):
        found.append(Fact("finding.echo_atrium"))
    if stay.has(*GRADES) and maybe(rng, 0.3):
        found.append(Fact("finding.echo_septum"))
    return found


def _valves(rng: Random, stay: Stay) -> list[Fact]:
    if stay.stated("I38.x01", "report"):
        return [Fact("finding.echo_valve", {"valve": rng.choice(_SICK_VALVES)}, stay.states("I38.x01"))]
    return [Fact("finding.echo_leak", {"valve": rng.choice(_VALVES)})] if maybe(rng, 0.45) else []


@dataclass(frozen=True, slots=True)
class Coronary:
    """What is known of the coronary arteries: a report, and what was done about it."""

    report: Fact | None = None
    done: tuple[Fact, ...] = ()
    clear: bool = False


_SEEN = {"I20.800x007": 0.82, "I20.000": 0.62, "I21.401": 0.58, "I50.900x018": 0.07, "I10.x00x032": 0.12}
_INVASIVE = {"I20.800x007": 0.5, "I20.000": 0.62, "I21.401": 1.0, "I50.900x018": 0.6, "I10.x00x032": 0.2}


def coronary(rng: Random, stay: Stay) -> Coronary:
    """Draw whether the coronary arteries were looked at, and what was seen."""
    truth = stay.truth or ""
    wanted = any(stay.stated(code, "report") for code in ("Q24.501", "I25.102", "I25.103"))
    if stay.illness and not stay.illness.heart and not wanted:
        return Coronary()
    if not wanted and not maybe(rng, _SEEN.get(truth, 0.08)):
        asked = stay.truth in ("I20.000", "I21.401") and maybe(rng, 0.3)
        return Coronary(None, (Fact("course.refused"),) if asked else ())
    kind = "angiography" if maybe(rng, _INVASIVE.get(truth, 0.2)) else "cta"
    narrow = {"I20.000": 0.93, "I21.401": 0.97, "I50.900x018": 0.6, "I20.800x007": 0.04, "I10.x00x032": 0.12}.get(
        truth, 0.1
    )
    date = day(stay.admitted) if kind == "angiography" else ""
    if maybe(rng, narrow):
        return _narrowed(rng, stay, kind, date)
    found = _clear(rng, stay)
    done = (Fact("course.no_stenting"),) if kind == "angiography" and maybe(rng, 0.5) else ()
    return Coronary(report(kind, found, date), done, clear=True)


def _bridge(rng: Random, stay: Stay) -> list[Fact]:
    if not stay.stated("Q24.501", "report"):
        return []
    found = [
        Fact(
            "finding.bridge",
            {"vessel": rng.choice(("前降支中段", "前降支", "前降支远段", "对角支"))},
            stay.states("Q24.501"),
        )
    ]
    if maybe(rng, 0.4):
        found.append(Fact("finding.bridge_press", {"percent": f"{rng.choice((20, 30, 40, 50, 60, 70))}%"}))
    return found


def _clear(rng: Random, stay: Stay) -> list[Fact]:
    """Tell coronary arteries without marked narrowing; with a plaque where the heart disease is stated by reports."""
    clear = stay.states("I20.800x007") if stay.truth == "I20.800x007" else ()
    heart, hard = stay.stated("I25.103", "report"), stay.stated("I25.102", "report")
    found: list[Fact] = []
    if heart or hard or maybe(rng, 0.3):
        told = {"vessel": rng.choice(_VESSELS), "percent": f"{rng.choice((10, 15, 20, 25, 30, 35, 40))}%"}
        states = stay.states("I25.103", "I25.102") if heart or hard else ()
        found.append(Fact("finding.plaque", told, states))
        if hard:
            found.insert(0, Fact("finding.hard_wall", {}, stay.states("I25.102")))
    found += _bridge(rng, stay)
    if (found and maybe(rng, 0.7)) or maybe(rng, 0.35):
        vessels = [vessel for vessel in _MAIN if not any(vessel in str(fact.holes.get("vessel", "")) for fact in found)]
        found += [Fact("finding.clear", {"vessel": vessel}, clear) for vessel in vessels[: rng.randint(1, 3)]]
        found.insert(0, Fact("finding.main_clear", {}, ()))
    else:
        found.append(Fact("finding.all_clear", {}, clear))
    if stay.truth == "I20.800x007" and maybe(rng, 0.08):
        found.append(Fact("finding.slow_flow", {}, clear))
    return found


def _narrowed(rng: Random, stay: Stay, kind: str, date: Filling) -> Coronary:
    """Tell narrowed coronary arteries, and what was done about them."""
    heart = stay.states("I25.103") if stay.stated("I25.103", "report") else ()
    states = (*heart, *(stay.states("I20.000") if stay.truth == "I20.000" and maybe(rng, 0.5) else ()))
    found = [Fact("finding.main_clear")] if maybe(rng, 0.6) else []
    worst, most = "", 0
    for vessel in sorted(some(rng, _VESSELS, 1, 3), key=_VESSELS.index):
        percent = rng.choice((50, 60, 70, 75, 80, 80, 85, 90, 90, 95, 99))
        if percent > most:
            worst, most = vessel, percent
        if percent == 99 and maybe(rng, 0.3):
            found.append(Fact("finding.closed", {"vessel": vessel}, states))
        else:
            reach = f"{percent}%" if maybe(rng, 0.75) or percent > 90 else f"{percent}%-{min(percent + 10, 99)}%"
            found.append(Fact("finding.narrow", {"vessel": vessel, "percent": reach}, states))
    found += _bridge(rng, stay)
    if stay.has("Z95.501") and maybe(rng, 0.7):
        told = {"vessel": rng.choice(_MAIN)}
        stent = stay.states("Z95.501") if stay.stated("Z95.501", "report") else ()
        found.append(Fact("finding.stent_open", told, stent))
    if maybe(rng, 0.3):
        found.append(
            Fact("finding.clear", {"vessel": rng.choice(_MAIN)}) if len(found) < 3 else Fact("finding.slow_flow")
        )
    return Coronary(report(kind, found, date), _done(rng, stay, kind, worst, most))


def _done(rng: Random, stay: Stay, kind: str, worst: str, most: int) -> tuple[Fact, ...]:
    if kind == "angiography" and most >= 75 and maybe(rng, 0.65):
        told: dict[str, Filling] = {
            "vessel": worst,
            "number": f"{weighted(rng, {1: 6, 2: 3, 3: 1})}枚",
            "percent": f"{most}%",
        }
        return (Fact("course.stenting", {**told, "date": day(stay.admitted)}),)
    if kind == "angiography":
        return (Fact("course.no_stenting"),)
    return (Fact("course.refused"),) if maybe(rng, 0.25) else ()


def temperature(rng: Random, stay: Stay) -> str:
    """Draw the temperature on admission."""
    fever = stay.has("J18.900", "J98.414") and maybe(rng, 0.3)
    return between(rng, 37.3, 38.8, 1) if fever else between(rng, 36.0, 36.9, 1)


def fibrillates(stay: Stay) -> bool:
    """Tell whether the pulse is wholly irregular."""
    return stay.has(FIBRILLATION[0])
