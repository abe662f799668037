"""Edits, DRG and patient facts by keyboard: seen, gone to, mended, confirmed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.record import Disposition, Patient, Sex
from app.coding.scope import Task
from app.exchange.delivery import Format
from app.knowledge.edits import Rules
from app.knowledge.entries import Language
from app.knowledge.grouping import open_grouper
from app.knowledge.tables.build import import_crosswalk, import_table
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow
from app.paths import Places, resources
from app.review.checks import Checker
from app.store.audit import Action
from app.store.worklist import CaseStatus
from app.ui.code_words import spoken
from app.ui.drg_panel import DrgPanel
from app.ui.edits_panel import EditsPanel
from app.ui.patient_dialog import PatientDialog
from app.ui.theme import LIGHT
from tests.app.knowledge.grouping.test_chs import imported, written
from tests.app.knowledge.shelves import shelf
from tests.app.ui.conftest import Open, Workplace
from tests.app.ui.test_review_by_keys import ALT, CONTROL, Key, opened, press
from tests.builders import ANGINA, DIABETES, HYPERTENSION, patient, record

PATIENT = Code("O80.x00", "头位顺产", "国家临床版2.0")


def rule(places: Places, level: str, place: str = "code") -> None:
    """Add a rule of the site's own about hypertension."""
    places.site_rules.parent.mkdir(parents=True, exist_ok=True)
    places.site_rules.write_text(
        f'[[rule]]\nid = "ours"\nkind = "advice"\nlevel = "{level}"\nplace = "{place}"\nverified = true\n'
        'clause = "本院规定"\ncodes = ["I10"]\nzh = "请核对 {code}。"\nen = "Check {code}."\n',
        encoding="utf-8",
    )


def decided(workplace: Open) -> Workplace:
    """Open a record and accept both suggested codes."""
    place = opened(workplace)
    press(place, Key.Key_A)
    press(place, Key.Key_A)
    return place


def edits_of(place: Workplace) -> EditsPanel:
    return place.window.review.edits


def test_edits_are_shown_after_every_act(workplace: Open, places: Places) -> None:
    rule(places, "warning")
    place = opened(workplace)
    press(place, Key.Key_A)
    assert edits_of(place).edits == ()
    press(place, Key.Key_A)
    assert [edit.rule_id for edit in edits_of(place).edits] == ["ours"]
    press(place, Key.Key_Z, CONTROL)
    assert edits_of(place).edits == ()


def test_the_banner_counts_them_by_sign_and_word(workplace: Open, places: Places) -> None:
    rule(places, "warning")
    place = decided(workplace)
    assert place.window.review.counts.text() == "▲ Warning 1"
    assert place.window.review.tabs.tabText(1) == "Edits 1  Alt+2"


def test_an_edit_says_level_text_clause_and_what_is_not_verified(workplace: Open, places: Places) -> None:
    rule(places, "warning")
    place = decided(workplace)
    place.window.case.add(replace(HYPERTENSION, code="I10.x00x024"), Task.OTHERS)
    place.settle()
    texts = [edits_of(place).item(n).text() for n in range(edits_of(place).count())]
    assert texts[0].startswith("Warning, Check I10.x00x0")
    assert texts[0].endswith("本院规定 · ours")
    assert any(text.startswith("Notice") and text.endswith("source not verified") for text in texts)


def test_alt_2_and_enter_go_to_the_code_to_mend(workplace: Open, places: Places) -> None:
    rule(places, "warning")
    place = decided(workplace)
    place.window.review.codes.choose(ANGINA)
    press(place, Key.Key_2, ALT)
    assert QApplication.focusWidget() is edits_of(place)
    press(place, Key.Key_Return)
    row = place.window.review.codes.row
    assert row is not None
    assert row.code == HYPERTENSION
    assert QApplication.focusWidget() is place.window.review.codes


def test_enter_on_an_on_admission_edit_names_the_keys(workplace: Open, places: Places) -> None:
    rule(places, "warning", "on_admission")
    place = decided(workplace)
    press(place, Key.Key_2, ALT)
    press(place, Key.Key_Return)
    assert "4 absent" in place.window.review.notice.text.text()
    press(place, Key.Key_4)
    row = place.window.review.codes.row
    assert row is not None
    assert (row.code, row.on_admission) == (HYPERTENSION, 4)


