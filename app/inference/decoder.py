"""The consensus decoder: one prefill serves both tasks, and one batch a step decodes all votes of both.

Works on a Runtime (engine.py gives llama.cpp's), so its order of work can be tested without a model. Streams: each
vote has its own sequence 0 … n-1, the sampled votes first and the T = 0 votes last. Measured with llama.cpp's
repacked Q4_K: rows beyond the last multiple of four take the same arithmetic as a single row, and chunks that end on
a multiple of four the same as longer chunks, so that the T = 0 stream equals the library's greedy one bit by bit.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.coding.completion import Completion, Finish, Sampling
from app.inference.votes import Logits, Outline, Vocabulary, Vote

ROWS = 4
"""llama.cpp's matrix kernels take rows by four; what is over goes row by row."""
STREAM_SECONDS = 0.05
STATIC_LEAST = 64
"""Static tokens below which a prefix is not worth keeping on disk."""


@dataclass(frozen=True, slots=True)
class Row:
    """One token to decode: for which sequence, at which position, and whether its logits are wanted."""

    token: int
    sequence: int
    position: int
    wanted: bool


class Runtime(Protocol):
    """What the decoder needs of llama.cpp."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the model's tokens."""
        ...

    @property
    def split(self) -> bool:
        """Tell whether every sequence has its own KV stream (exact, more memory) or all share one."""
        ...

    def reserve(self, cells: int, own: int, sequences: int) -> bool:
        """Make room: cells for one sequence, own of them not shared; True when the KV was lost by it."""
        ...

    def prefill(self, sequence: int, tokens: Sequence[int], start: int) -> None:
        """Decode tokens from position start; keep the last one's logits."""
        ...

    def decode(self, rows: Sequence[Row]) -> None:
        """Decode one step; raises Cancelled when told to stop."""
        ...

    def logits(self, row: int) -> Logits:
        """Return the logits of one row of the last decode (-1: the last); valid until the next one."""
        ...

    def copy(self, source: int, target: int) -> None:
        """Give target the whole content of source."""
        ...

    def cut(self, sequence: int, start: int) -> None:
        """Forget a sequence from position start on."""
        ...

    def load_prefix(self, tokens: Sequence[int]) -> bool:
        """Fill sequence 0 with these tokens from disk; False when they are not there."""
        ...

    def save_prefix(self, tokens: Sequence[int]) -> None:
        """Keep sequence 0, which holds exactly these tokens, on disk."""
        ...


class Cancelled(Exception):  # noqa: N818 - not an error: the caller asked for it
    """The caller asked to stop."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request as the decoder takes it: prompt tokens, how many of them are static, and its votes."""

    tokens: tuple[int, ...]
    static: int
    samplings: tuple[Sampling, ...]
    outline: Outline | None = None
    endless: bool = False


@dataclass(slots=True)
class _Stream:
    """A vote in its sequence: how far that sequence is filled, and the token to be decoded next."""

    question: int
    number: int
    vote: Vote
    filled: int = 0


@dataclass(frozen=True, slots=True)
class Timing:
    """Where the time went (seconds) and how many tokens were decoded."""

    prefill_seconds: float
    prefill_tokens: int
    reused_tokens: int
    decode_seconds: float
    steps: int
    chosen_seconds: float
    resampled: int


OnPieces = Callable[[list[tuple[int, int, str]]], None]
"""Takes (question, vote, text) pieces of streamed text."""


