"""The clinical world of one invented stay: what is there, what of it is coded, and what is put into words where."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random

from app.coding.record import Sex
from trainer.synthesize.zh.chance import maybe, weighted
from trainer.synthesize.zh.codes import PRINCIPALS, draw_others, excluded
from trainer.synthesize.zh.elsewhere import Illness, draw_illness
from trainer.synthesize.zh.people import Person, draw_person

GRADES: Mapping[str, tuple[int, bool]] = {
    "I10.x00x023": (1, False),
    "I10.x00x024": (1, True),
    "I10.x00x027": (2, False),
    "I10.x00x028": (2, True),
    "I10.x00x031": (3, False),
    "I10.x00x032": (3, True),
}
"""Codes of hypertension: grade, and whether the risk is the highest."""
NYHA = {"I50.900x007": 2, "I50.900x008": 3, "I50.900x010": 4}
KILLIP = {"I50.900x014": 2, "I50.900x015": 3, "I50.900x016": 4}
EARLY = ("I49.100x001", "I49.100x002", "I49.300x001", "I49.300x002", "I49.400x002", "I49.400x003")
FIBRILLATION = ("I48.x01", "I48.x02")
_WOMEN_ONLY = frozenset({"Z98.800x612"})
_SILENT = 0.015
"""Share of coded conditions that no word of the record states: real codes are noisy."""
_MISLABELLED = 0.02
"""Share of records whose principal is not the one their story tells."""
_MISTAKEN = {
    "I20.000": ("I20.800x007", "I21.401", "I50.900x018"),
    "I20.800x007": ("I20.000", "I10.x00x032"),
    "I21.401": ("I20.000", "I50.900x018"),
    "I50.900x018": ("I20.000", "I21.401"),
    "I10.x00x032": ("I20.800x007", "I20.000"),
}


class Kind(StrEnum):
    """What brings the patient."""

    ANGINA = "angina"
    MI = "mi"
    FAILURE = "failure"
    HYPERTENSION = "hypertension"
    PALPITATION = "palpitation"
    ELSEWHERE = "elsewhere"


_KINDS: Mapping[str, Mapping[Kind, float]] = {
    "I20.800x007": {Kind.ANGINA: 0.92, Kind.PALPITATION: 0.05, Kind.HYPERTENSION: 0.03},
    "I20.000": {Kind.ANGINA: 0.95, Kind.PALPITATION: 0.02, Kind.FAILURE: 0.02, Kind.HYPERTENSION: 0.01},
    "I21.401": {Kind.MI: 0.84, Kind.ANGINA: 0.11, Kind.FAILURE: 0.05},
    "I50.900x018": {Kind.FAILURE: 0.92, Kind.ANGINA: 0.05, Kind.PALPITATION: 0.03},
    "I10.x00x032": {Kind.HYPERTENSION: 0.8, Kind.ANGINA: 0.15, Kind.PALPITATION: 0.05},
}
_AGES: Mapping[str, tuple[int, int]] = {
    "I20.800x007": (60, 10),
    "I20.000": (66, 10),
    "I21.401": (67, 12),
    "I50.900x018": (73, 10),
    "I10.x00x032": (59, 13),
}
_FAILING_ANEW = "I50.900x018"
_TAKEN_FOR = 0.35
"""How often a stay outside the scope that may be taken for one in it is."""
_DETAIL = {"I20.800x007": 0.85, "I20.000": 1.15, "I21.401": 1.05, "I50.900x018": 1.2, "I10.x00x032": 0.75}
_WOMEN = {"I20.800x007": 0.56, "I20.000": 0.42, "I21.401": 0.33, "I50.900x018": 0.47, "I10.x00x032": 0.5}


_FOUND_BY = {
    "R91.x00x003": ("nodules", "nodule"),
    "I70.806": ("carotid_plaque",),
    "I70.203": ("leg_plaque",),
    "E04.101": ("thyroid_nodule",),
    "E04.102": ("thyroid_cyst",),
    "K76.000": ("fatty_liver",),
    "K76.807": ("liver_cyst",),
    "N28.101": ("kidney_cyst",),
    "Q24.501": ("bridge",),
    "I31.800x004": ("effusion",),
    "I69.300x002": ("brain_old",),
    "J18.900": ("chest_inflamed",),
    "J98.414": ("chest_infected",),
}
"""Slots of findings that are a condition of the list."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay.

    `truth` is the principal the story tells (None outside the scope), `principal` the one that is coded; `places` says
    for every coded condition where it is stated, `idle` the same for conditions that are stated and not coded; `detail`
    from 0 to 1 how much of it is told; `side` is the weak side after a stroke, `large` an enlarged heart; `suspected`
    is the principal of the list that a stay outside the scope is taken for on admission.
    """

    person: Person
    kind: Kind
    truth: str | None
    principal: str | None
    others: tuple[str, ...]
    places: Mapping[str, frozenset[str]]
    idle: Mapping[str, frozenset[str]]
    long: str
    short: str
    admitted: date
    days: int
    systolic: int
    diastolic: int
    highest: str
    rate: int
    detail: float
    side: str
    large: bool
    illness: Illness | None = None
    suspected: str = ""
    coded: frozenset[str] = field(default=frozenset())

    def has(self, *codes: str) -> bool:
        """Tell whether one of these conditions is there, coded or not."""
        return any(code in self.places or code in self.idle or code == self.truth for code in codes)

    def carried(self, among: Iterable[str]) -> str | None:
        """Return the first of these conditions that is there."""
        return next((code for code in among if self.has(code)), None)

    def stated(self, code: str, place: str) -> bool:
        """Tell whether a condition is to be stated in a place."""
        return place in self.places.get(code, ()) or place in self.idle.get(code, ())

    def states(self, *codes: str) -> tuple[str, ...]:
        """Return those of the codes that are coded: what words about them state."""
        return tuple(code for code in codes if code in self.coded)

    def first(self, place: str) -> list[str]:
        """Return every condition to be stated in a place, the coded ones first."""
        return [code for code in (*self.places, *self.idle) if self.stated(code, place)]

    @property
    def discharged(self) -> date:
        """Return the day the patient leaves."""
        return self.admitted + timedelta(days=self.days)

    @property
    def pressure(self) -> str:
        """Write the blood pressure on admission."""
        return f"{self.systolic}/{self.diastolic}"

    @property
    def failing(self) -> bool:
        """Tell whether the heart fails in this stay."""
        return self.has("I50.900x018", "I50.907", *KILLIP, "I50.900x008", "I50.900x010")


@cache
def conditions() -> Mapping[str, Mapping[str, object]]:
    """Return conditions.toml: of each code its name's slot, and where it is stated how often."""
    return tomllib.loads((Path(__file__).parent / "conditions.toml").read_text(encoding="utf-8"))


