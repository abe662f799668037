"""The code list and what stands behind a code: words, shapes, no percentages, doubts said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.coding.completion import ModelInfo, Source
from app.coding.decision import Act
from app.coding.scope import Task
from app.review.decide import fold
from app.ui import words
from app.ui.code_list import CodeList
from app.ui.code_rows import Group, Standing, rows_of, undecided
from app.ui.code_words import agreement, spoken
from app.ui.free_entry import free_code
from app.ui.theme import DARK, LIGHT, Theme
from tests.app.ui.conftest import Open
from tests.builders import (
    ANGINA,
    DIABETES,
    FAILURE,
    HYPERTENSION,
    added,
    candidate,
    decision,
    record,
    rejected,
    suggestion,
)


def test_assigned_codes_stand_above_the_tiers_principal_first() -> None:
    state = fold(
        [decision(Act.ACCEPT, HYPERTENSION), decision(Act.ACCEPT, ANGINA, task=Task.PRINCIPAL), added(FAILURE)]
    )
    rows = rows_of(state, suggestion())
    assert [(row.group, row.code) for row in rows] == [
        (Group.ASSIGNED, ANGINA),
        (Group.ASSIGNED, HYPERTENSION),
        (Group.ASSIGNED, FAILURE),
        (Group.POSSIBLE, DIABETES),
    ]


def test_a_rejected_candidate_stays_in_its_tier_with_its_reason() -> None:
    rows = rows_of(fold([rejected(HYPERTENSION)]), suggestion())
    row = next(row for row in rows if row.code == HYPERTENSION)
    assert (row.group, row.standing) == (Group.SUGGESTED, Standing.REJECTED)
    assert "History only" in spoken(row)
    assert undecided(rows) == tuple(row for row in rows if row.code == ANGINA)


@pytest.mark.parametrize(
    ("votes", "source", "said"),
    [
        (3, Source.MODEL, "All agree 3/3"),
        (2, Source.MODEL, "Majority 2/3"),
        (1, Source.MODEL, "Split 1/3"),
        (0, Source.MODEL, "Named in the record, no vote"),
        (0, Source.RULES, "Rules"),
    ],
)
def test_agreement_is_a_shape_and_words(votes: int, source: Source, said: str) -> None:
    shape, text = words.votes(candidate(votes=votes), source)
    assert text == said
    assert shape.strip()
    assert "%" not in text


def test_a_code_added_by_hand_says_so() -> None:
    row = rows_of(fold([added(FAILURE)]), None)[0]
    assert agreement(row) == ("✎", "Added by hand")


def test_headings_count_and_say_what_is_missing(qtbot: QtBot) -> None:
    shown = CodeList(LIGHT)
    qtbot.addWidget(shown)
    shown.set_rows(rows_of(fold([]), suggestion()))
    texts = [shown.codes.index(n, 0).data(Qt.ItemDataRole.DisplayRole) for n in range(shown.codes.rowCount())]
    assert texts[0] == "Assigned  0  ·  no principal diagnosis yet"
    assert texts[1] == "Suggested  2  ·  2 to decide"


def test_headings_cannot_be_chosen(qtbot: QtBot) -> None:
    shown = CodeList(LIGHT)
    qtbot.addWidget(shown)
    shown.set_rows(rows_of(fold([]), suggestion()))
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert shown.row is not None
    assert shown.row.code == DIABETES


def test_the_reason_is_folded_and_labelled(workplace: Open) -> None:
    shown = workplace().window.review.detail
    shown.show_row(rows_of(fold([]), suggestion())[0], suggestion(), record())
    assert "Model's stated reason" in shown.toPlainText()
    assert "胸痛三天" not in shown.toPlainText()
    shown.toggle_reason()
    assert "胸痛三天" in shown.toPlainText()
    assert "not checked" in shown.toPlainText()


def test_the_detail_shows_definition_evidence_model_and_versions(workplace: Open) -> None:
    shown = workplace().window.review.detail
    shown.show_row(rows_of(fold([]), suggestion())[0], suggestion(), record())
    text = shown.toPlainText()
    assert ANGINA.definition in text
    assert "现病史" in text
    assert "scripted" in text
    assert suggestion().versions.prompt in text


def test_markup_in_a_record_is_text(workplace: Open) -> None:
    shown = workplace().window.review.detail
    made = record(现病史="患者3天前<b>活动后</b>胸痛，诊断为不稳定性心绞痛")
    shown.show_row(rows_of(fold([]), suggestion())[0], suggestion(), made)
    assert "<b>" in shown.toPlainText()


def test_doubts_are_said_on_the_page(workplace: Open) -> None:
    place = workplace(suggested=False)
    made = suggestion(out_of_scope=True)
    place.ask(lambda store: store.suggestions.put(made))
    place.window.open_record("R1")
    place.settle()
    said = place.window.review.remarks.text()
    assert "Outside this scope" in said
    assert "婚姻史 0/40" in said


def test_rules_are_never_taken_for_votes(workplace: Open) -> None:
    place = workplace(suggested=False)
    made = suggestion(model=ModelInfo("rules", Source.RULES))
    place.ask(lambda store: store.suggestions.put(made))
    place.window.open_record("R1")
    place.settle()
    assert all(agreement(row)[1] == "Rules" for row in place.window.review.rows)


@pytest.mark.parametrize("code", ["J18.900", "i10.x00x002", "Z95.501", "A00", "E11.300+", "G63.2*"])
def test_a_free_code_has_the_form_of_one(code: str) -> None:
    made = free_code(code, " 名  称 ")
    assert made is not None
    assert made.name == "名 称"
    assert made.code[0].isupper()


@pytest.mark.parametrize(
    ("code", "name"), [("", "名"), ("肺炎", "名"), ("J18.900", " "), ("18.900", "名"), ("J1", "名")]
)
def test_what_has_not_is_refused(code: str, name: str) -> None:
    assert free_code(code, name) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_text_stands_out_from_every_ground(theme: Theme) -> None:
    grounds = (theme.base, theme.window, theme.selected, theme.mark, theme.mark_faint, theme.mark_current, theme.notice)
    assert all(contrast(theme.text, ground) >= 4.5 for ground in grounds)
    assert contrast(theme.muted, theme.base) >= 4.5
    assert contrast(theme.accent_text, theme.accent) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    made = QColor(colour)
    parts = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (made.redF(), made.greenF(), made.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
