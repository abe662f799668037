"""Equation (3): the report's own constants, the consistent ones, and trl's function as an oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.rewards.length import overlong_penalty


@pytest.mark.parametrize(
    ("tokens", "penalty"),
    [(0, 0), (500, 0), (501, -1 / 6500), (1000, -0.0769), (1500, -0.1538), (7000, -1), (9000, -1)],
)
def test_the_seeds_constants_give_the_seeds_values(tokens, penalty):
    assert overlong_penalty(tokens, 7000, 6500) == pytest.approx(penalty, abs=5e-5)


@pytest.mark.parametrize(("tokens", "penalty"), [(1000, 0), (1250, -0.5), (1500, -1), (1501, -1)])
def test_a_buffer_that_ends_at_the_cap_reaches_the_whole_penalty(tokens, penalty):
    assert overlong_penalty(tokens, 1500, 500) == penalty


@given(st.integers(0, 3000), st.integers(2, 2000), st.data())
def test_it_is_trls_soft_overlong_punishment(tokens, l_max, data):
    from trl.rewards.other_rewards import get_soft_overlong_punishment

    l_cache = data.draw(st.integers(1, l_max - 1))
    (theirs,) = get_soft_overlong_punishment(l_max, l_cache)(completion_ids=[[1] * tokens])

    assert overlong_penalty(tokens, l_max, l_cache) == pytest.approx(theirs)
