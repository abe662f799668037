"""Which examples are trained on, in which order, and how they are parted between SFT and RL."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.example import Origin
from tests.trainer.cases import example, many
from trainer.errors import DataError
from trainer.policy.curriculum import (
    CurriculumSettings,
    chosen,
    easy,
    hard,
    read_rollouts,
    split_share,
    write_rollouts,
)

MEASURED = {"easy": [1, 1, 1], "hard": [0, 0, 0], "mid": [1, 0, 0], "f1": [0.5, 0.5, 0.5], "high": [1, 1, 0]}


@pytest.mark.parametrize(
    ("order", "left"),
    [
        ("none", ["hard", "mid", "easy", "f1", "high"]),
        ("remove-easy", ["hard", "mid", "f1", "high"]),
        ("remove-hard", ["mid", "easy", "f1", "high"]),
        ("remove-both", ["mid", "f1", "high"]),
        ("easy-to-hard", ["easy", "high", "f1", "mid", "hard"]),
    ],
)
def test_orders_leave_out_what_is_always_right_or_never(order, left):
    assert chosen(["hard", "mid", "easy", "f1", "high"], MEASURED, order) == left


def test_equal_rows_keep_their_order():
    measured = {"b": [0.5], "a": [0.5], "c": [0.9]}

    assert chosen(["b", "a", "c"], measured, "easy-to-hard") == ["c", "b", "a"]


def test_rows_that_were_not_measured_are_refused():
    with pytest.raises(DataError, match="1 of 2 rows have no pass rate, the first is new"):
        chosen(["mid", "new"], MEASURED, "remove-hard")
    assert chosen(["new"], {}, "none") == ["new"]


def test_an_order_that_leaves_nothing_is_refused():
    with pytest.raises(DataError, match="leaves no example"):
        chosen(["easy"], MEASURED, "remove-easy")


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), max_size=4))
def test_no_row_is_both_easy_and_hard(metrics):
    assert not (easy(metrics) and hard(metrics))


def test_pass_rates_survive_their_file_and_runs_add_up(tmp_path):
    path = tmp_path / "rollouts.jsonl"
    write_rollouts(path, MEASURED)
    assert read_rollouts(path) == MEASURED

    path.write_text('{"id": "a", "metrics": [1]}\n{"id": "a", "metrics": [0, 0.5]}\n', encoding="utf-8")
    assert read_rollouts(path) == {"a": [1, 0, 0.5]}


def test_an_id_may_hold_what_ends_a_line_elsewhere(tmp_path):
    write_rollouts(tmp_path / "rollouts.jsonl", {"a\u2028b\u0085c": [1]})
    assert read_rollouts(tmp_path / "rollouts.jsonl") == {"a\u2028b\u0085c": [1]}


@pytest.mark.parametrize("content", ["no json\n", '{"id": "a"}\n', "[1]\n"])
def test_a_file_that_holds_none_is_refused(tmp_path, content):
    path = tmp_path / "rollouts.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="no readable pass rates"):
        read_rollouts(path)


def test_orders_that_lowered_the_score_are_warned_of():
    assert "29.4" in CurriculumSettings(order="easy-to-hard").cautions()[0]
    assert not CurriculumSettings(order="remove-hard").cautions()


@given(st.sampled_from([0.5, 0.75, 0.9, 0.95]), st.integers(0, 5))
def test_a_split_gives_everything_once_and_its_share_to_sft(share, seed):
    examples = many(60)
    found = split_share(examples, share, seed)

    assert sorted([*found.sft, *found.rl], key=lambda each: each.example_id) == examples
    assert abs(len(found.sft) - share * 60) <= 2
    assert split_share(examples, share, seed) == found


def test_another_seed_splits_otherwise():
    examples = many(60)

    assert split_share(examples, 0.5, 1) != split_share(examples, 0.5, 2)


def test_classes_are_split_alike():
    found = split_share(many(100), 0.8, 1)

    held = [sum(each.gold.principal_code == "I20.000" for each in part) for part in (found.sft, found.rl)]
    assert held == [16, 4]


@given(st.integers(0, 30))
def test_variants_groups_and_equal_texts_are_never_parted(seed):
    parents = many(8)
    variants = [
        replace(example(f"{each.example_id}-v"), parent_id=each.example_id, origin=Origin.VARIANT) for each in parents
    ]
    pairs = [example(f"P{n}", group=f"pair{n // 2}") for n in range(6)]
    twins = [example("T1"), replace(example("T2"), record=replace(example("T1").record, record_id="T2"))]
    found = split_share([*parents, *variants, *pairs, *twins], 0.5, seed)

    for_rl = {each.example_id for each in found.rl}
    assert all((each.example_id in for_rl) is (each.parent_id in for_rl) for each in variants)
    assert all((f"P{n}" in for_rl) is (f"P{n + 1}" in for_rl) for n in (0, 2, 4))
    assert ("T1" in for_rl) is ("T2" in for_rl)


def test_nothing_and_everything_are_shares_too():
    examples = tuple(many(4))

    assert split_share(examples, 0, 1).rl == examples
    assert split_share(examples, 1, 1).sft == examples
