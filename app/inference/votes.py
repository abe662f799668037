"""One vote while it is drawn: logits go in, the next token comes out, until the vote ends. Pure numpy, no model."""

import codecs
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.coding.completion import Completion, Finish, Sampling, TokenScore
from app.inference.constrain import ANSWER_CLOSE, ANSWER_OPEN, ClosedList, State

Logits = NDArray[np.float32]
"""One row over the vocabulary, shape (vocabulary,); read, never written."""

THINK_OPEN = "<think>"
THINK_CLOSE = "</think>"
_TAGS = tuple(tag.encode() for tag in (THINK_OPEN, ANSWER_OPEN, ANSWER_CLOSE))
_TAIL = 16
"""Bytes looked back at for a tag that a new token completes."""
_CLOSERS = len("</think>\n<answer>")
"""Tokens that forced tags can take: one a byte at worst."""
_BLOCK = 1024
"""Logits summed together while drawing."""


class Vocabulary(Protocol):
    """What a vote needs to know of tokens."""

    def piece(self, token: int) -> bytes:
        """Return a token's bytes."""
        ...

    def is_end(self, token: int) -> bool:
        """Tell whether the token ends a reply."""
        ...

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text."""
        ...

    def legal(self, closed: ClosedList, state: State, *, closing: bool) -> Sequence[int]:
        """Return the tokens a closed list allows in this state."""
        ...


def greedy(row: Logits) -> int:
    """Return the first token of the highest logit, as llama.cpp's own greedy sampler does."""
    return int(row.argmax())


def draw(row: Logits, temperature: float, generator: np.random.Generator) -> int:
    """Draw from softmax(row / temperature) over the whole vocabulary (top-p 1, top-k off)."""
    if temperature <= 0:
        return greedy(row)
    weights = np.exp((row - row.max()) * np.float32(1 / temperature))
    starts = np.arange(0, len(weights), _BLOCK)
    sums = np.cumsum(np.add.reduceat(weights, starts), dtype=np.float64)
    point = generator.random() * sums[-1]
    block = min(int(np.searchsorted(sums, point, side="right")), len(sums) - 1)
    inside = np.cumsum(weights[starts[block] : starts[block] + _BLOCK], dtype=np.float64)
    rest = point - (sums[block - 1] if block else 0.0)
    return int(starts[block]) + min(int(np.searchsorted(inside, rest, side="right")), len(inside) - 1)


def log_probability(row: Logits, token: int) -> float:
    """Return the natural log-probability of a token at temperature 1."""
    top = row.max()
    return float(row[token] - top - np.log(np.exp(row - top).sum(dtype=np.float64)))


class LoopWatch:
    """Notices that a vote repeats itself: the last tokens have a period of at most `longest`."""

    def __init__(self, longest: int = 64, least: int = 40, turns: int = 4) -> None:
        self._tokens = np.full(longest, -1, dtype=np.int64)
        self._runs = np.zeros(longest, dtype=np.int64)
        self._needed = np.maximum(least, np.arange(1, longest + 1) * (turns - 1))

    def looping(self, token: int) -> bool:
        """Take the next token; tell whether it closes at least four turns and forty repeated tokens."""
        self._runs = np.where(self._tokens == token, self._runs + 1, 0)
        self._tokens = np.roll(self._tokens, 1)
        self._tokens[0] = token
        return bool((self._runs >= self._needed).any())


@dataclass(frozen=True, slots=True)
class Outline:
    """What a held reply is made of: its blocks in the order the prompt names them, and the answer's closed list."""

    blocks: tuple[str, ...]
    closed: ClosedList
    label_tokens: int
    """Tokens of the longest label with its closing tag, as the tokenizer writes them."""
    label_bytes: int
    """Bytes of the same: the most tokens it can take when sampled in odd pieces."""

    @property
    def opening(self) -> str:
        """Return the tag that starts the reply."""
        return self.blocks[0]


def outline(prompt: str, closed_list: Sequence[str], *, single: bool, vocabulary: Vocabulary) -> Outline | None:
    """Read from the prompt which blocks it asks for; None when nothing is to be held."""
    named = sorted((prompt.find(tag), tag) for tag in (THINK_OPEN, ANSWER_OPEN) if tag in prompt)
    blocks = tuple(tag for _, tag in named)
    if not closed_list or ANSWER_OPEN not in blocks:
        return None
    tokens = max(len(vocabulary.encode(label)) for label in closed_list)
    size = max(len(label.encode()) for label in closed_list) + len(ANSWER_CLOSE)
    closed = ClosedList(closed_list, single=single)
    return Outline(blocks, closed, tokens + len(vocabulary.encode(ANSWER_CLOSE)) + 2, size)


class _Phase(Enum):
    FREE = "no block is watched"
    THINK = "inside <think>"
    ANSWER = "inside <answer>"


