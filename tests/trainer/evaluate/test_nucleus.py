"""Top-p sampling draws from the smallest set that holds the mass."""

from collections import Counter

import numpy as np

from app.coding.completion import Finish, Sampling
from trainer.evaluate.nucleus import Nucleus, nucleus

ROW = np.log(np.array([0.1, 0.5, 0.3, 0.1], dtype=np.float32))


def drawn(top_p: float, temperature: float = 1.0) -> Counter[int]:
    generator = np.random.default_rng(0)
    return Counter(nucleus(ROW, temperature, top_p, generator) for _ in range(4000))


def test_only_the_tokens_that_reach_the_mass_are_drawn_in_their_proportion():
    found = drawn(0.75)

    assert set(found) == {1, 2}
    assert abs(found[1] / 4000 - 0.5 / 0.8) < 0.03


def test_the_token_that_crosses_the_mass_is_kept():
    assert set(drawn(0.85)) == {0, 1, 2}
    assert set(drawn(1.0)) == {0, 1, 2, 3}
    assert set(drawn(0.01)) == {1}


def test_temperature_nought_is_greedy():
    assert set(drawn(1.0, 0.0)) == {1}


def test_a_completion_ends_at_its_mark_or_at_its_length():
    def make(ends: frozenset[int]) -> Nucleus:
        return Nucleus(Sampling(0.0, 1, 2), 0.9, ends, lambda tokens: "·" * len(tokens))

    stopped, full = make(frozenset({1})), make(frozenset())
    stopped.take(ROW)
    for _ in range(2):
        full.take(ROW)

    assert (stopped.finish, stopped.completion().text) == (Finish.STOP, "")
    assert (full.finish, full.completion().tokens) == (Finish.LENGTH, 2)