def test_enter_on_a_patient_edit_opens_the_facts_at_the_field(workplace: Open, places: Places) -> None:
    rule(places, "warning", "patient_age")
    place = decided(workplace)
    press(place, Key.Key_2, ALT)
    press(place, Key.Key_Return)
    dialog = facts(place)
    assert dialog.focusWidget() is dialog.age


def test_an_error_blocks_finishing_in_words_and_leads_there(workplace: Open, places: Places) -> None:
    rule(places, "error")
    place = decided(workplace)
    place.window.review.codes.choose(ANGINA)
    press(place, Key.Key_Return, CONTROL)
    said = place.window.review.notice.text.text()
    assert ("Check I10.x00x032." in said, "ours" in said) == (True, True)
    row = place.window.review.codes.row
    assert row is not None
    assert row.code == HYPERTENSION
    assert status(place) is CaseStatus.IN_WORK


def test_a_critical_edit_is_asked_about_and_enter_goes_to_mend(workplace: Open, places: Places) -> None:
    rule(places, "critical")
    place = decided(workplace)
    press(place, Key.Key_Return, CONTROL)
    box = question(place)
    assert "Check I10.x00x032." in box.informativeText()
    place.qtbot.keyClick(box, Key.Key_Return)
    place.settle()
    assert status(place) is CaseStatus.IN_WORK
    assert place.window.focusWidget() is place.window.review.codes


def test_a_confirmed_critical_edit_lets_finish_and_stands_in_the_audit(workplace: Open, places: Places) -> None:
    rule(places, "critical")
    place = decided(workplace)
    press(place, Key.Key_Return, CONTROL)
    finish = next(each for each in question(place).findChildren(QPushButton) if "Finish" in each.text())
    finish.setFocus()
    place.qtbot.keyClick(finish, Key.Key_Space)
    place.settle()
    assert status(place) is CaseStatus.FINISHED
    entries = place.ask(lambda store: store.audit.entries(record_id="R1"))
    stood = [each.body["edits"] for each in entries if each.action is Action.DECISION and "edits" in each.body]
    assert stood == [["critical: ours"]]


def test_0_takes_the_on_admission_state_away(workplace: Open) -> None:
    place = decided(workplace)
    place.window.review.codes.choose(ANGINA)
    press(place, Key.Key_1)
    row = place.window.review.codes.row
    assert row is not None
    assert "on admission 1 Present" in spoken(row)
    press(place, Key.Key_0)
    row = place.window.review.codes.row
    assert row is not None
    assert row.on_admission is None


def test_0_where_nothing_is_stated_does_nothing(workplace: Open) -> None:
    place = decided(workplace)
    place.window.review.codes.choose(ANGINA)
    press(place, Key.Key_0)
    assert not place.window.review.notice.isVisible()


def test_f4_states_patient_facts_which_the_page_and_the_checks_take_up(workplace: Open) -> None:
    place = workplace([record("R1", patient())])
    place.window.open_record("R1")
    place.settle()
    place.window.case.add(PATIENT, Task.PRINCIPAL)
    place.settle()
    assert "pregnancy-male" in [edit.rule_id for edit in edits_of(place).edits]
    press(place, Key.Key_F4)
    dialog = facts(place)
    place.qtbot.keyClick(dialog.sex, Key.Key_Down)
    dialog.age.selectAll()
    place.qtbot.keyClicks(dialog.age, "30")
    place.qtbot.keyClick(dialog.age, Key.Key_Return)
    place.settle()
    assert place.ask(lambda store: store.records.get("R1").patient) == replace(patient(), sex=Sex.FEMALE, age=30)
    assert "30 years" in place.window.review.sections.patient.text()
    assert "pregnancy-male" not in [edit.rule_id for edit in edits_of(place).edits]


def test_the_facts_as_imported_can_be_taken_again(workplace: Open) -> None:
    place = workplace([record("R1", patient())])
    place.ask(lambda store: store.records.enter_patient("R1", Patient(age=3), place.desk.actor))
    place.window.open_record("R1")
    place.settle()
    press(place, Key.Key_F4)
    place.qtbot.keyClick(facts(place).as_imported, Key.Key_Space)
    place.qtbot.keyClick(facts(place).age, Key.Key_Return)
    place.settle()
    assert place.ask(lambda store: store.records.get("R1").patient) == patient()


