"""Stays that are coded already, for `dxdesk edits`: golds, face sheets and DxDesk's own JSON, duplicates kept."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.errors import DxDeskError
from app.coding.record import Patient
from app.errors import InputError
from app.exchange.columns import Field, guess_mapping
from app.exchange.facts import read_age, read_date, read_disposition, read_sex
from app.exchange.golds import read_gold
from app.exchange.intake import read_rows
from app.exchange.refusal import Refused
from app.exchange.rows import Fault, RawRow, Row, cell_text

_PRINCIPAL = re.compile(r"主要?诊断(?:编码|代码)|principal")
_OTHER = re.compile(r"其[他它]诊断(?:编码|代码)(\d*)|others")
_NAME = "名称"
_SUFFIXES = frozenset({".json", ".jsonl", ".csv", ".tsv", ".xlsx"})
_ON_ADMISSION = "入院病情"
_SUBMISSION = "预测结果"
_MARKS = {
    "1": OnAdmission.PRESENT,
    "有": OnAdmission.PRESENT,
    "Y": OnAdmission.PRESENT,
    "2": OnAdmission.CLINICALLY_UNDETERMINED,
    "临床未确定": OnAdmission.CLINICALLY_UNDETERMINED,
    "W": OnAdmission.CLINICALLY_UNDETERMINED,
    "3": OnAdmission.UNKNOWN,
    "情况不明": OnAdmission.UNKNOWN,
    "U": OnAdmission.UNKNOWN,
    "4": OnAdmission.ABSENT,
    "无": OnAdmission.ABSENT,
    "N": OnAdmission.ABSENT,
}
"""入院病情 as the face sheet writes it, and the letters of present on admission."""

T = TypeVar("T")
Named = Callable[[str, str, str], Code]
"""Code, name and book (both may be empty) → the code as the workstation knows it."""


@dataclass(frozen=True, slots=True)
class CodedStay:
    """One stay's codes with what the file says of the patient."""

    record_id: str
    codes: CodeSet
    patient: Patient


def read_coded(path: Path, named: Named, records: Path | None = None) -> Iterator[CodedStay | Refused]:
    """Read every coded stay of a file or folder; what cannot be read is Refused and the rest goes on.

    Facts a row lacks come from its record, found beside the file or in `records`. Raises InputError on nothing to read.
    """
    if not path.exists():
        raise InputError(f"{path} does not exist.", "Give a file with codes: JSON, CSV or XLSX.")
    files = sorted(each for each in path.iterdir() if each.suffix.lower() in _SUFFIXES) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{path} holds no file with codes.", "Give JSON, CSV or XLSX files.")
    patients = _patients(path, records)
    for file in files:
        try:
            for row in read_rows(file):
                yield _stay_or_refused(file, row, named, patients)
        except InputError as error:
            if not path.is_dir():
                raise
            yield Refused(file, 0, error.message, error.advice)


def _stay_or_refused(file: Path, row: Row, named: Named, patients: Mapping[str, Patient]) -> CodedStay | Refused:
    if isinstance(row, Fault):
        return Refused(file, row.number, row.error.message, row.error.advice)
    try:
        return _stay(row, named, patients)
    except DxDeskError as error:
        return Refused(file, row.number, error.message, error.advice)


def read_mark(text: str) -> OnAdmission | None:
    """Read one 入院病情; None where it is empty or a dash; raise InputError on anything else."""
    plain = text.strip().upper()
    if plain in ("", "-"):
        return None
    if plain not in _MARKS:
        raise InputError(f"入院病情 {text[:20]!r} is not understood.", "Write 1, 2, 3 or 4.")
    return _MARKS[plain]


def codes_of(text: str, named: Named, marks: str = "") -> CodeSet:
    """Read `principal|other;other` with the marks 入院病情 in the same shape; raise InputError on two bars."""
    parts = text.strip().removeprefix("[").removesuffix("]").split("|")
    if len(parts) > 2:
        raise InputError(f"{text[:60]!r} has more than one bar.", "Write principal|other;other.")
    first, rest = (parts[0], parts[1]) if len(parts) == 2 else ("", parts[0])
    first_mark, _, rest_marks = marks.partition("|") if "|" in marks else ("", "", marks)
    return _code_set(first, _split(rest), first_mark, re.split(r"[;；,]", rest_marks), named)


def _stay(row: RawRow, named: Named, patients: Mapping[str, Patient]) -> CodedStay:
    cells = dict(zip(row.names, row.values, strict=True))
    record_id, patient = _facts(row)
    if isinstance(cells.get("principal"), dict) or isinstance(cells.get("others"), list):
        codes = _own_form(cells, named)
    elif _SUBMISSION in cells:
        codes = codes_of(cell_text(cells[_SUBMISSION]), named)
    else:
        codes = _columns(cells, named)
    known = patients.get(record_id)
    return CodedStay(record_id or f"row {row.number}", codes, known if known and patient == Patient() else patient)


