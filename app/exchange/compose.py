"""A row's cells, or a document's text, become a Record; what could not be used is noted."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.coding.record import SECTIONS_EN, SECTIONS_ZH, Patient, Record
from app.errors import InputError
from app.exchange.columns import ColumnMapping, Field
from app.exchange.english_sections import PREAMBLE_EN
from app.exchange.facts import read_age, read_date, read_disposition, read_sex
from app.exchange.refusal import CUT_ADVICE, RECORD_LIMIT, TOO_LONG
from app.exchange.rows import RawRow, cell_text, clean
from app.exchange.section_names import PREAMBLE, WHOLE_TEXT, section_written, split_sections

_LONGEST_ID = 200
_FACTS = frozenset({Field.SEX, Field.AGE, Field.ADMITTED, Field.DISCHARGED, Field.DISPOSITION})
_FACT_LINES: dict[Field, re.Pattern[str]] = {
    field: re.compile(rf"(?<![A-Za-z])(?:{names})[ \t]*[：:][ \t]*([^\s，,;；。]{{1,20}})")
    for field, names in (
        (Field.SEX, "性[ \t]*别|Sex|Gender"),
        (Field.AGE, "年[ \t]*龄|Age"),
        (Field.ADMITTED, "入院(?:日期|时间)|Admi(?:ssion|t)[ \t]+Date|Date[ \t]+of[ \t]+Admission|Admitted"),
        (Field.DISCHARGED, "出院(?:日期|时间)|Discharge[ \t]+Date|Date[ \t]+of[ \t]+Discharge|Discharged"),
        (Field.DISPOSITION, "离院方式|(?:Discharge[ \t]+)?Disposition"),
    )
}
_FIRST = frozenset({PREAMBLE, PREAMBLE_EN})
_ORDER = {name: position for names in (SECTIONS_ZH, SECTIONS_EN) for position, name in enumerate(names)}

T = TypeVar("T")
Note = Callable[[str], None]


def record_of_row(row: RawRow, mapping: ColumnMapping, note: Note) -> Record:
    """Build the record of one row; `mapping` is over the row's own names.

    Raises InputError on a missing id, a row without text, a nested cell or a row that is too long.
    """
    record_id = ""
    texts: dict[str, list[str]] = {}
    facts: dict[Field, object] = {}
    size = 0
    for column, value in zip(mapping.columns, row.values, strict=True):
        if column.field is Field.RECORD_ID:
            record_id = _clean(cell_text(value), note).strip()
        elif column.field is Field.SECTION:
            text = cell_text(value)
            size += len(text)
            if size > RECORD_LIMIT:
                raise InputError(TOO_LONG, CUT_ADVICE)
            if text.strip():
                section = section_written(column.name, column.section, text)
                texts.setdefault(section, []).append(_clean(text, note).strip())
        elif column.field in _FACTS:
            facts[column.field] = value
    for whole in texts.pop(WHOLE_TEXT, []):
        for name, part in split_sections(whole):
            texts.setdefault(name, []).append(part)
    return _record(record_id, {name: "\n".join(parts) for name, parts in texts.items()}, facts, note)


def record_of_text(path: Path, text: str, note: Note) -> Record:
    """Build the record of one document: its id is the file's name, its sections are cut at headings."""
    text = _clean(text, note)
    if len(text) > RECORD_LIMIT:
        raise InputError(TOO_LONG, CUT_ADVICE)
    sections = dict(split_sections(text))
    preamble = sections.get(PREAMBLE) or sections.get(PREAMBLE_EN, "")
    facts = {field: found[1] for field, pattern in _FACT_LINES.items() if (found := pattern.search(preamble))}
    return _record(_clean(path.stem, note).strip(), sections, dict[Field, object](facts), note)


def _record(record_id: str, texts: dict[str, str], facts: dict[Field, object], note: Note) -> Record:
    if not record_id:
        raise InputError("It has no 病案标识.", "Give every record its id.")
    if len(record_id) > _LONGEST_ID or "\n" in record_id:
        raise InputError("Its 病案标识 is not an id.", "Check which column names the record.")
    ordered = sorted(texts.items(), key=lambda item: _ORDER.get(item[0], -1 if item[0] in _FIRST else len(_ORDER)))
    record = Record.of(record_id, dict(ordered), _patient(facts, note))
    if not record.sections:
        raise InputError("It has no text in any section.", "Check the export: there is nothing to code from.")
    return record


def _patient(facts: dict[Field, object], note: Note) -> Patient:
    return Patient(
        sex=_fact(read_sex, facts.get(Field.SEX), note),
        age=_fact(read_age, facts.get(Field.AGE), note),
        admitted=_fact(read_date, facts.get(Field.ADMITTED), note),
        discharged=_fact(read_date, facts.get(Field.DISCHARGED), note),
        disposition=_fact(read_disposition, facts.get(Field.DISPOSITION), note),
    )


def _fact(read: Callable[[object], T | None], value: object, note: Note) -> T | None:
    """Read one fact; one that is not understood is noted and left open."""
    try:
        return read(value)
    except InputError as error:
        note(error.message)
        return None


def _clean(text: str, note: Note) -> str:
    cleaned, removed = clean(text)
    if removed:
        note("Control characters were removed from it.")
    return cleaned
