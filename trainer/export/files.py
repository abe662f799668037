"""Makes the files of an export: a merged model in several kinds, an adapter, the base an adapter belongs on.

Everything is written aside first and renamed when whole, so that a killed export goes on with what it has.
"""

import json
import math
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gguf

from trainer.errors import BaseModelError
from trainer.export.children import run_child
from trainer.export.converter import Converter
from trainer.export.lineage import Lineage
from trainer.merge import ADAPTER_CONFIG, ADAPTER_WEIGHTS, read_adapter
from trainer.runs import file_hash

HALF = "f16"
"""Every quantised file is made from this one, and it is proven too: it holds the weights as they are."""
_ROW = 256
"""Weights in a block of the K quantisations; a row that is no multiple falls back to another type."""


@dataclass(frozen=True, slots=True)
class Product:
    """One file that was made: what kind it is, on which base it is opened, and whether it is kept when proven."""

    file: Path
    kind: str
    lineage: Lineage
    base: Path | None = None
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where files are made, and by what."""

    folder: Path
    converter: Converter
    pre_tokenizer: str
    threads: int
    say: Callable[[str], None]

    def merged(self, source: Path, lineage: Lineage, kinds: Sequence[str]) -> list[Product]:
        """Convert a model's folder and quantise it; the half-precision file comes first, kept or not."""
        half = self._converted(source, lineage, f"{lineage.name}-{HALF}.gguf", HALF)
        found = [Product(half, HALF, lineage, kept=HALF in kinds)]
        for kind in kinds:
            if kind == HALF:
                continue
            name = f"{lineage.name}-{kind}.gguf"
            file = self._converted(source, lineage, name, kind) if kind == "bf16" else self._quantised(half, name, kind)
            found.append(Product(file, kind, lineage))
        return found

    def base(self, source: Path, lineage: Lineage, kind: str) -> Product:
        """Make the base's own file, for adapters to be put on; it says nothing of prompts, for it was not trained."""
        bare = replace(lineage, name=source.name, prompt="", answer="", trained_scopes="", tasks="", made="base")
        bare = replace(bare, scope="", scope_digest="", book="", settings_hash="", data_hash="", tuning="")
        half = self._converted(source, bare, f"{source.name}-{HALF}.gguf", HALF)
        if kind == HALF:
            return Product(half, HALF, bare)
        made = Product(self._quantised(half, f"{source.name}-{kind}.gguf", kind), kind, bare)
        half.unlink(missing_ok=True)
        return made

    def adapter(self, source: Path, config: Path, base: Path, lineage: Lineage) -> Product:
        """Convert an adapter for one base file; config is a folder with the base's config.json."""
        lineage = replace(lineage, made="adapter", base=file_hash(base))
        target = self.folder / f"{lineage.name}-adapter.gguf"
        if not target.is_file():
            self.say(f"  {target.name}: converting")
            copied = prepare_adapter(source, self.folder / "adapter")
            aside = self.folder / f"{lineage.name}-adapter.new.gguf"
            self.converter.adapter(copied, config, aside, lineage.header("adapter"))
            shutil.rmtree(copied)
            aside.replace(target)
        return Product(target, kind_of(base), lineage, base)

    def _converted(self, source: Path, lineage: Lineage, name: str, kind: str) -> Path:
        target = self.folder / name
        if not target.is_file():
            self.say(f"  {name}: converting")
            aside = target.with_suffix(".new.gguf")
            self.converter.model(source, aside, kind, lineage.header(kind), pre_tokenizer=self.pre_tokenizer)
            aside.replace(target)
        return target

    def _quantised(self, half: Path, name: str, kind: str) -> Path:
        target = self.folder / name
        if not target.is_file():
            self.say(f"  {name}: quantising")
            aside = target.with_suffix(".new.gguf")
            run_child(
                "app.inference.quantise",
                [half, aside, kind, str(self.threads)],
                doing=f"Quantising {half.name} to {kind}",
                advice="Check that the disk has room, or choose another kind.",
            )
            aside.replace(target)
        return target


def prepare_adapter(source: Path, target: Path) -> Path:
    """Copy an adapter so that llama.cpp scales it as it was trained: it knows alpha / rank only.

    With rslora the scale is alpha / √rank, so alpha is written √rank times larger. Raises BaseModelError for what a
    GGUF adapter cannot hold: DoRA, alphas per layer, rslora with ranks per layer, whole layers.
    """
    config = read_adapter(source)
    odd = [key for key in ("use_dora", "alpha_pattern", "modules_to_save", "lora_bias") if config.get(key)]
    if config.get("use_rslora") and config.get("rank_pattern"):
        odd.append("rank_pattern with rslora")
    if odd:
        raise BaseModelError(
            f"A GGUF adapter cannot hold what {source.name} was trained with: {', '.join(odd)}.",
            "Export it merged (adapter = false in [export]).",
        )
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copyfile(source / ADAPTER_WEIGHTS, target / ADAPTER_WEIGHTS)
    if config.get("use_rslora"):
        config["lora_alpha"] = config["lora_alpha"] * math.sqrt(config["r"])
    (target / ADAPTER_CONFIG).write_text(json.dumps(config), encoding="utf-8")
    return target


def kind_of(file: Path) -> str:
    """Return by which limits a base file is judged: as 8 bits when no matrix is smaller, else as 4 bits."""
    held = tensor_types(file)["types"]
    return "q8_0" if set(held) <= {"F32", "F16", "BF16", "Q8_0"} else "q4_k_m"


def tensor_types(file: Path) -> dict[str, Any]:
    """Count a file's tensors by type, and those whose rows are too short or odd for the K quantisations."""
    tensors = gguf.GGUFReader(file).tensors
    rows = [int(tensor.shape[0]) for tensor in tensors if len(tensor.shape) > 1]
    return {
        "types": dict(Counter(tensor.tensor_type.name for tensor in tensors)),
        "matrices": len(rows),
        "rows_not_of_256": sum(row % _ROW != 0 for row in rows),
    }
