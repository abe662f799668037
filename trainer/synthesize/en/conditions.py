"""The catalogue of conditions: what a patient can be admitted for or have besides, read once from catalogue/."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "catalogue"
LOOSE = frozenset({"electrolytes", "gi"})
"""Families whose members do not keep one another out."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One code a condition takes, with the words it is written by."""

    codes: tuple[str, ...]
    full: tuple[str, ...]
    abbr: tuple[str, ...]
    weight: float = 1.0
    holes: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A condition: whom it meets, what it brings and keeps out, its codes, and how a note shows it."""

    key: str
    rate: float
    forms: tuple[Form, ...]
    ages: tuple[tuple[float, float], ...] = ()
    sexes: Mapping[str, float] | None = None
    family: frozenset[str] = frozenset()
    more: Mapping[str, float] | None = None
    bars: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    needs_any: frozenset[str] = frozenset()
    brings: Mapping[str, float] | None = None
    world: str = ""
    acute: bool = False
    status: bool = False
    poa: float = 1.0
    shows: Mapping[str, Any] | None = None
    """The words by place: labs, vitals, exam, imaging, results, treat, course, meds, detail, says, bmi, vary."""

    @property
    def tags(self) -> frozenset[str]:
        """Return what others name it by: its key and its families."""
        return self.family | {self.key}

    def shown(self, place: str) -> Any:
        """Return what the catalogue says of a place, empty where it says nothing."""
        return (self.shows or {}).get(place, ())

    def factor(self, age: int, sex: str) -> float:
        """Return how much more or less often it meets this age and sex."""
        factor = 1.0
        for first, value in self.ages:
            if age >= first:
                factor = value
        return factor * (self.sexes or {}).get(sex, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """What may be done for a principal, with its ICD-10-PCS codes; the rate is its share of the stays."""

    rate: float
    codes: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    detail: tuple[str, ...] = ()
    surgery: bool = True
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Principal:
    """What a patient is admitted for: the condition, its story, what was suspected instead, and what is done."""

    condition: Condition
    group: str
    between: tuple[int, int]
    sex: str
    complaint: tuple[str, ...]
    story: tuple[str, ...]
    denies: tuple[str, ...]
    suspects: tuple[str, ...]
    operations: tuple[Operation, ...]
    stay: tuple[int, int]
    dies: float
    elective: bool
    arises: bool
    """Whether it only comes up during the stay, so that nobody is admitted with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A coding rule that joins conditions: the codes a condition takes when these tags are there."""

    of: str
    when: frozenset[str]
    codes: tuple[str, ...]


_SHOWN = (
    "labs",
    "vitals",
    "exam",
    "imaging",
    "results",
    "treat",
    "course",
    "meds",
    "detail",
    "says",
    "bmi",
    "vary",
    "follow_side",
)


def _condition(key: str, row: Mapping[str, Any]) -> Condition:
    return Condition(
        key=key,
        rate=float(row["rate"]),
        forms=tuple(_form(form) for form in row["forms"]),
        ages=tuple((first, value) for first, value in row.get("ages", ())),
        sexes=row.get("sexes"),
        family=frozenset(row.get("family", ())),
        more=row.get("more"),
        bars=frozenset(row.get("bars", ())),
        needs=frozenset(row.get("needs", ())),
        needs_any=frozenset(row.get("needs_any", ())),
        brings=row.get("brings"),
        world=row.get("world", ""),
        acute=row.get("acute", False),
        status=row.get("status", False),
        poa=row.get("poa", 1.0),
        shows={place: row[place] for place in _SHOWN if place in row},
    )


def _form(row: Mapping[str, Any]) -> Form:
    code = row["code"]
    codes = (code,) if isinstance(code, str) else tuple(code)
    abbr = tuple(row.get("abbr", ())) or tuple(row["full"])
    return Form(codes, tuple(row["full"]), abbr, float(row.get("weight", 1)), row.get("vars"))


def _principal(key: str, row: Mapping[str, Any], group: str) -> Principal:
    condition = _condition(key, {**row, "ages": (), "family": row.get("tags", ()), "acute": True})
    return Principal(
        condition=condition,
        group=group,
        between=tuple(row["ages"]),
        sex=row.get("sex", ""),
        complaint=tuple(row["complaint"]),
        story=tuple(row["story"]),
        denies=tuple(row.get("denies", ())),
        suspects=tuple(row.get("suspects", ())),
        operations=tuple(_operation(each) for each in row.get("operations", ())),
        stay=tuple(row.get("stay", (2, 6))),
        dies=float(row.get("dies", 0.0)),
        elective=row.get("elective", False),
        arises=row.get("arises", False),
    )


def _operation(row: Mapping[str, Any]) -> Operation:
    return Operation(
        rate=float(row["rate"]),
        codes=tuple((code, name) for code, name in row["codes"]),
        names=tuple(row["names"]),
        detail=tuple(row.get("detail", ())),
        surgery=row.get("surgery", True),
        tags=frozenset(row.get("tags", ())),
    )


def _rows(folder: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    found: list[tuple[str, str, Mapping[str, Any]]] = []
    for path in sorted((CATALOGUE / folder).glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        found += ((path.stem, key, row) for key, row in content.items())
    return found


@cache
def read(name: str) -> dict[str, Any]:
    """Read one file of the catalogue."""
    return tomllib.loads((CATALOGUE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def comorbidities() -> Mapping[str, Condition]:
    """Return every other diagnosis by its key."""
    return {key: _condition(key, row) for _, key, row in _rows("comorbidities")}


@cache
def principals() -> Mapping[str, Principal]:
    """Return everything a patient is admitted for by its key."""
    return {key: _principal(key, row, group) for group, key, row in _rows("principals")}


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules that join conditions into one code, the first that applies first."""
    return tuple(Rule(row["of"], frozenset(row["when"]), tuple(row["codes"])) for row in read("rules")["rule"])


@cache
def names() -> Mapping[str, str]:
    """Return the official title of every ICD-10-CM code the catalogue uses."""
    return read("names")["icd10cm"]
