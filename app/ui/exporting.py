"""Finished records go out (on a side thread), stamped with the audit chain's head; the export is audited too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.coding.decision import Actor
from app.errors import InputError
from app.exchange.delivered import DeliveredCase, Stamp
from app.exchange.delivery import Format, write
from app.review.finished import finished_cases, second_codes
from app.store.audit import Action
from app.store.thread import StoreThread
from app.store.worklist import CaseStatus
from app.ui.jobs import Control

SUFFIXES = {
    Format.XLSX: ".xlsx",
    Format.CSV: ".csv",
    Format.JSON: ".json",
    Format.FHIR: ".fhir.json",
    Format.CCL25: ".json",
}
PIECE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported where: the format, the file, and the second book whose codes stand beside (empty for none)."""

    form: Format
    path: Path
    index: Path
    second_book: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """How many records went to which file."""

    path: Path
    number: int


def run_export(store: StoreThread, wanted: Wanted, actor: Actor, control: Control) -> Exported:
    """Write every finished record to a file, whole or not at all."""
    ids, head = store.submit(lambda opened: (opened.worklist.ids(CaseStatus.FINISHED), opened.audit.head())).result()
    stamp = Stamp(datetime.now(UTC), f"DxDesk {__version__}", head)
    form, path = wanted.form, wanted.path
    with second_codes(wanted.index, wanted.second_book) as beside:
        number = write(form, map(beside, _cases(store, ids, control)), path, stamp)
    store.submit(
        lambda opened: opened.audit.append(
            Action.EXPORT, actor, body={"format": form.value, "records": number, "file": path.name, "head": head}
        )
    ).result()
    return Exported(path, number)


def _cases(store: StoreThread, ids: list[str], control: Control) -> Iterator[DeliveredCase]:
    for start in range(0, len(ids), PIECE):
        if control.cancelled:
            raise InputError("The export was cancelled; no file was written.", "Export again when you want it.")
        piece = ids[start : start + PIECE]
        yield from store.submit(lambda opened, piece=piece: list(finished_cases(opened, piece))).result()
        control.report(start + len(piece), len(ids))
