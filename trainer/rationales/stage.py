"""Stage `rationales`: a model writes the reasons for codes that are known (CoT distillation, M12; cold start, M36).

What is kept is filled into the training examples; `samples` writes the rows that are learned.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from app.coding.completion import CompletionModel, ModelInfo
from app.coding.example import Example, Span
from app.coding.language import language_of
from app.coding.scope import Task
from app.knowledge.grouping.titles import drg_scope
from app.knowledge.scopes import load_scope
from trainer.dataset.coded_from import read_coded_from
from trainer.errors import DataError
from trainer.examples import read_examples, write_examples
from trainer.generate import HfModel
from trainer.jsonfiles import write_json
from trainer.model import ModelSettings, load_base, load_trained
from trainer.rationales.distil import Scoping, Writer, WritingSettings
from trainer.rationales.filtering import Draft
from trainer.rationales.prompts import RATIONALE_PROMPT_VERSION
from trainer.runs import ItemLog, Stage
from trainer.samples.scope_lists import open_shelf
from trainer.samples.targets import with_headings

_TELL_EVERY = 10
"""Batches between two lines of progress."""


class StageSettings(WritingSettings):
    """Who writes, for what, and what becomes of the rest."""

    base: Path | None = None
    """Base model (folder or .gguf) that writes."""
    trained: Path | None = None
    """A model of [sft] (sft/models/<name>) that writes, instead of a base."""
    dataset: str = ""
    """Folder of a [dataset] other than this recipe's."""
    tasks: tuple[Literal["principal", "others", "drg"], ...] = ("principal", "others")
    """What reasons are written for, each by itself; drg stands alone."""
    share: float = Field(default=1.0, gt=0, le=1)
    """Share of the training records that reasons are written for (0.01 for a cold start)."""
    without: Literal["keep", "drop"] = "keep"
    """What becomes of a record for which nothing was kept: learned without reasons (also without those that it brought
    along), or left out."""
    batch: int = Field(default=8, ge=1)
    """Records and tasks written for at once; a killed run repeats at most one batch."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.base is None) == (self.trained is None):
            raise ValueError("who writes is not clear; give base or trained, and only one of them")
        if not self.tasks or len(set(self.tasks)) != len(self.tasks) or ("drg" in self.tasks and len(self.tasks) > 1):
            raise ValueError("name each task once, and drg alone; a record holds one rationale")
        if self.thinking == "differential" and "others" in self.tasks:
            raise ValueError("differential thinking chooses one of three; ask tasks = ['principal'] or ['drg']")
        if self.keep > self.samples:
            raise ValueError("keep is above samples; write more samples or keep fewer")
        return self

    def cautions(self) -> list[str]:
        """Say what an unfiltered rationale may do."""
        if self.filtering == "none":
            return ["Nothing is filtered: rationales may tell that the label was given, or lead elsewhere."]
        return []


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Write examples.jsonl, with rationales and the spans of their quotes, report.json and report.md.

    Raises BaseModelError when the model cannot be loaded, DataError when no record can be given reasons.
    """
    return distil(settings, at, _open(settings))


def distil(settings: StageSettings, at: Stage, model: CompletionModel) -> dict[str, object]:
    """Do the stage with this model, going on where an earlier attempt stopped."""
    dataset = at.before("dataset", settings.dataset)
    examples = read_examples(dataset / "train.jsonl")
    log = at.item_log("rationales")
    with ExitStack() as stack:
        scoping = _scoping(settings, dataset, at.seed, stack)
        _write(settings, at, log, Writer(settings, model, at.seed), scoping, examples)
    if not any(row["tally"].get("samples") for row in log.done.values()):
        raise DataError("No record has codes to give reasons for.", "Check `tasks` and the codes of [dataset].")
    filled = list(_filled(settings, examples, log.done))
    if not filled:
        raise DataError("No rationale passed, so no example is left.", 'Set without = "keep", or filtering = "strip".')
    write_examples(at.folder / "examples.jsonl", filled)
    return _report(at, model.info, log.done, len(filled))


def _open(settings: StageSettings) -> CompletionModel:
    if settings.trained is not None:
        model, tokenizer = load_trained(settings.trained)
        name = settings.trained.name
    else:
        assert settings.base is not None  # noqa: S101 - the settings ask for one of the two
        model, tokenizer = load_base(ModelSettings(base=settings.base), quantized=False)
        name = settings.base.name
    return HfModel(model, tokenizer, ModelInfo(name, runtime="transformers"), settings.context)


