"""入院诊断 of a stay: what is listed, in which order, what hangs together, and what is only suspected."""

from random import Random

from trainer.synthesize.zh.chance import maybe, some, weighted
from trainer.synthesize.zh.fact import Fact, Styled, plain
from trainer.synthesize.zh.illnesses import listed_illnesses
from trainer.synthesize.zh.stay import EARLY, FIBRILLATION, GRADES, KILLIP, NYHA, Kind, Stay, conditions

Group = tuple[Fact, ...]
_RHYTHMS = (*FIBRILLATION, *EARLY)
_PLAIN_RHYTHMS = ("窦性心动过缓", "房室传导阻滞", "完全性右束支传导阻滞", "室上性心动过速", "偶发早搏")
_LATER = (
    "E11.900", "E14.900x001", "E78.500", "I63.900", "I69.300x002", "J18.900", "J98.414", "E87.600", "E72.101",
    "N19.x00x002", "I70.806", "I70.203", "I67.200x011", "R91.x00x003", "K76.000", "K76.807", "N28.101", "E04.101",
    "E04.102", "Q24.501", "I25.102", "I31.800x004", "R42.x00x004", "Z54.000x033", "Z98.800x612",
)  # fmt: skip
_WRONG_GRADE = 0.07
"""Share of listed grades of hypertension that are not the one coded at discharge."""
_WRONG_CLASS = 0.07
_LOOSE = 0.06
"""Share of names that are less exact than the code, or next to it: coders code what the stay was found to be."""
_LOOSELY = {
    "I48.x01": ("dx.fibrillation_bouts",),
    "I48.x02": ("dx.fibrillation",),
    "I49.100x001": ("dx.early_atrial_many", "dx.early_both"),
    "I49.100x002": ("dx.early_atrial",),
    "I49.300x001": ("dx.early_ventricular",),
    "I49.300x002": ("dx.early_ventricular_many", "dx.early_both"),
    "I49.400x002": ("dx.early_atrial", "dx.early_ventricular"),
    "I50.907": ("dx.failure",),
    "I50.900x018": ("dx.failure", "dx.failure_acute"),
    "J18.900": ("dx.lung_infection",),
    "J98.414": ("dx.pneumonia",),
    "I63.900": ("dx.stroke_old",),
    "I20.000": ("dx.angina",),
}
_NO_GRADE = 0.13


def named(rng: Random, stay: Stay, code: str) -> Fact:
    """Name a condition by its slot, marked as stating it where it is coded."""
    states = stay.states(code)
    if code in GRADES:
        return _hypertension(rng, code, states)
    if code in NYHA:
        told = NYHA[code] if not maybe(rng, _WRONG_CLASS) else rng.choice((2, 3, 4))
        return Fact("dx.nyha", {"class": Styled("class", told)}, states if told == NYHA[code] else ())
    if code in KILLIP:
        return Fact("dx.killip", {"class": Styled("class", KILLIP[code])}, states)
    if code in _LOOSELY and maybe(rng, _LOOSE):
        return Fact(rng.choice(_LOOSELY[code]), {}, states)
    return Fact(f"dx.{conditions()[code]['dx']}", {}, states)


def _hypertension(rng: Random, code: str, states: tuple[str, ...]) -> Fact:
    if maybe(rng, _NO_GRADE):
        return Fact("dx.hypertension_bare", {}, states)
    grade, top = GRADES[code]
    if maybe(rng, _WRONG_GRADE):
        grade, top, states = rng.choice([g for g in (1, 2, 3) if g != grade]), True, ()
    return _graded((grade, top), states)


def _graded(of: tuple[int, bool], states: tuple[str, ...] = ()) -> Fact:
    grade, top = of
    return Fact("dx.hypertension", {"grade": Styled("grade", grade), "risk": Styled("risk", top)}, states)


def admission_list(rng: Random, stay: Stay) -> tuple[Group, ...]:
    """List what the patient is admitted with, what hangs together in one group."""
    lead = _elsewhere(rng, stay) if stay.illness else _lead(rng, stay)
    groups = [lead, _rhythm(rng, stay), _pressure(rng, stay)]
    if stay.truth == "I10.x00x032" and maybe(rng, 0.7):
        groups = [groups[2], groups[0], groups[1]]
    later = [(named(rng, stay, code),) for code in _LATER if stay.stated(code, "listed")]
    if maybe(rng, 0.3):
        rng.shuffle(later)
    groups += later
    groups += [(plain(name),) for name in listed_illnesses(rng, stay)]
    listed = tuple(group for group in groups if group)
    return listed or ((Fact("dx.chest_unknown"),),)


