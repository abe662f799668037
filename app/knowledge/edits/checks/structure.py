"""Checks of the code set itself: form, places, duplicates, and what the tables say of each row."""

from collections.abc import Iterator
from itertools import groupby

from app.knowledge.edits.checks.tabular import wants_seventh
from app.knowledge.edits.edit import Place, PlaceField
from app.knowledge.edits.forms import Form
from app.knowledge.edits.rule import Rule
from app.knowledge.edits.stay import Found, Listed, Stay, in_order
from app.knowledge.entries import Kind as RowKind

_UNMAPPED_FORMS = (Form.MORPHOLOGY, Form.ASTERISK, Form.INVALID)
"""What no crosswalk to a settlement book has."""


def form(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes that are not written as their classification writes codes; a hospital's own table may know better."""
    for each in stay.listed(rule):
        listed = each.entry is not None and each.entry.code.code == each.code.code
        if each.form is Form.INVALID and not listed:
            yield Found((each,))


def principal_missing(_: Rule, stay: Stay) -> Iterator[Found]:
    """Find a code set without a principal diagnosis."""
    if stay.codes.principal is None:
        yield Found(place=Place(PlaceField.PRINCIPAL))


def duplicate(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a code that stands several times among the others."""
    others = in_order(each for each in stay.listed(rule) if not each.principal)
    for _, same in groupby(others, key=lambda each: (each.code.code, each.code.book)):
        first, *rest = same
        if rest:
            yield Found((first,))


def principal_again(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find the principal's code among the others."""
    principal, others = _parted(stay.listed(rule))
    again = [each for each in in_order(others) if principal and each.code == principal.code]
    if again:
        yield Found((again[0],))


def mixed_books(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes of another book than the first diagnosis is of."""
    listed = in_order(stay.listed(rule))
    strangers = tuple(each for each in listed if each.code.book != listed[0].code.book)
    if strangers:
        yield Found(strangers, listed[:1], note=strangers[0].code.book, origin=listed[0].code.book)


def unknown_code(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find well-written codes that their own imported book does not hold."""
    for each in stay.listed(rule):
        known = each.entry is not None or each.form in (Form.INVALID, Form.HEADING)
        if not known and stay.knows(each.code.book) and not wants_seventh(each, stay):
            yield Found((each,), note=each.code.book)


def heading(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find categories and subcategories that are not coded themselves."""
    for each in stay.listed(rule):
        if each.icd10cm:
            above = each.entry is not None and not each.entry.leaf and not wants_seventh(each, stay)
        else:
            above = each.form is Form.HEADING or (each.entry is not None and each.entry.kind is RowKind.HEADING)
        if above:
            yield Found((each,))


def grey(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes that the imported list keeps out of settlement (灰码)."""
    return (Found((each,)) for each in stay.listed(rule) if each.entry is not None and "grey" in each.entry.flags)


def unmapped(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes the crosswalk leaves without a settlement code; silent where it maps none at all."""
    listed = stay.listed(rule)
    settled = {each.own for each in map(stay.settled, listed) if each is not None}
    if stay.settlement_book and settled:
        for each in listed:
            if each.own not in settled and each.form not in _UNMAPPED_FORMS and not each.icd10cm:
                yield Found((each,), note=stay.settlement_book)


def asterisk_principal(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a manifestation code as the principal diagnosis."""
    return (Found((each,)) for each in stay.listed(rule) if each.principal and each.form is Form.ASTERISK)


def asterisk_alone(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a manifestation code without any code of the categories its daggers are in.

    Where no table tells the daggers, any code that is no manifestation itself will do.
    """
    listed = stay.listed(rule)
    causes = [each.code.code[:3] for each in listed if each.form in (Form.CODE, Form.PAIR, Form.GLUED)]
    for each in listed:
        if each.form is Form.ASTERISK and not each.principal:
            daggers = {dagger[:3] for dagger in stay.daggers(each)}
            if not causes or (daggers and daggers.isdisjoint(causes)):
                yield Found((each,), note="、".join(sorted(daggers)[:8]))


def asterisk_unchecked(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a manifestation code whose daggers no table tells, beside codes that may be its cause."""
    listed = stay.listed(rule)
    causes = any(each.form in (Form.CODE, Form.PAIR, Form.GLUED) for each in listed)
    for each in listed:
        if each.form is Form.ASTERISK and not each.principal and causes and not stay.daggers(each):
            yield Found((each,))


def _parted(listed: tuple[Listed, ...]) -> tuple[Listed | None, tuple[Listed, ...]]:
    principal = next((each for each in listed if each.principal), None)
    return principal, tuple(each for each in listed if not each.principal)
