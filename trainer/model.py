"""Base models and what was trained from them: loaded from a local folder or GGUF, saved so that they can be exported.

Nothing is fetched: a base is a folder as Hugging Face saves it, or a GGUF, which is de-quantised. No token is ever
added and no embedding re-sized: the exported file must tokenise as its base does.
"""

import json
import os
import re
import shutil
import struct
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, cast

import gguf
import torch
from peft import LoraConfig, PeftModel
from pydantic import Field, field_validator
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, GgufConfig, PreTrainedModel
from transformers import logging as transformers_logging
from transformers.tokenization_utils_base import PreTrainedTokenizerBase
from transformers.utils.import_utils import is_flash_attn_2_available

from trainer.errors import BaseModelError
from trainer.jsonfiles import write_json
from trainer.recipe import Settings
from trainer.runs import input_hash

KINDS = ("qwen2", "qwen3", "llama", "mistral")
"""`model_type`s that are trained and exported: dense decoders that llama.cpp runs and its converter reads."""
TRAINING = "training.json"
"""Beside every trained model: what it was made from. Written last, so a folder that has it is whole."""
UNPACKED = "unpacked.json"
_GENERATION = re.compile(r"\{%-?\s*(?:end)?generation\s*-?%\}")
"""Marks of a training template that no runtime's template engine knows."""
_DAMAGE = (OSError, ValueError, RuntimeError, KeyError, TypeError, struct.error, SafetensorError)
"""What the libraries raise on a folder or file that is incomplete or not what its name says."""


class ModelSettings(Settings):
    """A base model, and which of its weights are tuned how."""

    base: Path
    """Folder of a Hugging Face causal language model, or a .gguf file (de-quantised: a little worse)."""
    tuning: Literal["full", "lora", "qlora"] = "lora"
    """All weights; adapters on frozen weights; adapters on frozen 4-bit weights (NF4, double quantisation)."""
    dtype: Literal["auto", "bf16", "fp32"] = "auto"
    """Arithmetic of training; auto: bf16 on a GPU that has it, fp32 elsewhere. Full tuning keeps fp32 weights."""
    attention: Literal["sdpa", "eager", "flash_attention_2"] = "sdpa"
    """How attention is computed; flash_attention_2 must be installed and needs a GPU."""
    lora_rank: int = Field(default=16, ge=1)
    """Rank of the adapters."""
    lora_alpha: int = Field(default=32, ge=1)
    """Scale of the adapters: alpha / rank, or alpha / sqrt(rank) with rslora."""
    lora_dropout: float = Field(default=0.0, ge=0, lt=1)
    """Share of adapter inputs dropped while training."""
    lora_targets: str | list[str] = "all-linear"
    """Layers that get adapters, by name; all-linear leaves out the embeddings and the head."""
    rslora: bool = False
    """Scale adapters by the square root of their rank."""

    @field_validator("lora_targets")
    @classmethod
    def _no_embeddings(cls, targets: str | list[str]) -> str | list[str]:
        named = {targets} if isinstance(targets, str) else set(targets)
        if named & {"lm_head", "embed_tokens"}:
            raise ValueError("embeddings and head may be tied and are not tuned by adapters; name other layers")
        return targets


