"""既往史 of a stay as facts: chronic illnesses, what is denied, operations, allergies."""

from random import Random

from trainer.synthesize.zh.chance import maybe, some
from trainer.synthesize.zh.drugs import drugs_for
from trainer.synthesize.zh.fact import Fact, Filling, Several, plain
from trainer.synthesize.zh.illnesses import allergen, deniable, operations, past_illnesses
from trainer.synthesize.zh.listing import named
from trainer.synthesize.zh.stay import FIBRILLATION, GRADES, Stay

_YEARS = (
    "1年余",
    "2年余",
    "3年",
    "3年余",
    "4年余",
    "5年",
    "5年余",
    "6年余",
    "8年",
    "10年",
    "10余年",
    "10余年",
    "20余年",
    "20年",
    "30余年",
    "半年",
    "15年",
    "7年余",
)
_FOUND = (
    "K76.000",
    "R91.x00x003",
    "E04.101",
    "E04.102",
    "I70.806",
    "I70.203",
    "K76.807",
    "N28.101",
    "Q24.501",
    "E72.101",
)
_HEART = (("I25.103", "past.coronary"), ("I25.200", "past.old_mi"), ("I50.900x018", "past.failure"))
_OPERATED = {
    "Z54.000x033": ("青光眼手术", "右眼青光眼手术", "青光眼滤过术"),
    "Z98.800x612": ("乳腺肿物切除术", "右乳切除术", "左侧乳腺手术"),
}


def past_history(rng: Random, stay: Stay) -> dict[str, Filling]:
    """Tell 既往史 by its parts."""
    parts: dict[str, Filling] = {"infection": Fact("past.infection"), "vaccine": Fact("past.vaccine")}
    others = past_illnesses(rng, stay)
    chronic = (
        _pressure(rng, stay) + _sugar(rng, stay) + _heart(rng, stay) + _brain(rng, stay) + _rest(rng, stay, others)
    )
    if maybe(rng, 0.4):
        rng.shuffle(chronic)
    parts["chronic"] = Several(tuple(chronic))
    names = some(rng, [name for name in deniable(stay) if name not in others], 1, 5)
    if names and maybe(rng, 0.85):
        parts["deny"] = Fact("past.deny_chronic", {"names": Several(tuple(plain(name) for name in names), "names")})
    told = _operations(rng, stay)
    parts["operations"] = Several(told)
    parts["injury"] = Fact("past.injury_other" if told else "past.injury")
    against = allergen(rng)
    parts["allergy"] = Fact("past.allergy", {"drug": against}) if against else Fact("past.allergy_none")
    return parts


def _control(rng: Random, what: str, good: float) -> Fact:
    slot = "past.controlled" if maybe(rng, good) else rng.choice(("past.uncontrolled", "past.unknown"))
    return Fact(slot, {"what": what})


def _pressure(rng: Random, stay: Stay) -> list[Fact]:
    code = next((code for code in GRADES if stay.stated(code, "past")), None)
    if code is None:
        return []
    drugs = drugs_for(rng, "pressure", rng.randint(1, 2))
    told = {"years": rng.choice(_YEARS), "high": stay.highest, "control": _control(rng, "血压", 0.55)}
    if not stay.highest or maybe(rng, 0.12):
        return [Fact("past.hypertension_bare", {"years": told["years"]}, stay.states(code))]
    names = Several(tuple(plain(drug) for drug in drugs), "names")
    return [Fact("past.hypertension", {**told, "drugs": names}, stay.states(code))]


def _sugar(rng: Random, stay: Stay) -> list[Fact]:
    code = next((code for code in ("E11.900", "E14.900x001") if stay.stated(code, "past")), None)
    if code is None:
        return []
    years = rng.choice(_YEARS)
    if code == "E14.900x001" or maybe(rng, 0.15):
        return [Fact("past.diabetes_bare", {"years": years}, stay.states(code))]
    names = Several(tuple(plain(drug) for drug in drugs_for(rng, "sugar", rng.randint(1, 3))), "names")
    told: dict[str, Filling] = {"years": years, "drugs": names, "control": _control(rng, "血糖", 0.5)}
    return [Fact("past.diabetes", told, stay.states(code))]


def _heart(rng: Random, stay: Stay) -> list[Fact]:
    facts = [Fact(slot, {"years": rng.choice(_YEARS)}, stay.states(code) if code != "I50.900x018" else ())
             for code, slot in _HEART if stay.stated(code, "past")]  # fmt: skip
    if stay.stated("Z95.501", "past"):
        told = {"years": rng.choice(_YEARS), "number": f"{rng.choice((1, 1, 2, 3))}枚"}
        facts.append(Fact("past.stent", told, stay.states("Z95.501")))
    for code in FIBRILLATION:
        if stay.stated(code, "past"):
            told = {"years": rng.choice(_YEARS), "name": named(rng, stay, code)}
            facts.append(Fact("past.fibrillation", told))
    facts += [Fact("past.illness", {"name": named(rng, stay, code), "years": rng.choice(_YEARS)})
              for code in ("I38.x01", "N19.x00x002") if stay.stated(code, "past")]  # fmt: skip
    return facts


def _brain(rng: Random, stay: Stay) -> list[Fact]:
    facts: list[Fact] = []
    for code in ("I63.900", "I69.300x002"):
        if stay.stated(code, "past"):
            limp = Fact("past.sequel", {"side": stay.side}) if maybe(rng, 0.25) else Fact("past.sequel_none")
            facts.append(Fact("past.stroke", {"years": rng.choice(_YEARS), "sequel": limp}, stay.states(code)))
    return facts


def _rest(rng: Random, stay: Stay, others: list[str]) -> list[Fact]:
    facts = (
        [Fact("past.lipids", {"years": rng.choice(_YEARS)}, stay.states("E78.500"))]
        if stay.stated("E78.500", "past")
        else []
    )
    facts += [Fact("past.found", {"name": named(rng, stay, code)}) for code in _FOUND if stay.stated(code, "past")]
    facts += [Fact("past.illness", {"name": name, "years": rng.choice(_YEARS)}) for name in others]
    return facts


def _operations(rng: Random, stay: Stay) -> tuple[Fact, ...]:
    facts = [Fact("past.operation", {"name": name, "years": rng.choice(_YEARS)}) for name in operations(rng, stay)]
    for code, names in _OPERATED.items():
        if stay.stated(code, "past"):
            told = {"name": rng.choice(names), "years": rng.choice(_YEARS)}
            facts.append(Fact("past.operation", told, stay.states(code)))
    return tuple(facts)
