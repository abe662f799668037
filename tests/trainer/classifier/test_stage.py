"""The classifier stage with a tiny encoder and a tiny language model."""

import errno
import gc
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from pydantic import ValidationError
from transformers import BertConfig, BertForSequenceClassification, BertModel

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.judged import outcome
from app.coding.metric import evaluate
from app.coding.record import Record
from app.knowledge.scopes import load_scope
from tests.conftest import made_once
from tests.trainer.cases import drg_example, example, many
from tests.trainer.stays import said
from tests.trainer.tiny import tiny_gguf
from trainer.classifier import headtuning, stage
from trainer.classifier.awp import AwpSettings
from trainer.classifier.heads import ABOUT, Reader, load_head
from trainer.classifier.headtuning import HeadJob
from trainer.classifier.stage import StageSettings, load_classifier, run
from trainer.classifier.thresholds import best_threshold
from trainer.errors import BaseModelError, DataError, RunError, TrainingStoppedError
from trainer.evaluate.plain import open_baseline
from trainer.evaluate.readings import truth_of
from trainer.examples import write_examples
from trainer.jsonfiles import read_lines
from trainer.progress import last_whole
from trainer.runs import Stage
from trainer.tiny import tiny_tokenizer

StageAt = Callable[..., Stage]
QUICK: dict[str, Any] = {"epochs": 2, "batch_size": 8, "max_tokens": 64, "learning_rate": 3e-3}


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        tokenizer = tiny_tokenizer()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            model = BertModel(
                BertConfig(
                    vocab_size=2048, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
                )
            )
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)

    return made_once(tmp_path_factory, "encoder", make)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        train = many(40)
        write_examples(folder / "train.jsonl", train)
        write_examples(folder / "heldout.jsonl", many(12, seed=2))
        of = {each.example_id: number % 4 for number, each in enumerate(train)}
        (folder / "folds.json").write_text(json.dumps({"folds": 4, "of": of}))
        (folder / "scope.json").write_text(json.dumps({"scope_id": "ccl25", "version": "1"}))

    return made_once(tmp_path_factory, "written", make)


@pytest.fixture
def dataset(tmp_path: Path, written: Path) -> Path:
    return shutil.copytree(written, tmp_path / "run" / "dataset")


def _settings(base: Path | None, model: str = "encoder", **changes: Any) -> StageSettings:
    tuning = changes.pop("tuning", "full")
    pretrained = None if base is None else {"base": base, "tuning": tuning}
    return StageSettings.model_validate({"model": model, "pretrained": pretrained, **QUICK, **changes})


