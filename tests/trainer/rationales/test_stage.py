"""The rationales stage with a scripted writer: what is kept, what is dropped and why, and that a killed run goes on."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.coding.completion import Completion, Finish, Request, Sampling
from app.coding.errors import PromptTooLongError
from app.coding.example import Example
from app.coding.scope import Task
from tests.trainer.cases import drg_example, example
from tests.trainer.scripted import ScriptedModel
from trainer.errors import DataError
from trainer.examples import read_examples, write_examples
from trainer.rationales.stage import StageSettings, distil

GOOD = "不稳定型心绞痛 ←「冠脉造影见前降支狭窄80%」（诊疗经过）\n反复胸闷，造影见有意义的狭窄，肌钙蛋白不高，所以是它。"
Answer = Callable[[Request, int], str | Completion]


@dataclass
class Scribe(ScriptedModel):
    """A model that writes by `writes` and answers again by `answers`."""

    writes: Answer = lambda request, n: f"<think>{GOOD}第{n}次。</think>"
    answers: Answer = lambda request, n: "<answer>不稳定型心绞痛</answer>"

    def reply(self, request: Request, sampling: Sampling, number: int) -> Completion:
        text = (self.answers if request.closed_list else self.writes)(request, number)
        return text if isinstance(text, Completion) else Completion(text, Finish.STOP, len(text))


def _dataset(root: Path, examples: Sequence[Example], **scope: str) -> None:
    folder = root / "dataset"
    folder.mkdir(parents=True, exist_ok=True)
    write_examples(folder / "train.jsonl", examples)
    told = {"scope_id": "ccl25", "drg_version": ""} | scope
    (folder / "scope.json").write_text(json.dumps(told), encoding="utf-8")


def _run(stage_at, root: Path, model: Scribe, **settings):
    at = stage_at("rationales", root)
    values = {"base": "base", "tasks": ("principal",), "samples": 2} | settings
    counts = distil(StageSettings.model_validate(values), at, model)
    report = json.loads((at.folder / "report.json").read_text(encoding="utf-8"))
    return read_examples(at.folder / "examples.jsonl"), counts, report


def test_a_rationale_that_leads_to_the_same_code_is_filled_in_with_its_quotes(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1", spans=())])

    (made,), counts, report = _run(stage_at, tmp_path, Scribe())

    assert made.rationale == "主要诊断：反复胸闷，造影见有意义的狭窄，肌钙蛋白不高，所以是它。第0次。"
    assert [made.words(span) for span in made.spans] == ["冠脉造影见前降支狭窄80%"]
    assert counts == {"examples": 1, "records_with_rationale": 1, "rationales": 1}
    assert report["by_task"]["principal"]["dropped: more than are kept"] == 1


def test_the_label_is_told_to_the_writer_and_kept_from_the_test(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1")])
    model = Scribe()

    _run(stage_at, tmp_path, model, samples=1)

    write, again = model.asked
    assert "主要诊断：不稳定型心绞痛\n" in write.messages[-1].content
    assert "冠脉造影见前降支狭窄80%" in write.messages[-1].content
    assert [sampling.temperature for sampling in (*write.samplings, *again.samplings)] == [0.7, 0.0]
    assert "主要诊断：不稳定型心绞痛\n" not in again.messages[-1].content
    assert "【推理】不稳定型心绞痛 ←「冠脉造影" in again.messages[-1].content
    assert "胸闷，编号R1" not in again.messages[-1].content
    assert set(again.closed_list) >= {"不稳定型心绞痛", "不在范围内"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (Completion(GOOD, Finish.LENGTH), "unfinished"),
        (Completion(GOOD, Finish.LOOP), "looped"),
        ("<think>是。</think>", "too short"),
        ("<think>根据给定的诊断，答案已经很清楚，没有别的可说了。</think>", "too short"),
        (f"<think>{GOOD}</think>", "said before"),
    ],
)
def test_what_cannot_be_learned_is_dropped_and_counted(stage_at, tmp_path: Path, text, reason: str):
    _dataset(tmp_path, [example("R1")])

    (made,), _, report = _run(stage_at, tmp_path, Scribe(writes=lambda request, n: text))

    counts = report["by_task"]["principal"]
    assert counts[f"dropped: {reason}"] == (1 if reason == "said before" else 2)
    assert bool(made.rationale) == (reason == "said before")


def test_a_rationale_that_leads_elsewhere_is_dropped(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1"), example("R2")])
    model = Scribe(
        answers=lambda request, n: (
            f"<answer>{'不在范围内' if request.record.record_id == 'R1' else '不稳定型心绞痛'}</answer>"
        )
    )

    examples, _, report = _run(stage_at, tmp_path, model, samples=1, without="drop")

    assert [made.example_id for made in examples] == ["R2"]
    assert report["by_task"]["principal"]["dropped: leads elsewhere"] == 1


@pytest.mark.parametrize(("agreement", "kept"), [(1.0, 0), (0.81, 0), (0.8, 1)])
def test_others_may_agree_in_part(stage_at, tmp_path: Path, agreement: float, kept: int):
    _dataset(tmp_path, [example("R1", others=("E11.900", "E78.500"))])
    model = Scribe(answers=lambda request, n: "<answer>2型糖尿病；高脂血症；心房颤动</answer>")

    _, counts, _ = _run(stage_at, tmp_path, model, tasks=("others",), agreement=agreement)

    assert counts["rationales"] == kept


def test_each_task_gets_its_own_reasons_and_several_repeat_the_record(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1")])
    model = Scribe(
        writes=lambda request, n: f"<think>{request.task}的理由写在这里，一共写两句话。这是第{n}次。</think>",
        answers=lambda request, n: (
            f"<answer>{'不稳定型心绞痛' if request.task is Task.PRINCIPAL else '2型糖尿病'}</answer>"
        ),
    )

    examples, _, _ = _run(stage_at, tmp_path, model, tasks=("principal", "others"), samples=3, keep=2)

    assert [made.example_id for made in examples] == ["R1", "R1"]
    assert examples[1].rationale == (
        "主要诊断：principal的理由写在这里，一共写两句话。这是第1次。\n"
        "其他诊断：others的理由写在这里，一共写两句话。这是第1次。"
    )


def test_a_record_outside_the_scope_is_explained_too_and_one_without_others_is_not(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1", None, ())])
    model = Scribe(
        writes=lambda request, n: "<think>患者因骨折入院，列表中没有相应的诊断。</think>",
        answers=lambda request, n: "<answer>不在范围内</answer>",
    )

    (made,), _, report = _run(stage_at, tmp_path, model, tasks=("principal", "others"))

    assert made.rationale == "主要诊断：患者因骨折入院，列表中没有相应的诊断。"
    assert report["by_task"]["others"]["nothing to explain"] == 1


def test_the_cold_start_writes_once_and_filters_nothing(stage_at, tmp_path: Path):
    _dataset(tmp_path, [drg_example("EN1")], scope_id="", drg_version="v43.1")
    model = Scribe(writes=lambda request, n: "<think>The given DRG is right.</think></think>")

    (made,), _, _ = _run(stage_at, tmp_path, model, tasks=("drg",), samples=1, filtering="none")

    assert made.rationale == "The given DRG is right."
    assert len(model.asked) == 1
    assert "MS-DRG: Heart Failure and Shock with MCC\n" in model.asked[0].messages[-1].content


def test_differential_thinking_needs_three_candidates(stage_at, tmp_path: Path):
    _dataset(tmp_path, [drg_example("EN1"), drg_example("EN2")], scope_id="", drg_version="v43.1")
    three = "[Heart Failure and Shock with MCC]\n[Chest Pain]\n[Hypertension without MCC]\nThe first fits best of all."
    model = Scribe(
        writes=lambda request, n: (
            three if request.record.record_id == "EN1" else "[Chest Pain] it is, and no other one."
        ),
        answers=lambda request, n: "<answer>Heart Failure and Shock with MCC</answer>",
    )

    examples, _, report = _run(stage_at, tmp_path, model, tasks=("drg",), thinking="differential", samples=1)

    assert [made.rationale for made in examples] == [three, ""]
    assert report["by_task"]["drg"]["dropped: not three candidates"] == 1
    assert "three candidates" in model.asked[0].messages[-1].content


def test_a_killed_run_goes_on_and_gives_the_same(stage_at, tmp_path: Path):
    examples = [example(f"R{n}") for n in range(5)]
    for name in ("whole", "killed"):
        _dataset(tmp_path / name, examples)

    whole = _run(stage_at, tmp_path / "whole", Scribe(), batch=2)
    with pytest.raises(KeyboardInterrupt):
        _run(stage_at, tmp_path / "killed", Scribe(calls_left=3), batch=2)
    rest = Scribe()
    again = _run(stage_at, tmp_path / "killed", rest, batch=2)

    assert again == whole
    assert {request.record.record_id for request in rest.asked} == {"R2", "R3", "R4"}


def test_a_share_of_the_records(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example(f"R{n}") for n in range(40)])

    examples, _, _ = _run(stage_at, tmp_path, Scribe(), share=0.3)

    assert len(examples) == 40
    assert 4 <= sum(bool(made.rationale) for made in examples) <= 20


def test_a_record_for_which_nothing_was_kept_is_learned_without_the_reasons_it_brought_along(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example(f"R{n}", rationale="因为模板这样写。") for n in range(3)])
    model = Scribe(writes=lambda request, n: f"<think>{GOOD}</think>" if request.record.record_id == "R1" else "")

    examples, counts, report = _run(stage_at, tmp_path, model, samples=1)

    assert [made.example_id for made in examples] == ["R0", "R1", "R2"]
    assert [bool(made.rationale) for made in examples] == [False, True, False]
    assert examples[0].spans == example("R0").spans
    assert (counts["records_with_rationale"], report["records_with_rationale"]) == (1, 1)


def test_a_record_outside_the_share_is_learned_without_the_reasons_it_brought_along(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example(f"R{n}", rationale="因为模板这样写。") for n in range(40)])

    examples, counts, _ = _run(stage_at, tmp_path, Scribe(), share=0.3)

    reasoned = sum(bool(made.rationale) for made in examples)
    assert 0 < reasoned < 40
    assert counts["records_with_rationale"] == reasoned
    assert not any("模板" in made.rationale for made in examples)


def _long() -> Example:
    made = example("R1")
    return Example(type(made.record).of("R1", {"现病史": "胸痛。" * 3000}), made.gold)


def test_a_long_record_is_shortened(stage_at, tmp_path: Path):
    _dataset(tmp_path, [_long()])
    model = Scribe()

    _run(stage_at, tmp_path, model, context=2000, samples=1)

    assert sum(len(message.content) for message in model.asked[0].messages) <= 2000 - 512


def test_a_context_that_leaves_the_record_no_room(stage_at, tmp_path: Path):
    _dataset(tmp_path, [_long()])

    with pytest.raises(PromptTooLongError, match="no room for the record"):
        _run(stage_at, tmp_path, Scribe(), context=600)


@pytest.mark.parametrize(
    ("scope", "settings", "said"),
    [
        ({}, {"tasks": ("drg",)}, "carry no DRG"),
        ({"scope_id": ""}, {}, "no closed list"),
        ({"drg_version": "v43.1"}, {"tasks": ("drg",)}, "No record has codes"),
        ({}, {"without": "drop"}, "No rationale passed"),
    ],
)
def test_nothing_to_write_for(stage_at, tmp_path: Path, scope, settings, said: str):
    _dataset(tmp_path, [example("R1")], **scope)

    with pytest.raises(DataError, match=said):
        _run(stage_at, tmp_path, Scribe(writes=lambda request, n: ""), **settings)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "who writes"),
        ({"base": "a", "trained": "b"}, "who writes"),
        ({"base": "a", "tasks": ("drg", "others")}, "drg alone"),
        ({"base": "a", "thinking": "differential"}, "one of three"),
        ({"base": "a", "keep": 5}, "keep is above samples"),
    ],
)
def test_contradictory_settings(values, said: str):
    with pytest.raises(ValidationError, match=said):
        StageSettings.model_validate(values)


def test_a_model_writes(stage_at, tmp_path: Path, tiny: Path):
    from trainer.rationales.stage import run

    _dataset(tmp_path, [example("R1")])
    at = stage_at("rationales", tmp_path)
    settings = StageSettings(base=tiny, tasks=("principal",), samples=1, max_tokens=32, filtering="none")

    counts = run(settings, at)

    assert counts["examples"] == 1
    assert json.loads((at.folder / "rationales.jsonl").read_text(encoding="utf-8"))["tally"]["samples"] == 1
