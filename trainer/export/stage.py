"""The stage that makes what the workstation opens: GGUF files with their lineage, proven against their source.

Files are made in a folder aside and move into place only when every one of them has passed the parity gate.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import Field, model_validator

from app.coding.example import Example
from app.coding.mentions import Finder
from app.knowledge.scopes import load_scope
from trainer.errors import ParityError, RunError
from trainer.evaluate.asking import Asking, Plan
from trainer.examples import read_examples
from trainer.export.converter import find_converter
from trainer.export.files import Product, Workshop
from trainer.export.lineage import of_trained, style_of, write_manifest
from trainer.export.parity import Limits
from trainer.export.proof import Judge
from trainer.jsonfiles import write_json
from trainer.model import TRAINING, Training, load_trained, unpack
from trainer.recipe import Settings
from trainer.runs import Stage

PARITY = "parity.json"
_COMPOSITE = "composite"


class StageSettings(Settings):
    """What is exported, in which kinds, and how it must answer."""

    names: tuple[str, ...] = ()
    """Models, by their names under merge (or under sft/models with merged = false); empty takes all."""
    merged: bool = True
    """Write the merged model, one file of each kind."""
    kinds: tuple[Literal["f16", "bf16", "q8_0", "q4_k_m"], ...] = ("q4_k_m",)
    """Kinds of the merged model; an f16 file is always made and proven, and kept where it is named."""
    adapter: bool = False
    """Write the adapter as a file of its own (f16), to be put on base_gguf at the workstation."""
    base_gguf: str = ""
    """The GGUF an adapter belongs on; empty: the one trained on, else the base is exported, too."""
    base_kind: Literal["f16", "q8_0", "q4_k_m"] = "q4_k_m"
    """Kind of the base where it is exported, too."""
    merge: str = ""
    """Folder of merged models, instead of this run's merge."""
    models: str = ""
    """Folder of trained models, instead of this run's sft/models."""
    pre_tokenizer: str = ""
    """llama.cpp's name of how text is split, for a tokenizer it does not know; empty leaves it to the converter."""
    scope_bound: bool = False
    """The workstation refuses the files for any other list of codes than the one trained on."""
    licence: str = ""
    """What the files' manifests say of licences: the base's, and what the data allow."""
    heldout: str = ""
    """Examples of the task metric, instead of the dataset's heldout.jsonl."""
    scope: str = "ccl25"
    """List of codes the task metric asks from."""
    context_tokens: int = Field(default=8192, ge=256)
    """Context of the task metric's questions."""
    reply_tokens: int = Field(default=320, ge=1)
    """Most tokens of one answer of the task metric."""
    threads: int = Field(default=0, ge=0)
    """Threads of llama.cpp; 0 chooses."""
    parity: Limits = Limits()
    """How near a file must come to its source."""

    def cautions(self) -> list[str]:
        """Warn of what is not compared and of a pre-tokenizer that was named by hand."""
        named = f'pre_tokenizer = "{self.pre_tokenizer}" is taken on trust; token ids are compared on some 70 strings.'
        unasked = (
            f"heldout names {self.heldout}, and none of it is answered: the task metric is not compared. "
            "Write how many are to be (export.parity.examples = 100), or leave heldout out."
        )
        said = [unasked] if self.heldout and not self.parity.examples else self.parity.cautions()
        return [*said, *([named] if self.pre_tokenizer else [])]

    @model_validator(mode="after")
    def _asks_for_something(self) -> "StageSettings":
        if not (self.merged or self.adapter):
            raise ValueError("merged and adapter are both false, so nothing would be written; set one of them")
        if self.merged and not self.kinds:
            raise ValueError("kinds is empty; name one, such as q4_k_m")
        if self.base_gguf and not self.adapter:
            raise ValueError("base_gguf is what an adapter is put on; set adapter = true or leave it out")
        return self


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Export every model asked for; raise ParityError when a file does not answer as its source, and place none."""
    aside = at.folder / "unproven"
    aside.mkdir(exist_ok=True)
    folders = [_folders(settings, at, name) for name in _names(settings, at)]
    examples = _examples(settings, at)
    with find_converter() as converter:
        if converter.caution:
            at.say(f"  caution: {converter.caution}")
        workshop = Workshop(aside, converter, settings.pre_tokenizer, settings.threads, at.say)
        made = [_make(settings, workshop, merged, trained) for merged, trained in folders]
        version = converter.version or str(converter.folder)
    rows: list[dict[str, Any]] = []
    for (merged, trained), products in zip(folders, made, strict=True):
        source = merged or trained
        judge = _judge(settings, at, aside, examples, source)
        tried = [product for product in products if product.lineage.made != "base"]
        rows += judge.prove(tried, lambda source=source: load_trained(source, dtype=torch.float32))
    _write_parity(at.folder / PARITY, settings, version, rows)
    _refuse(rows, at)
    return {"files": _place([each for products in made for each in products], at.folder, version), "tried": len(rows)}


def _names(settings: StageSettings, at: Stage) -> tuple[str, ...]:
    if settings.names:
        return settings.names
    folder = _merge(settings, at) if settings.merged else _models(settings, at)
    found = tuple(sorted(each.parent.name for each in folder.glob(f"*/{TRAINING}")))
    if not found:
        raise RunError(f"{folder} holds no model to export.", "Run the stage that makes one, or name its folder.")
    return found


def _merge(settings: StageSettings, at: Stage) -> Path:
    return at.before("merge", settings.merge)


def _models(settings: StageSettings, at: Stage) -> Path:
    before = at.before("sft", settings.models)
    return before if settings.models else before / "models"


def _folders(settings: StageSettings, at: Stage, name: str) -> tuple[Path | None, Path]:
    """Return the merged model's folder, where it is exported, and the folder of what was trained."""
    merged = _merge(settings, at) / name if settings.merged else None
    return merged, _models(settings, at) / name if settings.adapter or not merged else merged