def _predictions(at: Stage) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (at.folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_baseline_alone_is_measured_and_answers(dataset: Path, stage_at: StageAt):
    at = stage_at("classifier")

    counts = run(StageSettings(), at)

    assert counts["bag-of-words"]["composite"] > 60  # type: ignore[index]
    rows = _predictions(at)
    assert [row["record_id"] for row in rows] == [f"R{n:04}" for n in range(12)]
    assert rows[0]["principal"] in {code.code for code in load_scope("ccl25").principal}
    assert len(rows[0]["scores"]["others"]) == 53
    assert load_classifier(at.folder).predictions([many(1)[0].record])[0].record_id == "R0000"


def test_an_encoder_learns_both_tasks_and_is_loaded_as_it_was(dataset: Path, stage_at: StageAt, encoder: Path):
    at = stage_at("classifier")

    run(_settings(encoder, epochs=4), at)

    losses = [row["loss"] for row in read_lines(at.folder / "metrics.jsonl")]
    assert sum(losses[-3:]) < sum(losses[:3]) - 0.5
    records = [each.record for each in many(12, seed=2)]
    again = [each.to_json() for each in load_classifier(at.folder).predictions(records)]
    assert [row["others"] for row in _predictions(at)] == [row["others"] for row in again]
    assert not (at.folder / "checkpoints").exists() or not list((at.folder / "checkpoints").iterdir())


def test_the_threshold_is_chosen_on_the_fold_left_out(dataset: Path, stage_at: StageAt, encoder: Path):
    at = stage_at("classifier")

    run(_settings(encoder, threshold_fold=2), at)

    head = load_head(at.folder / "models" / "joint")
    assert len(set(head.about.thresholds)) == 1
    assert json.loads((at.folder / "figures.json").read_text())["encoder"]["training"][0]["examples"] == 30


def test_every_fold_left_out_once_leaves_a_final_head_that_learned_from_all(
    dataset: Path, stage_at: StageAt, encoder: Path
):
    at = stage_at("classifier")
    of = {each.example_id: number % 2 for number, each in enumerate(many(40))}
    (dataset / "folds.json").write_text(json.dumps({"folds": 2, "of": of}))

    run(_settings(encoder, threshold="all-folds", threshold_for="each", epochs=1), at)

    names = sorted(path.name for path in (at.folder / "models").iterdir())
    assert names == ["bag-of-words", "joint", "joint-fold0", "joint-fold1"]
    assert json.loads((at.folder / "figures.json").read_text())["encoder"]["training"][0]["examples"] == 40


def test_two_heads_answer_together(dataset: Path, stage_at: StageAt, encoder: Path):
    at = stage_at("classifier")

    run(_settings(encoder, heads="separate", threshold="fixed", epochs=1, loss="bce"), at)

    principal, others = load_classifier(at.folder).parts
    found = _predictions(at)[0]
    assert (len(found["scores"]["principal"]), len(found["scores"]["others"])) == (6, 53)
    assert principal.about.columns == 6  # type: ignore[union-attr]
    assert others.about.columns == 53  # type: ignore[union-attr]


def test_every_head_is_trained_with_no_other_in_memory_and_then_all_are_loaded(
    dataset: Path, stage_at: StageAt, encoder: Path, monkeypatch: pytest.MonkeyPatch
):
    done: list[str] = []

    def there() -> int:
        return sum(type(each) is BertForSequenceClassification for each in gc.get_objects())

    def tune(job: HeadJob, *given: Any) -> dict[str, Any]:
        done.append(f"{job.about.name} beside {there()}")
        return headtuning.tune_head(job, *given)

    monkeypatch.setattr(stage, "tune_head", tune)
    monkeypatch.setattr(stage, "load_head", lambda folder: done.append(f"load {folder.name}") or load_head(folder))
    gc.collect()
    before = there()
    of = {each.example_id: number % 2 for number, each in enumerate(many(40))}
    (dataset / "folds.json").write_text(json.dumps({"folds": 2, "of": of}))
    run(_settings(encoder, heads="separate", threshold="all-folds", epochs=1), stage_at("classifier"))

    tuned = [each for each in done if "beside" in each]
    assert tuned == [f"{name} beside {before}" for name in ("principal", "others", "others-fold0", "others-fold1")]
    assert done[-2:] == ["load principal", "load others"]


def test_a_head_that_was_killed_before_it_was_noted_is_not_trained_again(
    dataset: Path, stage_at: StageAt, encoder: Path, monkeypatch: pytest.MonkeyPatch
):
    at = stage_at("classifier")
    run(_settings(encoder), at)
    predictions, steps = _predictions(at), load_head(at.folder / "models" / "joint").about.steps
    (at.folder / "heads.jsonl").unlink()
    head = at.folder / "models" / "joint" / ABOUT
    head.write_text(json.dumps(json.loads(head.read_text()) | {"thresholds": []}))

    monkeypatch.setattr(stage, "tune_head", None)
    run(_settings(encoder), at)

    assert _predictions(at) == predictions
    assert json.loads((at.folder / "figures.json").read_text())["encoder"]["training"][0]["steps"] == steps


@pytest.mark.slow
@pytest.mark.parametrize("tuning", ["lora", "qlora"])
def test_thresholds_are_chosen_on_the_head_that_answers(dataset: Path, stage_at: StageAt, tiny: Path, tuning: str):
    at = stage_at("classifier")
    run(_settings(tiny, "llm", tuning=tuning, epochs=1), at)

    head = load_head(at.folder / "models" / "joint")
    left_out = [each for number, each in enumerate(many(40)) if number % 4 == 0]
    others = head.logits([each.record for each in left_out]).double().numpy()[:, -head.about.width_of_others :]
    assert set(head.about.thresholds) == {best_threshold(others, head.about.labels.other_rows(left_out))}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (torch.cuda.OutOfMemoryError("CUDA out of memory"), "GPU's memory does not suffice"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk of .* is full"),
    ],
)
def test_what_stops_training_from_outside_is_said_in_words(
    dataset: Path, stage_at: StageAt, encoder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
):
    def full(*_: Any) -> None:
        raise error

    monkeypatch.setattr(headtuning, "go_on", full)
    with pytest.raises(RunError, match=says) as caught:
        run(_settings(encoder), stage_at("classifier"))

    assert caught.value.advice