@cache
def stating_slots() -> Mapping[str, frozenset[str]]:
    """Return the slots that name conditions of the list, and which."""
    found: dict[str, set[str]] = {}
    for code, entry in conditions().items():
        for slot in (f"dx.{entry['dx']}", *(f"finding.{name}" for name in _FOUND_BY.get(code, ()))):
            found.setdefault(slot, set()).add(code)
    return {slot: frozenset(codes) for slot, codes in found.items()}


def draw_stay(rng: Random, out_of_scope: float, due: str | None = None) -> Stay:
    """Draw a stay; with this probability one whose principal is none of the five, else of the one that is due."""
    truth = None if maybe(rng, out_of_scope) else due or rng.choice(PRINCIPALS)
    illness = draw_illness(rng) if truth is None else None
    person = _person(rng, truth, illness)
    kind = weighted(rng, _KINDS[truth]) if truth else Kind.ELSEWHERE
    principal = truth
    if truth and maybe(rng, _MISLABELLED):
        principal = rng.choice(_MISTAKEN[truth])
    others = draw_others(rng, principal)
    barred = (illness.excludes if illness else frozenset()) | (frozenset() if person.female else _WOMEN_ONLY)
    others = tuple(code for code in others if code not in barred)
    if illness and maybe(rng, illness.failure):
        others = (*others, _FAILING_ANEW)
    places = _places(rng, others, principal, truth)
    idle = _idle(rng, truth, places, barred)
    grade = next((GRADES[c][0] for c in (*others, principal or "", *idle) if c in GRADES), 0)
    systolic, diastolic, highest = _pressure(rng, truth, grade, (*others, *idle))
    long, short = _durations(rng, kind, person.age)
    return Stay(
        person, kind, truth, principal, others, places, idle, long, short,
        admitted=date(rng.randint(2019, 2024), rng.randint(1, 12), rng.randint(1, 28)),
        days=max(2, round(rng.gauss(8, 3))),
        systolic=systolic, diastolic=diastolic, highest=highest,
        rate=_rate(rng, (*others, *idle), kind),
        side=rng.choice("左右"), large=maybe(rng, 0.35),
        detail=min(1.0, rng.betavariate(1.15, 1.5) * _DETAIL.get(truth or "", 0.8)), illness=illness,
        suspected=_suspected(rng, illness, others),
        coded=frozenset((*others, *((principal,) if principal else ()))),
    )  # fmt: skip


def _suspected(rng: Random, illness: Illness | None, others: tuple[str, ...]) -> str:
    """Draw the listed principal that an illness outside the list is taken for at first, if it is."""
    found = [code for code in illness.taken_for if code not in others] if illness else []
    return rng.choice(found) if found and maybe(rng, _TAKEN_FOR) else ""


