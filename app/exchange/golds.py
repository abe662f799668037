"""Gold code sets with their records, for `dxdesk evaluate`."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.coding.errors import DxDeskError
from app.coding.record import Record
from app.errors import InputError
from app.exchange.columns import Field, guess_mapping
from app.exchange.compose import record_of_row
from app.exchange.intake import read_files, read_rows
from app.exchange.refusal import Refused
from app.exchange.rows import Fault, RawRow, cell_text
from app.exchange.submission import parse_submission

_PRINCIPAL = ("主要诊断编码", "主诊断编码", "principal")
_OTHERS = re.compile(r"其他诊断编码\d*|others")
"""One column of all codes, or the numbered columns of a face sheet."""
_SUBMISSION = "预测结果"
_GOLD_SUFFIXES = frozenset({".json", ".jsonl", ".csv", ".tsv", ".xlsx"})
_NEIGHBOURS = ("records", "records.json", "records.jsonl", "records.csv", "records.xlsx")


@dataclass(frozen=True, slots=True)
class Gold:
    """The codes a record has by its gold standard, and the record where it was found."""

    record_id: str
    principal: str | None
    others: tuple[str, ...]
    record: Record | None


def read_gold(
    path: Path, records: Path | None = None, on_refused: Callable[[Refused], None] | None = None
) -> list[Gold]:
    """Read golds from a file or folder and join their records: from the same object, `records`, or a neighbour.

    A neighbour is a folder or file named records beside the golds. Rows that break the format go to `on_refused`;
    without it, the first of them and their number are an InputError. No gold at all is an InputError.
    """
    refused: list[Refused] = []
    golds: dict[str, Gold] = {}
    for found in _read(path):
        if isinstance(found, Refused):
            refused.append(found)
        elif found.record_id in golds:
            reason = f"病案标识 {found.record_id} has two golds."
            refused.append(Refused(path, 0, reason, "Keep one of them."))
        else:
            golds[found.record_id] = found
    if refused and on_refused is None:
        raise InputError(f"{len(refused)} golds cannot be read; the first: {refused[0]}", "Correct the gold file.")
    if on_refused is not None:
        for refusal in refused:
            on_refused(refusal)
    if not golds:
        raise InputError(f"{path} holds no gold.", "Give objects with 病案标识, 主要诊断编码 and 其他诊断编码.")
    return _joined(list(golds.values()), records or _neighbour(path))


def _read(path: Path) -> Iterator[Gold | Refused]:
    for file in _files(path):
        try:
            for row in read_rows(file):
                yield _gold(file, row)
        except InputError as error:
            yield Refused(file, 0, error.message, error.advice)
        except OSError as error:
            yield Refused(file, 0, f"It cannot be read: {error.strerror}.", "Check the file and its rights.")


def _files(path: Path) -> Iterable[Path]:
    if not path.exists():
        raise InputError(f"{path} does not exist.", "Give a gold file or a folder of them.")
    if not path.is_dir():
        return (path,)
    return sorted(each for each in path.iterdir() if each.suffix.lower() in _GOLD_SUFFIXES)


def _gold(file: Path, row: RawRow | Fault) -> Gold | Refused:
    if isinstance(row, Fault):
        return Refused(file, row.number, row.error.message, row.error.advice)
    cells = dict(zip(row.names, row.values, strict=True))
    try:
        principal, others = _codes(cells)
        return Gold(_record_id(row), principal, others, _own_record(row))
    except DxDeskError as error:
        return Refused(file, row.number, error.message, error.advice)


def _codes(cells: dict[str, object]) -> tuple[str | None, tuple[str, ...]]:
    """Read the labels of one object, in either of the two published forms."""
    if _SUBMISSION in cells:
        return parse_submission(cell_text(cells[_SUBMISSION]))
    principal = next((name for name in _PRINCIPAL if name in cells), None)
    others = [name for name in cells if _OTHERS.fullmatch(name)]
    if principal is None and not others:
        raise InputError("It has no 主要诊断编码 and no 其他诊断编码.", "Give the gold codes of every record.")
    first = cell_text(cells[principal]).strip() if principal else ""
    rest = ";".join(filter(None, (cell_text(cells[name]).replace("\n", ";") for name in others)))
    return parse_submission(f"[{first}|{rest}]")


def _record_id(row: RawRow) -> str:
    columns = guess_mapping(row.names).columns
    values = (value for column, value in zip(columns, row.values, strict=True) if column.field is Field.RECORD_ID)
    record_id = next((cell_text(value).strip() for value in values), "")
    if not record_id:
        raise InputError("It has no 病案标识.", "Give every gold the id of its record.")
    return record_id


def _own_record(row: RawRow) -> Record | None:
    mapping = guess_mapping(row.names)
    if not any(column.field is Field.SECTION for column in mapping.columns):
        return None
    return record_of_row(row, mapping, lambda _: None)


def _joined(golds: list[Gold], records: Path | None) -> list[Gold]:
    wanted = {gold.record_id for gold in golds if gold.record is None}
    if records is None or not wanted:
        return golds
    found = {
        record.record_id: record
        for record in read_files([records])
        if isinstance(record, Record) and record.record_id in wanted
    }
    return [replace(gold, record=found.get(gold.record_id)) if gold.record is None else gold for gold in golds]


def _neighbour(path: Path) -> Path | None:
    places = [path.parent] if path.is_dir() else [path.parent, path.parent.parent]
    candidates = (place / name for place in places for name in _NEIGHBOURS)
    return next((each for each in candidates if each.exists() and each != path), None)
