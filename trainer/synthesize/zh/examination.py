"""入院情况 and 出院情况 of a stay as facts: the examination, by what is there."""

from random import Random

from trainer.synthesize.zh.cardiac import fibrillates, temperature
from trainer.synthesize.zh.chance import maybe
from trainer.synthesize.zh.fact import Fact, Filling, Several
from trainer.synthesize.zh.stay import EARLY, Kind, Stay

_VALVE_SITES = ("二尖瓣听诊区", "主动脉瓣听诊区", "心尖部", "胸骨左缘第3肋间", "三尖瓣听诊区")
_BASES = ("双肺底", "双下肺", "双肺", "左下肺", "右肺底", "双侧肺底")


def admission_examination(rng: Random, stay: Stay, tests: tuple[Fact, ...]) -> dict[str, Filling]:
    """Tell the examination on admission by its parts; `brief` and `history` are the caller's."""
    ill = (stay.kind is Kind.FAILURE and maybe(rng, 0.45)) or stay.has("I50.900x016")
    pulse = stay.rate - rng.randint(4, 18) if fibrillates(stay) and maybe(rng, 0.6) else stay.rate
    vitals = {
        "t": temperature(rng, stay),
        "p": str(pulse),
        "r": str(rng.randint(16, 24 if ill else 20)),
        "bp": stay.pressure,
    }
    parts: dict[str, Filling] = {
        "vitals": Fact("exam.vitals", vitals),
        "state": Fact("exam.state_ill" if ill else "exam.state"),
        "neck": Fact("exam.neck_full" if stay.kind is Kind.FAILURE and maybe(rng, 0.35) else "exam.neck"),
        "lungs": _lungs(rng, stay),
        "heart": _heart(rng, stay),
        "abdomen": Fact("exam.abdomen"),
        "limbs": _limbs(rng, stay),
        "nerves": _nerves(rng, stay),
    }
    if stay.illness and stay.illness.signs and maybe(rng, 0.8):
        sign = Fact("exam.finding", {"finding": rng.choice(stay.illness.signs)})
        parts["nerves"] = Several((parts["nerves"], sign))
    if tests:
        parts["tests"] = Fact("exam.tests", {"tests": Several(tests, "results")})
    else:
        parts["tests"] = Fact("exam.tests_none")
    return parts


def discharge_examination(rng: Random, stay: Stay) -> dict[str, Filling]:
    """Tell the examination at discharge by its parts."""
    coarse = stay.kind is Kind.FAILURE and maybe(rng, 0.5)
    return {
        "state": Fact("discharge.state_fair" if maybe(rng, 0.15) else "discharge.state_good"),
        "lungs": Fact("exam.lungs_coarse" if coarse else "exam.lungs_clear"),
        "heart": _heart(rng, stay, later=True),
        "abdomen": Fact("exam.abdomen"),
        "limbs": Fact("exam.edema_none"),
    }


def _lungs(rng: Random, stay: Stay) -> Fact:
    wet = 0.6 if stay.failing else 0.35 if stay.has("J18.900", "J98.414") else 0.02
    if maybe(rng, wet):
        return Fact("exam.lungs_rales", {"extent": rng.choice(_BASES)})
    return Fact("exam.lungs_coarse" if maybe(rng, 0.6 if stay.failing else 0.12) else "exam.lungs_clear")


def _heart(rng: Random, stay: Stay, *, later: bool = False) -> Several:
    size = "exam.heart_large" if stay.failing and stay.large else "exam.heart_normal"
    rate = str(stay.rate if not later else max(55, min(88, stay.rate - rng.randint(0, 12))))
    if fibrillates(stay) and maybe(rng, 0.85):
        rhythm = Fact("exam.rhythm_fibrillation", {"rate": rate}, stay.states("I48.x01") if maybe(rng, 0.5) else ())
    elif stay.has(*EARLY) and maybe(rng, 0.15):
        rhythm = Fact("exam.rhythm_early", {"rate": rate})
    else:
        rhythm = Fact("exam.rhythm_regular", {"rate": rate})
    if stay.has("I38.x01") and maybe(rng, 0.45):
        murmur = Fact("exam.murmur", {"site": rng.choice(_VALVE_SITES)})
    else:
        murmur = Fact("exam.murmur_none")
    return Several((Fact(size), rhythm, murmur))


def _limbs(rng: Random, stay: Stay) -> Fact:
    if (stay.failing and maybe(rng, 0.45)) or maybe(rng, 0.03):
        return Fact("exam.edema", {"degree": rng.choice(("轻度", "轻度", "中度", "重度"))})
    return Fact("exam.edema_none")


def _nerves(rng: Random, stay: Stay) -> Filling:
    if stay.has("I63.900", "I69.300x002") and maybe(rng, 0.2):
        return Fact("exam.nerves_weak", {"side": stay.side})
    return Fact("exam.nerves")