class ConsensusDecoder:
    """Decodes all votes of several questions about one record; keeps the static prefix for the next record."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept: tuple[int, ...] = ()
        self.timing = Timing(0, 0, 0, 0, 0, 0, 0)

    def complete(
        self, questions: Sequence[Question], on_pieces: OnPieces, stopped: Callable[[], bool]
    ) -> list[list[Completion]]:
        """Answer every question with one completion per sampling; after a stop, with what there is."""
        votes = [
            [Vote(s, self._runtime.vocabulary, q.outline, endless=q.endless) for s in q.samplings] for q in questions
        ]
        streams = _in_order(votes)
        run = _Run(self._runtime, questions, streams, on_pieces, stopped)
        kept, self._kept = self._kept, ()
        try:
            self._kept = run.prepare(kept)
            run.generate()
        except Cancelled:
            for stream in streams:
                stream.vote.stop(Finish.CANCELLED)
        finally:
            run.clear(len(self._kept))
        run.send()
        self.timing = run.timing()
        return [[vote.completion() for vote in each] for each in votes]


class _Run:
    """One call's work."""

    def __init__(
        self,
        runtime: Runtime,
        questions: Sequence[Question],
        streams: list[_Stream],
        on_pieces: OnPieces,
        stopped: Callable[[], bool],
    ) -> None:
        self._runtime = runtime
        self._questions = questions
        self._streams = streams
        self._on_pieces = on_pieces
        self._stopped = stopped
        self._sent_at = time.monotonic()
        self._prefilled = self._reused = self._steps = 0
        self._prefill_seconds = self._decode_seconds = self._chosen_seconds = 0.0

    def prepare(self, kept: tuple[int, ...]) -> tuple[int, ...]:
        """Prefill the shared prefix once, then each question, and draw every vote's first token."""
        started = time.monotonic()
        prompts = [question.tokens for question in self._questions]
        shared = _whole(min(common(prompts), min(map(len, prompts)) - 1))
        static = _whole(min(shared, *(question.static for question in self._questions)))
        kept = self._reserve(kept, shared)
        kept = self._static(kept, prompts[0][:static])
        self._fill(0, prompts[0][len(kept) : shared], len(kept))
        self._branch(shared)
        self._prefill_seconds = time.monotonic() - started
        return kept

    def generate(self) -> None:
        """Decode one token for every live vote a step until all have ended."""
        while live := [place for place, stream in enumerate(self._streams) if stream.vote.finish is None]:
            if self._stopped():
                raise Cancelled
            rows = self._rows(live)
            started = time.monotonic()
            self._runtime.decode(rows)
            decoded = time.monotonic()
            for row, place in enumerate(rows):
                stream = self._streams[place.sequence]
                if stream.vote.finish is None:
                    stream.filled += 1
                    stream.vote.take(self._runtime.logits(row))
            self._steps += 1
            self._decode_seconds += decoded - started
            self._chosen_seconds += time.monotonic() - decoded
            if time.monotonic() - self._sent_at >= STREAM_SECONDS:
                self.send()

    def send(self) -> None:
        """Hand over the text that has come since the last time."""
        pieces = [(s.question, s.number, text) for s in self._streams if (text := s.vote.fresh_text())]
        if pieces:
            self._on_pieces(pieces)
        self._sent_at = time.monotonic()

    def clear(self, kept: int) -> None:
        """Keep only the static prefix in sequence 0."""
        for place in range(len(self._streams)):
            self._runtime.cut(place, kept if place == 0 else 0)

    def timing(self) -> Timing:
        """Say where the time went."""
        return Timing(
            self._prefill_seconds,
            self._prefilled,
            self._reused,
            self._decode_seconds,
            self._steps,
            self._chosen_seconds,
            sum(stream.vote.resampled for stream in self._streams),
        )

    def _reserve(self, kept: tuple[int, ...], shared: int) -> tuple[int, ...]:
        """Ask for the cells of the longest sequence, and of everything that is not shared."""
        own = [len(self._questions[s.question].tokens) - shared + s.vote.room() for s in self._streams]
        lost = self._runtime.reserve(shared + max(own), sum(own), len(self._streams))
        return () if lost else kept

    def _static(self, kept: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[int, ...]:
        """Have the static prefix in sequence 0: as it stands there, from disk, or decoded and saved."""
        same = _whole(common([kept, wanted])) if kept else 0
        if same < len(wanted) and len(wanted) >= STATIC_LEAST:
            self._runtime.cut(0, 0)
            if self._runtime.load_prefix(wanted):
                same = len(wanted)
            else:
                self._runtime.cut(0, 0)
                self._fill(0, wanted, 0)
                self._runtime.save_prefix(wanted)
                return wanted
        self._runtime.cut(0, same)
        self._reused = same
        return wanted[:same]

    def _branch(self, shared: int) -> None:
        """Give every question the shared prefix, prefill its own rest, and give that to each of its votes."""
        leaders = {stream.question: place for place, stream in reversed(list(enumerate(self._streams)))}
        for leader in sorted(set(leaders.values()) - {0}):
            self._runtime.copy(0, leader)
        for number, leader in sorted(leaders.items()):
            rest = self._questions[number].tokens[shared:]
            self._fill(leader, rest, shared)
            row = self._runtime.logits(-1).copy()
            for place, stream in enumerate(self._streams):
                if stream.question == number:
                    if place != leader:
                        self._runtime.copy(leader, place)
                    stream.filled = shared + len(rest)
                    stream.vote.take(row)

    def _fill(self, sequence: int, tokens: Sequence[int], start: int) -> None:
        if tokens:
            self._prefilled += len(tokens)
            self._runtime.prefill(sequence, tokens, start)
        if self._stopped():
            raise Cancelled

    def _rows(self, live: list[int]) -> list[Row]:
        """Make the next batch; in split mode sequences stand side by side and the T = 0 rows outside the fours."""
        if not self._runtime.split:
            return [self._row(place) for place in live]
        places = arrange([(s.vote.greedy, s.vote.finish is None) for s in self._streams])
        for source, target in places.moves:
            self._runtime.copy(source, target)
            self._streams[source], self._streams[target] = self._streams[target], self._streams[source]
            self._streams[source].filled = self._streams[target].filled
        return [self._row(place) for place in range(places.rows)]

    def _row(self, place: int) -> Row:
        """Return the row of a live vote, or one that only fills up a four: the last token of an ended one again."""
        stream = self._streams[place]
        if stream.vote.finish is None:
            return Row(stream.vote.tokens[-1], place, stream.filled, wanted=True)
        self._runtime.cut(place, stream.filled - 1)
        return Row(0, place, stream.filled - 1, wanted=True)


@dataclass(frozen=True, slots=True)
class Places:
    """How many sequences take part in a step, after these sequences were copied (source, target)."""

    rows: int
    moves: tuple[tuple[int, int], ...]


def arrange(streams: Sequence[tuple[bool, bool]]) -> Places:
    """Place live streams side by side, sampled first, then T = 0; ended ones fill up a four where that is needed.

    `streams` says for each sequence whether it is T = 0 and whether it is live. A T = 0 row must not fall into the
    rows taken by four.
    """
    live = [place for place, (_, alive) in enumerate(streams) if alive]
    sampled = [place for place in live if not streams[place][0]]
    still = [place for place in live if streams[place][0]]
    ended = [place for place, (_, alive) in enumerate(streams) if not alive]
    fillers = next(
        (n for n in range(ROWS) if (len(live) + n) // ROWS * ROWS <= len(sampled) + n and n <= len(ended)), 0
    )
    rows = len(live) + (fillers if still else 0)
    first_still = rows - len(still)
    return Places(rows, tuple(_moves(streams, rows, first_still)))


def _moves(streams: Sequence[tuple[bool, bool]], rows: int, first_still: int) -> list[tuple[int, int]]:
    """Return the copies that bring live streams to the front and T = 0 ones behind first_still, ended ones away."""
    state = list(streams)
    moves: list[tuple[int, int]] = []

    def move(source: int, target: int) -> None:
        moves.append((source, target))
        state[source], state[target] = state[target], state[source]

    for target in range(first_still, rows):
        if state[target] != (True, True):
            source = next(p for p, each in enumerate(state) if each == (True, True) and not first_still <= p < rows)
            if state[target][1]:
                move(target, next(p for p in range(first_still) if p != source and not state[p][1]))
            move(source, target)
    for target in range(first_still):
        if not state[target][1]:
            source = next((p for p in range(len(state) - 1, target, -1) if state[p] == (False, True)), None)
            if source is not None:
                move(source, target)
    return moves


def common(sequences: Sequence[Sequence[int]]) -> int:
    """Return the length of the longest prefix all sequences share."""
    for position, tokens in enumerate(zip(*sequences, strict=False)):
        if len(set(tokens)) > 1:
            return position
    return min(map(len, sequences))


def _whole(length: int) -> int:
    """Round down to whole fours, so that prefilling in parts gives the same numbers as in one piece."""
    return max(length, 0) // ROWS * ROWS


def _in_order(votes: list[list[Vote]]) -> list[_Stream]:
    """Give every vote a sequence: sampled ones first, the T = 0 ones last."""
    streams = [_Stream(q, n, vote) for q, each in enumerate(votes) for n, vote in enumerate(each)]
    return sorted(streams, key=lambda stream: stream.vote.greedy)
