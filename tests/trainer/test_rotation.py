"""The bad-case loop end to end: a tiny model, a rewriting server on loopback, a scripted expert."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.coding.bundle import write_bundle
from app.coding.codeset import CodeSet
from app.coding.example import Origin
from app.coding.rewrite import BadCase, corrections_bundle
from tests.trainer.cases import example
from tests.trainer.loop import READ_RIGHT, approve
from tests.trainer.rewrite_server import rewriting
from trainer.__main__ import main
from trainer.augment.making import VARIANTS
from trainer.augment.settings import StageSettings as AugmentSettings
from trainer.errors import EXIT_AWAITING, EXIT_USAGE
from trainer.examples import read_examples, write_examples
from trainer.recipe import read_recipe
from trainer.rounds.settings import StageSettings
from trainer.runs import input_hash

RECIPE = """
name = "loop"
base = "{tiny}"

[dataset]
files = ["{train}"]
heldout_files = ["{heldout}"]
folds = 0

[samples]
order = "answer-only"
layout = "shared-prefix"
max_tokens = 12000
reply_tokens = 64

[sft]
tuning = "lora"
dtype = "fp32"
batch_size = 2
max_steps = 1
max_length = 12000
checkpoint_steps = 1

[rotation]
rounds = {rounds}
train = ["samples", "sft"]

[rotation.changes.sft]
max_steps = 2

[rotation.badcases]
reply_tokens = 16

[rotation.badcases.system]
kind = "model"
context_tokens = 16384

[rotation.augment]
rewrites = {rewrites}
least_characters = 4
closest = 0.99

[rotation.augment.rewriter]
kind = "server"
address = "{address}"

[rotation.augment.sft]
kind = "rules"

[rotation.augment.policy]
kind = "rules"
"""


@pytest.fixture
def served() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    with rewriting() as found:
        yield found


class Loop:
    """One run of the loop in a folder."""

    def __init__(self, folder: Path, tiny: Path, address: str, *, rounds: int = 2, rewrites: int = 3) -> None:
        self.out = folder / "runs"
        self.root = self.out / "loop"
        self.recipe = folder / "loop.toml"
        train, heldout = folder / "train.jsonl", folder / "heldout.jsonl"
        write_examples(train, [example(f"R{n}", others=READ_RIGHT) for n in range(2)])
        write_examples(heldout, [example("H1", "I21.401", READ_RIGHT)])
        paths = {"tiny": tiny.as_posix(), "train": train.as_posix(), "heldout": heldout.as_posix()}
        text = RECIPE.format(address=address, rounds=rounds, rewrites=rewrites, **paths)
        self.recipe.write_text(text, encoding="utf-8")

    def run(self, stage: str) -> int:
        return main([stage, str(self.recipe), "--out", str(self.out)])

    def approve(self, number: int) -> list[str]:
        waits = self.root / "rotation.part" / f"round-{number}" / "augment.part" / VARIANTS
        return [each.variant_id for each in approve(waits, self.root / "handover" / f"round-{number}.jsonl")]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_loop_turns_twice_with_a_scripted_expert(tmp_path: Path, tiny: Path, served, capsys):
    address, asked = served
    loop = Loop(tmp_path, tiny, address)
    assert [loop.run(stage) for stage in ("dataset", "samples", "sft")] == [0, 0, 0]

    assert loop.run("rotation") == EXIT_AWAITING
    assert "wait for the expert" in capsys.readouterr().err
    calls = len(asked)
    assert loop.run("rotation") == EXIT_AWAITING
    assert len(asked) == calls
    first = loop.approve(1)
    assert loop.run("rotation") == EXIT_AWAITING
    second = loop.approve(2)
    assert loop.run("rotation") == 0

    assert len(first) == len(second) == 2
    _check_training_sets(loop, first, second)
    _check_lineage(loop, [*first, *second])


def _check_training_sets(loop: Loop, first: list[str], second: list[str]) -> None:
    """The training set grows by what was approved, and what is held out stays."""
    done = loop.root / "rotation"
    grown = [
        [each.example_id for each in read_examples(done / f"round-{n}" / "dataset" / "train.jsonl")] for n in (1, 2)
    ]
    assert grown == [["R0", "R1", *first], ["R0", "R1", *first, *second]]
    held = read_examples(done / "round-2" / "dataset" / "heldout.jsonl")
    assert [each.example_id for each in held] == ["H1"]
    rows = (done / "round-2" / "samples" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(row)["example_id"] for row in rows} == set(grown[1])
    training = json.loads((done / "round-2" / "sft" / "models" / "policy" / "training.json").read_text("utf-8"))
    assert training["steps"] == 2


def _check_lineage(loop: Loop, approved: list[str]) -> None:
    """Every approved rewrite and every artefact says by hash what it was made from."""
    done = loop.root / "rotation"
    found = json.loads((done / "lineage.json").read_text(encoding="utf-8"))
    assert [row["variant"] for row in found["approved"]] == approved
    assert {row["record"] for row in found["approved"]} == {"R0", "R1"}
    assert {row["approved_by"] for row in found["approved"]} == {"李专家"}
    assert [row["artefact"] for row in found["artefacts"]] == [
        f"round-{n}/{stage}" for n in (1, 2) for stage in ("badcases", "augment", "dataset", "samples", "sft")
    ]
    for row in found["artefacts"]:
        assert input_hash(done / row["artefact"]) == row["sha256"]
        for used in row["inputs"]:
            assert input_hash((done / used["path"]).resolve()) == used["sha256"], used
    policy = next(row for row in found["artefacts"] if row["artefact"] == "round-2/badcases")
    assert "round-1/sft/models/policy" in {used["path"] for used in policy["inputs"]}
    assert "李专家" in (done / "lineage.md").read_text(encoding="utf-8")


GRPO = """
[rotation.changes.grpo]
tuning = "lora"
dtype = "fp32"
prompts_per_rollout = 2
prompts_per_update = 2
group_size = 2
per_device_batch_size = 2
reply_tokens = 16
max_prompt_tokens = 12000
max_steps = 1

