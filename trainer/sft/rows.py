"""Samples as tokens: what [samples] wrote becomes prompt and target ids, exactly as the model will be asked and answer.

The prompt is tokenised as at inference, the target by itself, so that no token spans the two; no target is ever cut.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from app.coding.completion import Message
from trainer.errors import DataError
from trainer.generate import prompt_tokens

IGNORED = -100
"""The label of a token that is not learned."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sample: the messages asked, the text to answer, and where it comes from."""

    prompt: tuple[Message, ...]
    completion: str
    task: str
    example_id: str
    fold: int | None


def read_rows(path: Path, tasks: Sequence[str] = (), without_fold: int | None = None) -> list[Row]:
    """Read samples of the tasks named (all where none is), leaving one fold out; raise DataError where none is left."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # splitlines would part a text at U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}.", "Run the samples stage again.") from error
    rows = [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    kept = [
        row for row in rows if (not tasks or row.task in tasks) and (without_fold is None or row.fold != without_fold)
    ]
    if not kept:
        wanted = f" of {', '.join(tasks)}" if tasks else ""
        fold = "" if without_fold is None else f" outside fold {without_fold}"
        raise DataError(
            f"{path} holds no sample{wanted}{fold}.", "Let [samples] write some, or name other tasks in the recipe."
        )
    return kept


def tokenised(rows: Iterable[Row], tokenizer: PreTrainedTokenizerBase, end: int) -> list[dict[str, Any]]:
    """Return input ids and labels of each row: labels only on the answer and the mark that ends it."""
    encoded: list[dict[str, Any]] = []
    for row in rows:
        asked = prompt_tokens(tokenizer, row.prompt)
        answer = [*tokenizer(row.completion, add_special_tokens=False)["input_ids"], end]
        encoded.append({"input_ids": asked + answer, "labels": [IGNORED] * len(asked) + answer})
    return encoded


def refuse_longer(rows: Sequence[Row], encoded: Sequence[dict[str, Any]], most: int) -> int:
    """Return the longest row's tokens; raise DataError naming rows that are longer than may be: targets are not cut."""
    lengths = [len(row["input_ids"]) for row in encoded]
    longest = max(lengths)
    if longest > most:
        long = [row.example_id for row, length in zip(rows, lengths, strict=True) if length > most]
        raise DataError(
            f"{len(long)} of {len(rows)} samples are longer than max_length {most}, the longest {longest} tokens "
            f"({', '.join(long[:3])}{' …' if len(long) > 3 else ''}).",
            f"Set max_length = {longest} in [sft], or a smaller token budget in [samples].",
        )
    return longest


def _row(path: Path, number: int, line: str) -> Row:
    try:
        content = json.loads(line)
        prompt = tuple(Message(message["role"], str(message["content"])) for message in content["prompt"])
        (completion,) = content["completion"]
        text = str(completion["content"])
        return Row(prompt, text, str(content["task"]), str(content.get("example_id", number)), content.get("fold"))
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path.name}, line {number} is no sample: {error}.", "Run the samples stage again, with --fresh."
        ) from error
