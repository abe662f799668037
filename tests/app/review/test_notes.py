"""A coder's notes come with the case, finished or not, and leave in no file."""

import zipfile
from pathlib import Path

import pytest

from app.coding.scope import Task
from app.exchange.delivered import Stamp
from app.exchange.delivery import Format, write
from app.review import corrections
from app.review.finished import finished_cases
from app.review.session import Session
from app.store.database import Store
from tests.builders import ANGINA, CODER, DIABETES, NOON

TEXT = "家属kinsman来电"
"""Its Latin letters are the same in every file, escaped or not."""


def finish(session: Session) -> None:
    session.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL)
    session.accept(record_id="R1", code=DIABETES, task=Task.OTHERS)
    session.finish(record_id="R1")


def read(path: Path) -> bytes:
    """Read a file, of a workbook every part."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return b"".join(map(parts.read, parts.namelist()))


def test_a_note_is_the_actors_and_stays_with_the_case(session: Session) -> None:
    (note,) = session.add_note(record_id="R1", text=TEXT)
    assert (note.actor, note.text) == (CODER, TEXT)
    assert session.open("R1").notes == (note,)
    accepted = session.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL)
    assert accepted.case.notes == (note,)


def test_a_finished_record_takes_notes_and_stays_finished(session: Session) -> None:
    finish(session)
    assert len(session.add_note(record_id="R1", text=TEXT)) == 1
    assert session.open("R1").state.finished


def test_a_note_is_no_act_to_undo(session: Session) -> None:
    session.add_note(record_id="R1", text=TEXT)
    assert session.open("R1").state.can_undo is None


@pytest.mark.parametrize("form", Format)
def test_no_export_holds_a_note(session: Session, store: Store, tmp_path: Path, form: Format) -> None:
    finish(session)
    session.add_note(record_id="R1", text=TEXT)
    out = tmp_path / "out"
    write(form.value, finished_cases(store, ["R1"]), out, Stamp(NOON, "DxDesk", store.audit.head()))
    assert ANGINA.code.encode() in read(out)
    assert b"kinsman" not in read(out)


def test_the_corrections_hold_no_note(session: Session, store: Store, tmp_path: Path) -> None:
    finish(session)
    session.add_note(record_id="R1", text=TEXT)
    out = tmp_path / "out"
    corrections.write(corrections.preview(store), out, store, CODER)
    assert DIABETES.code.encode() in read(out)
    assert b"kinsman" not in read(out)