[rotation.badcases]"""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_policy_may_begin_at_the_sft_model_in_each_round(tmp_path: Path, tiny: Path, served):
    loop = Loop(tmp_path, tiny, served[0], rounds=1)
    text = loop.recipe.read_text(encoding="utf-8").replace("[rotation.badcases]", GRPO, 1)
    text = text.replace('train = ["samples", "sft"]', 'train = ["samples", "sft", "grpo"]\nstart = "sft"')
    loop.recipe.write_text(text, encoding="utf-8")
    assert [loop.run(stage) for stage in ("dataset", "samples", "sft", "rotation")] == [0, 0, 0, EXIT_AWAITING]
    loop.approve(1)

    assert loop.run("rotation") == 0

    made = loop.root / "rotation" / "round-1"
    manifest = json.loads((made / "grpo" / "manifest.json").read_text(encoding="utf-8"))
    assert Path(manifest["inputs"]["start"]["path"]) == loop.root / "sft" / "models"
    assert (made / "grpo" / "models" / "policy" / "training.json").is_file()
    assert not (made / "sft").exists()


def _by_predictions(loop: Loop) -> None:
    """Let saved predictions stand for the policy, so that nothing need be trained."""
    said = loop.recipe.with_name("said.jsonl")
    rows = [{"record_id": f"R{n}", "principal": "I21.401", "others": []} for n in range(2)]
    said.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    text = loop.recipe.read_text(encoding="utf-8")
    policy = f'kind = "predictions"\npath = "{said.as_posix()}"'
    text = text.replace('kind = "model"\ncontext_tokens = 16384', policy)
    loop.recipe.write_text(text, encoding="utf-8")


def test_a_loop_that_broke_off_goes_on_in_the_step_it_was_in(tmp_path: Path, tiny: Path, capsys):
    with rewriting(fails_at=9) as (address, asked):
        loop = Loop(tmp_path, tiny, address)
        _by_predictions(loop)
        loop.run("dataset")

        assert loop.run("rotation") == EXIT_USAGE
        assert "answered 500" in capsys.readouterr().err
        assert loop.run("rotation") == EXIT_AWAITING

    seeds = [(body["seed"], body["messages"][-1]["content"]) for body in asked]
    kept = loop.root / "rotation.part" / "round-1" / "augment.part" / "rewrites.jsonl"
    assert len(kept.read_text(encoding="utf-8").splitlines()) == len(set(seeds)) + 2  # the rewriter is named each time
    assert "[badcases] is complete" in capsys.readouterr().err


def test_nothing_approved_ends_the_loop(tmp_path: Path, tiny: Path, served, capsys):
    loop = Loop(tmp_path, tiny, served[0])
    _by_predictions(loop)
    loop.run("dataset")
    loop.run("rotation")
    waits = loop.root / "rotation.part" / "round-1" / "augment.part" / VARIANTS
    approve(waits, loop.root / "handover" / "round-1.jsonl", lambda _: ())

    assert loop.run("rotation") == 0
    assert "nothing new to learn" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_corrections_are_trained_on_where_nothing_is_approved(tmp_path: Path, tiny: Path, served, capsys):
    loop = Loop(tmp_path, tiny, served[0], rounds=1)
    _by_predictions(loop)
    case = BadCase(example("C1", others=("E78.500",), origin=Origin.CORRECTION), CodeSet(), "policy", 0)
    fixes = tmp_path / "fixes.jsonl"
    fixes.write_text(write_bundle(corrections_bundle([case], {})), encoding="utf-8", newline="\n")
    text = loop.recipe.read_text(encoding="utf-8")
    text = text.replace("[rotation.badcases]", f'[rotation.badcases]\ncorrections = ["{fixes.as_posix()}"]')
    loop.recipe.write_text(text, encoding="utf-8")
    assert [loop.run(stage) for stage in ("dataset", "samples", "sft", "rotation")] == [0, 0, 0, EXIT_AWAITING]
    waits = loop.root / "rotation.part" / "round-1" / "augment.part" / VARIANTS
    approve(waits, loop.root / "handover" / "round-1.jsonl", lambda _: ())

    assert loop.run("rotation") == 0

    made = loop.root / "rotation" / "round-1"
    assert [each.example_id for each in read_examples(made / "dataset" / "train.jsonl")] == ["R0", "R1", "C1"]
    assert (made / "sft" / "models" / "policy" / "training.json").is_file()
    assert "nothing new to learn" not in capsys.readouterr().err


def test_pass_rates_are_refused_before_the_expert_is_asked(tmp_path: Path, tiny: Path, served, capsys):
    loop = Loop(tmp_path, tiny, served[0])
    changes = '[rotation.changes.grpo.curriculum]\norder = "remove-hard"\nmeasured = "rollouts.jsonl"\n\n'
    text = loop.recipe.read_text(encoding="utf-8").replace("[rotation.badcases]", f"{changes}[rotation.badcases]", 1)
    text = text.replace('train = ["samples", "sft"]', 'train = ["samples", "sft", "grpo"]')
    loop.recipe.write_text(text, encoding="utf-8")
    loop.run("dataset")

    assert loop.run("rotation") == EXIT_USAGE
    assert "rewrites have none" in capsys.readouterr().err
    assert not served[1]


def _settings(**changes: object) -> StageSettings:
    augment = {"rewriter": {"kind": "gguf", "path": "x.gguf"}}
    return StageSettings.model_validate({"augment": augment, "train": ("samples", "sft")} | changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"train": ("samples",)}, "at least one of sft"),
        ({"train": ("sft", "sft")}, "once each"),
        ({"start": "sft"}, "needs a stage that goes on from it"),
        ({"changes": {"grpo": {}}}, "which train does not name"),
        ({"badcases": {"dataset": "x"}}, "the loop's own"),
    ],
)
def test_contradictory_settings(changes: dict[str, object], said: str):
    with pytest.raises(ValidationError, match=said):
        _settings(**changes)


def test_the_sft_model_is_not_trained_again_where_the_policy_begins_at_it():
    assert _settings(train=("samples", "sft", "grpo"), start="sft").stages == ("samples", "grpo")
    assert _settings(train=("samples", "sft", "grpo")).stages == ("samples", "sft", "grpo")


def test_the_reports_own_augmentation_is_a_recipe():
    bda = read_recipe("sradit/bda").settings("rotation", StageSettings)
    sradit = read_recipe("sradit/sradit").settings("rotation", StageSettings)

    assert (bda.rounds, bda.augment.rewrites, bda.augment.policy, bda.augment.least_score) == (1, 20, None, 1)
    assert bda.augment.sft is not None
    assert (sradit.rounds, sradit.augment.rewrites, AugmentSettings.model_fields["rewrites"].default) == (3, 30, 30)
    assert None not in (sradit.augment.sft, sradit.augment.policy)
