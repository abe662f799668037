"""Builds GGUF files small enough for a test: a random Qwen2 of two layers, and anything that is wrong with a file."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SCALAR = {bool: (7, "<?"), int: (4, "<I"), float: (6, "<f")}
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
WHOLE = "高血压病糖尿心绞痛不稳定型脑梗死主要诊断其他的患者；无在范围内<>/thinkaswer"
"""Characters that are tokens of their own; every other one is spelt in bytes."""


def write_gguf(path: Path, metadata: Mapping[str, Any], tensors: Mapping[str, np.ndarray] | None = None) -> Path:
    """Write a GGUF 3 file with float32 tensors."""
    tensors = tensors or {}
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    head += b"".join(_text(key) + _value(value) for key, value in metadata.items())
    body = b""
    for name, tensor in tensors.items():
        dims = tensor.shape[::-1]
        head += _text(name) + struct.pack("<I", len(dims)) + b"".join(struct.pack("<Q", d) for d in dims)
        head += struct.pack("<IQ", 0, len(body))
        body += tensor.astype("<f4").tobytes()
        body += bytes(-len(body) % 32)
    path.write_bytes(head + bytes(-len(head) % 32) + body)
    return path


def write_model(path: Path, *, seed: int = 1, width: int = 64, layers: int = 2, **extra: Any) -> Path:
    """Write a Qwen2 with random weights, a byte-level vocabulary and a ChatML template."""
    tokens, merges = vocabulary()
    metadata = {
        "general.architecture": "qwen2",
        "general.name": "tiny",
        "qwen2.block_count": layers,
        "qwen2.context_length": 8192,
        "qwen2.embedding_length": width,
        "qwen2.feed_forward_length": 2 * width,
        "qwen2.attention.head_count": 4,
        "qwen2.attention.head_count_kv": 2,
        "qwen2.attention.layer_norm_rms_epsilon": 1e-6,
        "qwen2.rope.freq_base": 10000.0,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "qwen2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [3 if token in SPECIAL else 1 for token in tokens],
        "tokenizer.ggml.merges": merges,
        "tokenizer.ggml.eos_token_id": tokens.index("<|im_end|>"),
        "tokenizer.ggml.padding_token_id": tokens.index("<|endoftext|>"),
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": TEMPLATE,
    }
    return write_gguf(path, metadata | extra, _weights(len(tokens), width, layers, seed))


def write_adapter(path: Path, *, width: int = 64, strength: float = 1.0, **extra: Any) -> Path:
    """Write a LoRA adapter for the attention output weights of the first layer; strength 0 changes nothing."""
    random = np.random.default_rng(5)
    metadata = {
        "general.architecture": "qwen2",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": 4.0,
    }
    tensors = {
        "blk.0.attn_output.weight.lora_a": random.normal(0, 1, (4, width)),
        "blk.0.attn_output.weight.lora_b": strength * random.normal(0, 1, (width, 4)),
    }
    return write_gguf(path, metadata | extra, tensors)


def vocabulary() -> tuple[list[str], list[str]]:
    """Return tokens and merges: all bytes, the characters of WHOLE, and the chat marks."""
    letters = _byte_letters()
    tokens = [letters[byte] for byte in range(256)]
    merges: list[str] = []
    for character in WHOLE:
        spelt = [letters[byte] for byte in character.encode()]
        for end in range(2, len(spelt) + 1):
            joined = "".join(spelt[:end])
            if joined not in tokens:
                merges.append(f"{''.join(spelt[: end - 1])} {spelt[end - 1]}")
                tokens.append(joined)
    return [*tokens, *SPECIAL], merges


def _byte_letters() -> list[str]:
    """Return GPT-2's printable letter of every byte."""
    plain = {*range(33, 127), *range(161, 173), *range(174, 256)}
    other = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(other)) for byte in range(256)]


def _weights(tokens: int, width: int, layers: int, seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)

    def matrix(rows: int, columns: int) -> np.ndarray:
        return random.normal(0, 1.5 / np.sqrt(columns), (rows, columns))

    found = {"token_embd.weight": random.normal(0, 1, (tokens, width))}
    for layer in range(layers):
        name = f"blk.{layer}."
        found |= {f"{name}{part}_norm.weight": np.ones(width) for part in ("attn", "ffn")}
        for part, rows in (("q", width), ("k", width // 2), ("v", width // 2)):
            found[f"{name}attn_{part}.weight"] = matrix(rows, width)
            found[f"{name}attn_{part}.bias"] = np.zeros(rows)
        found[f"{name}attn_output.weight"] = matrix(width, width)
        found |= {f"{name}ffn_{part}.weight": matrix(2 * width, width) for part in ("gate", "up")}
        found[f"{name}ffn_down.weight"] = matrix(width, 2 * width)
    return found | {"output_norm.weight": np.ones(width), "output.weight": 3 * matrix(tokens, width)}


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _value(value: Any) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, Sequence):
        return struct.pack("<I", 9) + _array(value)
    kind, code = SCALAR[type(value)]
    return struct.pack("<I", kind) + struct.pack(code, value)


def _array(values: Sequence[Any]) -> bytes:
    if values and isinstance(values[0], str):
        return struct.pack("<IQ", 8, len(values)) + b"".join(map(_text, values))
    return struct.pack("<IQ", 5, len(values)) + b"".join(struct.pack("<i", each) for each in values)
