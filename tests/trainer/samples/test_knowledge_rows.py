"""DRG-Sapphire's knowledge rows: every title once in all, once in its family."""

import pytest

from app.coding.prompt import AnswerOrder, Style
from app.errors import InputError
from app.knowledge.grouping.titles import drg_scope
from trainer.samples.knowledge_rows import families, knowledge_rows


def test_each_title_is_in_one_family():
    listed = [title for family in families("v43.1").values() for title in family]

    assert sorted(listed) == sorted(code.name for code in drg_scope("v43.1").principal)


def test_one_row_for_all_titles_and_one_for_each_family():
    rows = list(knowledge_rows("v43.1", Style()))

    answers = [row["completion"][0]["content"] for row in rows]
    titles = answers[0].partition("<answer>")[2].removesuffix("</answer>").split("\n")
    assert len(rows) == 28
    assert len(titles) == 772
    assert "all MS-DRGs in version v43.1" in rows[0]["prompt"][-1]["content"]
    assert "of MDC 05 in version" in rows[6]["prompt"][-1]["content"]
    assert "Heart Failure and Shock with MCC" in answers[6]
    assert {row["task"] for row in rows} == {"drg"}
    assert len({row["example_id"] for row in rows}) == 28


@pytest.mark.parametrize(
    ("order", "begins"),
    [
        (AnswerOrder.THINK_FIRST, "<think>Version v36 of MS-DRG has"),
        (AnswerOrder.ANSWER_FIRST, "<answer>HEART"),
        (AnswerOrder.ANSWER_ONLY, "<answer>HEART"),
    ],
)
def test_the_answer_order_is_that_of_the_other_rows(order: AnswerOrder, begins: str):
    first = next(knowledge_rows("v36", Style(order=order)))

    assert first["completion"][0]["content"].startswith(begins)
    assert ("<think>" in first["completion"][0]["content"]) == (order is not AnswerOrder.ANSWER_ONLY)


def test_a_version_that_is_none():
    with pytest.raises(InputError, match="no MS-DRG version"):
        families("v34")
