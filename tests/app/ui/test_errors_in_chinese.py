"""What a coder who reads no English meets when something goes wrong: each place where an error is shown, in Chinese."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox
from pytestqt.qtbot import QtBot

from app.errors import StoreError
from app.exchange.delivery import Format
from app.paths import Places
from app.settings import Settings
from app.store.thread import StoreThread
from app.ui import application, language
from app.ui.application import Application
from app.ui.import_dialogs import MappingDialog, RefusedDialog
from app.ui.jobs import JobState
from app.ui.jobs_dock import JobLine
from tests.app.ui.conftest import Open, Workplace


@pytest.fixture(autouse=True)
def chinese(qapp: QApplication) -> Iterator[None]:
    translators = language.install(qapp, language.CHINESE)
    yield
    language.remove(translators)


def imported(place: Workplace, folder: Path, *lines: str) -> RefusedDialog:
    path = folder / "in.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    place.window.files.import_paths((path,))
    place.settle()
    dialog = place.window.files.dialog
    assert isinstance(dialog, RefusedDialog)
    return dialog


def newest(place: Workplace) -> JobLine:
    place.window.actions_by_name["jobs"].trigger()
    return next(iter(place.window.jobs_dock.findChildren(JobLine)))


def closed_by_enter(qtbot: QtBot) -> str:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    text = box.text()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    return text


def test_a_refused_row_says_why_and_what_to_do(workplace: Open, tmp_path: Path) -> None:
    dialog = imported(workplace(), tmp_path, "病案标识,主诉,性别", "N1,胸痛,男", ",没有标识,女")
    cells = [cell.text() for column in range(4) if (cell := dialog.table.item(0, column))]
    assert cells == ["in.csv", "3", "缺少病案标识。", "请为每份病案填写病案标识。"]
    dialog.close()


def test_the_list_of_refused_rows_is_copied_by_keyboard(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    dialog = imported(place, tmp_path, "病案标识,主诉", "N1,胸痛", "N1,头晕", "N2,咳嗽,多余")
    copy = next(b for b in dialog.findChildren(QDialogButtonBox)[0].buttons() if b.text() == "复制列表")
    copy.setFocus()
    place.qtbot.keyClick(copy, Qt.Key.Key_Space)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].startswith("in.csv\t3\t病案标识 N1 重复出现，已导入的是第 2 行。\t请只保留一份")
    assert lines[1] == "in.csv\t4\t本行有 3 个单元格，而表头只有 2 个。\t请给含有分隔符的单元格加上引号。"
    place.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_fact_that_was_not_understood_is_told(workplace: Open, tmp_path: Path) -> None:
    dialog = imported(workplace(), tmp_path, "病案标识,主诉,性别", "N1,胸痛,某", ",没有标识,女")
    assert "in.csv: 性别“某”无法识别，已留空。" in dialog.notices.text()
    dialog.close()


def test_the_jobs_panel_lists_refused_rows(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    imported(place, tmp_path, "病案标识,主诉", ",没有标识").close()
    line = newest(place)
    assert line.state.toolTip() == "in.csv 第 2 行: 缺少病案标识。请为每份病案填写病案标识。"
    line.copy.setFocus()
    place.qtbot.keyClick(line.copy, Qt.Key.Key_Space)
    assert QApplication.clipboard().text() == line.state.toolTip()


def test_a_mapping_without_a_record_id_is_refused(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    path = tmp_path / "in.csv"
    path.write_text("甲,乙\n1,胸痛", encoding="utf-8")
    place.window.files.import_paths((path,))
    place.settle()
    dialog = place.window.files.dialog
    assert isinstance(dialog, MappingDialog)
    place.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.problem.text().startswith("⚠ 没有一列是病案标识。现有的列：甲, 乙。请把其中一列命名为“病案标识”")
    dialog.close()


def test_an_export_that_cannot_be_written_is_told(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    target = tmp_path / "missing" / "out.json"
    place.window.files.export_to(Format.JSON, target)
    place.settle()
    said = f"无法写入 {target}：文件或文件夹不存在。请清理磁盘空间，或换一个位置保存。"
    assert place.window.notice.text.text() == said
    assert place.desk.jobs.jobs[0].state is JobState.FAILED
    assert newest(place).state.text().endswith(said)


def test_a_missing_model_leads_to_the_model_page(workplace: Open) -> None:
    place = workplace()
    place.desk.settings = replace(place.desk.settings, model="missing-model")
    place.window.models.open_chosen()
    place.settle()
    said = place.window.notice.text.text()
    assert said.startswith("没有模型 missing-model。请在“模型”页（Ctrl+3）选择")
    assert said.endswith("暂由规则继续。")


def test_a_model_of_the_catalogue_that_is_not_here_says_where_to_get_it(workplace: Open, places: Places) -> None:
    place = workplace()
    place.desk.settings = replace(place.desk.settings, model="qwen2.5-7b-instruct")
    place.window.models.open_chosen()
    place.settle()
    said = place.window.notice.text.text()
    assert said.startswith(f"文件夹 {places.models} 中没有 ")
    assert "SHA-256" in said


def test_a_wrong_server_address_is_refused_by_keyboard(workplace: Open) -> None:
    place = workplace()
    place.qtbot.keyClick(place.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    page = place.window.models
    page.server.setFocus()
    place.qtbot.keyClicks(page.server, "ftp://ward")
    place.qtbot.keyClick(page.server, Qt.Key.Key_Return)
    place.settle()
    said = place.window.notice.text.text()
    assert said.startswith("“ftp://ward”不是服务器地址。请写成 http://192.168.1.20:8080/v1 的形式。")


def test_a_broken_model_file_is_told_once_and_whole(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    (tmp_path / "broken.gguf").write_bytes(b"no model")
    place.desk.settings = replace(place.desk.settings, model=str(tmp_path / "broken.gguf"))
    place.window.models.open_chosen()
    place.settle()
    said = place.window.notice.text.text()
    assert said.startswith("此模型文件不能使用：broken.gguf 不是 GGUF 模型文件。请选择其他模型文件")


def test_a_record_that_is_gone_is_told(workplace: Open) -> None:
    place = workplace()
    place.window.open_record("R9")
    place.settle()
    assert place.window.notice.text.text() == "没有病案 R9。请先导入，或核对病案标识。"


def test_settings_that_cannot_be_kept_are_told(workplace: Open, places: Places) -> None:
    place = workplace()
    places.settings.mkdir(parents=True)
    place.desk.change_settings(replace(place.desk.settings, actor="李四"))
    place.settle()
    assert place.window.notice.text.text().startswith(f"无法写入 {places.settings}：")
    assert "李四" in place.window.status.actor.text()


def test_a_store_in_use_is_told_before_there_is_a_window(qapp: QApplication, qtbot: QtBot, places: Places) -> None:
    language_of_the_coder = Settings(language="zh_CN")
    with StoreThread(places.store), pytest.raises(StoreError) as refused:
        Application(qapp, places, language_of_the_coder)
    texts: list[str] = []
    QTimer.singleShot(0, lambda: texts.append(closed_by_enter(qtbot)))
    application._refuse(qapp, language_of_the_coder, refused.value)
    message, advice = texts[0].split("\n\n")
    assert message.startswith(f"数据文件 {places.store} 正被另一个 DxDesk 使用（计算机 ")
    assert advice == "请到那个窗口继续工作，或关闭它后重新打开 DxDesk。"