def _make(settings: StageSettings, workshop: Workshop, merged: Path | None, trained: Path) -> list[Product]:
    made: list[Product] = []
    stated: dict[str, Any] = {"bound": settings.scope_bound, "licence": settings.licence}
    if merged:
        made += workshop.merged(merged, of_trained(merged, **stated), settings.kinds)
    if settings.adapter:
        lineage = of_trained(trained, **stated)
        training = Training.read(trained)
        config, base = _base_folder(training, workshop.folder), Path(training.base)
        if settings.base_gguf or base.is_file():
            file = Path(settings.base_gguf) if settings.base_gguf else base
        else:
            made.append(workshop.base(config, lineage, settings.base_kind))
            file = made[-1].file
        made.append(workshop.adapter(trained, config, file, lineage))
    return made


def _base_folder(training: Training, aside: Path) -> Path:
    """Return a folder with the base's config.json; a GGUF is de-quantised as for training."""
    base = Path(training.base)
    if base.is_dir():
        return base
    return unpack(base, Path(training.unpacked) if training.unpacked else aside / "unpacked")


def _examples(settings: StageSettings, at: Stage) -> list[Example]:
    if not settings.parity.examples:
        return []
    file = at.before("dataset", settings.heldout)
    found = read_examples(file if file.is_file() else file / "heldout.jsonl")
    return found[: settings.parity.examples]


def _judge(settings: StageSettings, at: Stage, aside: Path, examples: Sequence[Example], source: Path) -> Judge:
    asking = None
    if examples:
        training, scope = Training.read(source), load_scope(settings.scope)
        finder = Finder(scope.all_codes)
        composite = _COMPOSITE in training.tasks
        asking = Asking(
            lambda _record: (scope, finder), style_of(training), Plan.SINGLE, settings.reply_tokens, composite
        )
    return Judge(settings.parity, aside / "parity", settings.threads, settings.context_tokens, examples, asking, at.say)


def _write_parity(file: Path, settings: StageSettings, converter: str, rows: list[dict[str, Any]]) -> None:
    content = {
        "converter": converter,
        "limits": settings.parity.model_dump(mode="json"),
        "files": rows,
    }
    write_json(file, content)


def _refuse(rows: list[dict[str, Any]], at: Stage) -> None:
    failed = [(row["file"], row["faults"]) for row in rows if row["faults"]]
    if failed:
        said = "; ".join(f"{name}: {', '.join(why)}" for name, why in failed)
        raise ParityError(
            f"The export does not answer as its source. {said}.",
            f"Nothing was put in place; {at.folder / PARITY} has the figures. Where a quantised file is only less "
            "exact than asked, choose a larger kind or other limits in [export.parity]; begin again with --fresh.",
        )


def _place(products: Sequence[Product], folder: Path, converter: str) -> list[str]:
    """Move what has passed into place, each with its manifest, and remove what was made on the way."""
    placed: list[str] = []
    for product in {product.file: product for product in products}.values():
        if product.kept:
            file = product.file.replace(folder / product.file.name)
            write_manifest(file, product.lineage.manifest(file, product.kind, converter))
            placed.append(file.name)
    shutil.rmtree(folder / "unproven")
    return placed
