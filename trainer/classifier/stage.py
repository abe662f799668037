"""Stage `classifier`: the discriminative route, a classification head on a pretrained model, and the bag-of-words.

dataset/ → classifier/models/<name>/, predictions.jsonl on the held-out records, figures.json. The bag-of-words baseline
is always fitted and measured beside, so that what a head adds is seen, and a site without a GPU has a figure too.
"""

import gc
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from pydantic import model_validator

from app.coding.example import Example
from app.coding.metric import Outcome, evaluate
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.knowledge.scopes import load_scope
from trainer.classifier.awp import AwpSettings
from trainer.classifier.bagofwords import BagOfWords
from trainer.classifier.heads import ABOUT, TASKS, About, Head, check_base, load_head
from trainer.classifier.headtuning import HeadJob, HeadSettings, tune_head
from trainer.classifier.labels import Labels, Prediction
from trainer.classifier.swa import SwaSettings
from trainer.classifier.thresholds import best_threshold, own_thresholds
from trainer.dataset.coded_from import read_coded_from, read_folds
from trainer.errors import DataError
from trainer.examples import read_examples
from trainer.jsonfiles import write_json
from trainer.model import ModelSettings, computes_in, unpack
from trainer.runs import Stage, input_hash

BASELINE = "bag-of-words"
CLASSIFIER = "classifier.json"
"""In the stage's folder: which folders of models/ answer together."""


class StageSettings(HeadSettings):
    """Which classifier is trained; how, is HeadSettings and the tables below it."""

    model: Literal["bag-of-words", "encoder", "llm"] = "bag-of-words"
    """The fixed baseline alone, or beside it a head on an encoder's folder or on a language model."""
    pretrained: ModelSettings | None = None
    """Of encoder and llm, a table: base, tuning and the adapters' settings."""
    dataset: str = ""
    """Folder of examples; without one that of this run's [dataset]."""
    heads: Literal["joint", "separate"] = "joint"
    """One model with both heads, or one for the principal and one for the others, as in the report."""
    threshold: Literal["fixed", "one-fold", "all-folds"] = "one-fold"
    """Others above logit 0; or above what is best on a fold left out of training; or on every fold, each left out once
    (a training more for each; the final model then learns from all)."""
    threshold_fold: int = 0
    """The fold that one-fold leaves out."""
    threshold_for: Literal["all", "each"] = "all"
    """One threshold for all codes, or one for each that has enough positives."""
    swa: SwaSettings | None = None
    """A table: average the weights of the last part of training."""
    awp: AwpSettings | None = None
    """A table: also learn at adversarially perturbed weights."""

    @model_validator(mode="after")
    def _consistent(self) -> "StageSettings":
        if (self.model == BASELINE) is not (self.pretrained is None):
            raise ValueError(
                f'model = "{self.model}" '
                + ("takes no table [classifier.pretrained]; remove it" if self.pretrained else "needs a base; name it")
            )
        if self.awp is not None and self.accumulation > 1:
            raise ValueError("awp reads the gradient of a whole step; set accumulation = 1, or leave awp out")
        return self

    def cautions(self) -> list[str]:
        """Name what is allowed and seldom meant."""
        said: list[str] = []
        if self.swa and self.pretrained and self.pretrained.tuning != "full":
            said.append(
                "swa averages an adapter's A and B, which is not the average of BA: late weights of one run only"
            )
        if self.awp and self.pretrained and self.pretrained.tuning != "full":
            said.append("awp can perturb the adapters and the head only; the frozen base stays as it is")
        if self.awp and self.awp.start_epoch >= self.epochs:
            said.append(f"awp begins at epoch {self.awp.start_epoch:g}, and there are {self.epochs:g}: it does nothing")
        return said


@dataclass(frozen=True, slots=True)
class Classifier:
    """What answers for a record: one part for both tasks, or one for each."""

    parts: tuple[Head | BagOfWords, ...]

    def predictions(self, records: Sequence[Record]) -> list[Prediction]:
        """Return what is predicted for each record; each part gives the tasks it has learned."""
        found = self.parts[0].predictions(records)
        for part in self.parts[1:]:
            found = [
                replace(a, others=b.others - {a.principal}, other_scores=b.other_scores)
                for a, b in zip(found, part.predictions(records), strict=True)
            ]
        return found


