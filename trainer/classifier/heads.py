"""A classification head on a language model or an encoder: loaded, given records to read, asked for its scores (M14).

One linear layer gives a logit for every code of its tasks: the principals first, with one for "outside the scope", then
the others. A trained head answers what its folder says in head.json; llama.cpp cannot run it, so it stays here.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import torch
from peft import PeftModel, get_peft_model, prepare_model_for_kbit_training
from safetensors import SafetensorError
from torch import Tensor
from transformers import AutoModelForSequenceClassification, AutoTokenizer
from transformers import logging as transformers_logging

from app.coding.errors import PromptTooLongError
from app.coding.fit import fit
from app.coding.language import language_of
from app.coding.prompt import render_sections
from app.coding.record import Record, Section
from app.coding.scope import Task
from trainer.classifier.labels import Labels, Prediction
from trainer.errors import BaseModelError, DataError
from trainer.jsonfiles import write_json
from trainer.model import ModelSettings, check_kind, computes_in, device, four_bit, lora, quiet

ABOUT = "head.json"
"""Beside every trained head: what it was made from. Written last, so a folder that has it is whole."""
Kind = Literal["encoder", "llm"]
TASKS = (Task.PRINCIPAL, Task.OTHERS)
_DAMAGE = (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError)
_HEADS = ["score", "classifier"]
"""What the libraries call the last layer: kept out of 4 bits."""
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class About:
    """What a trained head is; kept beside it as head.json. `thresholds` stand on the others' logits, one a code."""

    name: str
    kind: Kind
    base: str
    base_sha256: str
    tuning: str
    labels: Labels
    tasks: tuple[Task, ...] = TASKS
    thresholds: tuple[float, ...] = ()
    max_tokens: int = 512
    loss: str = "zlpr"
    unpacked: str = ""
    dtype: str = "fp32"
    fold: int | None = None
    seed: int = 0
    steps: int = 0
    settings_hash: str = ""

    @property
    def columns(self) -> int:
        """Count the logits."""
        return len(self.labels.principals) * (Task.PRINCIPAL in self.tasks) + self.width_of_others

    @property
    def width_of_others(self) -> int:
        """Count the others' logits; they are the last ones."""
        return len(self.labels.others) * (Task.OTHERS in self.tasks)

    def write(self, folder: Path) -> None:
        """Write head.json; the last act of training."""
        write_json(folder / ABOUT, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a trained head's head.json; raise BaseModelError when it is not there or damaged."""
        try:
            content: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            labels = Labels(**{name: tuple(codes) for name, codes in content["labels"].items()})
            tasks = tuple(Task(task) for task in content["tasks"])
            return cls(**{**content, "labels": labels, "tasks": tasks, "thresholds": tuple(content["thresholds"])})
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise BaseModelError(
                f"{folder} holds no whole classification head: its {ABOUT} is missing or damaged.",
                "Name a folder that dxdesk-train classifier wrote.",
            ) from error


@dataclass(slots=True)
class Reader:
    """Turns records into tokens, shortened as at work when they are longer than the head reads."""

    tokenizer: Any
    max_tokens: int
    shortened: int = 0
    """Records of which something was left out so far."""
    _known: dict[str, int] = field(default_factory=dict[str, int])

    def tokens(self, record: Record) -> list[int]:
        """Return a record's tokens; raise DataError when nothing of it would fit."""
        language = language_of("\n".join(section.text for section in record.sections))
        empty = render_sections(tuple(Section(section.name, "") for section in record.sections), language)
        room = self.max_tokens - len(self.tokenizer(empty)["input_ids"])
        try:
            for _ in range(_ATTEMPTS):
                fitted = fit(record.sections, self._count, room)
                found: list[int] = self.tokenizer(render_sections(fitted.sections, language))["input_ids"]
                if len(found) <= self.max_tokens:
                    self.shortened += bool(fitted.left_out)
                    return found or [self.tokenizer.pad_token_id]
                room -= len(found) - self.max_tokens
        except PromptTooLongError:
            pass
        raise DataError(
            f"Record {record.record_id} cannot be shortened to {self.max_tokens} tokens.", "Raise max_tokens."
        )

    def _count(self, text: str) -> int:
        known = self._known.get(text)
        if known is None:
            if len(self._known) > 2000:
                self._known.clear()
            known = self._known[text] = len(self.tokenizer(text, add_special_tokens=False)["input_ids"])
        return known


@dataclass(slots=True)
class Head:
    """A head that answers."""

    model: Any
    reader: Reader
    about: About

    def logits(self, records: Sequence[Record], batch: int = 8) -> Tensor:
        """Return the logits of records, (n, columns), fp32 on the CPU; records of like length are read together."""
        found = torch.zeros((len(records), self.about.columns))
        read = [self.reader.tokens(record) for record in records]
        order = sorted(range(len(read)), key=lambda position: -len(read[position]))
        self.model.eval()
        with torch.no_grad(), half(self.about.dtype):
            for start in range(0, len(order), batch):
                places = order[start : start + batch]
                padded = pad(self.reader.tokenizer, [read[place] for place in places])
                inputs = {name: tensor.to(self.model.device) for name, tensor in padded.items()}
                found[places] = self.model(**inputs).logits.float().cpu()
        return found

    def predictions(self, records: Sequence[Record]) -> list[Prediction]:
        """Return what is predicted for each record: the principal by probability, the others by logit."""
        logits = self.logits(records)
        split = logits.shape[1] - self.about.width_of_others
        thresholds = np.array(self.about.thresholds) if self.about.thresholds else 0.0
        principals = torch.softmax(logits[:, :split].double(), dim=1).numpy() if split else None
        others = logits[:, split:].double().numpy() if self.about.width_of_others else None
        return [
            self.about.labels.prediction(
                record.record_id,
                None if principals is None else principals[row],
                None if others is None else others[row],
                thresholds,
            )
            for row, record in enumerate(records)
        ]


def pad(tokenizer: Any, rows: Sequence[Sequence[int]]) -> dict[str, Tensor]:
    """Return input_ids and attention_mask of rows of tokens, (n, longest), padded on the right."""
    longest = max(len(row) for row in rows)
    ids = [[*row, *[tokenizer.pad_token_id] * (longest - len(row))] for row in rows]
    mask = [[1] * len(row) + [0] * (longest - len(row)) for row in rows]
    return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


def new_head(settings: ModelSettings, about: About) -> tuple[Any, Any]:
    """Load a base with a fresh head, ready to be tuned as the settings say, and its tokenizer.

    Raises BaseModelError on a base that is missing, damaged or cannot carry a head.
    """
    check_base(settings, about.kind)
    compute = computes_in(settings)
    arguments: dict[str, Any] = {"dtype": torch.float32 if settings.tuning == "full" else compute}
    if about.kind == "llm":
        arguments["attn_implementation"] = settings.attention
    if settings.tuning == "qlora":
        packed = four_bit(compute)
        packed.llm_int8_skip_modules = list(_HEADS)
        arguments |= {"quantization_config": packed, "device_map": {"": device()}}
    model, tokenizer = _load(Path(about.unpacked or about.base), about.columns, arguments)
    if settings.tuning == "qlora":
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    else:
        model.to(device())
    if settings.tuning != "full":
        with quiet():
            model = get_peft_model(model, lora(settings, "SEQ_CLS"))
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    return model, tokenizer


def load_head(folder: Path) -> Head:
    """Load a trained head; raise BaseModelError when its folder or its base is not what training left."""
    about = About.read(folder)
    base = Path(about.unpacked or about.base)
    dtype = torch.bfloat16 if about.dtype == "bf16" and about.tuning != "full" else torch.float32
    if about.tuning == "full":
        model, tokenizer = _load(folder, about.columns, {"dtype": dtype})
        return Head(model.to(device()), Reader(tokenizer, about.max_tokens), about)
    if not base.exists():
        raise BaseModelError(
            f"{folder.name} was trained on {base}, which is not there.", "Put the base model back where it was."
        )
    model, tokenizer = _load(base, about.columns, {"dtype": dtype})
    try:
        with quiet():
            model = PeftModel.from_pretrained(model, str(folder))
    except _DAMAGE as error:
        raise BaseModelError(f"The adapter in {folder} cannot be loaded: {error}", "Train it again.") from error
    return Head(model.to(device()), Reader(tokenizer, about.max_tokens), about)


def check_base(settings: ModelSettings, kind: Kind) -> None:
    """Raise BaseModelError on a base that is not there or of another kind than it was named."""
    if kind == "llm":
        check_kind(settings.base)
    elif not (settings.base / "config.json").is_file():
        raise BaseModelError(
            f"{settings.base} holds no config.json, so it is no encoder's folder.",
            "Name the folder that holds config.json, the weights and the tokenizer.",
        )


def longest_input(model: Any, wanted: int) -> int:
    """Return how many tokens a head reads: what is wanted, or fewer where the model has fewer positions."""
    positions = getattr(model.config, "max_position_embeddings", None) or wanted
    kept_free = 2 if getattr(model.config, "model_type", "") in ("roberta", "xlm-roberta", "camembert") else 0
    return min(wanted, positions - kept_free)


@contextmanager
def half(dtype: str) -> Iterator[None]:
    """Compute in bf16 where the head was trained in it."""
    with torch.autocast(device().type, torch.bfloat16, enabled=dtype == "bf16"):
        yield


def _load(folder: Path, columns: int, arguments: dict[str, Any]) -> tuple[Any, Any]:
    said = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # a fresh head is no fault of the base
    try:
        with quiet():
            tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
            model: Any = AutoModelForSequenceClassification.from_pretrained(
                str(folder), num_labels=columns, local_files_only=True, **arguments
            )
    except _DAMAGE as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise BaseModelError(
            f"{folder} cannot carry a classification head: {first}",
            "Name an encoder's or a language model's folder with all of its files.",
        ) from error
    finally:
        transformers_logging.set_verbosity(said)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.padding_side = "right"
    model.config.pad_token_id = tokenizer.pad_token_id
    return model, tokenizer
