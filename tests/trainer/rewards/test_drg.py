"""DRG-Sapphire's tables by numbers and equal parts: no wrong title of any version gets what the right one gets."""

import pytest

from app.coding.prompt import AnswerOrder
from tests.builders import scope
from trainer.rewards.drg import TABLES, part_reward, parts, tags_hold, title_reward

STRICT, DENSE, BALANCED, GROUPED = (TABLES[f"drg-{name}"] for name in ("strict", "dense", "balanced", "grouped"))


def inside_one_another(titles):
    upper = {number: title.upper() for number, title in titles.items()}
    return [(gold, other) for gold in upper for other in upper if gold != other and upper[gold] in upper[other]]


@pytest.mark.parametrize(
    ("answered", "strict", "dense", "balanced"),
    [
        ("291", 2, 2, 2),  # heart failure and shock with MCC: the gold group
        ("293", 0, 1.5, 1),  # … without CC/MCC: the base is right
        ("193", 0, 0.5, 1),  # simple pneumonia with MCC: the tail is right
        ("195", 0, -0.5, -0.5),  # simple pneumonia without CC/MCC: a title, nothing right
        (None, -1.5, -1.5, -1.5),
    ],
)
def test_the_papers_values(latest, answered, strict, dense, balanced):
    assert part_reward(STRICT, answered, "291", latest.titles) == strict
    assert part_reward(DENSE, answered, "291", latest.titles) == dense
    assert part_reward(BALANCED, answered, "291", latest.titles) == balanced


def test_a_title_that_holds_the_gold_title_never_gets_the_full_reward(version):
    titles, standings = version.titles, version.standings
    pairs = inside_one_another(titles)

    assert len(pairs) >= 26
    assert ("380", "383") in pairs  # complicated in UNcomplicated peptic ulcer with MCC
    for gold, other in pairs:
        assert part_reward(STRICT, other, gold, titles) == 0
        assert part_reward(DENSE, other, gold, titles) < 2
        assert part_reward(BALANCED, other, gold, titles) < 2
        assert title_reward(GROUPED, other, gold, standings) < 2


def test_no_wrong_title_gets_more_than_its_parts_are_worth(version):
    titles = version.titles
    golds = sorted({gold for gold, _ in inside_one_another(titles)} | {"076", "652", "981"})
    for gold in golds:
        ours = parts(titles[gold])
        for other, title in titles.items():
            theirs = parts(title)
            if other == gold:
                expected = 2
            elif ours is None or theirs is None:
                expected = -0.5
            else:
                expected = 1.5 if ours[0] == theirs[0] else 0.5 if ours[1] == theirs[1] else -0.5
            assert part_reward(DENSE, other, gold, titles) == expected


def test_a_wrong_base_whose_words_hold_the_right_one_gets_the_tail_alone(latest):
    assert part_reward(DENSE, "383", "380", latest.titles) == 0.5
    assert part_reward(DENSE, "384", "380", latest.titles) == -0.5


def test_a_tail_inside_a_longer_tail_is_another_tail(latest):
    assert latest.titles["598"].endswith("with CC")
    assert latest.titles["600"].endswith("with CC/MCC")
    assert part_reward(DENSE, "600", "598", latest.titles) == -0.5


def test_titles_without_with_or_without_earn_no_part(latest):
    assert parts(latest.titles["652"]) is None  # Kidney Transplant
    assert part_reward(DENSE, "651", "652", latest.titles) == -0.5
    assert part_reward(DENSE, "652", "651", latest.titles) == -0.5


def test_parts_are_taken_at_the_first_with_or_without():
    assert parts("Septicemia or Severe Sepsis WITHOUT MV >96  hours with MCC") == (
        "septicemia or severe sepsis",
        "without mv >96 hours with mcc",
    )
    assert parts("Diseases of the Withers") is None


def test_the_grouper_tells_bases_apart_that_begin_alike(version):
    titles, standings = version.titles, version.standings
    alive, ventilated = "871", "870"

    assert part_reward(DENSE, ventilated, alive, titles) == 1.5
    assert title_reward(GROUPED, ventilated, alive, standings) == -0.5
    assert title_reward(GROUPED, "872", alive, standings) == 1.5


def test_the_grouper_gives_severity_only_between_groups_that_are_split(version):
    standings = version.standings

    assert title_reward(GROUPED, "193", "291", standings) == 0.5
    assert (
        title_reward(GROUPED, "313", "069", standings) == -0.5
    )  # chest pain and transient ischaemia: neither is split
    assert title_reward(GROUPED, None, "069", standings) == -1.5


def test_the_grouper_reads_irregular_titles(version):
    titles, standings = version.titles, version.standings

    assert "TPA" in titles["065"].upper()
    assert title_reward(GROUPED, "065", "066", standings) == 1.5


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("<think>a</think><answer>anything at all</answer>", True),
        ("<think>a</think>\n<answer></answer>\n", True),
        ("<think>a</think><answer>x</answer> and so on", False),
        ("<think>a</think><answer>x</answer><answer>y</answer>", False),
        ("<think>a</think><answer>x<answer>y</answer>", False),
        ("<think>a</think>b</think><answer>x</answer>", False),
        ("<answer>x</answer><think>a</think>", False),
        ("<think>a</think><answer>x", False),
        ("x", False),
    ],
)
def test_the_format_is_the_blocks_alone(text, holds):
    assert tags_hold(text, scope(), AnswerOrder.THINK_FIRST) is holds