def load_classifier(folder: Path) -> Classifier:
    """Load what the stage left in its folder; raise DataError or BaseModelError when it is not whole."""
    try:
        names: list[str] = json.loads((folder / CLASSIFIER).read_text(encoding="utf-8"))["parts"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{folder} holds no classifier.", "Name a folder that dxdesk-train classifier wrote."
        ) from error
    return Classifier(tuple(_part(folder / "models" / name) for name in names))


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Fit the baseline, train the heads that are asked for, predict the held-out records; return the figures.

    Raises DataError on examples of another scope, BaseModelError, TrainingStoppedError.
    """
    folder = at.before("dataset", settings.dataset)
    scope = _scope(folder)
    train, held_out = read_examples(folder / "train.jsonl"), read_examples(folder / "heldout.jsonl")
    if settings.pretrained is not None and settings.model != BASELINE:
        check_base(settings.pretrained, settings.model)
    baseline = _baseline(train, scope, at)
    figures: dict[str, Any] = {BASELINE: _scored(baseline, held_out)}
    at.say(f"{BASELINE}: {_in_words(figures[BASELINE])}")
    classifier, parts = Classifier((baseline,)), [BASELINE]
    if settings.model != BASELINE:
        heads = _heads(settings, at, train, folder, scope)
        classifier, parts = Classifier(tuple(head for head, _ in heads)), [head.about.name for head, _ in heads]
        figures[settings.model] = _scored(classifier, held_out) | {"training": [told for _, told in heads]}
        at.say(f"{settings.model}: {_in_words(figures[settings.model])}")
    _write_predictions(at.folder / "predictions.jsonl", classifier.predictions([each.record for each in held_out]))
    write_json(at.folder / "baseline.json", figures[BASELINE])
    write_json(at.folder / "figures.json", figures)
    write_json(at.folder / CLASSIFIER, {"model": settings.model, "parts": parts, "scope": scope.scope_id})
    return {"train": len(train), "held out": len(held_out), "scope": scope.scope_id, **figures}


def _part(folder: Path) -> Head | BagOfWords:
    return load_head(folder) if (folder / ABOUT).is_file() else BagOfWords.load(folder)


def _scope(folder: Path) -> Scope:
    """Return the closed list the examples are of; raise DataError when there is none."""
    name = read_coded_from(folder).scope_id
    if not name:
        raise DataError(
            "A classifier has one output for each code of a closed list, and these examples are of none.",
            "Set `scope` in [dataset].",
        )
    return load_scope(name)


def _baseline(train: Sequence[Example], scope: Scope, at: Stage) -> BagOfWords:
    kept = at.folder / "models" / BASELINE
    if (kept / "bagofwords.json").is_file():
        return BagOfWords.load(kept)
    at.say(f"{BASELINE}: fitting on {len(train)} examples")
    baseline = BagOfWords.fit(train, scope, seed=at.seed)
    baseline.save(kept)
    return BagOfWords.load(kept)


def _heads(
    settings: StageSettings, at: Stage, train: Sequence[Example], folder: Path, scope: Scope
) -> list[tuple[Head, dict[str, Any]]]:
    """Train the heads that answer together one after the other, then load them, each with its figures."""
    fold_of = _folds(folder, train, settings)
    named = {"joint": TASKS} if settings.heads == "joint" else {str(task): (task,) for task in TASKS}
    first = _about(settings, at, scope)
    log = at.item_log("heads")
    jobs = [_job(settings, at, replace(first, name=name, tasks=tasks)) for name, tasks in named.items()]
    for job in jobs:
        name = job.about.name
        if name not in log.done or not (job.model / ABOUT).is_file():
            log.add({"id": name, **_trained(job, settings, train, fold_of, at)})
        else:
            at.say(f"{name} is trained already")
    return [(load_head(job.model), log.done[job.about.name]) for job in jobs]


def _trained(
    job: HeadJob, settings: StageSettings, train: Sequence[Example], fold_of: Sequence[int], at: Stage
) -> dict[str, Any]:
    """Train one head and choose its thresholds on records it did not learn from; return its figures.

    A head that is whole is not trained again: its training was killed before it was noted.
    """
    chooses = Task.OTHERS in job.about.tasks and settings.threshold != "fixed"
    without = settings.threshold_fold if chooses and settings.threshold == "one-fold" else None
    figures = _tuned(job, [each for each, of in zip(train, fold_of, strict=True) if of != without], at)
    thresholds = _thresholds(job, settings, train, fold_of, at) if chooses else ()
    replace(About.read(job.model), thresholds=thresholds).write(job.model)
    return figures | {"thresholds": sorted({round(each, 4) for each in thresholds})}


def _tuned(job: HeadJob, examples: Sequence[Example], at: Stage) -> dict[str, Any]:
    """Train a head that is not whole yet, and leave nothing of it in memory."""
    if (job.model / ABOUT).is_file():
        at.say(f"{job.about.name} is trained already")
        return {"steps": About.read(job.model).steps}
    figures = tune_head(job, examples, at.say)
    _let_go()
    return figures


def _thresholds(
    job: HeadJob, settings: StageSettings, train: Sequence[Example], fold_of: Sequence[int], at: Stage
) -> tuple[float, ...]:
    """Choose the thresholds on the fold left out, or on every fold by the head that did not learn it.

    The heads are loaded as they will answer: a 4-bit one is tuned on a base that it does not answer with.
    """
    folds = [settings.threshold_fold] if settings.threshold == "one-fold" else sorted(set(fold_of))
    scores: list[np.ndarray] = []
    for fold in folds:
        head = job
        if settings.threshold == "all-folds":
            head = replace(job, about=replace(job.about, name=f"{job.about.name}-fold{fold}", fold=fold))
            _tuned(head, [each for each, of in zip(train, fold_of, strict=True) if of != fold], at)
        scores.append(_scores(head, [each for each, of in zip(train, fold_of, strict=True) if of == fold]))
    judged = [each for fold in folds for each, of in zip(train, fold_of, strict=True) if of == fold]
    return _best(np.concatenate(scores), job.about.labels.other_rows(judged), settings)


def _scores(job: HeadJob, examples: Sequence[Example]) -> np.ndarray:
    """Return the trained head's logits of the others, (n, others), and let go of it."""
    head = load_head(job.model)
    logits = head.logits([example.record for example in examples]).double().numpy()
    del head
    _let_go()
    return logits[:, logits.shape[1] - job.about.width_of_others :]


