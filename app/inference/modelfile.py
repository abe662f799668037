"""A GGUF file's header and manifest, read before anything is loaded: what cannot work is refused in words here.

The layout of GGUF (version 2 and 3, little endian) is llama.cpp's published one: magic, version, counts, key-value
metadata, tensor infos, aligned tensor contents.
"""

import json
import mmap
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.errors import ModelRefusedError
from app.knowledge.filehash import file_hash

ARCHITECTURES = frozenset(
    {
        *("llama", "qwen2", "qwen3", "qwen2moe", "qwen3moe", "gemma", "gemma2", "gemma3", "phi3", "mistral3"),
        *("glm4", "chatglm", "internlm2", "minicpm", "deepseek2", "starcoder2", "granite", "smollm3", "baichuan"),
    }
)
"""Chat architectures the bundled llama.cpp loads and whose KV the decoder can share."""
MANIFEST_SUFFIX = ".manifest.json"
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip
"""Tensor type → (elements in a block, bytes of a block); other types are not measured."""
_AGAIN = "Fetch or copy the file again, or choose another model."
_OTHER = "Choose another model file (GGUF, for example Qwen2.5-Instruct)."


class Kind(StrEnum):
    """What a GGUF file holds."""

    MODEL = "model"
    ADAPTER = "adapter"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a trained model states about its training; an empty field states nothing."""

    scope: str = ""
    scope_digest: str = ""
    book: str = ""
    prompt: str = ""
    answer: str = ""
    base: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a model must have been made for to be used now; an empty field is not asked."""

    scope: str = ""
    scope_digest: str = ""
    book: str = ""
    prompt: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file's facts."""

    path: Path
    size: int
    kind: Kind
    architecture: str
    name: str
    context_length: int
    cell_bytes: int
    """KV bytes of one token (f16)."""
    vocabulary: int
    template: str
    manifest: Manifest | None = None
    metadata: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    @property
    def summary(self) -> str:
        """Say in one line what the file is."""
        made = f", made for prompt {self.manifest.prompt}" if self.manifest and self.manifest.prompt else ""
        return f"{self.name}: {self.kind} of architecture {self.architecture}, {self.size / 1e6:,.0f} MB{made}"


def inspect(path: Path) -> ModelFile:
    """Read a GGUF file's header; raise ModelRefusedError when it is not a whole GGUF file."""
    try:
        size = path.stat().st_size
    except OSError:
        raise ModelRefusedError(f"There is no model file {path}.", _OTHER) from None
    if path.is_dir() or size == 0:
        raise ModelRefusedError(f"{path.name} is {'a folder' if path.is_dir() else 'empty (0 bytes)'}.", _AGAIN)
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            metadata, needed = _read(content, path.name)
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError):
        raise ModelRefusedError(f"{path.name} is cut off or damaged in its header.", _AGAIN) from None
    except OSError as error:
        raise ModelRefusedError(f"{path.name} cannot be read: {error.strerror}.", _AGAIN) from error
    if size < needed:
        raise ModelRefusedError(
            f"{path.name} is cut off: it has {size:,} bytes and its header promises {needed:,}.", _AGAIN
        )
    return _facts(path, size, metadata)


def check(
    path: Path,
    *,
    kind: Kind = Kind.MODEL,
    expected_sha256: str = "",
    expected: Expected | None = None,
    base_sha256: str = "",
    hashed: Callable[[Path], str] | None = None,
) -> ModelFile:
    """Return the file's facts when it can be used; raise ModelRefusedError saying why not.

    expected_sha256 is what the content must hash to (hashed gives a cached hash); base_sha256 is the base an adapter
    is to be put on; expected is the contract in force.
    """
    file = inspect(path)
    if file.kind is not kind:
        what = "a LoRA adapter, not a model" if kind is Kind.MODEL else "a model, not a LoRA adapter"
        raise ModelRefusedError(f"{path.name} is {what}.", "Choose the model as model and the adapter as adapter.")
    if file.architecture not in ARCHITECTURES:
        raise ModelRefusedError(f"{path.name} has the architecture {file.architecture!r}, not supported here.", _OTHER)
    pinned = expected_sha256 or (file.manifest.sha256 if file.manifest else "")
    if pinned and (hashed or file_hash)(path) != pinned:
        raise ModelRefusedError(f"{path.name} is not the file it should be: its SHA-256 differs.", _AGAIN)
    if file.manifest:
        check_manifest(path.name, file.manifest, expected or Expected(), base_sha256)
    return file


def check_together(
    path: Path,
    adapter: Path | None,
    *,
    sha256: str = "",
    adapter_sha256: str = "",
    expected: Expected | None = None,
    hashed: Callable[[Path], str] | None = None,
) -> ModelFile:
    """Return the facts of a model with what is put on it: the manifest is the adapter's, where it has one.

    Raises ModelRefusedError when either cannot be used, or the adapter was made for another base.
    """
    file = check(path, expected_sha256=sha256, expected=expected, hashed=hashed)
    if adapter is None:
        return file
    base = (hashed or file_hash)(path)
    on_it = check(
        adapter,
        kind=Kind.ADAPTER,
        expected_sha256=adapter_sha256,
        expected=expected,
        base_sha256=base,
        hashed=hashed,
    )
    return replace(file, manifest=on_it.manifest or file.manifest)


