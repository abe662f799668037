"""A stay as it was, before anybody writes about it: the patient, the principal, the others, what was done, the end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.coding.codeset import OnAdmission
from app.coding.record import Disposition, Patient, Sex
from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.conditions import (
    LOOSE,
    Condition,
    Form,
    Operation,
    Principal,
    comorbidities,
    names,
    rules,
)

FIRST_DAY, LAST_DAY = date(2026, 4, 12), date(2026, 9, 30)
"""Days of discharge: those of the grouper's version."""
BMI = "bmi"
_OFTENEST = 0.9


@dataclass(frozen=True, slots=True)
class Problem:
    """A condition the patient has, in one form, with the codes it takes beside the others."""

    condition: Condition
    form: Form
    codes: tuple[str, ...]
    on_admission: OnAdmission
    holes: Mapping[str, str]
    owner: str = ""
    """The condition that brought it."""

    @property
    def key(self) -> str:
        """Return the condition's key."""
        return self.condition.key

    @property
    def later(self) -> bool:
        """Tell whether it came up during the stay."""
        return self.on_admission is OnAdmission.ABSENT


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay; the same key words it the same."""

    key: str
    patient: Patient
    kind: Principal
    principal: Problem
    others: tuple[Problem, ...]
    operation: Operation | None

    @property
    def female(self) -> bool:
        """Tell whether the patient is a woman."""
        return self.patient.sex is Sex.FEMALE

    @property
    def age(self) -> int:
        """Return the patient's age in years."""
        return self.patient.age or 0

    @property
    def days(self) -> int:
        """Return the days from admission to discharge."""
        admitted, discharged = self.patient.admitted, self.patient.discharged
        return (discharged - admitted).days if admitted and discharged else 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the principal and the others."""
        return (self.principal, *self.others)

    @property
    def tags(self) -> frozenset[str]:
        """Return everything the stay can be named by."""
        return _tags(self.kind, [problem.condition for problem in self.others], self.operation)

    def is_needed(self, problem: Problem) -> bool:
        """Tell whether the principal would make no sense without another problem it brought."""
        brought = self.kind.condition.brings or {}
        return problem.owner == self.kind.condition.key and max(brought.values(), default=0) >= 1

    def without(self, key: str) -> "Stay":
        """Return the stay without a condition and what it brought, coded anew."""
        gone = {key}
        for problem in self.others:
            if problem.owner in gone:
                gone.add(problem.key)
        return coded(replace(self, others=tuple(each for each in self.others if each.key not in gone)))


def _tags(kind: Principal, others: list[Condition], operation: Operation | None) -> frozenset[str]:
    found = set(kind.condition.tags) | {kind.condition.world}
    for condition in others:
        found |= condition.tags
    if operation:
        found |= operation.tags | ({"surgery"} if operation.surgery else set())
    return frozenset(found - {""})


def draw_stay(chance: Chance, kind: Principal) -> Stay:
    """Draw a stay with this principal."""
    sex = kind.sex or chance.pick(("male", "female"))
    low, high = kind.between
    age = max(18, round(chance.between(low, high) * 0.55 + chance.between(low, high) * 0.45))
    operation = _operation(chance, kind)
    form = chance.weighted({form: form.weight for form in kind.condition.forms})
    principal = Problem(
        kind.condition, form, form.codes, OnAdmission.PRESENT, _holes(chance.of("principal"), kind.condition, form)
    )
    drawn = _Draw(chance.of("others"), kind, age, sex, operation, [])
    drawn.all()
    acute = sum(problem.condition.acute for problem in drawn.found)
    days = chance.whole(*kind.stay) + (acute + 1) // 2
    discharged = FIRST_DAY + timedelta(days=chance.whole(days, (LAST_DAY - FIRST_DAY).days))
    patient = Patient(
        Sex(sex), age, discharged - timedelta(days=days), discharged, _disposition(chance, kind, age, acute)
    )
    return coded(Stay(chance.key, patient, kind, principal, tuple(drawn.found), operation))


def _operation(chance: Chance, kind: Principal) -> Operation | None:
    mark = chance.number()
    for operation in kind.operations:
        mark -= operation.rate
        if mark < 0:
            return operation
    return None


def _disposition(chance: Chance, kind: Principal, age: int, acute: int) -> Disposition:
    dies = kind.dies * (0.5 + 0.25 * acute) * (1.4 if age > 75 else 0.8)
    frail = 0.0 if kind.condition.world else 0.04 + max(0, age - 60) * 0.009
    return chance.weighted(
        {
            Disposition.HOME: 0.75 - frail,
            Disposition.COMMUNITY: frail,
            Disposition.TRANSFER: 0.0 if kind.condition.world else 0.02,
            Disposition.AGAINST_ADVICE: 0.0 if kind.condition.world or kind.elective else 0.012,
            Disposition.DIED: min(dies, 0.3),
        }
    )


@dataclass(slots=True)
class _Draw:
    """Draws the others of a stay one by one, each more or less likely beside those that are there."""

    chance: Chance
    kind: Principal
    age: int
    sex: str
    operation: Operation | None
    found: list[Problem]

    def all(self) -> None:
        """Draw everything: what the principal brings, lasting conditions, then what came with this illness."""
        self._brought(self.kind.condition, self.kind.condition.key)
        burden = 0.55 + 1.15 * self.chance.number()
        around = [each for each in comorbidities().values() if each.world == self.kind.condition.world and each.rate]
        order = sorted(around, key=lambda each: (each.acute, bool(each.needs or each.needs_any), self.chance.number()))
        for condition in order:
            factor = burden * (0.5 if condition.acute and self.kind.elective else 1)
            if self.chance.number() < min(_OFTENEST, self._odds(condition) * factor):
                self.take(condition)

    def _odds(self, condition: Condition) -> float:
        odds = condition.rate * condition.factor(self.age, self.sex)
        if condition.more:
            tags = self.tags()
            for tag, factor in condition.more.items():
                if tag in tags:
                    odds *= factor
        return odds

    def tags(self) -> frozenset[str]:
        """Return what the stay can be named by so far."""
        return _tags(self.kind, [problem.condition for problem in self.found], self.operation)

    def take(self, condition: Condition, owner: str = "") -> None:
        """Add a condition and what it brings, unless something there keeps it out."""
        if not fits(condition, self.kind, [problem.condition for problem in self.found], self.operation):
            return
        self.found += made(self.chance.of(condition.key), condition, self.kind, owner)
        self._brought(condition, condition.key)

    def _brought(self, condition: Condition, owner: str) -> None:
        for key, probability in (condition.brings or {}).items():
            if self.chance.number() < probability:
                self.take(comorbidities()[key], owner)


def fits(condition: Condition, kind: Principal, others: list[Condition], operation: Operation | None) -> bool:
    """Tell whether a condition can stand beside these."""
    tags = _tags(kind, others, operation)
    if condition.tags & tags - LOOSE or condition.bars & tags or kind.condition.bars & condition.tags:
        return False
    if not condition.needs <= tags or (condition.needs_any and not condition.needs_any & tags):
        return False
    return not any(other.bars & condition.tags for other in others)


def made(chance: Chance, condition: Condition, kind: Principal, owner: str = "") -> Iterator[Problem]:
    """Draw the form of a condition, and the body mass index that belongs to one of weight."""
    form = chance.weighted({form: form.weight for form in condition.forms})
    lasting = not condition.acute or condition.poa == 1
    poa = 1.0 if lasting else condition.poa * (0.4 if kind.elective else 1)
    on_admission = OnAdmission.PRESENT if chance.maybe(poa) else OnAdmission.ABSENT
    yield Problem(condition, form, form.codes, on_admission, _holes(chance, condition, form), owner)
    if condition.shown("bmi") and not condition.world:
        low, high = condition.shown("bmi")
        value = round(chance.between(low, high), 1)
        code, words = bmi_code(value), f"BMI <of |>{value:.1f}"
        index = Condition(BMI, 0, (Form((code,), (words,), (words,)),), family=frozenset({BMI}), status=True)
        yield Problem(index, index.forms[0], (code,), OnAdmission.PRESENT, {}, condition.key)


def bmi_code(value: float) -> str:
    """Return the code of an adult's body mass index."""
    if value < 20:
        return "Z68.1"
    if value < 40:
        return f"Z68.{int(value)}"
    return f"Z68.4{1 + min(int(value - 40) // 5, 2)}"


def _holes(chance: Chance, condition: Condition, form: Form) -> dict[str, str]:
    vary: Mapping[str, list[str]] = condition.shown("vary") or {}
    holes = {name: chance.pick(values) for name, values in vary.items()}
    return {**holes, **(form.holes or {})}


def coded(stay: Stay) -> Stay:
    """Give every problem the codes that the guidelines' joining rules leave it beside the others."""
    tags = stay.tags
    return replace(
        stay,
        principal=_coded(stay.principal, tags),
        others=tuple(_coded(problem, tags) for problem in stay.others),
    )


def _coded(problem: Problem, tags: frozenset[str]) -> Problem:
    for rule in rules():
        if rule.of == problem.key and rule.when <= tags:
            return replace(problem, codes=rule.codes)
    return replace(problem, codes=problem.form.codes)


def past_year(chance: Chance, stay: Stay) -> str:
    """Draw a year of the patient's grown life before this one."""
    return str(FIRST_DAY.year - chance.whole(2, max(3, stay.age - 16)))


def title(code: str) -> str:
    """Return the official title of a code."""
    return names()[code]