def _person(rng: Random, truth: str | None, illness: Illness | None) -> Person:
    if illness:
        low, high = illness.ages
        sex = illness.sex or (Sex.FEMALE if maybe(rng, 0.5) else Sex.MALE)
        return draw_person(rng, rng.randint(low, high), sex)
    mean, spread = _AGES[truth or ""]
    age = max(28, min(94, round(rng.gauss(mean, spread))))
    return draw_person(rng, age, Sex.FEMALE if maybe(rng, _WOMEN[truth or ""]) else Sex.MALE)


def _places(
    rng: Random, others: tuple[str, ...], principal: str | None, truth: str | None
) -> dict[str, frozenset[str]]:
    """Draw where each coded condition is stated; at least in one place, but for a few that nobody wrote down."""
    places: dict[str, frozenset[str]] = {}
    for code in others:
        rates = _rates(code, "coded")
        found = frozenset(place for place, rate in rates.items() if maybe(rng, rate))
        if not found and not maybe(rng, _SILENT * 3):
            found = frozenset((max(rates, key=lambda place: rates[place]),))
        places[code] = frozenset() if maybe(rng, _SILENT) else found
    if principal and principal == truth and principal in conditions():
        rates = _rates(principal, "coded")
        places[principal] = frozenset(place for place, rate in rates.items() if place != "listed" and maybe(rng, rate))
    return places


def _idle(
    rng: Random, truth: str | None, places: Mapping[str, frozenset[str]], barred: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Draw which conditions are stated and yet not coded, and where."""
    idle: dict[str, frozenset[str]] = {}
    for code, entry in conditions().items():
        rate: Mapping[str, float] = entry["idle"]  # type: ignore[assignment]
        if code in places or code == truth or not maybe(rng, rate.get(truth or "", rate.get("", 0.0))):
            continue
        if code in barred or code in excluded((*places, *idle, *((truth,) if truth else ()))):
            continue
        rates = _rates(code, "idle_in")
        found = [place for place, chance in rates.items() if maybe(rng, chance)]
        if found:
            idle[code] = frozenset(found if maybe(rng, 0.4) else found[:1])
    return idle


def _rates(code: str, key: str) -> Mapping[str, float]:
    return conditions()[code][key]  # type: ignore[return-value]


_HIGHEST = {1: (142, 158, 80, 98), 2: (160, 178, 88, 108), 3: (180, 220, 95, 125)}


def _pressure(rng: Random, truth: str | None, grade: int, there: tuple[str, ...]) -> tuple[int, int, str]:
    """Draw the pressure on admission, and the highest the patient knows of."""
    if "I50.900x016" in there:
        return rng.randint(72, 89), rng.randint(40, 58), ""
    systolic, diastolic = round(rng.gauss(130, 13)), round(rng.gauss(77, 9))
    highest = ""
    if grade:
        low, high, under, over = _HIGHEST[grade]
        highest = f"{rng.randint(low // 2, high // 2) * 2}/{rng.randint(under // 2, over // 2) * 2}"
        systolic, diastolic = round(rng.gauss(144, 16)), round(rng.gauss(83, 11))
    if truth == "I10.x00x032":
        systolic, diastolic = round(rng.gauss(160, 20)), round(rng.gauss(92, 13))
    systolic = max(95, min(215, systolic))
    return systolic, max(50, min(125, diastolic, systolic - 30)), highest


def _rate(rng: Random, there: tuple[str, ...], kind: Kind) -> int:
    mean = 92 if "I48.x01" in there else 84 if kind is Kind.FAILURE else 72
    return max(48, min(150, round(rng.gauss(mean, 12))))


_YOUNG = 45
"""Below this age nothing lasts for decades."""
_LONG = (
    "半年",
    "1年",
    "1年余",
    "2年",
    "2年余",
    "3年",
    "3年余",
    "4年余",
    "5年",
    "5年余",
    "6年",
    "8年余",
    "10年",
    "10余年",
    "20余年",
)
_RECENT = ("半月", "1月", "1月余", "2月", "2月余", "3月", "3月余", "6月", "20天", "2周", "10余天")
_SHORT = ("1天", "2天", "3天", "3天", "4天", "5天", "1周", "1周", "1周", "10天", "10余天", "半月", "1月", "2周")
_HOURS = (
    "1小时",
    "2小时",
    "3小时",
    "4小时",
    "5小时",
    "6小时",
    "8小时",
    "10小时",
    "12小时",
    "半天",
    "1天",
    "1天",
    "2天",
    "3天",
    "5天",
    "1周",
)


def _durations(rng: Random, kind: Kind, age: int) -> tuple[str, str]:
    """Draw since when, and since when worse."""
    if kind is Kind.MI:
        return rng.choice(_LONG + _RECENT), rng.choice(_HOURS)
    long = rng.choice(_RECENT if age < _YOUNG or maybe(rng, 0.35) else _LONG)
    return long, rng.choice(_SHORT)
