"""Checks of codes against the patient: sex, age, dates, 入院病情, and the procedures' dates."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from app.coding.codeset import OnAdmission, Procedure
from app.knowledge.edits.edit import Place, PlaceField
from app.knowledge.edits.rule import Rule
from app.knowledge.edits.stay import Found, Stay

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def absent_principal(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a principal that was not present on admission (入院病情 4)."""
    for each in stay.listed(rule):
        if each.principal and each.on_admission is OnAdmission.ABSENT:
            yield Found((each,))


def sex(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes of the other sex than the patient's."""
    if stay.patient.sex not in (None, rule.parameters.sex):
        yield from (Found((each,)) for each in stay.meant(rule))


def age(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes of another age than the patient's, in whole years."""
    if _outside(stay.patient.age, rule.parameters.age_from, rule.parameters.age_to):
        yield from (Found((each,)) for each in stay.meant(rule))


def entry_sex(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes that their table keeps for the other sex."""
    for each in stay.listed(rule):
        only = each.entry.sex if each.entry else None
        if only is not None and stay.patient.sex not in (None, only):
            yield Found((each,))


def entry_age(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes that their table keeps for another age."""
    for each in stay.listed(rule):
        if each.entry and _outside(stay.patient.age, each.entry.age_from, each.entry.age_to):
            yield Found((each,), note=_span(each.entry.age_from, each.entry.age_to))


def dates(_: Rule, stay: Stay) -> Iterator[Found]:
    """Find a discharge before the admission."""
    admitted, discharged = stay.patient.admitted, stay.patient.discharged
    if admitted and discharged and discharged < admitted:
        yield Found(note=f"{admitted.isoformat()} > {discharged.isoformat()}", place=Place(PlaceField.DATES))


def procedure_duplicate(_: Rule, stay: Stay) -> Iterator[Found]:
    """Find a procedure listed twice on the same day."""
    times = Counter((each.code, each.on) for each in stay.codes.procedures)
    for (code, on), count in times.items():
        if count > 1:
            yield Found(note=f"{code.code} {on}".strip(), place=Place(PlaceField.PROCEDURE, code))


def procedure_date(_: Rule, stay: Stay) -> Iterator[Found]:
    """Find a procedure before the admission or after the discharge."""
    admitted, discharged = stay.patient.admitted, stay.patient.discharged
    for each in stay.codes.procedures:
        on = _day(each)
        if on and ((admitted and on < admitted) or (discharged and on > discharged)):
            yield Found(note=f"{each.code.code} {on.isoformat()}", place=Place(PlaceField.PROCEDURE, each.code))


def _outside(years: int | None, youngest: int | None, oldest: int | None) -> bool:
    if years is None:
        return False
    return (youngest is not None and years < youngest) or (oldest is not None and years > oldest)


def _span(youngest: int | None, oldest: int | None) -> str:
    return f"{'' if youngest is None else youngest}–{'' if oldest is None else oldest}"


def _day(procedure: Procedure) -> date | None:
    """Return the day of a procedure where it is written year first."""
    found = _DATE.match(procedure.on)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
