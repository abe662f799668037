"""The one way to a model: messages and a sampling plan go in, completions come out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from app.coding.record import Record
from app.coding.scope import Scope, Task

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How one completion is drawn: top-p 1 and top-k off always; temperature 0 is greedy."""

    temperature: float
    seed: int
    max_tokens: int = 512


class Finish(StrEnum):
    """Why a completion ended."""

    STOP = "stop"
    LENGTH = "length"
    LOOP = "loop"
    CANCELLED = "cancelled"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class TokenScore:
    """One answer token with its log-probability (natural log, before temperature and constraint)."""

    text: str
    logprob: float


@dataclass(frozen=True, slots=True)
class Completion:
    """The raw text of one sampling, and the scores of its answer tokens where the backend gives them."""

    text: str
    finish: Finish
    tokens: int = 0
    scores: tuple[TokenScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One task's question: its messages, its votes, and the closed list its answer is held to.

    `record` and `scope` are what the messages were made from, for backends that read them directly.
    `static_length` counts the leading characters of the last user message that do not depend on the record.
    """

    task: Task
    messages: tuple[Message, ...]
    samplings: tuple[Sampling, ...]
    closed_list: tuple[str, ...]
    record: Record
    scope: Scope
    static_length: int = 0


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a completion while it is made: which task, which vote (0-based), what text."""

    task: Task
    vote: int
    text: str


OnText = Callable[[Fragment], None]


class Source(StrEnum):
    """What kind of reader answered: a language model that votes, or the model-free rules that read once."""

    MODEL = "model"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a suggestion must say of the model that made it."""

    name: str
    source: Source = Source.MODEL
    sha256: str = ""
    adapter: str = ""
    runtime: str = ""
    prompt: str = ""
    """The prompt version the model was trained in, as its manifest states it; empty for one not trained for coding."""

    @property
    def trained(self) -> bool:
        """Say whether the model was trained for coding."""
        return bool(self.prompt)


class CompletionModel(Protocol):
    """What the contract asks of a backend: embedded engine, LAN client, rules, trainer's generator, test script."""

    @property
    def info(self) -> ModelInfo:
        """Name the model and its versions."""
        ...

    @property
    def context_length(self) -> int:
        """Give the most tokens prompt and completion may take together."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text as this model reads it."""
        ...

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer every request with one completion per sampling, in order; never raise on model text."""
        ...


def vote_seed(record_id: str, task: Task, vote: int) -> int:
    """Derive a sampling seed from the record and the vote (31 bits), so that a re-run repeats."""
    digest = hashlib.sha256(f"{record_id}\x1f{task}\x1f{vote}".encode()).digest()
    return int.from_bytes(digest[:4], "big") & 0x7FFF_FFFF


def tcecp_plan(record_id: str, task: Task, max_tokens: int = 512) -> tuple[Sampling, ...]:
    """Return the TCECP sampling plan: T = 0 once, T = 0.7 twice (CCL25 §2.5)."""
    temperatures = (0.0, 0.7, 0.7)
    return tuple(
        Sampling(temperature, vote_seed(record_id, task, vote), max_tokens)
        for vote, temperature in enumerate(temperatures)
    )
