"""诊疗经过 and 出院医嘱 of a stay as facts: reports, what was thought and done, what goes home with the patient."""

from random import Random

from trainer.synthesize.zh import cardiac, imaging
from trainer.synthesize.zh.chance import maybe
from trainer.synthesize.zh.drugs import taken_home
from trainer.synthesize.zh.fact import Fact, Filling, Several, day, plain
from trainer.synthesize.zh.labs import laboratory
from trainer.synthesize.zh.listing import named, named_in_doubt
from trainer.synthesize.zh.stay import FIBRILLATION, KILLIP, Kind, Stay

_THINKING = {
    "I20.800x007": ("thinking_microvascular", "dx.microvascular", 0.34),
    "I20.000": ("thinking_unstable", "dx.unstable_angina", 0.34),
    "I21.401": ("thinking_mi", "dx.nstemi", 0.5),
    "I50.900x018": ("thinking_failure", "dx.failure_worse", 0.45),
    "I10.x00x032": ("thinking_hypertension", "dx.hypertension", 0.34),
}
"""How often the course says what it is."""
_DIAGNOSED = (
    "I50.907", "J98.414", "J18.900", "E87.600", "E72.101", "E78.500", *KILLIP, "I25.103", "E11.900",
    "I20.000", "I50.900x018",
)  # fmt: skip


def course(rng: Random, stay: Stay, coronary: cardiac.Coronary) -> dict[str, Filling]:
    """Tell 诊疗经过 by its parts."""
    parts: dict[str, Filling] = {"opening": Fact("course.opening"), "labs": Several(tuple(laboratory(rng, stay)))}
    parts["reports"] = Several(_reports(rng, stay, coronary), "reports")
    parts["thinking"] = Several(_thinking(rng, stay, coronary))
    parts["treatment"] = Several(_treatment(rng, stay, coronary))
    parts["change"] = Fact("course.change_better" if maybe(rng, 0.85) else "course.change_same")
    leaving = "course.leaving_request" if maybe(rng, 0.15) else "course.leaving"
    parts["leaving"] = Fact(leaving, {"date": day(stay.discharged)})
    return parts


def _reports(rng: Random, stay: Stay, coronary: cardiac.Coronary) -> tuple[Fact, ...]:
    drawn: list[Fact | None] = []
    if stay.stated("I48.x01", "report") or maybe(rng, 0.6):
        drawn.append(cardiac.ecg(rng, stay))
    made = (
        cardiac.echo,
        cardiac.holter,
        imaging.carotid,
        imaging.leg,
        imaging.chest,
        imaging.abdomen,
        imaging.thyroid,
        imaging.head,
    )
    drawn += [make(rng, stay) for make in made]
    if stay.illness:
        drawn += [
            Fact("report.other", {"name": name, "findings": finding})
            for name, finding in stay.illness.tests
            if maybe(rng, 0.8)
        ]
    drawn.append(coronary.report)
    found = [report for report in drawn if report]
    if maybe(rng, 0.6):
        rng.shuffle(found)
    return tuple(found)


def _thinking(rng: Random, stay: Stay, coronary: cardiac.Coronary) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    if stay.truth in _THINKING:
        slot, name, odds = _THINKING[stay.truth]
        if slot == "thinking_microvascular" and not coronary.clear:
            odds = 0.0
        if maybe(rng, odds):
            told = (
                named(rng, stay, "I10.x00x032")
                if stay.truth == "I10.x00x032"
                else Fact(name, {}, stay.states(stay.truth))
            )
            facts.append(Fact(f"course.{slot}", {"name": told}))
        facts += _doubt(rng, stay, coronary)
    elif stay.illness and (stay.suspected or maybe(rng, 0.5)):
        facts.append(Fact("course.thinking_elsewhere", {"name": stay.illness.name}))
    if stay.suspected and maybe(rng, 0.6):
        facts.append(Fact("course.ruled_out", {"name": named_in_doubt(stay.suspected)}))
    for code in _DIAGNOSED:
        if code != stay.truth and stay.stated(code, "said"):
            facts.append(Fact("course.diagnosed", {"name": named(rng, stay, code)}))
    return tuple(facts)


def _doubt(rng: Random, stay: Stay, coronary: cardiac.Coronary) -> list[Fact]:
    """Rule out what was suspected on admission and is neither coded nor there."""
    if stay.truth == "I20.800x007" and coronary.clear and not stay.has("I25.103") and maybe(rng, 0.12):
        return [Fact("course.ruled_out", {"name": Fact("dx.coronary")})]
    if stay.truth == "I20.000" and maybe(rng, 0.07) and "I21.401" not in stay.coded:
        return [Fact("course.ruled_out", {"name": Fact(rng.choice(("dx.mi", "dx.nstemi")))})]
    if stay.truth == "I10.x00x032" and not stay.has("I20.000", "I25.103") and maybe(rng, 0.06):
        return [Fact("course.ruled_out", {"name": Fact("dx.coronary")})]
    return []


