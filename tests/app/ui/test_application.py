"""The application: what is kept, what is said, what happens when something of ours breaks."""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.coding.errors import DxDeskError
from app.paths import Places
from app.settings import Settings, load
from app.ui import application, fonts, theme
from app.ui.application import Application
from app.ui.crash import CrashReporter, details
from app.ui.demo import demo_records, put_demo_records
from app.ui.settings_dialog import SettingsDialog
from tests.app.ui.conftest import Open


def test_a_chinese_font_is_there(qapp: QApplication) -> None:
    before = qapp.font()
    fonts.apply_font(qapp)
    assert fonts.font_file() is not None
    assert qapp.font().family()
    qapp.setFont(before)


def test_the_status_line_says_what_a_coder_must_see(workplace: Open) -> None:
    status = workplace().window.status
    assert status.encryption.text() == "⚠ Not encrypted"
    assert status.network.text() == "Offline"
    assert "scripted" in status.model.text()
    assert "张三" in status.actor.text()


def test_settings_are_kept(workplace: Open, places: Places) -> None:
    place = workplace()
    place.window.actions_by_name["settings"].trigger()
    dialog = place.window.dialog
    assert isinstance(dialog, SettingsDialog)
    dialog.name.setText("李四")
    dialog.accept()
    place.settle()
    assert load(places.settings).actor == "李四"
    assert "李四" in place.window.status.actor.text()


def test_acts_are_the_new_actor_s_after_the_name_changed(workplace: Open) -> None:
    place = workplace()
    place.desk.change_settings(Settings(actor="李四"))
    place.window.open_record("R1")
    place.settle()
    place.window.actions_by_name["accept"].trigger()
    place.settle()
    assert place.ask(lambda store: store.decisions.of("R1"))[-1].actor.name == "李四"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_theme_dresses_the_whole_application(qapp: QApplication, name: str) -> None:
    before, sheet = qapp.palette(), qapp.styleSheet()
    chosen = theme.apply(qapp, name, 100, 10.0)
    assert chosen.name == name
    assert qapp.palette().window().color().name() == chosen.window
    qapp.setStyleSheet(sheet)
    qapp.setPalette(before)


def caught(error: Exception) -> Exception:
    """Raise an error, so that it knows where it came from."""
    with pytest.raises(type(error)) as found:
        raise error
    return found.value


def test_a_crash_report_holds_places_and_no_values(tmp_path: Path) -> None:
    patient = "患者王某某"
    text = details(ValueError, caught(ValueError(patient)).__traceback__)
    assert "test_application.py" in text
    assert patient not in text


def test_an_unexpected_error_is_shown_once_and_the_window_lives(qtbot: QtBot, tmp_path: Path) -> None:
    reporter = CrashReporter(tmp_path / "logs")
    for _ in range(2):
        error = caught(KeyError("x"))
        reporter.report(KeyError, error, error.__traceback__)
    assert reporter.box is not None
    assert "stored" in reporter.box.text()
    assert list((tmp_path / "logs").glob("crash-*.txt"))
    qtbot.addWidget(reporter.box)
    reporter.box.close()


def test_the_hook_is_taken_and_given_back(tmp_path: Path) -> None:
    former = sys.excepthook
    reporter = CrashReporter(tmp_path)
    reporter.install()
    assert sys.excepthook == reporter.report
    reporter.remove()
    assert sys.excepthook == former


def test_a_second_window_on_one_store_is_refused_in_words(qapp: QApplication, qtbot: QtBot, places: Places) -> None:
    first = Application(qapp, places, Settings())
    qtbot.addWidget(first.window)
    with pytest.raises(DxDeskError, match="open in another DxDesk"):
        Application(qapp, places, Settings())
    first.close()


def test_another_language_builds_the_window_anew_on_the_same_record(
    qapp: QApplication, qtbot: QtBot, places: Places
) -> None:
    running = Application(qapp, places, Settings(language="en"))
    qtbot.addWidget(running.window)
    running.window.show()
    running.window.review.notes.drafts["R1"] = "写了一半"
    running.desk.settings = Settings(language="zh_CN")
    running._rebuild()
    qtbot.addWidget(running.window)
    assert running.window.actions_by_name["accept"].text() == "接受"
    assert running.window.review.notes.drafts == {"R1": "写了一半"}
    running.close()


def test_the_english_demo_has_records_of_its_own(workplace: Open) -> None:
    place = workplace()
    put_demo_records(place.store, place.desk, english=True)
    english = demo_records(english=True)
    assert len(english) == 8
    assert {each.record_id for each in english}.isdisjoint(each.record_id for each in demo_records())
    assert place.ask(lambda store: store.records.get(english[0].record_id)).sections == english[0].sections


def test_the_entry_is_what_main_calls() -> None:
    assert callable(application.run_window)
    assert callable(application.take_screenshots)