def test_a_date_that_cannot_be_read_is_said_and_nothing_is_kept(qtbot: QtBot) -> None:
    dialog = PatientDialog("R1", Patient(), Patient())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.admitted, "yesterday")
    with qtbot.assertNotEmitted(dialog.stated):
        qtbot.keyClick(dialog.admitted, Key.Key_Return)
    assert "yesterday" in dialog.problem.text()
    assert dialog.isVisible()


def test_every_fact_may_be_missing_and_each_is_told(qtbot: QtBot) -> None:
    dialog = PatientDialog("R1", patient(), patient())
    qtbot.addWidget(dialog)
    dialog.show()
    for line in (dialog.age, dialog.admitted, dialog.discharged):
        line.clear()
    dialog.sex.setCurrentIndex(0)
    dialog.disposition.setCurrentIndex(dialog.disposition.findData(Disposition.DIED))
    with qtbot.waitSignal(dialog.stated) as told:
        qtbot.keyClick(dialog.age, Key.Key_Return)
    assert told.args == [Patient(disposition=Disposition.DIED)]


def test_without_a_grouper_the_panel_says_so(workplace: Open) -> None:
    place = decided(workplace)
    press(place, Key.Key_3, ALT)
    assert place.window.review.drg.toPlainText().startswith("Grouper: none")


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(Rules.load(resources() / "rules" / "edits.toml"), grouper=open_grouper("ms-drg", "v43.1", Path()))


@pytest.fixture
def grouped(qtbot: QtBot, checker: Checker) -> DrgPanel:
    """Show an infarction with two codes that carry its severity, for a patient of whom nothing is known."""
    panel = DrgPanel(LIGHT, "en")
    qtbot.addWidget(panel)
    codes = [Diagnosis(Code(each, f"name of {each}", "ICD-10-CM 2026-04")) for each in ("I21.4", "J96.01", "R57.0")]
    panel.show_checks(checker.check(CodeSet(codes[0], tuple(codes[1:])), Patient()), "ms-drg")
    panel.show()
    return panel


def test_the_group_is_stated_with_version_weight_and_as_an_estimate(grouped: DrgPanel) -> None:
    text = grouped.toPlainText()
    for part in ("280", "MDC 05", "medical", "weight", "MS-DRG v43.1", "estimate, not for claims", "age not used"):
        assert part in text


def test_what_is_missing_is_listed(grouped: DrgPanel) -> None:
    text = grouped.toPlainText()
    for part in ("sex missing", "age missing", "disposition missing", "procedures missing: medical DRG only"):
        assert part in text


def test_a_removal_that_changes_nothing_says_what_else_carries_it(grouped: DrgPanel) -> None:
    assert "no change · also carried by R57.0" in grouped.toPlainText()


def test_alternatives_stand_in_the_order_of_the_codes_and_are_no_gain(grouped: DrgPanel) -> None:
    text = grouped.toPlainText()
    after = text.index("If another were principal")
    assert text.index("J96.01", after) < text.index("R57.0", after)
    assert "Does the record document this diagnosis?" in text
    assert not {"gain", "higher", "increase", "better"} & set(text.lower().split())


def test_tab_and_enter_lead_from_the_group_to_a_code(grouped: DrgPanel, qtbot: QtBot) -> None:
    grouped.setFocus()
    qtbot.keyClick(grouped, Key.Key_Tab)
    qtbot.keyClick(grouped, Key.Key_Tab)
    with qtbot.waitSignal(grouped.code_chosen) as told:
        qtbot.keyClick(grouped, Key.Key_Return)
    assert told.args is not None
    assert told.args[0].code == "J96.01"


def test_a_grouper_that_is_still_being_read_is_said(qtbot: QtBot) -> None:
    panel = DrgPanel(LIGHT, "en")
    qtbot.addWidget(panel)
    only_edits = Checker(Rules.load(resources() / "rules" / "edits.toml"))
    panel.show_checks(only_edits.check(CodeSet(Diagnosis(ANGINA)), Patient()), "ms-drg")
    assert "ms-drg is not ready" in panel.toPlainText()


@pytest.fixture
def two_books(places: Places) -> Places:
    """Import 国家临床版2.0 and a second book whose crosswalk knows hypertension only."""
    places.home.mkdir(parents=True, exist_ok=True)
    shelf(places.codebooks.parent).close()
    (places.codebooks.parent / "codebooks.db").rename(places.codebooks)
    import_table(
        places.codebooks,
        (TableRow(2, "I10.x05", "高血压3级"),),
        BookDescription("医保版", "2.0", Language.ZH, "test", ""),
    )
    import_crosswalk(places.codebooks, HYPERTENSION.book, "医保版2.0", (CrosswalkRow(2, HYPERTENSION.code, "I10.x05"),))
    return places


