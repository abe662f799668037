"""The one way in: every rule in force is asked about a code set, and what was found is put into words."""

from app.coding.codebook import Code
from app.coding.codeset import CodeSet
from app.coding.record import Patient, Sex
from app.knowledge.edits.checks import CHECKS
from app.knowledge.edits.edit import Edit, Level, Place, PlaceField
from app.knowledge.edits.rule import Rule, Target
from app.knowledge.edits.rules import Rules
from app.knowledge.edits.stay import Found, Index, Listed, Stay

_SHOWN = 4
"""Codes a text lists by name; the edit itself holds all of them."""
_LONGEST_NOTE = 160
_SEXES = {Sex.MALE: ("男", "male"), Sex.FEMALE: ("女", "female")}


def check(
    codes: CodeSet, patient: Patient, rules: Rules, index: Index | None = None, settlement_book: str = ""
) -> tuple[Edit, ...]:
    """Return what the rules in force find, gravest first and then in the order of the rules.

    Without an index, rules that need a table or its notes find nothing. Rules meant for settlement run on the codes
    of `settlement_book` through its crosswalk; without one, on codes that are of a settlement book themselves.
    """
    stay = Stay(codes, patient, index, settlement_book, rules.incidental)
    edits = [
        _edit(rule, found, stay)
        for rule in rules.rules
        if rule.level is not Level.OFF
        for found in CHECKS[rule.kind](rule, stay)
    ]
    return tuple(sorted(edits, key=lambda edit: edit.level.rank))


def _edit(rule: Rule, found: Found, stay: Stay) -> Edit:
    codes = tuple(dict.fromkeys(each.own for each in (*found.listed, *found.others)))
    return Edit(
        rule_id=rule.rule_id,
        level=rule.level,
        text_zh=rule.zh.format_map(_words(found, stay.patient, chinese=True)),
        text_en=rule.en.format_map(_words(found, stay.patient, chinese=False)),
        clause=rule.clause,
        verified=rule.verified,
        place=found.place or _place(rule, found),
        codes=codes,
    )


def _place(rule: Rule, found: Found) -> Place:
    """Return where the rule leads: to its field, or to wherever the first code at fault stands."""
    chosen = found.others if rule.place is Target.OTHER_CODE else found.listed
    first = chosen[0] if chosen else None
    if rule.place in (Target.CODE, Target.OTHER_CODE):
        return first.place if first else Place(PlaceField.PRINCIPAL)
    code: Code | None = first.own if first else None
    return Place(PlaceField(rule.place.value), code)


def _short(note: str) -> str:
    """Return a note on one line, cut where it would fill the screen."""
    line = " ".join(note.split())
    return line if len(line) <= _LONGEST_NOTE else f"{line[:_LONGEST_NOTE]}…"


def _words(found: Found, patient: Patient, *, chinese: bool) -> dict[str, str]:
    """Return what the placeholders of a text stand for; what does not apply is empty."""
    comma = "、" if chinese else ", "

    def joined(listed: tuple[Listed, ...]) -> tuple[str, str]:
        once = {each.label: each.name for each in listed}
        more = (f" 等 {len(once)} 个" if chinese else f" and {len(once) - _SHOWN} more") if len(once) > _SHOWN else ""
        labels, names = list(once)[:_SHOWN], list(once.values())[:_SHOWN]
        return comma.join(labels) + more, comma.join(filter(None, names))

    code, name = joined(found.listed)
    other, other_name = joined(found.others)
    return {
        "code": code,
        "name": name,
        "other": other,
        "other_name": other_name,
        "sex": _SEXES[patient.sex][0 if chinese else 1] if patient.sex else "",
        "age": "" if patient.age is None else str(patient.age),
        "note": _short(found.note),
        "origin": found.origin,
    }