class Vote:
    """One completion in the making."""

    def __init__(
        self, sampling: Sampling, vocabulary: Vocabulary, shape: Outline | None = None, *, endless: bool = False
    ) -> None:
        self.sampling = sampling
        self.finish: Finish | None = None
        self.tokens: list[int] = []
        self.resampled = 0
        self._vocabulary = vocabulary
        self._outline = shape
        self._endless = endless
        self._generator = np.random.default_rng(sampling.seed)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._text: list[str] = []
        self._fresh: list[str] = []
        self._tail = b""
        self._pending: deque[int] = deque()
        self._loop = LoopWatch()
        self._cut: Finish | None = None
        self._scores: list[TokenScore] = []
        self._blocks = deque(shape.blocks if shape else ())
        self._phase = _Phase.FREE
        self._state: State = frozenset()
        if shape:
            self._write(shape.opening)
            self._enter()

    @property
    def greedy(self) -> bool:
        """Tell whether this vote is the T = 0 one."""
        return self.sampling.temperature <= 0

    def room(self) -> int:
        """Return the most tokens this vote can take, with the answer that is finished beyond max_tokens."""
        return self.sampling.max_tokens + (self._outline.label_bytes + _CLOSERS if self._outline else 0)

    def take(self, row: Logits) -> None:
        """Choose the next token from its logits: `tokens[-1]` then, or `finish` is set."""
        if self._pending:
            self._emit(self._pending.popleft())
            if not self._pending:
                self._tail = b""
        elif self._outline and self._phase is _Phase.ANSWER:
            self._answer(row, self._outline)
        elif self._phase is _Phase.THINK:
            self._think(row)
        else:
            self._free(row)
        if self.finish is None and len(self.tokens) >= self.room():
            self.finish = Finish.LENGTH

    def fresh_text(self) -> str:
        """Return the text added since the last call."""
        text = "".join(self._fresh)
        self._fresh.clear()
        return text

    def stop(self, finish: Finish) -> None:
        """End the vote from outside."""
        self.finish = self.finish or finish

    def completion(self) -> Completion:
        """Return the completion as far as it goes."""
        self._write(self._decoder.decode(b"", final=True))
        finish = self.finish or Finish.CANCELLED
        return Completion("".join(self._text), finish, len(self.tokens), tuple(self._scores))

    def _free(self, row: Logits) -> None:
        token = draw(row, self.sampling.temperature, self._generator)
        if self._vocabulary.is_end(token) and not self._endless:
            self.finish = Finish.STOP
            return
        self._emit(token)
        if not self._endless and self._loop.looping(token):
            self.finish = Finish.LOOP
        elif len(self.tokens) >= self.sampling.max_tokens:
            self.finish = Finish.LENGTH

    def _think(self, row: Logits) -> None:
        """Reason freely until </think>, a loop, the end of the text, or the room kept for the answer."""
        token = draw(row, self.sampling.temperature, self._generator)
        if self._vocabulary.is_end(token):
            self._close_think(None)
            return
        joined = self._tail + self._vocabulary.piece(token)
        close = joined.rfind(THINK_CLOSE.encode())
        if close >= 0:
            after = joined[close + len(THINK_CLOSE) :]
            if after.strip():
                self._close_think(None)
            else:
                self._emit(token)
                self._leave("" if after else "\n")
        elif any(tag in joined for tag in _TAGS):
            self._close_think(None)
        else:
            self._emit(token)
            if self._loop.looping(token):
                self._close_think(Finish.LOOP)
            elif len(self.tokens) >= self._think_limit():
                self._close_think(Finish.LENGTH)

    def _think_limit(self) -> int:
        """Keep a quarter of the tokens for an answer that is still to come."""
        most = self.sampling.max_tokens
        return most if len(self._blocks) == 1 else most - max(most // 4, min(32, most // 2))

    def _close_think(self, cut: Finish | None) -> None:
        """Write what is missing of </think> and go on to the next block."""
        self._cut = self._cut or cut
        self._write(self._decoder.decode(b"", final=True))
        self._decoder.reset()
        close = THINK_CLOSE.encode()
        begun = next(n for n in range(len(close) - 1, -1, -1) if self._tail.endswith(close[:n]))
        if len(self._blocks) == 1:
            self._write(THINK_CLOSE[begun:])
            self._end()
        else:
            self._leave("\n", THINK_CLOSE[begun:])

    def _leave(self, gap: str, closing: str = "") -> None:
        """Leave a block: force the next one's opening tag, or end."""
        self._blocks.popleft()
        if not self._blocks:
            self._end()
            return
        self._pending.extend(self._vocabulary.encode(closing + gap + self._blocks[0]))
        self._enter()

    def _enter(self) -> None:
        self._tail = b""
        if self._outline and self._blocks[0] == ANSWER_OPEN:
            self._phase, self._state = _Phase.ANSWER, self._outline.closed.start
        else:
            self._phase = _Phase.THINK

    def _end(self) -> None:
        self.finish = self._cut or Finish.STOP

    def _answer(self, row: Logits, shape: Outline) -> None:
        """Sample, test, and sample again among the legal tokens only when the test fails."""
        closed = shape.closed
        closing = self.sampling.max_tokens - len(self.tokens) <= shape.label_tokens
        token = draw(row, self.sampling.temperature, self._generator)
        state = self._after(closed, token, closing=closing)
        if state is None:
            self.resampled += 1
            legal = np.asarray(self._vocabulary.legal(closed, self._state, closing=closing), dtype=np.int64)
            if len(legal):
                token = int(legal[draw(row[legal], self.sampling.temperature, self._generator)])
                state = self._after(closed, token, closing=closing)
        if state is None:
            self.finish = Finish.ERROR
            return
        piece = self._vocabulary.piece(token)
        self._scores.append(TokenScore(piece.decode(errors="replace"), log_probability(row, token)))
        self._state = state
        self._emit(token)
        if closed.done(state):
            self._leave("" if piece[-1:].isspace() else "\n")

    def _after(self, closed: ClosedList, token: int, *, closing: bool) -> State | None:
        piece = self._vocabulary.piece(token)
        if not piece or self._vocabulary.is_end(token):
            return None
        return closed.accept(self._state, piece, closing=closing)

    def _emit(self, token: int) -> None:
        piece = self._vocabulary.piece(token)
        self.tokens.append(token)
        self._tail = (self._tail + piece)[-_TAIL:]
        self._write(self._decoder.decode(piece))

    def _write(self, text: str) -> None:
        if text:
            self._text.append(text)
            self._fresh.append(text)