def _lead(rng: Random, stay: Stay) -> Group:
    """Name the heart disease that brings the patient, as it was thought of on admission."""
    group: list[Fact] = [named(rng, stay, "I25.103")] if stay.stated("I25.103", "listed") else []
    about = _named_principal(rng, stay)
    group += about
    group += [named(rng, stay, code) for code in ("I25.200", "Z95.501", "I38.x01") if stay.stated(code, "listed")]
    for code in ("I20.000", "I50.900x018", "I50.907"):
        if code != stay.truth and stay.stated(code, "listed") and not any(_same(fact, code) for fact in about):
            group.append(named(rng, stay, code))
    group += [named(rng, stay, code) for code in (*NYHA, *KILLIP) if stay.stated(code, "listed")]
    return tuple(group)


def _same(fact: Fact, code: str) -> bool:
    return fact.slot == f"dx.{conditions()[code]['dx']}"


_NAMED = {
    "I20.800x007": ("dx.microvascular", 0.085),
    "I20.000": ("dx.unstable_angina", 0.92),
    "I21.401": ("dx.nstemi", 0.62),
    "I50.900x018": ("dx.failure_worse", 0.72),
}
"""How often a principal is named on admission; hypertension always is, by `_pressure`."""
_DOUBTED = 0.03
"""How often with a question mark: what is only suspected may be the principal, or not (`Stay.suspected`)."""
_UNNAMED: dict[str, dict[str, float]] = {
    "I20.800x007": {"dx.chest_unknown": 0.55, "dx.angina": 0.4, "dx.acs": 0.05},
    "I20.000": {"dx.angina": 0.4, "dx.acs": 0.3, "dx.chest_unknown": 0.3},
    "I21.401": {"dx.acs": 0.5, "dx.mi": 0.22, "dx.chest_unknown": 0.18, "dx.unstable_angina": 0.1},
    "I50.900x018": {"dx.failure": 0.55, "dx.breath_unknown": 0.3, "dx.chest_unknown": 0.15},
}
"""What stands for it where it is not."""


def _named_principal(rng: Random, stay: Stay) -> list[Fact]:
    """Name the principal, or what stands for it before it is known."""
    suspected = stay.stated("I20.000", "listed")
    if stay.truth not in _NAMED:
        vague = stay.kind is Kind.ANGINA and not suspected and maybe(rng, 0.4)
        return [Fact("dx.chest_unknown")] if vague else []
    slot, odds = _NAMED[stay.truth]
    if maybe(rng, odds):
        doubted = maybe(rng, _DOUBTED)
        return [Fact("dx.suspect", {"name": Fact(slot)}) if doubted else Fact(slot, {}, stay.states(stay.truth))]
    if suspected and stay.truth in ("I20.800x007", "I21.401"):
        return []
    return [_open(rng, _UNNAMED[stay.truth])]


def _open(rng: Random, weights: dict[str, float]) -> Fact:
    """Name something less than the diagnosis, sometimes with a question mark."""
    name = Fact(weighted(rng, weights))
    return Fact("dx.suspect", {"name": name}) if maybe(rng, 0.15) and not name.slot.endswith("unknown") else name


def _rhythm(rng: Random, stay: Stay) -> Group:
    group = [named(rng, stay, code) for code in _RHYTHMS if stay.stated(code, "listed")]
    if stay.stated("I49.900", "listed"):
        group.insert(0, named(rng, stay, "I49.900"))
        if len(group) == 1 and maybe(rng, 0.6):
            group.append(plain(rng.choice(_PLAIN_RHYTHMS)))
    return tuple(group)


def _pressure(rng: Random, stay: Stay) -> Group:
    if stay.truth == "I10.x00x032":
        return (named(rng, stay, "I10.x00x032"),)
    code = next((code for code in GRADES if stay.stated(code, "listed")), None)
    return (named(rng, stay, code),) if code else ()


def _elsewhere(rng: Random, stay: Stay) -> Group:
    """Name the illness of a stay outside the scope, or its symptom."""
    illness = stay.illness
    if illness is None:
        return ()
    name = plain(illness.name)
    if maybe(rng, 0.12):
        name = plain(f"{rng.choice(illness.symptoms)}待查")
    elif maybe(rng, 0.1):
        name = Fact("dx.suspect", {"name": name})
    group = [name]
    if stay.suspected:
        group.insert(rng.randrange(2), Fact("dx.suspect", {"name": named_in_doubt(stay.suspected)}))
    group += [
        named(rng, stay, code)
        for code in ("I25.103", "I25.200", "Z95.501", "I38.x01", "I50.900x018", "I50.907", *NYHA, *KILLIP)
        if stay.stated(code, "listed")
    ]
    return tuple(group)


def named_in_doubt(code: str) -> Fact:
    """Name a principal of the list that a stay is taken for and is not."""
    return _graded(GRADES[code]) if code in GRADES else Fact(_NAMED[code][0])


def impression(rng: Random, groups: tuple[Group, ...]) -> tuple[Fact, ...]:
    """Return what the clinic wrote on the admission form: the first names of the list."""
    first = groups[0][:2] if len(groups[0]) > 1 and maybe(rng, 0.7) else groups[0][:1]
    more = [group[0] for group in groups[1:3]]
    return (*first, *(some(rng, more, 0, 1) if maybe(rng, 0.3) else ()))
