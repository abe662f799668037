"""While a model is trained, some held-out samples are answered: an unstable format shows here, not in the loss.

A checkpoint with a low loss can answer in no readable form: DRG-Sapphire's scored 10.5 instead of about 47 (methods
M46). So no checkpoint is picked by loss; the rates stand in metrics.jsonl beside it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from app.coding.completion import ModelInfo, Sampling
from trainer.generate import HfModel
from trainer.jsonfiles import add_line
from trainer.sft.rows import Row

STEADY = 0.95
"""Share of well-formed answers below which a model is called unstable."""
_TAG = re.compile(r"</?(?:think|answer)>")
_BLOCK = re.compile(r"<(think|answer)>.*?</\1>", re.DOTALL)
_ANSWER = re.compile(r"<answer>(.*?)</answer>", re.DOTALL)
_PARTS = re.compile(r"[；;\n]")


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of the answers: in the target's form, and the same labels as the target."""

    format: float
    same: float
    rows: int


def in_form(text: str, target: str) -> bool:
    """Tell whether a reply has the target's blocks in the target's order and nothing outside them.

    The closed list is not looked at here: lists differ by sample, and [evaluate] reads by the contract.
    """
    if _TAG.findall(text) != _TAG.findall(target):
        return False
    return not _BLOCK.sub("", text).strip() and bool("".join(_labels(text)))


def same_answer(text: str, target: str) -> bool:
    """Tell whether a reply names the target's labels, in any order."""
    return in_form(text, target) and sorted(_labels(text)) == sorted(_labels(target))


def judge(model: HfModel, rows: Sequence[Row], reply_tokens: int) -> Rates:
    """Answer the rows greedily and count."""
    replies = model.replies([row.prompt for row in rows], [(Sampling(0.0, 0, reply_tokens),)] * len(rows))
    pairs = [(votes[0].text, row.completion) for votes, row in zip(replies, rows, strict=True)]
    formed = sum(in_form(text, target) for text, target in pairs)
    same = sum(same_answer(text, target) for text, target in pairs)
    return Rates(formed / len(pairs), same / len(pairs), len(pairs))


class FormatRate(TrainerCallback):
    """Judges the model while it is trained, every so many steps (0: each epoch) and at the end."""

    every: int = 0
    reply_tokens: int = 512

    def __init__(self, name: str, metrics: Path, trainer: Any, rows: Sequence[Row], say: Callable[[str], None]) -> None:
        self._name, self._metrics, self._trainer, self._rows, self._say = name, metrics, trainer, rows, say
        self.last: Rates | None = None
        self._judged = -1

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Judge after every so many steps."""
        if self.every and state.global_step % self.every == 0:
            self._judge(state)

    def on_epoch_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Judge after each epoch where no number of steps is set."""
        if not self.every:
            self._judge(state)

    def on_train_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Judge what training ended with."""
        self._judge(state)

    def _judge(self, state: TrainerState) -> None:
        if not state.is_world_process_zero or self._judged == state.global_step:
            return
        self._judged = state.global_step
        inner = self._trainer.accelerator.unwrap_model(self._trainer.model)
        model = HfModel(inner, self._trainer.processing_class, ModelInfo(self._name), 1 << 20)
        self.last = rates = judge(model, self._rows, self.reply_tokens)
        add_line(
            self._metrics,
            {
                "model": self._name,
                "step": state.global_step,
                "format_rate": round(rates.format, 4),
                "same_answer": round(rates.same, 4),
                "evaluated": rates.rows,
            },
        )
        unsteady = "" if rates.format >= STEADY else " - unstable: do not use this checkpoint"
        self._say(
            f"{self._name}: step {state.global_step}, of {rates.rows} held-out answers {rates.format:.0%} well formed, "
            f"{rates.same:.0%} equal to the gold{unsteady}"
        )


def _labels(text: str) -> list[str]:
    found = _ANSWER.search(text)
    return [part.strip() for part in _PARTS.split(found[1]) if part.strip()] if found else []
