"""The marked differences are the differences: cutting and putting them in makes the rewrite out of the original."""

from hypothesis import given
from hypothesis import strategies as st

from app.coding.record import Record
from app.ui.approval_diff import Change, Edit, compare, pairs

TEXTS = st.text(alphabet="胸痛3天，否认ab1.2𬌗\n", max_size=60)


def applied(original: str, rewrite: str) -> str:
    parts: list[str] = []
    at = 0
    for edit in compare(original, rewrite):
        parts += [original[at : edit.start], rewrite[edit.new_start : edit.new_end]]
        at = edit.end
    return "".join((*parts, original[at:]))


@given(TEXTS, TEXTS)
def test_the_edits_make_the_rewrite_out_of_the_original(original: str, rewrite: str) -> None:
    assert applied(original, rewrite) == rewrite


@given(TEXTS)
def test_the_same_text_has_no_edits(text: str) -> None:
    assert compare(text, text) == ()


def test_characters_are_compared_one_by_one() -> None:
    assert compare("反复胸痛3天", "反复胸闷3天") == (Edit(3, 4, 3, 4),)


def test_a_number_differs_as_a_whole() -> None:
    assert compare("病史12年", "病史2年") == (Edit(2, 4, 2, 3),)
    assert compare("肌酐1.25", "肌酐1.2") == (Edit(2, 6, 2, 5),)


def test_a_latin_word_differs_as_a_whole() -> None:
    assert compare("no chest pain", "no chest pang") == (Edit(9, 13, 9, 13),)


def test_an_edit_says_what_it_is() -> None:
    kinds = [edit.change for edit in (*compare("甲乙", "乙"), *compare("乙", "甲乙"), *compare("甲", "丙"))]
    assert kinds == [Change.REMOVED, Change.ADDED, Change.REPLACED]


def test_sections_are_paired_by_name() -> None:
    old = Record.of("R", {"主诉": "胸痛", "既往史": "无"})
    new = Record.of("V", {"既往史": "无", "个人史": "吸烟"})
    found = {pair.name: (pair.original, pair.rewrite, pair.same) for pair in pairs(old, new)}
    assert found == {"主诉": ("胸痛", "", False), "既往史": ("无", "无", True), "个人史": ("", "吸烟", False)}
