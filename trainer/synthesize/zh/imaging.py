"""Reports of vessels, chest, abdomen, thyroid and head as facts: what is coded in them and what is only mentioned."""

from random import Random

from trainer.synthesize.zh.cardiac import report
from trainer.synthesize.zh.chance import maybe, some
from trainer.synthesize.zh.fact import Fact
from trainer.synthesize.zh.stay import Kind, Stay

_SIDES = ("双侧", "双侧", "双侧", "右侧", "左侧")
_LOBES = ("右肺上叶", "右肺中叶", "右肺下叶", "左肺上叶", "左肺下叶", "右肺", "左肺")
_TIRADS = ("TI-RADS 2类", "TI-RADS 3类", "TI-RADS 3类", "TI-RADS 4a类", "C-TIRADS 3类")


def _size(rng: Random, low: int, high: int) -> str:
    first = rng.randint(low, high)
    second = max(1, first - rng.randint(0, max(1, first // 3)))
    form = rng.choice(("{a}×{b}mm", "{a}mm", "{c}×{d}cm", "{a}mm×{b}mm", "{c}cm"))
    return form.format(a=first, b=second, c=first / 10, d=second / 10)


def carotid(rng: Random, stay: Stay) -> Fact | None:
    """Tell the carotid arteries; those coded are more often called plaques than merely thick walls."""
    if stay.stated("I70.806", "report"):
        coded = bool(stay.states("I70.806"))
        states = stay.states("I70.806")
        told = {"side": rng.choice(_SIDES), "size": _size(rng, 4, 22)}
        if maybe(rng, 0.94 if coded else 0.72):
            found = [Fact("finding.carotid_plaque", told, states)]
        else:
            found = [Fact("finding.carotid_thick", told, states)]
        return report("carotid", found)
    if not maybe(rng, 0.16):
        return None
    if maybe(rng, 0.45):
        return report("carotid", [Fact("finding.carotid_thick", {"side": rng.choice(_SIDES)})])
    return report("carotid", [Fact("finding.carotid_normal")])


def leg(rng: Random, stay: Stay) -> Fact | None:
    """Tell the vessels of the legs."""
    if stay.stated("I70.203", "report"):
        found = [Fact("finding.leg_plaque", {}, stay.states("I70.203"))]
        if maybe(rng, 0.3 if stay.states("I70.203") else 0.1):
            found.append(Fact("finding.leg_narrow", {"percent": f"{rng.choice((30, 40, 50, 60))}%"}))
        return report("leg", [*found, Fact("finding.veins_normal", spare=True)])
    if maybe(rng, 0.16):
        return report("leg", [Fact("finding.leg_normal"), Fact("finding.veins_normal", spare=True)])
    return None


def chest(rng: Random, stay: Stay) -> Fact | None:
    """Tell a CT of the chest; nodules that are coded are larger and more often to be followed up."""
    shadow, ill = stay.stated("R91.x00x003", "report"), [c for c in ("J18.900", "J98.414") if stay.stated(c, "report")]
    if not shadow and not ill and not maybe(rng, 0.5):
        return None
    found: list[Fact] = []
    for code in ill:
        inflamed = (code == "J18.900") is not maybe(rng, 0.2)
        slot = "finding.chest_inflamed" if inflamed else "finding.chest_infected"
        found.append(Fact(slot, {}, stay.states(code)))
    if shadow:
        found += _nodules(rng, stay)
    if maybe(rng, 0.45):
        found.append(Fact("finding.fibrous"))
    if stay.kind is Kind.FAILURE and maybe(rng, 0.55):
        found.append(Fact("finding.chest_effusion"))
        found += [Fact("finding.chest_heart")] if maybe(rng, 0.5) else []
    found += [Fact(f"finding.{slot}") for slot in some(rng, ("emphysema", "chest_calcified"), 0, 1) if maybe(rng, 0.6)]
    rest = found or [Fact("finding.chest_normal")]
    if maybe(rng, 0.15):
        rest.append(Fact("finding.advice", spare=True))
    return report("chest", rest)


def _nodules(rng: Random, stay: Stay) -> list[Fact]:
    states = stay.states("R91.x00x003")
    size = f"{rng.randint(5, 18) if states and maybe(rng, 0.6) else rng.randint(2, 7)}mm"
    if maybe(rng, 0.55):
        found = [Fact("finding.nodules", {"size": size}, states)]
    else:
        found = [Fact("finding.nodule", {"lobe": rng.choice(_LOBES), "size": size}, states)]
    if maybe(rng, 0.6 if states else 0.2):
        found.append(Fact("finding.nodule_review", {"months": rng.choice(("3", "6", "12", "3-6", "6-12"))}))
    elif maybe(rng, 0.08 if states else 0.2):
        found.append(Fact("finding.nodule_likely_benign"))
    return found


def abdomen(rng: Random, stay: Stay) -> Fact | None:
    """Tell an ultrasound of the abdomen."""
    found = [
        Fact(f"finding.{slot}", {"size": _size(rng, 6, 35), "side": rng.choice(("左", "右", "双"))}, stay.states(code))
        for code, slot in (("K76.000", "fatty_liver"), ("K76.807", "liver_cyst"), ("N28.101", "kidney_cyst"))
        if stay.stated(code, "report")
    ]
    if not found and not maybe(rng, 0.32):
        return None
    male = not stay.person.female and stay.person.age > 50
    found += [Fact("finding.gallstone")] if maybe(rng, 0.1) else []
    found += [Fact("finding.gall_polyp")] if maybe(rng, 0.1) else []
    found += [Fact("finding.prostate")] if male and maybe(rng, 0.15) else []
    return report("abdomen", [*found, Fact("finding.abdomen_normal", spare=bool(found))])


def thyroid(rng: Random, stay: Stay) -> Fact | None:
    """Tell an ultrasound of the thyroid."""
    told = {
        "side": rng.choice(("右叶", "左叶", "双叶", "双侧叶")),
        "grade": rng.choice(_TIRADS),
        "size": _size(rng, 3, 20),
    }
    found = [
        Fact(f"finding.{slot}", told, stay.states(code))
        for code, slot in (("E04.101", "thyroid_nodule"), ("E04.102", "thyroid_cyst"))
        if stay.stated(code, "report")
    ]
    if not found and not maybe(rng, 0.08):
        return None
    return report("thyroid", found or [Fact("finding.thyroid_normal")])


def head(rng: Random, stay: Stay) -> Fact | None:
    """Tell a CT or MRI of the head."""
    found: list[Fact] = []
    if stay.stated("I63.900", "report"):
        coded = bool(stay.states("I63.900"))
        slot = "finding.brain_new" if coded and maybe(rng, 0.3) else "finding.brain_lacunar"
        found.append(Fact(slot, {}, stay.states("I63.900")))
    if stay.stated("I69.300x002", "report"):
        found.append(Fact("finding.brain_old", {}, stay.states("I69.300x002")))
    if stay.stated("I67.200x011", "report"):
        found.append(Fact("finding.brain_arteries", {}, stay.states("I67.200x011")))
    if not found and not maybe(rng, 0.25 if stay.kind is Kind.HYPERTENSION else 0.06):
        return None
    if maybe(rng, 0.4):
        found.append(Fact("finding.brain_white"))
    return report("head", found or [Fact("finding.brain_normal")])
