"""The decoder's order of work, on a runtime that checks positions and copies as llama.cpp does."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.completion import Finish, Sampling
from app.inference.decoder import ROWS, Cancelled, ConsensusDecoder, Question, arrange, common

END = 50
PLAN = (Sampling(0.0, 1, 12), Sampling(0.7, 2, 30), Sampling(0.7, 3, 20))
ONE, TWO = tuple(range(1, 31)), (*range(1, 21), 40, 41, 42)


class Plain:
    """Tokens 0 … 49 are letters, 50 ends."""

    def piece(self, token):
        return bytes([65 + token])

    def is_end(self, token):
        return token == END

    def encode(self, text):
        return [byte - 65 for byte in text.encode()]

    def legal(self, closed, state, *, closing):
        raise NotImplementedError


class Ledger:
    """A runtime whose logits are a hash of the whole sequence, so that a wrong KV shows in the text."""

    vocabulary = Plain()

    def __init__(self, *, split=True, stop_after=10**9):
        self.split = split
        self.sequences = {}
        self.disk = {}
        self.decoded = 0
        self.batches = []
        self.left = stop_after
        self.rows = []

    def reserve(self, cells, own, sequences):
        return False

    def prefill(self, sequence, tokens, start):
        held = self.sequences.setdefault(sequence, [])
        assert len(held) == start
        held.extend(tokens)
        self.decoded += len(tokens)
        self.rows = [self._row(sequence)]

    def decode(self, rows):
        self.left -= 1
        if self.left < 0:
            raise Cancelled
        self.batches.append([row.sequence for row in rows])
        for row in rows:
            assert len(self.sequences[row.sequence]) == row.position
            self.sequences[row.sequence].append(row.token)
        self.rows = [self._row(row.sequence) for row in rows]

    def logits(self, row):
        return self.rows[row]

    def copy(self, source, target):
        self.sequences[target] = list(self.sequences[source])

    def cut(self, sequence, start):
        del self.sequences.setdefault(sequence, [])[start:]

    def load_prefix(self, tokens):
        if tuple(tokens) not in self.disk:
            return False
        self.sequences[0] = list(tokens)
        return True

    def save_prefix(self, tokens):
        assert self.sequences[0] == list(tokens)
        self.disk[tuple(tokens)] = True

    def _row(self, sequence):
        seed = int.from_bytes(hashlib.sha256(bytes(self.sequences[sequence])).digest()[:4], "big")
        return np.random.default_rng(seed).normal(0, 2, END + 1).astype(np.float32)


def complete(runtime, questions, decoder=None, on_pieces=lambda _pieces: None):
    return (decoder or ConsensusDecoder(runtime)).complete(questions, on_pieces, lambda: False)


def alone(tokens, sampling):
    return complete(Ledger(), [Question(tokens, 0, (sampling,))])[0][0]


@pytest.mark.parametrize("split", [True, False])
def test_every_vote_is_what_it_is_alone(split):
    found = complete(Ledger(split=split), [Question(ONE, 0, PLAN), Question(TWO, 0, PLAN)])
    assert found == [[alone(tokens, sampling) for sampling in PLAN] for tokens in (ONE, TWO)]


def test_the_shared_prefix_is_decoded_once():
    runtime = Ledger()
    complete(runtime, [Question(ONE, 0, PLAN), Question(TWO, 0, PLAN)])
    shared = common([ONE, TWO]) // ROWS * ROWS
    assert runtime.decoded == shared + (len(ONE) - shared) + (len(TWO) - shared)


def test_all_live_votes_are_decoded_in_one_batch():
    runtime = Ledger()
    complete(runtime, [Question(ONE, 0, PLAN), Question(TWO, 0, PLAN)])
    assert len(runtime.batches[0]) == 6
    assert len(runtime.batches) <= max(sampling.max_tokens for sampling in PLAN)


def test_the_static_prefix_is_kept_for_the_next_record_and_on_disk():
    runtime = Ledger()
    static = tuple(n % 40 for n in range(80))
    first, second = Question((*static, 1, 2, 3, 4, 5), 80, PLAN), Question((*static, 9, 8, 7), 80, PLAN)
    decoder = ConsensusDecoder(runtime)
    complete(runtime, [first], decoder)
    before = runtime.decoded
    complete(runtime, [second], decoder)
    assert runtime.decoded - before == 3
    assert list(runtime.disk) == [static]


def test_a_prefix_from_disk_gives_the_same_completions():
    runtime = Ledger()
    question = Question((*(n % 40 for n in range(80)), 1, 2, 3), 80, PLAN)
    fresh = complete(runtime, [question])
    before = runtime.decoded
    runtime.sequences.clear()
    assert complete(runtime, [question]) == fresh
    assert runtime.decoded - before == 3


def test_a_stop_returns_what_there_is():
    found = complete(Ledger(stop_after=3), [Question(ONE, 0, PLAN)])
    assert {completion.finish for completion in found[0]} == {Finish.CANCELLED}
    assert all(1 <= completion.tokens <= 4 for completion in found[0])


def test_after_a_stop_the_next_call_is_sound():
    runtime = Ledger(stop_after=3)
    decoder = ConsensusDecoder(runtime)
    complete(runtime, [Question(ONE, 0, PLAN)], decoder)
    runtime.left = 10**9
    assert complete(runtime, [Question(ONE, 0, PLAN)], decoder) == [[alone(ONE, sampling) for sampling in PLAN]]


def test_after_a_stop_in_the_prefill_no_old_prefix_is_trusted():
    runtime = Ledger()
    decoder = ConsensusDecoder(runtime)
    first = Question((*(n % 40 for n in range(80)), 1, 2, 3), 80, PLAN)
    other = Question((*(n % 39 for n in range(80)), 1, 2, 3), 80, PLAN)
    found = complete(runtime, [first], decoder)
    runtime.disk.clear()
    stopped = decoder.complete([other], lambda _pieces: None, lambda: True)
    assert {completion.finish for completion in stopped[0]} == {Finish.CANCELLED}
    assert complete(runtime, [first], decoder) == found


def test_streamed_pieces_make_the_text():
    told = {}

    def note(pieces):
        for question, vote, text in pieces:
            told[question, vote] = told.get((question, vote), "") + text

    found = complete(Ledger(), [Question(ONE, 0, PLAN), Question(TWO, 0, PLAN)], on_pieces=note)
    assert told == {(q, v): c.text for q, votes in enumerate(found) for v, c in enumerate(votes)}


@given(st.lists(st.sampled_from([(4, 2), (2, 1), (0, 1), (3, 0)]), min_size=1, max_size=1), st.randoms())
def test_live_votes_stand_side_by_side_and_greedy_ones_outside_the_fours(kinds, random):
    sampled, still = kinds[0]
    streams = [(False, True)] * sampled + [(True, True)] * still
    while any(live for _, live in streams):
        places = arrange(streams)
        for source, target in places.moves:
            streams[source], streams[target] = streams[target], streams[source]
        live = [place for place, each in enumerate(streams) if each[1]]
        greedy = [place for place in live if streams[place][0]]
        assert all(place < places.rows for place in live)
        assert all(place >= places.rows // ROWS * ROWS for place in greedy)
        streams[random.choice(live)] = (streams[random.choice(live)][0], False)
        streams = [(greedy, alive and random.random() < 0.9) for greedy, alive in streams]


@pytest.mark.parametrize(("sequences", "length"), [([(1, 2, 3), (1, 2, 4)], 2), ([(1,), (1, 2)], 1), ([(5,), (6,)], 0)])
def test_common_prefix(sequences, length):
    assert common(sequences) == length