def _let_go() -> None:
    """Free what is no longer used: the next head must fit beside nothing of the last."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _best(all_scores: np.ndarray, all_gold: np.ndarray, settings: StageSettings) -> tuple[float, ...]:
    common = best_threshold(all_scores, all_gold)
    if settings.threshold_for == "all":
        return (common,) * all_gold.shape[1]
    return tuple(float(each) for each in own_thresholds(all_scores, all_gold, common))


def _folds(folder: Path, train: Sequence[Example], settings: StageSettings) -> list[int]:
    """Return each example's fold; raise DataError where a fold that is needed is not there."""
    if settings.threshold == "fixed":
        return [0] * len(train)
    try:
        of = read_folds(folder)
        found = [of[example.example_id] for example in train]
    except (DataError, KeyError) as error:
        raise DataError(
            f"{folder} holds no folds.json with a fold for every example, and the threshold is chosen on them.",
            'Run the dataset stage again, or set threshold = "fixed".',
        ) from error
    if len(set(found)) < 2 or (settings.threshold == "one-fold" and settings.threshold_fold not in found):
        raise DataError(
            f"The examples have no fold {settings.threshold_fold} beside others to choose the threshold on.",
            'Let [dataset] make folds, or set threshold = "fixed".',
        )
    return found


def _about(settings: StageSettings, at: Stage, scope: Scope) -> About:
    base = _pretrained(settings)
    unpacked = ""
    if base.base.is_file():
        at.say(f"de-quantising {base.base.name}")
        unpacked = str(unpack(base.base, at.root / "bases" / base.base.stem).resolve())
    return About(
        name="",
        kind="llm" if settings.model == "llm" else "encoder",
        base=str(base.base.resolve()),
        base_sha256=input_hash(base.base),
        tuning=base.tuning,
        labels=Labels.of(scope),
        loss=settings.loss,
        unpacked=unpacked,
        dtype="bf16" if "bfloat16" in str(computes_in(base)) else "fp32",
        seed=at.seed,
        settings_hash=settings.digest(),
    )


def _job(settings: StageSettings, at: Stage, about: About) -> HeadJob:
    return HeadJob(at.folder, about, _pretrained(settings), settings, settings.swa, settings.awp)


def _pretrained(settings: StageSettings) -> ModelSettings:
    if settings.pretrained is None:
        raise DataError(f'model = "{settings.model}" needs a base.', "Name it in [classifier.pretrained].")
    return settings.pretrained


def _scored(classifier: Classifier | BagOfWords, examples: Sequence[Example]) -> dict[str, Any]:
    """Judge a classifier by formula (6); nothing but the number where no record is held out."""
    said = classifier.predictions([example.record for example in examples])
    report = evaluate(
        [
            Outcome(example.gold.principal_code, example.gold.other_codes, each.principal, each.others)
            for example, each in zip(examples, said, strict=True)
        ]
    )
    if not examples:
        return {"records": 0}
    return {
        "records": report.n,
        "composite": round(report.composite, 2),
        "principal_accuracy": round(report.principal_accuracy, 4),
        "others_f1": round(report.others_f1, 4),
    }


def _in_words(figures: dict[str, Any]) -> str:
    if not figures["records"]:
        return "no record is held out, so nothing is measured"
    return (
        f"{figures['composite']:.1f} by formula (6) on {figures['records']} held-out records "
        f"(principal {100 * figures['principal_accuracy']:.1f} %, others F1 {figures['others_f1']:.3f})"
    )


def _write_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    lines = [json.dumps(each.to_json(), ensure_ascii=False) + "\n" for each in predictions]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
