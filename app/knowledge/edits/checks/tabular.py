"""Checks against the notes of a tabular list (ICD-10-CM): Excludes1, code first, manifestations, seventh character."""

from collections.abc import Iterator
from itertools import combinations

from app.knowledge.edits.patterns import Patterns
from app.knowledge.edits.rule import Rule
from app.knowledge.edits.stay import Found, Listed, Stay, in_order
from app.knowledge.entries import Note, NoteKind

_MANIFESTATION = "classified elsewhere"
"""What the title of a manifestation code says (guideline I.A.13)."""


def excludes1(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find two codes of which either, or an ancestor of it, carries an Excludes1 note on the other."""
    listed = [(each, _exclusions(each, stay)) for each in in_order(stay.listed(rule))]
    for (first, of_first), (second, of_second) in combinations(listed, 2):
        if first.code != second.code:
            note = _excluding(of_first, second, stay) or _excluding(of_second, first, stay)
            if note is not None:
                yield Found((second,), (first,), note=note.text, origin=note.origin)


def manifestation_principal(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a manifestation in a disease classified elsewhere as the principal."""
    for each in stay.listed(rule):
        if each.principal and _manifestation(each):
            yield Found((each,), note=_first_text(_of_kind(each, stay, NoteKind.CODE_FIRST)))


def manifestation_alone(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a manifestation among the others when none of the causes its note names is coded."""
    for each in stay.listed(rule):
        if not each.principal and _manifestation(each):
            notes, causes = _causes(each, rule, stay)
            if notes and not causes:
                yield Found((each,), note=_first_text(notes))


def code_first(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a code with a code-first note, not a manifestation by its title, when none of its causes is coded."""
    for each in stay.listed(rule):
        if not _manifestation(each):
            notes, causes = _causes(each, rule, stay)
            if notes and not causes:
                yield Found((each,), note=_first_text(notes), origin=notes[0].origin)


def code_first_order(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a code that stands before the cause its code-first note names."""
    for each in stay.listed(rule):
        if each.principal and _manifestation(each):
            continue  # that is the graver edit
        notes, causes = _causes(each, rule, stay)
        if causes and all(cause.position > each.position for cause in causes):
            yield Found((each,), in_order(causes)[:1], note=_first_text(notes))


def seventh(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find codes whose seventh character is missing, invalid, or in another place than the seventh."""
    for each in stay.listed(rule):
        note = wants_seventh(each, stay)
        if note is not None:
            yield Found((each,), note=note.text, origin=note.origin)


def wants_seventh(each: Listed, stay: Stay) -> Note | None:
    """Return the note on the seventh character that a code does not fulfil, None where all is well."""
    if not each.icd10cm or (each.entry is not None and each.entry.leaf):
        return None
    code = each.code.code
    if each.entry is not None:
        return _seventh_note(each.code.book, code, stay)
    for length in range(len(code) - 1, 2, -1):
        base = code[:length].rstrip(".")
        if stay.get(each.code.book, base) is not None:
            return _seventh_note(each.code.book, base, stay)
    return None


def _seventh_note(book_id: str, code: str, stay: Stay) -> Note | None:
    return next((note for note in stay.notes_of(book_id, code) if note.kind is NoteKind.SEVENTH), None)


def _manifestation(each: Listed) -> bool:
    return _MANIFESTATION in each.name.casefold()


def _of_kind(each: Listed, stay: Stay, kind: NoteKind) -> tuple[Note, ...]:
    return tuple(note for note in stay.notes(each) if note.kind is kind)


def _causes(each: Listed, rule: Rule, stay: Stay) -> tuple[tuple[Note, ...], tuple[Listed, ...]]:
    """Return the code-first notes that name codes, and the listed diagnoses they name."""
    notes = tuple(note for note in _of_kind(each, stay, NoteKind.CODE_FIRST) if note.codes)
    if not notes:
        return (), ()
    named = Patterns.of_note(code for note in notes for code in note.codes)
    causes = (one for one in stay.listed(rule) if one.code != each.code and named.match(one.code.code))
    return notes, tuple(causes)


def _exclusions(each: Listed, stay: Stay) -> list[tuple[Note, Patterns]]:
    return [(note, Patterns.of_note(note.codes)) for note in _of_kind(each, stay, NoteKind.EXCLUDES1) if note.codes]


def _excluding(exclusions: list[tuple[Note, Patterns]], other: Listed, stay: Stay) -> Note | None:
    """Return the first Excludes1 note on other; one that other inherits too says nothing about the two."""
    for note, excluded in exclusions:
        if excluded.match(other.code.code) and note not in stay.notes(other):
            return note
    return None


def _first_text(notes: tuple[Note, ...]) -> str:
    return notes[0].text if notes else ""
