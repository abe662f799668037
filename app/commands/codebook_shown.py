"""How `dxdesk codebook` shows what it found: import reports, codes with their hierarchy and notes, maps."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from app.coding.codebook import Code
from app.knowledge.entries import Entry, ImportReport, Note
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.sift import REFUSED

WORDS = {
    "six_character": "six-character codes",
    "x_extension": "x-extensions (A00.000x001)",
    "placeholder_x": "codes with a placeholder x (I10.x00)",
    "pair": "dagger and asterisk in one row",
    "asterisk": "asterisk codes alone (never valid by themselves)",
    "asterisk_unmarked": "dagger pairs whose asterisk sign is missing",
    "morphology": "morphology codes (M80000/0)",
    "glued": "two codes written as one",
    "short": "categories and subcategories",
    "clinical": "codes",
    "billable": "billable codes",
    "heading": "headings",
    "broken": "rows that cannot be read",
    "no_code": "rows without a code (merged cells?)",
    "no_name": "rows without a name",
    "malformed": "rows whose code has no code's form",
    "number_as_code": "rows whose code is a number or a date (format the column as text)",
    "duplicate": "rows whose code stood before",
    "header_again": "rows that repeat the header",
    "grey": "grey codes (灰码)",
    "mended_code": "codes whose spelling was evened out",
    "mended_name": "names whose spelling was evened out (found under both)",
    "doubtful_name": "names with ? in place of a character",
    "shared_name": "names that several codes share",
    "fact_not_read": "sexes or ages that could not be read",
    "unknown_column": "columns nothing was taken from",
    "derived_heading": "headings named after their codes",
    "unknown_source": "rows whose source code is not in its book",
    "unknown_target": "rows whose target code is not in its book",
    "unknown_code": "codes that are not in the book",
    "conflict": "rows that contradict one before",
    "unmapped": "codes of the source without a row",
    "spelling": "codes written in another way than in the book († and +)",
    "trimmed": "codes with blanks around them",
    "many_to_one": "codes that share their target with another",
}
"""The keys of an import report in words."""
_SHOWN = 3
_SHOWN_CHILDREN = 30
_TOLD = {"unknown_column", "fact_not_read", "doubtful_name", "asterisk_unmarked", "unmapped"}
_BAD = {*REFUSED, "unknown_source", "unknown_target", "unknown_code", "conflict"}


def refused(report: ImportReport) -> bool:
    """Say whether an import left something out (exit code 1)."""
    return any(report.counts.get(key, 0) for key in _BAD - {"header_again"})


def print_report(report: ImportReport, *, as_json: bool) -> None:
    """Print an import report: what was kept, each kind of finding, its first rows."""
    if as_json:
        findings = [{"row": found.row, "what": found.what, "text": found.text} for found in report.findings]
        print_json({"book": report.book_id, "rows": report.rows, "kept": report.kept, "counts": report.counts}
                   | {"findings": findings})  # fmt: skip
        return
    print(f"{report.book_id}: {report.kept:,} of {report.rows:,} rows")
    for key, count in report.counts.items():
        if count:
            print(f"  {count:>7,} {WORDS.get(key, key)}")
            if key in _BAD or key in _TOLD:
                for found in [each for each in report.findings if each.what == key][:_SHOWN]:
                    print(f"          {f'row {found.row}: ' if found.row else ''}{found.text}")


def print_codes(codes: Sequence[Code], *, as_json: bool, whole: bool) -> None:
    """Print codes of a book that has no index."""
    if as_json:
        print_json([code_row(code) for code in codes])
        return
    for code in codes:
        print(f"{code.code:<14} {code.name}")
        if whole:
            print(f"  {code.definition}\n  又称：{'、'.join(code.aliases)}\n  {code.book}")


def code_row(code: Code) -> dict[str, Any]:
    """Return a code as JSON has it."""
    return {
        "code": code.code,
        "name": code.name,
        "book": code.book,
        "definition": code.definition,
        "aliases": code.aliases,
    }


def print_entry(index: CodeIndex, book_id: str, entry: Entry, *, as_json: bool) -> None:
    """Print one entry with its hierarchy, notes and counterparts in other books."""
    code = entry.code.code
    above = index.ancestors(book_id, code)
    below = index.children(book_id, code)
    notes = index.notes(book_id, code)
    targets = [walk.target for walk in index.crosswalks() if walk.source == book_id]
    mapped = {target: index.mapped(book_id, code, target) for target in targets}
    if as_json:
        row = entry_row(entry) | {
            "ancestors": [_short(each) for each in above],
            "children": [_short(each) for each in below],
            "notes": [_note_row(note) for note in notes],
            "mapped": {target: _short(found) if found else None for target, found in mapped.items()},
        }
        print_json([row])
        return
    for depth, each in enumerate((*reversed(above), entry)):
        print(f"{'  ' * depth}{each.code.code}  {each.code.name}")
    print(f"  {book_id}; {_nature(entry)}")
    for line in filter(None, (entry.code.definition, "、".join(entry.code.aliases))):
        print(f"  {line}")
    for note in notes:
        origin = f" [{note.origin}]" if note.origin != code else ""
        print(f"  {note.kind}{origin}: " + note.text.replace("\n", "\n      "))
    for target, found in mapped.items():
        print(f"  → {target}: " + (f"{found.code.code} {found.code.name}" if found else "none"))
    for each in below[:_SHOWN_CHILDREN]:
        print(f"    {each.code.code:<14} {each.code.name}")
    if len(below) > _SHOWN_CHILDREN:
        print(f"    … {len(below) - _SHOWN_CHILDREN} more")


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON has it."""
    return code_row(entry.code) | {
        "kind": entry.kind,
        "leaf": entry.leaf,
        "parent": entry.parent,
        "sex": entry.sex,
        "age_from": entry.age_from,
        "age_to": entry.age_to,
        "flags": sorted(entry.flags),
    }


def print_mapped(found: Iterable[tuple[Entry, str, Entry | None]], *, as_json: bool) -> None:
    """Print what maps give for a code: (entry, target book, counterpart)."""
    rows = list(found)
    if as_json:
        print_json(
            [
                {"from": _short(entry), "book": target, "to": _short(mapped) if mapped else None}
                for entry, target, mapped in rows
            ]
        )
        return
    for entry, target, mapped in rows:
        there = f"{mapped.code.code} {mapped.code.name}" if mapped else "none"
        print(f"{entry.code.code} {entry.code.name} → {target}: {there}")


def print_json(value: object) -> None:
    """Print JSON for programs and people."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _nature(entry: Entry) -> str:
    ages = "" if (entry.age_from, entry.age_to) == (None, None) else f"age {entry.age_from or 0}-{entry.age_to or ''}"
    what = entry.kind if entry.leaf else "not coded itself"
    return ", ".join(filter(None, (what, entry.sex or "", ages, *sorted(entry.flags))))


def _short(entry: Entry) -> dict[str, str]:
    return {"code": entry.code.code, "name": entry.code.name, "book": entry.code.book}


def _note_row(note: Note) -> dict[str, Any]:
    return {"kind": note.kind, "text": note.text, "codes": note.codes, "origin": note.origin}
