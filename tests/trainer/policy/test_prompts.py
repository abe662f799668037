"""What is read from samples for rollouts, and the order it is asked in."""

import json
from pathlib import Path

import pytest

from tests.trainer.policy_runs import NAMES, right_rows, row, write_samples
from trainer.errors import DataError
from trainer.policy.prompts import Stream, read_prompts
from trainer.samples.targets import Question


def test_a_prompt_knows_what_is_right_within_the_list_it_shows(tmp_path: Path) -> None:
    rows = [row(1, NAMES[1]), row(2, "不在范围内"), row(3, "贫血；痛风", "others"), row(4, "无", "others")]
    first, outside, both, none = read_prompts(write_samples(tmp_path, rows) / "train.jsonl")
    assert (first.asked.gold.principal_code, first.asked.out_of_scope) == ("A01", False)
    assert (outside.asked.gold.principal_code, outside.asked.out_of_scope) == (None, True)
    assert both.asked.gold.other_codes == {"B00", "B01"}
    assert not none.asked.gold.other_codes
    assert [prompt.key for prompt in (first, both)] == ["E1/principal", "E3/others"]


def test_only_the_tasks_named_are_read(tmp_path: Path) -> None:
    path = write_samples(tmp_path, [*right_rows(), row(9, "无", "others")]) / "train.jsonl"
    assert {prompt.asked.task for prompt in read_prompts(path, ["others"])} == {Question.OTHERS}


def test_a_title_of_ms_drg_is_read_by_its_version(tmp_path: Path) -> None:
    from app.knowledge.grouping.titles import drg_scope

    scope = drg_scope("v43.1")
    code = scope.principal[3]
    asked = {
        **row(0, "x"),
        "task": "drg",
        "language": "en",
        "scope": {"scope_id": scope.scope_id, "version": scope.version, "fixed": True},
        "completion": [{"role": "assistant", "content": f"<answer>{scope.label(code)}</answer>"}],
    }
    (prompt,) = read_prompts(write_samples(tmp_path, [asked]) / "train.jsonl")
    assert prompt.asked.drg == code.code
    assert code.code in prompt.asked.standings


def test_rows_that_ask_from_no_scope_are_left_out(tmp_path: Path) -> None:
    known = {key: value for key, value in row(0, NAMES[0]).items() if key != "scope"}
    path = write_samples(tmp_path, [known, row(1, NAMES[1])]) / "train.jsonl"
    assert len(read_prompts(path)) == 1
    with pytest.raises(DataError, match="which codes it was asked from"):
        read_prompts(write_samples(tmp_path / "old", [known]) / "train.jsonl")


@pytest.mark.parametrize("broken", [{"task": "riddle"}, {"completion": []}, {"scope": {"scope_id": "s"}}])
def test_a_row_that_is_no_sample_is_named(tmp_path: Path, broken: dict[str, object]) -> None:
    path = write_samples(tmp_path, [row(0, NAMES[0]), {**row(1, NAMES[1]), **broken}]) / "train.jsonl"
    with pytest.raises(DataError, match="line 2"):
        read_prompts(path)


def test_a_target_out_of_form_is_named(tmp_path: Path) -> None:
    wrong = {**row(0, NAMES[0]), "completion": [{"role": "assistant", "content": "高血压病"}]}
    with pytest.raises(DataError, match="not in the answer's form"):
        read_prompts(write_samples(tmp_path, [wrong]) / "train.jsonl")


def test_each_pass_takes_every_prompt_once_in_another_order() -> None:
    stream = Stream(7, seed=3)
    first, second = stream.take(7), stream.take(7)
    assert sorted(first) == sorted(second) == list(range(7))
    assert first != second
    assert stream.passes == 2


def test_a_stream_goes_on_where_another_was() -> None:
    whole, early, late = Stream(5, seed=1), Stream(5, seed=1), Stream(5, seed=1)
    early.take(3)
    late.taken = early.taken
    assert whole.take(12)[3:] == late.take(9)


def test_a_stream_can_keep_the_order_it_was_given() -> None:
    assert Stream(3, seed=1, shuffle=False).take(5) == [0, 1, 2, 0, 1]


def test_the_scope_beside_a_row_reads_back(tmp_path: Path) -> None:
    from tests.trainer.policy_runs import SCOPE
    from trainer.samples.shown import scope_from_json, scope_to_json

    written = json.loads(json.dumps(scope_to_json(SCOPE, Question.OTHERS)))
    assert scope_from_json(written) == SCOPE
    assert scope_to_json(SCOPE, Question.DRG) == {"scope_id": "four", "version": "1", "fixed": True}
