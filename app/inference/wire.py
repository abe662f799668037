"""What parent and child say to each other: one JSON object a line.

To the child: load, count, complete, cancel, close. From the child: ready, counted, text, done, error. Every order has
an `id`, and its answer repeats it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.coding.completion import Completion, Finish, Message, Request, Sampling, TokenScore
from app.coding.scope import Task

_MARKUP = re.compile(r"<\|(?=\w+\|>)|<(?=/?s>|(?:bos|eos|pad|unk|start_of_turn|end_of_turn)>)")


@dataclass(frozen=True, slots=True)
class Load:
    """Which model to load and how."""

    model: Path
    adapter: Path | None
    model_key: str
    adapter_key: str
    prefixes: Path
    threads: int
    context_length: int


@dataclass(frozen=True, slots=True)
class Order:
    """One request without what only the contract needs."""

    messages: tuple[Message, ...]
    samplings: tuple[Sampling, ...]
    closed_list: tuple[str, ...]
    single: bool
    static_length: int
    endless: bool = False
    """Go on after the end of the text, up to max_tokens (measurements only)."""


def order_of(request: Request) -> Order:
    """Return the order a request makes."""
    single = request.task is not Task.OTHERS
    return Order(request.messages, request.samplings, request.closed_list, single, request.static_length)


def dumps(message: dict[str, Any]) -> bytes:
    """Write one line; pure ASCII, so no console code page can spoil it."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def loads(line: bytes) -> dict[str, Any] | None:
    """Read one line; None when it is not one of ours."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def write_load(load: Load) -> dict[str, Any]:
    """Return the load order."""
    return {
        "op": "load",
        "model": str(load.model),
        "adapter": str(load.adapter) if load.adapter else "",
        "model_key": load.model_key,
        "adapter_key": load.adapter_key,
        "prefixes": str(load.prefixes),
        "threads": load.threads,
        "context_length": load.context_length,
    }


def read_load(order: dict[str, Any]) -> Load:
    """Read a load order."""
    adapter = Path(order["adapter"]) if order["adapter"] else None
    return Load(
        Path(order["model"]),
        adapter,
        order["model_key"],
        order["adapter_key"],
        Path(order["prefixes"]),
        order["threads"],
        order["context_length"],
    )


def write_orders(orders: Sequence[Order]) -> dict[str, Any]:
    """Return the complete order."""
    return {
        "op": "complete",
        "orders": [
            {
                "messages": [[message.role, message.content] for message in order.messages],
                "samplings": [[s.temperature, s.seed, s.max_tokens] for s in order.samplings],
                "closed_list": list(order.closed_list),
                "single": order.single,
                "static_length": order.static_length,
                "endless": order.endless,
            }
            for order in orders
        ],
    }


def read_orders(order: dict[str, Any]) -> list[Order]:
    """Read a complete order."""
    return [
        Order(
            tuple(Message(role, content) for role, content in each["messages"]),
            tuple(Sampling(*sampling) for sampling in each["samplings"]),
            tuple(each["closed_list"]),
            each["single"],
            each["static_length"],
            each["endless"],
        )
        for each in order["orders"]
    ]


def write_completions(found: Sequence[Sequence[Completion]]) -> list[list[dict[str, Any]]]:
    """Return completions as JSON values."""
    return [
        [
            {
                "text": each.text,
                "finish": each.finish.value,
                "tokens": each.tokens,
                "scores": [[score.text, score.logprob] for score in each.scores],
            }
            for each in votes
        ]
        for votes in found
    ]


def read_completions(found: list[list[dict[str, Any]]]) -> tuple[tuple[Completion, ...], ...]:
    """Read completions."""
    return tuple(
        tuple(
            Completion(
                each["text"],
                Finish(each["finish"]),
                each["tokens"],
                tuple(TokenScore(text, logprob) for text, logprob in each["scores"]),
            )
            for each in votes
        )
        for votes in found
    )


def plain(content: str) -> str:
    """Break chat markup that stands in a record, so that no record can end the user's turn."""
    return _MARKUP.sub(lambda match: match.group()[0] + " " + match.group()[1:], content)
