"""Trained model folders are opened for judging, asked in the style they were trained in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.coding.answer import ANSWER_VERSION
from app.coding.completion import CompletionModel, ModelInfo
from app.coding.prompt import PROMPT_VERSION
from app.coding.scope import Scope, Task
from app.coding.suggest import TASKS
from trainer.errors import BaseModelError
from trainer.evaluate.nucleus import nucleus_of
from trainer.generate import HfModel, end_tokens
from trainer.model import TRAINING, ModelSettings, Training, load_base, load_trained

COMPOSITE = "composite"


@dataclass(frozen=True, slots=True)
class TrainedAs:
    """How the models of one system were trained to be asked."""

    style: str
    """As training.json names it, empty where none does."""
    composite: bool


def trained_as(folders: Sequence[Path], scope: Scope | None, *, drg: Scope | None = None) -> TrainedAs:
    """Read the style from training.json; a plain folder (a base, a merged model) states none.

    `drg` holds the titles that are asked for, where a DRG is. Raises BaseModelError when a model was trained on another
    question, prompt, answer format, scope or version of titles, or two differ.
    """
    stated = [Training.read(folder) for folder in folders if (folder / TRAINING).is_file()]
    for training in stated:
        _fits(training, drg or scope)
    styles = {training.style for training in stated if training.style}
    if len(styles) > 1:
        raise BaseModelError(
            f"The two models were trained in different styles: {', '.join(sorted(styles))}.",
            "Train both on the same samples, or name layout and order.",
        )
    learned = {task for training in stated for task in training.tasks}
    composite = COMPOSITE in learned and not learned >= set(TASKS)
    if learned and not (Task.DRG in learned if drg is not None else composite or learned >= set(TASKS)):
        asked = "the DRG" if drg is not None else "principal and others"
        raise BaseModelError(
            f"{', '.join(folder.name for folder in folders)} learned {', '.join(sorted(learned))}, not {asked}.",
            "Judge what was trained for the question, or two models: principal and others.",
        )
    return TrainedAs(next(iter(styles), ""), composite)


def open_trained(folder: Path, context_tokens: int, top_p: float = 1.0) -> CompletionModel:
    """Load a trained folder, or any folder of a model, as something that answers the contract's requests.

    Completions are drawn freely, not held to the closed list as the workstation's engine holds them.
    """
    if (folder / TRAINING).is_file():
        training = Training.read(folder)
        model, tokenizer = load_trained(folder)
        name = f"{training.name} on {Path(training.base).name}"
        info = ModelInfo(name, sha256=training.base_sha256, prompt=training.style)
    else:
        model, tokenizer = load_base(ModelSettings.model_validate({"base": folder}))
        info = ModelInfo(folder.name)
    hold = None
    if top_p < 1:
        ends = end_tokens(model, tokenizer)
        hold = nucleus_of(top_p, ends, lambda tokens: str(tokenizer.decode(list(tokens), skip_special_tokens=False)))
    return HfModel(model, tokenizer, info, min(context_tokens, _context(model)), hold=hold)


def _fits(training: Training, scope: Scope | None) -> None:
    asked = (
        ("prompt version", {training.prompt_version}, PROMPT_VERSION),
        ("answer format version", {training.answer_version}, ANSWER_VERSION),
        ("scope", set(training.scopes), f"{scope.scope_id}@{scope.version}" if scope else ""),
    )
    for what, made, wanted in asked:
        if wanted and made - {""} and wanted not in made:
            raise BaseModelError(
                f"{training.name} was trained for {what} {', '.join(sorted(made))}, and {wanted} is judged.",
                "Judge it with what it was trained for, or train it again.",
            )


def _context(model: Any) -> int:
    config = getattr(model, "config", None)
    return int(getattr(config, "max_position_embeddings", 0) or 1 << 30)