def check_manifest(name: str, manifest: Manifest, expected: Expected, base_sha256: str = "") -> None:
    """Raise ModelRefusedError where a model was made for something else than is in force, or for another base."""
    if manifest.base and base_sha256 and manifest.base != base_sha256:
        raise ModelRefusedError(f"{name} was made for another base model.", "Choose the base it was trained on.")
    asked = (
        ("code book", manifest.book, expected.book),
        ("code scope", manifest.scope, expected.scope),
        ("list of codes", manifest.scope_digest, expected.scope_digest),
        ("prompt version", manifest.prompt, expected.prompt),
        ("answer format version", manifest.answer, expected.answer),
    )
    for what, made, wanted in asked:
        if made and wanted and made != wanted:
            raise ModelRefusedError(
                f"{name} was trained for the {what} {made}, and {wanted} is in force.",
                "Choose the model trained for it, or change the setting.",
            )


def _facts(path: Path, size: int, metadata: dict[str, Any]) -> ModelFile:
    architecture = str(metadata.get("general.architecture", ""))

    def number(name: str, default: int = 0) -> int:
        found = metadata.get(f"{architecture}.{name}", default)
        return found if isinstance(found, int) else default

    heads = number("attention.head_count", 1)
    width = number("embedding_length") // max(heads, 1)
    length = number("attention.key_length", width) + number("attention.value_length", width)
    cell = number("block_count") * number("attention.head_count_kv", heads) * length * 2
    return ModelFile(
        path=path,
        size=size,
        kind=Kind.ADAPTER if metadata.get("general.type") == "adapter" else Kind.MODEL,
        architecture=architecture,
        name=str(metadata.get("general.name", path.stem)),
        context_length=number("context_length"),
        cell_bytes=cell,
        vocabulary=int(metadata.get("tokenizer.ggml.tokens", 0)),
        template=str(metadata.get("tokenizer.chat_template", "")),
        manifest=_manifest(path, metadata),
        metadata=MappingProxyType(metadata),
    )


def _manifest(path: Path, metadata: Mapping[str, Any]) -> Manifest | None:
    """Read the sidecar, or the header's own dxdesk.* keys."""
    sidecar = path.with_name(path.name + MANIFEST_SUFFIX)
    names = Manifest.__slots__
    stated: Mapping[str, Any] = {name: metadata.get(f"dxdesk.{name}", "") for name in names}
    if sidecar.is_file():
        try:
            stated = json.loads(sidecar.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise ModelRefusedError(f"{sidecar.name} cannot be read.", "Copy the manifest again.") from None
        if not isinstance(stated, dict):
            raise ModelRefusedError(f"{sidecar.name} is not a manifest.", "Copy the manifest again.")
    found = {name: str(stated.get(name, "")) for name in names}
    return Manifest(**found) if any(found.values()) else None


class _Reader:
    """Walks the header; arrays are counted, not kept (a vocabulary has 150,000 strings)."""

    def __init__(self, content: mmap.mmap) -> None:
        self.content = content
        self.at = 0

    def scalar(self, code: str) -> Any:
        """Read one little-endian value."""
        (value,) = struct.unpack_from("<" + code, self.content, self.at)
        self.at += struct.calcsize("<" + code)
        return value

    def text(self) -> str:
        """Read a length-prefixed UTF-8 string."""
        size = self.scalar("Q")
        self._within(size)
        raw = self.content[self.at : self.at + size]
        self.at += size
        return raw.decode("utf-8", errors="replace")

    def value(self, kind: int) -> Any:
        """Read a metadata value; of an array its length."""
        if kind == _STRING:
            return self.text()
        return self._array() if kind == _ARRAY else self.scalar(_SCALARS[kind])

    def _array(self) -> int:
        kind, count = self.scalar("I"), self.scalar("Q")
        if kind == _STRING:
            for _ in range(count):
                self.at += 8 + struct.unpack_from("<Q", self.content, self.at)[0]
        elif kind == _ARRAY:
            for _ in range(count):
                self._array()
        else:
            self.at += count * struct.calcsize("<" + _SCALARS[kind])
        self._within(0)
        return count

    def _within(self, size: int) -> None:
        if self.at + size > len(self.content):
            raise IndexError


def _read(content: mmap.mmap, name: str) -> tuple[dict[str, Any], int]:
    """Return the metadata and the number of bytes the whole file must have."""
    if content[:4] != b"GGUF":
        raise ModelRefusedError(f"{name} is not a GGUF model file.", _OTHER)
    reader = _Reader(content)
    reader.at = 4
    version = reader.scalar("I")
    if version not in (2, 3):
        raise ModelRefusedError(f"{name} is GGUF version {version}; versions 2 and 3 are read.", _OTHER)
    tensors, pairs = reader.scalar("Q"), reader.scalar("Q")
    metadata: dict[str, Any] = {}
    try:
        for _ in range(pairs):
            key = reader.text()
            metadata[key] = reader.value(reader.scalar("I"))
        end = max((_tensor_end(reader) for _ in range(tensors)), default=0)
    except KeyError:
        raise ModelRefusedError(f"{name} is damaged: its header holds an unknown type.", _AGAIN) from None
    alignment = metadata.get("general.alignment", 32)
    start = -(-reader.at // alignment) * alignment
    return metadata, start + end


def _tensor_end(reader: _Reader) -> int:
    """Read one tensor info and return where its content ends, counted from the start of all contents."""
    reader.text()
    elements = 1
    for _ in range(reader.scalar("I")):
        elements *= reader.scalar("Q")
    kind, offset = reader.scalar("I"), reader.scalar("Q")
    block, size = _BLOCKS.get(kind, (1, 0))
    return offset + elements // block * size
