"""The gold codes of a stay, their MS-DRG, and the twin stay that lacks one carrier of its severity."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission, Procedure
from app.coding.record import Disposition, Patient, Sex
from app.knowledge.grouping import Grouped, Level
from app.knowledge.grouping.msdrg import ICD_10_CM, MsDrg
from app.knowledge.grouping.versions import find_version
from trainer.errors import DataError
from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.conditions import comorbidities
from trainer.synthesize.en.stay import Problem, Stay, coded, fits, made, title

ICD_10_PCS = "ICD-10-PCS"
VERSION = "v43.1"
_TRIES = 6


@dataclass(frozen=True, slots=True)
class Twins:
    """Two stays that differ by one condition and what it brought, and by their groups."""

    with_it: Stay
    without_it: Stay
    carrier: str
    """The condition's key."""


def gold(stay: Stay) -> CodeSet:
    """Return the codes of a stay; a code that two problems share stands once."""
    seen = {stay.principal.codes[0]}
    others: list[Diagnosis] = []
    for problem, code in ((each, code) for each in stay.problems for code in each.codes):
        if code not in seen:
            seen.add(code)
            others.append(Diagnosis(Code(code, title(code), ICD_10_CM), problem.on_admission))
    first = stay.principal.codes[0]
    day = stay.patient.admitted.isoformat() if stay.patient.admitted else ""
    procedures = (
        [Procedure(Code(code, name, ICD_10_PCS), day) for code, name in stay.operation.codes] if stay.operation else []
    )
    principal = Diagnosis(Code(first, title(first), ICD_10_CM), OnAdmission.PRESENT)
    return CodeSet(principal, tuple(others), tuple(procedures))


def group(stay: Stay) -> Grouped:
    """Group a stay; raise DataError where the catalogue made one that has no group."""
    codes = gold(stay)
    found = regroup(codes, stay.patient)
    if found.reason is not None or found.drg is None:
        raise DataError(
            f"{stay.kind.condition.key} with {[each.code.code for each in codes.others]} has no group: {found.reason}.",
            "Mend the catalogue of conditions.",
        )
    return found


def regroup(codes: CodeSet, patient: Patient) -> Grouped:
    """Group any code set of a patient as `group` does."""
    return _grouped(codes, patient.sex, patient.disposition)


@lru_cache(maxsize=4096)
def _grouped(codes: CodeSet, sex: Sex | None, disposition: Disposition | None) -> Grouped:
    return _grouper().group(codes, Patient(sex=sex, disposition=disposition))


@cache
def _grouper() -> MsDrg:
    return MsDrg(find_version(VERSION))


def twins(chance: Chance, stay: Stay) -> Twins | None:
    """Return a stay and the same without one carrier of its severity, None where its group is not split.

    A stay whose severity rests on several conditions, or on none, is changed so that it rests on one.
    """
    carrying = _carrying(stay)
    carried = [each.key for each in stay.others if set(each.codes) & carrying and not stay.is_needed(each)]
    for key in sorted(carried, key=lambda _: chance.number()):
        bare = stay
        for other in carried:
            bare = bare if other == key else bare.without(other)
        for base in (stay, bare):
            if key in {problem.key for problem in base.others} and (found := _parted(base, key)):
                return found
    return _loaded(chance, stay)


def _carrying(stay: Stay) -> set[str]:
    return {
        carrier.code.code for carrier in group(stay).carriers if carrier.counted and carrier.level is not Level.NONE
    }


def _parted(stay: Stay, key: str) -> Twins | None:
    """Return the twins if the rest keeps its codes and its reasons, and the group changes."""
    rest = stay.without(key)
    held = {problem.key: problem.codes for problem in stay.others}
    if rest.principal.codes != stay.principal.codes or any(held[each.key] != each.codes for each in rest.others):
        return None
    tags = rest.tags
    if any(not _stands(problem, tags) for problem in rest.others):
        return None
    return Twins(stay, rest, key) if group(rest).drg != group(stay).drg else None


def _stands(problem: Problem, tags: frozenset[str]) -> bool:
    needed, any_of = problem.condition.needs, problem.condition.needs_any
    return needed <= tags and (not any_of or bool(any_of & tags))


def _loaded(chance: Chance, stay: Stay) -> Twins | None:
    """Add one acute condition that carries the severity."""
    able = [
        each
        for each in comorbidities().values()
        if each.acute and each.rate and each.world == stay.kind.condition.world
    ]
    odds = {each: each.rate * each.factor(stay.age, stay.patient.sex or "") for each in able}
    for _ in range(_TRIES):
        condition = chance.weighted(odds)
        if not fits(condition, stay.kind, [problem.condition for problem in stay.others], stay.operation):
            continue
        added = tuple(made(chance.of("added", condition.key), condition, stay.kind))
        fuller = coded(replace(stay, others=(*stay.others, *added)))
        if found := _parted(fuller, condition.key):
            return found
    return None
