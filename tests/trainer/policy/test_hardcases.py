"""What counts as hard, and which wrong answer a target is preferred to."""

from pathlib import Path

import pytest

from tests.trainer.policy.hard_rows import write_samples
from trainer.errors import DataError
from trainer.policy.hardcases import hard_of, preferences, rates_of
from trainer.policy.prompts import Prompt, read_prompts
from trainer.runs import ItemLog


@pytest.fixture
def prompts(tmp_path: Path) -> list[Prompt]:
    return read_prompts(write_samples(tmp_path / "samples", 3) / "train.jsonl")


def test_hard_is_what_was_never_right(prompts: list[Prompt]):
    rates = {"E0/others": [0.0, 0.0], "E1/others": [0.0, 1.0], "E2": [0.0]}

    assert [prompt.example_id for prompt in hard_of(prompts, rates, 0.0)] == ["E0", "E2"]


def test_hard_can_be_what_was_seldom_right(prompts: list[Prompt]):
    rates = {"E0/others": [0.0, 0.5], "E1/others": [0.0, 1.0], "E2/others": [1.0, 1.0]}

    assert [prompt.example_id for prompt in hard_of(prompts, rates, 0.25)] == ["E0"]


def test_a_prompt_that_was_not_measured_is_named(prompts: list[Prompt]):
    with pytest.raises(DataError, match="1 of 3 prompts have no pass rate, the first is E1/others"):
        hard_of(prompts, {"E0/others": [0.0], "E2/others": [1.0]}, 0.0)


def test_rows_of_one_question_asked_from_two_lists_are_one_rate(tmp_path: Path):
    log = ItemLog(tmp_path / "log.jsonl")
    log.add({"id": "1:E0:others", "key": "E0/others", "metrics": [0.0]})
    log.add({"id": "2:E0:others", "key": "E0/others", "metrics": [1.0]})

    assert rates_of(log) == {"E0/others": [0.0, 1.0]}


def test_a_target_is_preferred_to_the_worst_answer_where_that_is_wrong(prompts: list[Prompt]):
    first, second, third = prompts
    log = {
        first.prompt_id: {"worst": "nonsense", "least": 0.0},
        second.prompt_id: {"worst": second.target, "least": 1.0},
        third.prompt_id: {"worst": "half", "least": 0.5},
    }

    assert preferences(prompts, log) == [(first, "nonsense"), (third, "half")]