def _columns(cells: Mapping[str, object], named: Named) -> CodeSet:
    """Read the labels of a gold or the numbered columns of a face sheet."""
    principal = next((name for name in cells if _PRINCIPAL.fullmatch(name)), None)
    others = [name for name in cells if _OTHER.fullmatch(name)]
    if principal is None and not others:
        raise InputError("It has no 主要诊断编码 and no 其他诊断编码.", "Give the codes of every stay.")
    found: list[Diagnosis] = []
    for name in others:
        codes = _split(cell_text(cells[name]))
        names, marks = (_parts(_beside(cells, name, what), len(codes)) for what in (_NAME, _ON_ADMISSION))
        found += [
            Diagnosis(named(code, called, ""), read_mark(mark))
            for code, called, mark in zip(codes, names, marks, strict=True)
        ]
    first = cell_text(cells[principal]).strip() if principal else ""
    if not first or principal is None:
        return CodeSet(None, tuple(found))
    named_first = named(first, _beside(cells, principal, _NAME), "")
    return CodeSet(Diagnosis(named_first, read_mark(_beside(cells, principal, _ON_ADMISSION))), tuple(found))


def _own_form(cells: Mapping[str, object], named: Named) -> CodeSet:
    """Read the stable JSON of `dxdesk code` and `dxdesk export`."""
    principal, others = cells.get("principal"), cells.get("others")
    rows = cast("list[object]", others) if isinstance(others, list) else []
    return CodeSet(
        _own_diagnosis(principal, named) if principal else None, tuple(_own_diagnosis(row, named) for row in rows)
    )


def _own_diagnosis(value: object, named: Named) -> Diagnosis:
    fields: dict[str, object] = cast("dict[str, object]", value) if isinstance(value, dict) else {"code": value}
    code, name, book = (cell_text(fields.get(key)).strip() for key in ("code", "name", "book"))
    if not code:
        raise InputError("A diagnosis has no code.", "Give every diagnosis its code.")
    return Diagnosis(named(code, name, book), read_mark(cell_text(fields.get("on_admission"))))


def _code_set(first: str, rest: list[str], first_mark: str, marks: list[str], named: Named) -> CodeSet:
    principal = Diagnosis(named(first.strip(), "", ""), read_mark(first_mark)) if first.strip() else None
    padded = [*marks, *[""] * len(rest)]
    others = (Diagnosis(named(code, "", ""), read_mark(mark)) for code, mark in zip(rest, padded, strict=False))
    return CodeSet(principal, tuple(others))


def _parts(text: str, count: int) -> list[str]:
    """Cut a cell into as many parts as there are codes; a single one keeps its semicolons."""
    parts = [text] if count == 1 else re.split(r"[;；\n]", text)
    return [*parts, *[""] * count][:count]


def _split(text: str) -> list[str]:
    return [code.strip() for code in re.split(r"[;；\n]", text) if code.strip()]


def _beside(cells: Mapping[str, object], column: str, what: str) -> str:
    """Return the cell of the column that says `what` of the same diagnosis: 其他诊断名称2 beside 其他诊断编码2."""
    return cell_text(cells.get(re.sub("编码|代码", what, column), "")) if "诊断" in column else ""


def _facts(row: RawRow) -> tuple[str, Patient]:
    columns = guess_mapping(row.names).columns
    facts = {column.field: value for column, value in zip(columns, row.values, strict=True)}
    patient = Patient(
        sex=_fact(read_sex, facts.get(Field.SEX)),
        age=_fact(read_age, facts.get(Field.AGE)),
        admitted=_fact(read_date, facts.get(Field.ADMITTED)),
        discharged=_fact(read_date, facts.get(Field.DISCHARGED)),
        disposition=_fact(read_disposition, facts.get(Field.DISPOSITION)),
    )
    return cell_text(facts.get(Field.RECORD_ID)).strip(), patient


def _fact(read: Callable[[object], T | None], value: object) -> T | None:
    """Read one fact; one that is not understood stays open, as at the intake."""
    try:
        return read(value)
    except InputError:
        return None


def _patients(path: Path, records: Path | None) -> dict[str, Patient]:
    """Return the patients of the records that belong to the file, empty where there are none."""
    try:
        golds = read_gold(path, records, on_refused=lambda _: None)
    except InputError:
        return {}
    return {gold.record_id: gold.record.patient for gold in golds if gold.record is not None}
