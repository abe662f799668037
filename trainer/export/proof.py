"""Holds every exported file against its source, and writes down what was found: the parity gate at work."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from app.coding.completion import ModelInfo
from app.coding.example import Example
from app.inference.backends import open_file
from trainer.evaluate.asking import Asking
from trainer.export.files import Product, tensor_types
from trainer.export.parity import Limits, compare, faults
from trainer.export.probe import probe
from trainer.export.reference import Reference, measure
from trainer.export.score import points
from trainer.export.strings import CHINESE, ENGLISH, chats
from trainer.generate import HfModel


@dataclass(frozen=True, slots=True)
class Judge:
    """What files are compared by; `examples` are answered by both sides where there are any."""

    limits: Limits
    folder: Path
    threads: int
    context_tokens: int
    examples: Sequence[Example]
    asking: Asking | None
    say: Callable[[str], None]

    def prove(self, products: Sequence[Product], load: Callable[[], tuple[Any, Any]]) -> list[dict[str, Any]]:
        """Return a row per file: what was compared, and the faults that refuse it. `load` gives the reference."""
        reference, scored = self._reference(load)
        return [self._row(product, reference, scored) for product in products]

    def _reference(self, load: Callable[[], tuple[Any, Any]]) -> tuple[Reference, float | None]:
        """Let the model itself answer, then let go of it: the files are opened without it in memory."""
        self.say("  the reference answers")
        model, tokenizer = load()
        model = model.eval()
        found = measure(model, tokenizer, texts(), self._chats(), self.limits.tokens, self.folder / "reference")
        scored = None
        if self.asking:
            asked = HfModel(model, tokenizer, ModelInfo("reference"), self.context_tokens)
            scored = points(asked, self.examples, self.asking, self.context_tokens, self.say)
        del model
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        return found, scored

    def _row(self, product: Product, reference: Reference, scored: float | None) -> dict[str, Any]:
        started = time.monotonic()
        self.say(f"  {product.file.name}: held against it")
        model, adapter = (product.base, product.file) if product.base else (product.file, None)
        found = probe(
            model, adapter, texts(), self._chats(), reference.tracks, self.folder / product.file.stem, self.threads
        )
        agreement = compare(reference.logits, found.logits, self.limits.tie)
        said = faults(reference, found, agreement, product.kind, self.limits)
        for file in found.logits:
            file.unlink()
        row: dict[str, Any] = {
            "file": product.file.name,
            "on": product.base.name if product.base else "",
            "kind": product.kind,
            "bytes": product.file.stat().st_size,
            "tensors": tensor_types(product.file),
            "strings": len(reference.ids),
            "same_ids": sum(one == two for one, two in zip(reference.ids, found.ids, strict=True)),
            "prompts": len(reference.prompts),
            "agreement": agreement.to_json(),
        }
        if self.asking and scored is not None:
            row["metric"], moved = self._moved(model, adapter, scored)
            said += moved
        return {**row, "faults": said, "seconds": round(time.monotonic() - started, 1)}

    def _moved(self, model: Path, adapter: Path | None, scored: float) -> tuple[dict[str, Any], list[str]]:
        """Score the file as the workstation runs it; a difference above the limit is a fault."""
        assert self.asking  # noqa: S101 - the caller asked for it
        opened = open_file(
            model,
            self.folder / "home",
            adapter=adapter,
            context_tokens=self.context_tokens,
            threads=self.threads,
        )
        try:
            own = points(opened, self.examples, self.asking, self.context_tokens, self.say)
        finally:
            opened.close()
        moved = own - scored
        row = {"examples": len(self.examples), "reference": round(scored, 2), "file": round(own, 2)}
        if abs(moved) <= self.limits.metric_points:
            return row, []
        most = self.limits.metric_points
        return row, [f"its score on {len(self.examples)} examples is {moved:+.1f} points off; {most:g} are allowed"]

    def _chats(self) -> tuple[Any, ...]:
        return chats()[: self.limits.prompts]


def texts() -> tuple[str, ...]:
    """Return every string whose token ids are compared, the chat prompts' own texts among them."""
    written = tuple(message.content for chat in chats() for message in chat)
    return (*CHINESE, *ENGLISH, *written)