def test_the_stage_and_an_evaluation_count_the_same_answers(dataset: Path, stage_at: StageAt):
    at = stage_at("classifier")
    held_out = [example(f"R{n}", "I20.000", ("I10.x00x032", "E11.900")) for n in range(6)]
    train = [*many(30), *(example(f"T{n}", "I10.x00x032", ("I20.000", "E11.900")) for n in range(10))]
    write_examples(dataset / "train.jsonl", train)
    write_examples(dataset / "heldout.jsonl", held_out)
    run(StageSettings(), at)
    read = open_baseline(at.folder / "models" / "bag-of-words")([each.record for each in held_out])
    judged = evaluate([outcome(truth_of(one), said.said) for one, said in zip(held_out, read, strict=True)])

    figures = json.loads((at.folder / "baseline.json").read_text())
    assert figures["composite"] == round(judged.composite, 2)
    assert not any(row["principal"] in row["others"] for row in _predictions(at))


@pytest.mark.slow
@pytest.mark.parametrize(("tuning", "packed"), [("lora", False), ("qlora", False), ("lora", True)])
def test_a_language_model_carries_a_head_on_adapters(
    dataset: Path, stage_at: StageAt, tiny: Path, tmp_path: Path, *, tuning: str, packed: bool
):
    at = stage_at("classifier")
    base = tiny_gguf(tiny, tmp_path / "tiny.gguf") if packed else tiny

    run(_settings(base, "llm", tuning=tuning, epochs=1, gradient_checkpointing=True, awp={"start_epoch": 0}), at)

    folder = at.folder / "models" / "joint"
    assert (folder / "adapter_config.json").is_file()
    again = load_classifier(at.folder).predictions([each.record for each in many(12, seed=2)])
    scores = [row["scores"]["principal"] for row in _predictions(at)]
    for before, after in zip(scores, again, strict=True):
        assert after.principal_scores == pytest.approx(before, abs=1e-4)


class _Killing(headtuning.Marking):
    """Marks checkpoints, and kills training at step 5."""

    def on_step_end(self, args: Any, state: Any, control: Any, **told: Any) -> None:
        if state.global_step == 5:
            raise KeyboardInterrupt


@pytest.mark.slow
@pytest.mark.parametrize("extra", [{}, {"swa": {"start": 0.2, "every": 1}, "awp": {"start_epoch": 0.5}}])
def test_a_killed_run_goes_on_to_the_same_result(
    dataset: Path, stage_at: StageAt, encoder: Path, extra: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    settings = _settings(encoder, checkpoint_steps=3, **extra)
    whole = stage_at("classifier")
    run(settings, whole)
    killed = stage_at("killed")

    with monkeypatch.context() as patch:
        patch.setattr(headtuning, "Marking", _Killing)
        with pytest.raises(KeyboardInterrupt):
            run(settings, killed)
    assert last_whole(killed.folder / "checkpoints" / "joint", sweep=False) is not None
    run(settings, killed)

    assert _predictions(killed) == _predictions(whole)


@pytest.mark.slow
def test_averaging_and_perturbing_change_what_is_learned(dataset: Path, stage_at: StageAt, encoder: Path):
    write_examples(dataset / "train.jsonl", many(16))
    found: list[list[dict[str, Any]]] = []
    ways: dict[str, Any] = {"plain": {}, "swa": {"swa": {"every": 1, "start": 0}}, "awp": {"awp": {"start_epoch": 0}}}
    for name, extra in ways.items():
        at = stage_at(name)
        run(_settings(encoder, threshold="fixed", **extra), at)
        found.append([row["scores"] for row in _predictions(at)])

    assert found[0] != found[1] != found[2] != found[0]


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_checkpoint(
    dataset: Path, stage_at: StageAt, encoder: Path, monkeypatch: pytest.MonkeyPatch
):
    at, losses, calls = stage_at("classifier"), headtuning.others_loss, []

    def spoilt(*given: Any) -> torch.Tensor:
        calls.append(1)
        return losses(*given) * (float("nan") if len(calls) > 4 else 1.0)

    monkeypatch.setattr(headtuning, "others_loss", spoilt)
    with pytest.raises(TrainingStoppedError, match=r"stopped at step 5: .* last good checkpoint is .*checkpoint-3"):
        run(_settings(encoder, checkpoint_steps=3), at)

    assert last_whole(at.folder / "checkpoints" / "joint", sweep=False) is not None


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: example("X", "E11.900"), "X has E11.900, which is not among the scope's principals"),
        (lambda: drg_example("X"), "which is not among the scope's principals"),
        (lambda: said("X", {"主诉": "胸闷"}, ("I21.401",)), "X has I21.401, which is not among the scope's others"),
    ],
    ids=["principal", "drg", "other"],
)
def test_labels_outside_the_scope_are_refused(dataset: Path, stage_at: StageAt, made: Callable[[], Any], says: str):
    write_examples(dataset / "train.jsonl", [*many(10), made()])

    with pytest.raises(DataError, match=says):
        run(StageSettings(), stage_at("classifier"))


