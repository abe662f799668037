"""Import with its questions and report, export of what is finished."""

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication, QToolButton

from app.coding.record import SECTIONS_EN
from app.exchange.columns import Field
from app.exchange.delivery import Format
from app.store.worklist import CaseStatus
from app.ui.import_dialogs import MappingDialog, RefusedDialog
from app.ui.jobs import JobState
from tests.app.ui.conftest import Open, Workplace
from tests.builders import ANGINA


def table(folder: Path, *rows: str, header: str = "病案标识,主诉,性别", name: str = "in.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return path


def imported(place: Workplace, path: Path) -> None:
    place.window.files.import_paths((path,))
    place.settle()


def test_records_come_in_and_the_worklist_shows_them(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    imported(place, table(tmp_path, "N1,胸痛,男", "N2,头晕,女"))
    place.qtbot.waitUntil(lambda: place.window.worklist.rows.total == 5, timeout=10_000)
    assert "Added 2" in place.window.notice.text.text()


def test_refused_rows_are_listed_and_can_be_copied(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    imported(place, table(tmp_path, "N1,胸痛,男", ",没有标识,女"))
    dialog = place.window.files.dialog
    assert isinstance(dialog, RefusedDialog)
    cell = dialog.table.item(0, 0)
    assert cell is not None
    assert cell.text() == "in.csv"
    dialog.copy()
    assert QApplication.clipboard().text().startswith("in.csv\t")
    dialog.close()


def test_unknown_columns_are_asked_about_and_the_answer_is_remembered(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    path = table(tmp_path, "N1,胸痛,x", header="病案标识,主诉,随笔")
    imported(place, path)
    dialog = place.window.files.dialog
    assert isinstance(dialog, MappingDialog)
    box = dialog.boxes[2]
    section = next(n for n in range(box.count()) if box.itemData(n) == (Field.SECTION, "随笔"))
    box.setCurrentIndex(section)
    dialog.accept()
    place.settle()
    assert place.ask(lambda store: store.records.get("N1")).text("随笔") == "x"
    imported(place, table(tmp_path, "N2,头晕,y", header="病案标识,主诉,随笔", name="two.csv"))
    assert place.ask(lambda store: store.records.get("N2")).text("随笔") == "y"


def test_known_records_are_asked_about_and_updated_or_kept(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    imported(place, table(tmp_path, "R1,新的主诉,男"))
    assert place.ask(lambda store: store.records.get("R1")).text("主诉") == "反复胸痛3天。"
    update = place.window.notice.findChildren(QToolButton)[0]
    assert update.text() == "Update"
    update.click()
    place.settle()
    assert place.ask(lambda store: store.records.get("R1")).text("主诉") == "新的主诉"


def test_a_file_that_cannot_be_read_is_a_refusal_not_an_error(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    imported(place, path)
    dialog = place.window.files.dialog
    assert isinstance(dialog, RefusedDialog)
    dialog.close()


def test_finished_records_go_out(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    place.window.open_record("R1")
    place.settle()
    for name in ("accept", "accept", "finish"):
        place.window.actions_by_name[name].trigger()
        place.settle()
    target = tmp_path / "out.json"
    place.window.files.export_to(Format.JSON, target)
    place.settle()
    written = json.loads(target.read_text(encoding="utf-8"))
    assert [case["record_id"] for case in written] == ["R1"]
    assert written[0]["principal"]["code"] == ANGINA.code
    assert place.ask(lambda store: store.worklist.counts())[CaseStatus.FINISHED] == 1


def test_an_export_that_cannot_be_written_is_told_in_words(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    place.window.files.export_to(Format.JSON, tmp_path / "missing" / "out.json")
    place.settle()
    assert place.desk.jobs.jobs[0].state is JobState.FAILED
    assert "cannot be written" in place.window.notice.text.text()


def test_english_columns_are_offered_english_sections_first(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    imported(place, table(tmp_path, "N1,cough,x", header="record_id,Chief Complaint,Scribble"))
    dialog = place.window.files.dialog
    assert isinstance(dialog, MappingDialog)
    box = dialog.boxes[2]
    sections = [box.itemData(n)[1] for n in range(box.count()) if box.itemData(n)[0] is Field.SECTION]
    assert sections[: len(SECTIONS_EN)] == list(SECTIONS_EN)
    assert "现病史" in sections
    course = next(n for n in range(box.count()) if box.itemData(n) == (Field.SECTION, "Hospital Course"))
    box.setCurrentIndex(course)
    dialog.accept()
    place.settle()
    assert place.ask(lambda store: store.records.get("N1")).text("Hospital Course") == "x"