@dataclass(frozen=True, slots=True)
class Training:
    """What a trained model was made from; kept beside it as training.json."""

    name: str
    base: str
    base_sha256: str
    tuning: str
    tasks: tuple[str, ...] = ()
    fold: int | None = None
    style: str = ""
    prompt_version: str = ""
    answer_version: str = ""
    scopes: tuple[str, ...] = ()
    settings_hash: str = ""
    unpacked: str = ""
    """Folder of the de-quantised base, where the base is a GGUF."""
    dtype: str = "fp32"
    steps: int = 0
    seed: int = 0

    def write(self, folder: Path) -> None:
        """Write training.json; the last act of training."""
        write_json(folder / TRAINING, asdict(self))

    def after(self, steps: int) -> "Training":
        """Return the same with the steps that were trained."""
        return replace(self, steps=steps)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Training":
        """Return what a JSON value says; raise TypeError where it says something else."""
        lists = {key: tuple(value) for key, value in content.items() if isinstance(value, list)}
        return cls(**{**content, **lists})

    @classmethod
    def read(cls, folder: Path) -> "Training":
        """Read a trained model's training.json; raise BaseModelError when it is not there or damaged."""
        try:
            return cls.of(json.loads((folder / TRAINING).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise BaseModelError(
                f"{folder} holds no whole trained model: its {TRAINING} is missing or damaged.",
                "Name a folder that dxdesk-train sft wrote, such as sft/models/policy.",
            ) from error


def device() -> torch.device:
    """Return where this process computes: its own GPU, else the CPU."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))


def computes_in(settings: ModelSettings) -> torch.dtype:
    """Return the dtype of training's arithmetic on this machine."""
    if settings.dtype == "auto":
        return torch.bfloat16 if torch.cuda.is_available() and torch.cuda.is_bf16_supported() else torch.float32
    return torch.bfloat16 if settings.dtype == "bf16" else torch.float32


def load_base(
    settings: ModelSettings,
    *,
    quantized: bool | None = None,
    unpacked: Path | None = None,
    dtype: torch.dtype | None = None,
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Load a base and its tokenizer, ready to be tuned as the settings say; on the GPU where there is one.

    `quantized` overrides 4-bit loading (default: with qlora); `unpacked` is where a GGUF's de-quantised weights are
    kept for the next load; `dtype` overrides that of the weights. Raises BaseModelError on a base that is missing,
    damaged or of another architecture, and on libraries the settings need that are not installed.
    """
    quantized = settings.tuning == "qlora" if quantized is None else quantized
    _installed(settings, quantized=quantized)
    check_kind(settings.base)
    compute = dtype or computes_in(settings)
    weights = torch.float32 if settings.tuning == "full" and dtype is None else compute
    with _as_folder(settings.base, unpacked) as folder:
        arguments: dict[str, Any] = {"dtype": weights, "attn_implementation": settings.attention}
        if quantized:
            arguments["quantization_config"] = four_bit(compute)
            if device().type == "cuda":
                arguments["device_map"] = {"": device().index}
        model, tokenizer = _load(folder, settings.base, arguments)
    if not quantized and int(os.environ.get("WORLD_SIZE", "1")) == 1:
        cast("Any", model).to(device())
    return model, tokenizer


def load_trained(
    folder: Path, *, dtype: torch.dtype | None = None, adapter: bool = True
) -> tuple[PreTrainedModel | PeftModel, PreTrainedTokenizerBase]:
    """Load sft/models/<name>: a full model, or its base in 16 or 32 bits (never 4) with the adapter on top.

    `adapter=False` gives the base alone. The weights' dtype is bf16 where the model was trained in it, else fp32.
    Raises BaseModelError when the folder or its base is not what training left.
    """
    training = Training.read(folder)
    dtype = dtype or (torch.bfloat16 if training.dtype == "bf16" else torch.float32)
    if training.tuning == "full":
        model, tokenizer = _load(folder, folder, {"dtype": dtype})
        return cast("Any", model).to(device()).eval(), tokenizer
    base = Path(training.base)
    if not base.exists():
        raise BaseModelError(
            f"{folder.name} was trained on {base}, which is not there.", "Put the base model back where it was."
        )
    settings = ModelSettings(base=base, tuning="lora")
    kept = Path(training.unpacked) if training.unpacked else None
    model, tokenizer = load_base(settings, unpacked=kept, dtype=dtype)
    if adapter:
        model = with_adapter(model, folder)
    return model.eval(), tokenizer


def with_adapter(model: Any, folder: str | Path, *, trainable: bool = False) -> PeftModel:
    """Put a trained adapter on its base, to be used or to learn on; raise BaseModelError where it does not load."""
    try:
        with quiet():
            return PeftModel.from_pretrained(model, str(folder), is_trainable=trainable)
    except _DAMAGE as error:
        raise BaseModelError(
            f"The adapter in {folder} cannot be loaded: {_first_line(error)}", "Train it again."
        ) from error


def check_kind(base: Path) -> str:
    """Return a base's `model_type`; raise BaseModelError when it is missing, unreadable or not among KINDS."""
    if not base.exists():
        raise BaseModelError(f"There is no base model {base}.", "Correct the path of `base` in the recipe.")
    kind, head = _kind_of_gguf(base) if base.is_file() else _kind_of_folder(base)
    if kind not in KINDS or "CausalLM" not in head:
        raise BaseModelError(
            f"{base} is a {head or kind}, which is not trained here.",
            f"Choose a causal language model of one of these kinds: {', '.join(KINDS)}.",
        )
    return kind


def unpack(base: Path, folder: Path) -> Path:
    """De-quantise a GGUF into a Hugging Face folder (bf16), once: what is there from the same file is kept."""
    mark = {"source": base.name, "sha256": input_hash(base)}
    if folder.is_dir() and _read_mark(folder) == mark:
        return folder
    aside = folder.with_name(f"{folder.name}.part")
    for old in (aside, folder):
        shutil.rmtree(old, ignore_errors=True)
    aside.parent.mkdir(parents=True, exist_ok=True)
    dense = GgufConfig(dequantize=True)
    arguments = {"dtype": torch.bfloat16, "gguf_file": base.name, "quantization_config": dense}
    model, tokenizer = _load(base.parent, base, arguments)
    save_plain(model, tokenizer, aside)
    write_json(aside / UNPACKED, mark)
    aside.rename(folder)
    return folder


def save_plain(model: Any, tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    """Save a model (an adapter alone, where it is one) with tokenizer and inference template; no quantisation marks."""
    inner: Any = model.get_base_model() if isinstance(model, PeftModel) else model
    if (
        getattr(inner, "quantization_method", None) == "gguf"
    ):  # de-quantised already; save_pretrained only sees the mark
        inner.hf_quantizer, inner.is_quantized, inner.quantization_method = None, False, None
        inner.config.__dict__.pop("quantization_config", None)
    template = tokenizer.chat_template
    if isinstance(template, str):
        tokenizer.chat_template = _GENERATION.sub("", template)
    with quiet():
        model.save_pretrained(str(folder))
    tokenizer.padding_side = "right"
    tokenizer.save_pretrained(str(folder))


def lora(settings: ModelSettings, task_type: str = "CAUSAL_LM") -> LoraConfig:
    """Return the adapters the settings ask for."""
    return LoraConfig(
        r=settings.lora_rank,
        lora_alpha=settings.lora_alpha,
        lora_dropout=settings.lora_dropout,
        target_modules=settings.lora_targets,
        use_rslora=settings.rslora,
        bias="none",
        task_type=task_type,
    )


def four_bit(compute: torch.dtype) -> BitsAndBytesConfig:
    """Return NF4 with double quantisation (methods M50); stored as bf16, which sharding needs (M52)."""
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=compute,
        bnb_4bit_quant_storage=torch.bfloat16 if "FSDP_VERSION" in os.environ else torch.uint8,
    )


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' progress bars off, and a warning that one library gives another; stages speak themselves."""
    shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)  # asked for by peft and trl
            yield
    finally:
        if shown:
            transformers_logging.enable_progress_bar()


def _installed(settings: ModelSettings, *, quantized: bool) -> None:
    if settings.attention == "flash_attention_2" and not is_flash_attn_2_available():
        raise BaseModelError(
            'attention = "flash_attention_2" needs the package flash-attn and an NVIDIA GPU, and one is missing.',
            'Write attention = "sdpa": the same results, slower on long records.',
        )
    if quantized and find_spec("bitsandbytes") is None:
        raise BaseModelError(
            'tuning = "qlora" needs the package bitsandbytes, which is not installed.',
            'Install it, or write tuning = "lora" where memory suffices.',
        )


@contextmanager
def _as_folder(base: Path, unpacked: Path | None) -> Iterator[Path]:
    """Give a base as a folder; a GGUF is de-quantised into `unpacked`, or into one that is removed again."""
    if base.is_dir():
        yield base
    elif unpacked is not None:
        yield unpack(base, unpacked)
    else:
        with tempfile.TemporaryDirectory(prefix="dxdesk-base-") as scratch:
            yield unpack(base, Path(scratch) / "base")


def _load(folder: Path, said: Path, arguments: dict[str, Any]) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    extra = {key: arguments[key] for key in ("gguf_file",) if key in arguments}
    try:
        with quiet():
            tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True, **extra)
            model = AutoModelForCausalLM.from_pretrained(str(folder), local_files_only=True, **arguments)
    except _DAMAGE as error:
        raise BaseModelError(
            f"{said} cannot be loaded: {_first_line(error)}", "Fetch or copy the model again, all of its files."
        ) from error
    if not tokenizer.chat_template:
        raise BaseModelError(
            f"{said} has no chat template, so it was not made to answer questions.", "Choose an instruction model."
        )
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return model, cast("PreTrainedTokenizerBase", tokenizer)


def _kind_of_folder(base: Path) -> tuple[str, str]:
    try:
        config = json.loads((base / "config.json").read_text(encoding="utf-8"))
        return str(config.get("model_type", "")), str((config.get("architectures") or ["CausalLM"])[0])
    except (OSError, ValueError, AttributeError) as error:
        raise BaseModelError(
            f"{base} holds no readable config.json, so it is no model's folder.",
            "Name the folder that holds config.json, the weights and the tokenizer.",
        ) from error


def _kind_of_gguf(base: Path) -> tuple[str, str]:
    try:
        field = gguf.GGUFReader(base).fields["general.architecture"]
        kind = str(field.contents())
    except (*_DAMAGE, IndexError) as error:
        raise BaseModelError(f"{base} is no whole GGUF file.", "Fetch or copy the file again.") from error
    return kind, "CausalLM" if kind in KINDS else f"{kind} model"


def _read_mark(folder: Path) -> dict[str, str]:
    try:
        return json.loads((folder / UNPACKED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200]
