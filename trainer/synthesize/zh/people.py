"""The patient of an invented stay: who it is, how he lives, whom he has; told in 个人史, 婚姻史, 家族史."""

from dataclasses import dataclass
from random import Random

from app.coding.record import Sex
from trainer.synthesize.zh.chance import maybe, weighted
from trainer.synthesize.zh.fact import Fact

_YOUNG, _OLD = 40, 60
_GROWN, _MENARCHE, _MENOPAUSE = 20, 14, 50
_FAMILY_ILL = {"高血压病": 5, "冠心病": 4, "脑梗死": 2, "糖尿病": 2, "脑出血": 1, "肺癌": 1, "心脏病": 2, "胃癌": 1}


@dataclass(frozen=True, slots=True)
class Person:
    """Sex and age, and what the personal, marital and family histories tell."""

    sex: Sex
    age: int
    personal: tuple[tuple[str, Fact], ...]
    marriage: tuple[tuple[str, Fact], ...]
    family: tuple[tuple[str, Fact], ...]

    @property
    def female(self) -> bool:
        """Tell a woman."""
        return self.sex is Sex.FEMALE

    @property
    def called(self) -> str:
        """Say 老年男性 and the like."""
        stage = "青年" if self.age < _YOUNG else "中年" if self.age < _OLD else "老年"
        return stage + ("女性" if self.female else "男性")


def draw_person(rng: Random, age: int, sex: Sex) -> Person:
    """Draw who the patient is."""
    return Person(sex, age, _personal(rng, sex, age), _marriage(rng, sex, age), _family(rng, age))


def _personal(rng: Random, sex: Sex, age: int) -> tuple[tuple[str, Fact], ...]:
    female = sex is Sex.FEMALE
    grown = age >= _GROWN
    smokes = grown and maybe(rng, 0.04 if female else 0.5)
    drinks = grown and maybe(rng, 0.02 if female else 0.4)
    years = max(5, min(50, (age - 22) // 10 * 10 + rng.choice((0, 5))))
    facts = [
        ("origin", Fact("personal.origin")),
        ("travel", Fact("personal.travel")),
        ("exposure", Fact("personal.exposure")),
    ]
    facts.append(("life", Fact("personal.life", spare=True)))
    told = f"{years}{rng.choice(('年', '余年', '余年', '年余'))}"
    daily = f"{rng.choice((3, 5, 10, 10, 15, 20, 20, 20, 30, 40))}支/{rng.choice('日天')}"
    if not smokes and not drinks and maybe(rng, 0.5):
        return (*facts, ("smoke", Fact("personal.neither")))
    if smokes and maybe(rng, 0.35):
        quit_for = f"{rng.choice((1, 2, 3, 5, 6, 8, 10, 10, 20))}{rng.choice(('年', '余年', '月'))}"
        facts.append(("smoke", Fact("personal.smoke_quit", {"years": told, "daily": daily, "quit": quit_for})))
    elif smokes:
        facts.append(("smoke", Fact("personal.smoke", {"years": told, "daily": daily})))
    else:
        facts.append(("smoke", Fact("personal.smoke_no")))
    if drinks:
        kind, amount = rng.choice((("白酒", "两"), ("白酒", "ml"), ("啤酒", "瓶"), ("白酒", "两")))
        much = rng.choice((50, 100, 150, 200, 250)) if amount == "ml" else rng.choice((1, 2, 3, 4, 5))
        drink = {"years": told, "daily": f"{kind}{much}{amount}/{rng.choice('日天周')}"}
        facts.append(("drink", Fact("personal.drink", drink)))
    else:
        facts.append(("drink", Fact("personal.drink_no")))
    return tuple(facts)


def _marriage(rng: Random, sex: Sex, age: int) -> tuple[tuple[str, Fact], ...]:
    facts: list[tuple[str, Fact]] = []
    sons, daughters = rng.choice((0, 1, 1, 1, 2, 2, 3)), rng.choice((0, 0, 1, 1, 1, 2, 3))
    if sons + daughters == 0:
        sons = 1
    children = (f"{sons}子" if sons else "") + (f"{daughters}女" if daughters else "")
    kin = "子女" if sons and daughters else rng.choice(("儿子", "其子")) if sons else rng.choice(("女儿", "其女"))
    told = {"age": str(rng.randint(19, 29)), "children": children, "kin": kin}
    if age < _GROWN or (age < 30 and maybe(rng, 0.4)):
        facts.append(("marriage", Fact("marriage.single")))
    elif age > 62 and maybe(rng, 0.22):
        facts.append(("marriage", Fact("marriage.widowed", {"age": told["age"], "children": children})))
    else:
        facts.append(("marriage", Fact("marriage.married", told)))
    if sex is Sex.FEMALE and age > _MENARCHE:
        low, cycle = rng.choice((3, 4, 4, 5, 5, 6)), rng.choice((25, 26, 28, 28, 30))
        course = {"first": str(rng.randint(12, 17)), "days": f"{low}{rng.choice('-~')}{low + rng.choice((1, 2))}"}
        course["cycle"] = f"{cycle}{rng.choice('-~')}{cycle + rng.choice((2, 3, 5))}"
        if age > _MENOPAUSE:
            facts.append(("menses", Fact("marriage.menses_stopped", {**course, "stop": str(rng.randint(45, 54))})))
        else:
            last = f"{rng.choice((5, 8, 12, 15, 20, 24))}天前"
            facts.append(("menses", Fact("marriage.menses", {**course, "last": last})))
    return tuple(facts)


def _family(rng: Random, age: int) -> tuple[tuple[str, Fact], ...]:
    facts: list[tuple[str, Fact]] = []
    if age >= _GROWN and maybe(rng, 0.18):
        cause = {"who": rng.choice(("父亲", "母亲", "其父", "其母")), "disease": weighted(rng, _FAMILY_ILL)}
        facts.append(("parents", Fact("family.parents_cause", cause)))
    elif age > 58 or (age > 40 and maybe(rng, 0.3)):
        facts.append(("parents", Fact("family.parents_dead")))
    else:
        facts.append(("parents", Fact("family.parents_alive")))
    if maybe(rng, 0.16):
        kin = {
            "who": rng.choice(("兄弟", "哥哥", "弟弟", "姐姐", "妹妹", "1兄", "1弟")),
            "disease": weighted(rng, _FAMILY_ILL),
        }
        facts.append(("kin", Fact("family.kin_disease", kin)))
    elif maybe(rng, 0.85):
        facts.append(("kin", Fact("family.kin_well")))
    facts.append(("heredity", Fact("family.heredity")))
    return tuple(facts)