def test_examples_of_a_whole_book_have_no_fixed_outputs(dataset: Path, stage_at: StageAt):
    (dataset / "scope.json").write_text('{"scope_id": ""}')

    with pytest.raises(DataError, match="closed list"):
        run(StageSettings(), stage_at("classifier"))


def test_folds_that_are_missing_are_asked_for(dataset: Path, stage_at: StageAt, encoder: Path):
    (dataset / "folds.json").unlink()

    with pytest.raises(DataError, match=r"no folds.json"):
        run(_settings(encoder), stage_at("classifier"))


def test_a_base_that_is_none_is_refused_before_anything_is_fitted(dataset: Path, stage_at: StageAt, tmp_path: Path):
    at = stage_at("classifier")

    with pytest.raises(BaseModelError, match=r"no config.json"):
        run(_settings(tmp_path, "encoder"), at)
    with pytest.raises(BaseModelError, match="There is no base model"):
        run(_settings(tmp_path / "gone", "llm"), at)

    assert not (at.folder / "models").exists()


@pytest.mark.parametrize(
    "given",
    [
        {"model": "encoder"},
        {"model": "bag-of-words", "pretrained": {"base": "x"}},
        {"model": "encoder", "pretrained": {"base": "x"}, "awp": {}, "accumulation": 2},
        {"modle": "encoder"},
    ],
)
def test_contradictory_settings_are_refused(given: dict[str, Any]):
    with pytest.raises(ValidationError):
        StageSettings.model_validate(given)


def test_perturbing_sharded_weights_is_refused():
    with pytest.raises(RunError, match="sharded over processes"):
        headtuning.refuse_sharded(AwpSettings(), sharded=True)
    headtuning.refuse_sharded(None, sharded=True)


def test_what_averaging_and_perturbing_an_adapter_mean_is_said():
    settings = _settings(Path("x"), "llm", tuning="lora", swa={}, awp={"start_epoch": 5})

    assert [line.split()[0] for line in settings.cautions()] == ["swa", "awp", "awp"]


def test_long_records_are_shortened_by_section_and_counted():
    reader = Reader(tiny_tokenizer(), 60)
    record = Record.of("R", {"主诉": "胸闷3天。", "婚姻史": "已婚，配偶体健。" * 20, "诊疗经过": "冠脉造影未见狭窄。"})

    tokens = reader.tokens(record)

    assert len(tokens) <= 60
    assert "冠脉造影未见狭窄" in reader.tokenizer.decode(tokens)
    assert reader.shortened == 1


def test_a_head_that_reads_too_little_is_refused():
    with pytest.raises(DataError, match="cannot be shortened to 3 tokens"):
        Reader(tiny_tokenizer(), 3).tokens(many(1)[0].record)


def test_a_record_without_text_still_has_a_token():
    assert len(Reader(tiny_tokenizer(), 16).tokens(Record("R", ()))) == 1


def test_an_empty_gold_is_learned_as_outside_the_scope(dataset: Path, stage_at: StageAt):
    outside = [said(f"O{n}", {"主诉": f"摔伤{n}天。", "诊疗经过": "骨折内固定。"}, principal=None) for n in range(10)]
    write_examples(dataset / "train.jsonl", [*many(20), *outside])
    write_examples(
        dataset / "heldout.jsonl", [said("O", {"主诉": "摔伤。", "诊疗经过": "骨折内固定。"}, principal=None)]
    )

    at = stage_at("classifier")
    run(StageSettings(), at)

    assert _predictions(at)[0]["principal"] is None
    assert CodeSet(None, (Diagnosis(load_scope("ccl25").others[0]),)).principal_code is None
