"""Bringing files in: read beside the window, stored in short pieces, every refused row kept for the report."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.coding.decision import Actor
from app.coding.record import Record
from app.exchange.columns import ColumnMapping, guess_mapping, signature
from app.exchange.intake import read_files, read_header
from app.exchange.refusal import Notice, Refused
from app.store.thread import StoreThread
from app.ui.jobs import Control, Trouble
from app.ui.memory import keep, remembered

PIECE = 200
"""Records stored in one operation, so that a coder's act never waits long behind an import."""
TABLES = (".csv", ".tsv", ".xlsx", ".json", ".jsonl")


@dataclass(slots=True)
class ImportReport:
    """What became of the records and rows of some files."""

    added: int = 0
    updated: int = 0
    same: int = 0
    left: list[str] = field(default_factory=list[str])
    entered: list[str] = field(default_factory=list[str])
    """Those left for which a coder stated patient facts."""
    refused: list[Refused] = field(default_factory=list[Refused])
    notices: list[Notice] = field(default_factory=list[Notice])

    @property
    def read(self) -> int:
        """Count the records that were read."""
        return self.added + self.updated + self.same + len(self.left)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be imported: files or folders, the mapping of their columns, and whether known records are updated."""

    paths: tuple[Path, ...]
    mapping: ColumnMapping | None
    actor: Actor
    only: frozenset[str] | None = None
    """Ids to take and no others: the second pass, after the coder was asked about known records."""


def run_import(store: StoreThread, asked: Asked, control: Control) -> ImportReport:
    """Import (on a side thread); known records that differ are left and named, unless they are the ones asked for."""
    report = ImportReport()
    records = _records(asked, report, control)
    while piece := list(islice(records, PIECE)):
        found = store.submit(
            lambda opened, piece=piece: opened.records.put_many(piece, asked.actor, overwrite=asked.only is not None)
        ).result()
        report.added += found.added
        report.updated += found.updated
        report.same += found.same
        report.left.extend(found.left)
        report.entered.extend(found.entered)
        control.report(report.read, 0)
    return report


def _records(asked: Asked, report: ImportReport, control: Control) -> Iterator[Record]:
    for item in read_files(asked.paths, asked.mapping, report.notices.append):
        if not control.goes_on():
            return
        if isinstance(item, Refused):
            if asked.only is None:
                report.refused.append(item)
                control.error(Trouble(item.file.name, item.row, item.reason, item.advice))
        elif asked.only is None or item.record_id in asked.only:
            yield item


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of the first table among some files, with their mapping: remembered, otherwise guessed."""

    names: tuple[str, ...]
    mapping: ColumnMapping
    certain: bool
    """Whether nobody needs to look: every column is known and the mapping is complete."""


def look_at(paths: tuple[Path, ...], memory: Path) -> Header | None:
    """Return the header a person may want to map, None when the files are documents only."""
    first = next((path for path in paths if path.suffix.lower() in TABLES and path.is_file()), None)
    names = read_header(first) if first else ()
    if not names:
        return None
    known = remembered(memory).get(signature(names))
    mapping = ColumnMapping.from_json(known).over(names) if known else guess_mapping(names)
    return Header(names, mapping, not mapping.ignored and _complete(mapping))


def remember(header: Header, mapping: ColumnMapping, memory: Path) -> None:
    """Keep a mapping for every later file with these columns."""
    keep(memory, signature(header.names), mapping.to_json())


def _complete(mapping: ColumnMapping) -> bool:
    fields = [column.field.value for column in mapping.columns]
    return fields.count("record_id") == 1 and "section" in fields