def _scoping(settings: StageSettings, dataset: Path, seed: int, stack: ExitStack) -> Scoping:
    told = read_coded_from(dataset)
    if "drg" in settings.tasks:
        if not told.drg_version:
            raise DataError("The examples carry no DRG.", "Set drg_version in [dataset].")
        return Scoping(drgs=drg_scope(told.drg_version), seed=seed)
    if told.index:
        return Scoping(shelf=stack.enter_context(open_shelf(Path(told.index), told.book)), seed=seed)
    if not told.scope_id:
        raise DataError("The examples are coded from no closed list.", "Ask tasks = ['drg'].")
    return Scoping(scope=load_scope(told.scope_id), seed=seed)


def _write(
    settings: StageSettings, at: Stage, log: ItemLog, writer: Writer, scoping: Scoping, examples: Sequence[Example]
) -> None:
    """Write batch by batch; a batch that is not whole in the log is written anew, so that a resumed run is the same."""
    chosen = [
        (example, Task(task))
        for example in examples
        if random.Random(f"{at.seed}/{example.example_id}").random() < settings.share  # noqa: S311 - a run repeats
        for task in settings.tasks
    ]
    batches = [chosen[start : start + settings.batch] for start in range(0, len(chosen), settings.batch)]
    for number, batch in enumerate(batches, 1):
        open_ids = {f"{example.example_id}/{task}" for example, task in batch} - log.done.keys()
        if not open_ids:
            continue
        items = [scoping.item(example, task) for example, task in batch]
        rows = [*writer.write([item for item in items if item is not None])]
        rows += [
            {"id": f"{example.example_id}/{task}", "task": task.value, "drafts": [], "tally": {"nothing to explain": 1}}
            for (example, task), item in zip(batch, items, strict=True)
            if item is None
        ]
        for row in rows:
            if row["id"] in open_ids:
                log.add(row)
        if number % _TELL_EVERY == 0 or number == len(batches):
            at.say(f"[rationales] {number}/{len(batches)} batches, {_kept(log.done)} rationales kept.")


def _filled(
    settings: StageSettings, examples: Sequence[Example], done: Mapping[str, Mapping[str, Any]]
) -> Iterator[Example]:
    """Yield each example once per rationale kept; a task with fewer of them repeats its last."""
    for example in examples:
        drafts: dict[Task, list[Draft]] = {}
        for task in map(Task, settings.tasks):
            row = done.get(f"{example.example_id}/{task}")
            if row is not None and row["drafts"]:
                drafts[task] = [Draft.from_json(each) for each in row["drafts"]]
        if not drafts:
            if settings.without == "keep":
                yield replace(example, rationale="")
            continue
        for n in range(max(map(len, drafts.values()))):
            yield _with(example, {task: each[min(n, len(each) - 1)] for task, each in drafts.items()})


def _with(example: Example, drafts: Mapping[Task, Draft]) -> Example:
    """Fill in reasons, and the spans of quotes for codes that have none."""
    known = {span.code for span in example.spans}
    spans: list[Span] = list(example.spans)
    for draft in drafts.values():
        spans += [span for span in draft.spans if span.code not in known]
    parts = {task: draft.reasons for task, draft in drafts.items()}
    if Task.DRG in parts:
        return replace(example, rationale=parts[Task.DRG], spans=tuple(spans))
    language = language_of("\n".join(section.text for section in example.record.sections))
    return replace(example, rationale=with_headings(parts, language), spans=tuple(spans))


def _kept(done: Mapping[str, Mapping[str, Any]]) -> int:
    return sum(len(row["drafts"]) for row in done.values())


def _report(at: Stage, info: ModelInfo, done: Mapping[str, Mapping[str, Any]], examples: int) -> dict[str, object]:
    """Write what was kept and dropped, and why; return the counts for the manifest."""
    by_task: dict[str, Counter[str]] = {}
    for row in done.values():
        counts = by_task.setdefault(row["task"], Counter())
        counts.update(row["tally"])
        counts["records"] += 1
        counts["records with reasons"] += bool(row["drafts"])
    reasoned = len({row["id"].rpartition("/")[0] for row in done.values() if row["drafts"]})
    report: dict[str, Any] = {
        "model": info.name,
        "prompt_version": RATIONALE_PROMPT_VERSION,
        "examples": examples,
        "records_with_rationale": reasoned,
        "by_task": {task: dict(sorted(counts.items())) for task, counts in by_task.items()},
    }
    write_json(at.folder / "report.json", report)
    keys = list(dict.fromkeys(key for counts in report["by_task"].values() for key in counts))
    lines = ["# Rationales", "", f"Written by {info.name}.", "", f"| | {' | '.join(by_task)} |"]
    lines.append("|---" * (len(by_task) + 1) + "|")
    lines += [f"| {key} | {' | '.join(str(counts[key]) for counts in by_task.values())} |" for key in keys]
    (at.folder / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return {"examples": examples, "records_with_rationale": reasoned, "rationales": _kept(done)}