def _treatment(rng: Random, stay: Stay, coronary: cardiac.Coronary) -> tuple[Fact, ...]:
    if stay.illness and not stay.illness.heart:
        facts = [Fact("course.treatment_elsewhere", {"treatment": rng.choice(stay.illness.treatments)})]
    elif stay.illness:
        facts = [Fact("course.treatment_elsewhere", {"treatment": rng.choice(stay.illness.treatments)})]
        facts += [Fact("course.treatment_angina")] if maybe(rng, 0.3) else []
    else:
        facts = [Fact(_main_treatment(rng, stay))]
    facts += list(coronary.done)
    odds = (
        ("course.treatment_failure", stay.failing and stay.kind is not Kind.FAILURE, 0.6),
        ("course.treatment_infection", stay.has("J18.900", "J98.414"), 0.8),
        ("course.treatment_potassium", stay.has("E87.600"), 0.5),
        ("course.treatment_sugar", stay.has("E11.900", "E14.900x001"), 0.8),
        ("course.treatment_rhythm", stay.has(*FIBRILLATION, "I49.300x001", "I49.100x002"), 0.5),
    )
    facts += [Fact(slot) for slot, there, chance in odds if there and maybe(rng, chance)]
    if stay.states("R91.x00x003") and maybe(rng, 0.14):
        facts.append(
            Fact("course.consulted", {"department": rng.choice(("呼吸科", "胸外科")), "advice": "定期复查胸部CT"})
        )
    return tuple(facts)


def _main_treatment(rng: Random, stay: Stay) -> str:
    if stay.truth == "I21.401":
        return "course.treatment_mi" if maybe(rng, 0.8) else "course.treatment_angina"
    if stay.truth == "I50.900x018":
        return "course.treatment_failure"
    if stay.truth == "I10.x00x032":
        return "course.treatment_hypertension" if maybe(rng, 0.8) else "course.treatment_angina"
    return "course.treatment_angina"


def orders(rng: Random, stay: Stay) -> dict[str, Filling]:
    """Tell 出院医嘱 by its parts."""
    drugs = taken_home(rng, stay)
    own = rng.sample(stay.illness.drugs, min(2, len(stay.illness.drugs))) if stay.illness else []
    lines = (
        *(plain(text) for text in own),
        *(_line(drug) for drug in drugs if not any(text.startswith(drug[0]) for text in own)),
    )
    parts: dict[str, Filling] = {"life": Fact("orders.life"), "warning": Fact("orders.warning")}
    if lines:
        parts["drugs"] = Fact("orders.drugs", {"lines": Several(lines, "drugs")})
    watch = [Fact("orders.watch_pressure")] if not stay.illness and maybe(rng, 0.8) else []
    watch += [Fact("orders.watch_sugar")] if stay.has("E11.900") and maybe(rng, 0.85) else []
    watch += (
        [Fact("orders.watch_bleeding")]
        if maybe(rng, 0.7 if stay.truth in ("I20.000", "I21.401") else 0.2) and not stay.illness
        else []
    )
    watch += [Fact("orders.watch_weight")] if stay.failing and maybe(rng, 0.45) else []
    parts["watch"] = Several(tuple(watch))
    weeks = rng.choice(("1周", "2周", "2周", "1月", "3-4周", "半月", "1个月"))
    parts["review"] = Several((Fact("orders.review", {"weeks": weeks}), Fact("orders.review_tests")))
    parts["extra"] = Several(_extra(rng, stay))
    return parts


def _line(drug: tuple[str, str, str, str, str]) -> Fact:
    full, _, strength, dose, often = drug
    return Fact("orders.drug", {"name": full, "strength": strength, "dose": dose, "often": often, "days": "7"})


def _extra(rng: Random, stay: Stay) -> tuple[Fact, ...]:
    """Tell what else is to be followed up: more often what the coder also counts."""
    facts: list[Fact] = []
    follow = (
        ("orders.extra_nodule", "R91.x00x003", 0.55, 0.1),
        ("orders.extra_thyroid", "E04.101", 0.6, 0.15),
        ("orders.extra_liver", "K76.000", 0.36, 0.06),
        ("orders.extra_vessel", "I70.806", 0.32, 0.05),
        ("orders.extra_vessel", "I70.203", 0.26, 0.04),
        ("orders.extra_brain", "I63.900", 0.5, 0.12),
    )
    for slot, code, coded, idle in follow:
        if stay.has(code) and maybe(rng, coded if stay.states(code) else idle):
            holes = {"months": rng.choice(("3", "6", "12"))} if slot == "orders.extra_nodule" else {}
            facts.append(Fact(slot, holes))
    if stay.illness and maybe(rng, 0.6):
        facts.append(Fact("orders.extra_other", {"department": stay.illness.department}))
    elif maybe(rng, 0.45):
        department = rng.choice(("消化科", "呼吸科", "内分泌科", "神经内科", "相关科室", "泌尿外科"))
        facts.append(Fact("orders.extra_other", {"department": department}))
    return tuple(facts)