def test_both_books_stand_on_every_row_and_a_missing_code_is_said(workplace: Open, two_books: Places) -> None:
    place = workplace()
    place.desk.change_settings(replace(place.desk.settings, second_book="医保版2.0"))
    place.window.open_record("R1")
    place.settle()
    said = {row.code: spoken(row) for row in place.window.review.rows}
    assert said[HYPERTENSION].endswith("→ 医保版2.0 I10.x05 高血压3级")
    assert said[ANGINA].endswith("→ 医保版2.0: no code for it")
    assert DIABETES in said


def test_an_export_has_both_books_codes(workplace: Open, two_books: Places, tmp_path: Path) -> None:
    place = decided(workplace)
    place.desk.change_settings(replace(place.desk.settings, second_book="医保版2.0"))
    press(place, Key.Key_Return, CONTROL)
    place.window.files.export_to(Format.JSON, tmp_path / "out.json")
    place.settle()
    (case,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (case["principal"]["second"], case["others"][0]["second"]["code"]) == (None, "I10.x05")


def test_an_import_says_that_stated_facts_stay(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    place.ask(lambda store: store.records.enter_patient("R1", Patient(age=3), place.desk.actor))
    (tmp_path / "in.csv").write_text("病案标识,主诉,性别\nR1,新的主诉,男\n", encoding="utf-8")
    place.window.files.import_paths((tmp_path / "in.csv",))
    place.settle()
    assert "For 1 of them a coder has stated patient facts" in place.window.notice.text.text()


def test_chs_drg_shows_levels_and_says_what_is_not_computed(qtbot: QtBot, tmp_path: Path) -> None:
    imported(written(tmp_path / "in"), tmp_path / "grouper")
    grouper = open_grouper("chs-drg", "2.0", tmp_path / "grouper")
    codes = [Diagnosis(Code(each, "", "医保版2.0")) for each in ("I20.000", "I25.200", "J96.000")]
    rules = Rules.load(resources() / "rules" / "edits.toml")
    panel = DrgPanel(LIGHT, "zh")
    qtbot.addWidget(panel)
    panel.show_checks(Checker(rules, grouper=grouper).check(CodeSet(codes[0], tuple(codes[1:])), Patient()), "chs-drg")
    text = panel.toPlainText()
    for part in ("无分组结果", "未计算 ADRG 和 DRG", "CHS-DRG 2.0", "因主要诊断 I20.000 被排除", "MCC"):
        assert part in text


def test_without_a_crosswalk_it_is_the_crosswalk_that_is_missing(workplace: Open) -> None:
    place = workplace()
    place.desk.change_settings(replace(place.desk.settings, second_book="医保版2.0"))
    place.window.open_record("R1")
    place.settle()
    assert all("no crosswalk from 国家临床版2.0" in spoken(row) for row in place.window.review.rows)


def test_a_row_with_a_counterpart_has_a_third_line(workplace: Open) -> None:
    place = decided(workplace)
    codes = place.window.review.codes
    before = codes.visualRect(codes.currentIndex()).height()
    place.desk.change_settings(replace(place.desk.settings, second_book="医保版2.0"))
    place.settle()
    assert codes.visualRect(codes.currentIndex()).height() > before


def test_the_edits_are_painted_as_wide_as_the_panel(workplace: Open, places: Places) -> None:
    rule(places, "warning")
    place = decided(workplace)
    press(place, Key.Key_2, ALT)
    panel = edits_of(place)
    assert panel.visualItemRect(panel.item(0)).height() > QTextDocument("one line").size().height()
    assert not panel.grab().isNull()


def facts(place: Workplace) -> PatientDialog:
    dialog = place.window.check_acts.dialog
    assert isinstance(dialog, PatientDialog)
    return dialog


def question(place: Workplace) -> QMessageBox:
    box = place.window.check_acts.dialog
    assert isinstance(box, QMessageBox)
    place.qtbot.waitUntil(box.isVisible)
    return box


def status(place: Workplace) -> CaseStatus:
    row = place.ask(lambda store: store.worklist.row("R1"))
    assert row is not None
    return row.status
