"""The stage that puts a trained adapter into its base, in 16 or 32 bits: what is exported as one file.

An adapter is never merged into 4-bit weights: they are rounded again by it and its change is lost (methods M51, T29).
A base that is a GGUF is de-quantised first, as it was for training, and merge.json says so.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import torch
from safetensors import SafetensorError, safe_open

from trainer.errors import BaseModelError, RunError
from trainer.jsonfiles import write_json
from trainer.model import (
    TRAINING,
    ModelSettings,
    Training,
    check_kind,
    load_base,
    load_trained,
    save_plain,
    with_adapter,
)
from trainer.recipe import Settings
from trainer.runs import MANIFEST, Stage, file_hash, input_hash
from trainer.stopping import stopped_in_words

MERGE = "merge.json"
"""Beside a merged model: what it was merged from."""
ADAPTER_CONFIG = "adapter_config.json"
ADAPTER_WEIGHTS = "adapter_model.safetensors"
_ENDS = ("lm_head", "embed_tokens")


class StageSettings(Settings):
    """What is merged."""

    names: tuple[str, ...] = ()
    """Models of the sft stage; empty takes every one that is no fold."""
    models: str = ""
    """Folder that holds them, instead of this run's sft/models."""
    base: str = ""
    """Another folder of the base than training used, such as the 16-bit one of an adapter trained on a GGUF."""
    arithmetic: Literal["fp32", "bf16"] = "fp32"
    """Precision of the sum; bf16 halves the memory and rounds twice."""
    saved_in: Literal["bf16", "fp32"] = "bf16"
    """Precision of the merged weights."""

    def cautions(self) -> list[str]:
        """Warn of a base that the adapter was not trained on."""
        return ["The adapter is put on another base than it was trained on."] if self.base else []


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Merge every model asked for; one that an earlier attempt finished is kept."""
    models = at.before("sft", settings.models)
    models = models if settings.models else models / "models"
    names = settings.names or tuple(sorted(_whole_models(models)))
    if not names:
        raise RunError(f"{models} holds no model that could be merged.", "Name them in [merge] names.")
    hashed = cache(input_hash)  # a base is read once for all models
    made: dict[str, object] = {}
    for name in names:
        target = at.folder / name
        if not (target / MERGE).is_file():
            at.say(f"  {name}: merging")
            with stopped_in_words(at.folder, f"merging {name}", 'Write arithmetic = "bf16" in [merge].'):
                merge(models / name, target, settings, hashed)
        made[name] = json.loads((target / MERGE).read_text(encoding="utf-8"))["kind"]
    return {"models": made}


def merge(source: Path, target: Path, settings: StageSettings, hashed: Callable[[Path], str] = input_hash) -> None:
    """Write one trained model as a plain folder: weights, tokenizer, inference template, lineage.

    Raises BaseModelError for a base that is not what was trained on (or, where another is named, not of its layers),
    for weights in 4 bits, for an adapter that cannot be merged, and for a sum that is no number.
    """
    training = Training.read(source)
    base = Path(settings.base or training.base)
    adapted = training.tuning != "full"
    dtype = torch.float32 if settings.arithmetic == "fp32" else torch.bfloat16
    if adapted:
        config = read_adapter(source)
        _refuse_four_bits(base)
        if not settings.base:
            _refuse_changed(source, base, training, hashed)
        model, tokenizer = _loaded(source, base, dtype, other=bool(settings.base))
        if settings.base:
            _refuse_other_layers(model, source, base)
        _refuse_tied_ends(model, config)
        model = _summed(model, source)
    else:
        model, tokenizer = load_trained(source, dtype=dtype)
    model = cast("Any", model).to(torch.bfloat16 if settings.saved_in == "bf16" else torch.float32)
    save_plain(model, tokenizer, target)
    said = {
        "merged": adapted,
        "kind": f"{training.tuning} merged" if adapted else "full",
        "base": base.name,
        "base_sha256": hashed(base) if settings.base else training.base_sha256,
        "dequantised": base.suffix == ".gguf",
        "tied": bool(model.config.tie_word_embeddings),
        "arithmetic": settings.arithmetic,
        "saved_in": settings.saved_in,
        "adapter_sha256": file_hash(source / ADAPTER_WEIGHTS) if adapted else "",
        "training": asdict(training),
        "training_stage": _stage_manifest(source),
    }
    replace(training, tuning="full", unpacked="", dtype=settings.saved_in).write(target)
    write_json(target / MERGE, said)


def read_adapter(source: Path) -> dict[str, Any]:
    """Read an adapter's configuration; raise BaseModelError when it is none of LoRA, or not there."""
    try:
        config = json.loads((source / ADAPTER_CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BaseModelError(
            f"{source} holds no adapter: its {ADAPTER_CONFIG} is missing or damaged.", "Train it again."
        ) from error
    if config.get("peft_type") != "LORA" or not (source / ADAPTER_WEIGHTS).is_file():
        raise BaseModelError(
            f"{source} holds no LoRA adapter in safetensors ({config.get('peft_type')}).",
            "Train with tuning = lora or qlora.",
        )
    return config


def _whole_models(models: Path) -> list[str]:
    """Return the trained causal models that are no fold."""
    return [each.parent.name for each in models.glob(f"*/{TRAINING}") if Training.read(each.parent).fold is None]


def _refuse_four_bits(base: Path) -> None:
    config = base / "config.json"
    if not config.is_file():
        return
    check_kind(base)  # says in words what is wrong with a config.json that cannot be read
    if "quantization_config" in json.loads(config.read_text(encoding="utf-8")):
        raise BaseModelError(
            f"The weights in {base} are quantised, and an adapter is never merged into such: they are rounded again "
            "and what was learnt is lost.",
            "Name the folder with the model's 16-bit weights as base in [merge].",
        )


def _refuse_changed(source: Path, base: Path, training: Training, hashed: Callable[[Path], str]) -> None:
    """Refuse a base that is there and is not what the adapter was trained on: the sum would answer as neither did."""
    if base.exists() and hashed(base) != training.base_sha256:
        raise BaseModelError(
            f"{base} is not what it was when {source.name} was trained on it.",
            "Put the base back as it was, or name a folder with its weights as base in [merge].",
        )


def _refuse_other_layers(model: Any, source: Path, base: Path) -> None:
    """Refuse a base whose matrices are others than the adapter's, in number or width: some would be passed over."""
    trained = _matrices(source)
    kinds = {name.rpartition(".")[2] for name in trained}
    there = {
        name: tuple(layer.weight.shape) for name, layer in model.named_modules() if name.rpartition(".")[2] in kinds
    }
    other = sorted(name for name in there.keys() | trained.keys() if there.get(name) != trained.get(name))
    if other:
        raise BaseModelError(
            f"{base} is another model than {source.name} was trained on: {other[0]} is {_size(there.get(other[0]))} "
            f"there, and {_size(trained.get(other[0]))} in the adapter.",
            "Name a folder with the weights of the same model as base in [merge].",
        )


def _matrices(source: Path) -> dict[str, tuple[int, ...]]:
    """Return the matrices that an adapter changes, by name, with their size (out, in)."""
    try:
        with safe_open(source / ADAPTER_WEIGHTS, "pt") as file:
            sizes: dict[str, list[int]] = {name: file.get_slice(name).get_shape() for name in file.keys()}  # noqa: SIM118 - it is no dict
    except (OSError, SafetensorError) as error:
        raise BaseModelError(f"The adapter in {source} cannot be read: {error}.", "Train it again.") from error
    ends = (".lora_B.weight", ".lora_A.weight")
    names = [name.removesuffix(ends[0]) for name in sizes if name.endswith(ends[0])]
    return {
        name.removeprefix("base_model.model."): (sizes[name + ends[0]][0], sizes[name + ends[1]][1]) for name in names
    }


def _size(size: tuple[int, ...] | None) -> str:
    return " × ".join(map(str, size)) if size else "missing"


def _loaded(source: Path, base: Path, dtype: torch.dtype, *, other: bool) -> tuple[Any, Any]:
    """Load the base alone, and the tokenizer training used."""
    if not other:
        return load_trained(source, dtype=dtype, adapter=False)
    return load_base(ModelSettings.model_validate({"base": base, "tuning": "lora"}), dtype=dtype)


def _refuse_tied_ends(model: Any, config: dict[str, Any]) -> None:
    """Refuse an adapter on embeddings or head: where they are tied, merging one changes the other."""
    targets = config.get("target_modules") or []
    named = {targets} if isinstance(targets, str) else set(targets)
    if config.get("modules_to_save") or (model.config.tie_word_embeddings and named & set(_ENDS)):
        raise BaseModelError(
            "The adapter holds embeddings or the output head, which are tied or saved whole.",
            "Train adapters on the linear layers only (lora_targets = all-linear).",
        )


def _summed(model: Any, source: Path) -> Any:
    """Put the adapter on and into the weights, checked for values that are no numbers."""
    adapted = with_adapter(model, source)
    try:
        return cast("Any", adapted).merge_and_unload(safe_merge=True)
    except (ValueError, RuntimeError, KeyError) as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise BaseModelError(
            f"The adapter in {source} cannot be merged: {said[0][:200]}",
            "Check that it was trained on this base; values that are no numbers mean that training went wrong.",
        ) from error


def _stage_manifest(source: Path) -> dict[str, Any]:
    """Return what the manifest of the stage that trained a model says of its inputs; nothing outside of a run."""
    file = source.parent.parent / MANIFEST
    if not file.is_file():
        return {}
    manifest = json.loads(file.read_text(encoding="utf-8"))
    return {key: manifest.get(key) for key in ("recipe", "settings_hash", "inputs", "code_version")}
