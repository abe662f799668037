"""Advantages against loops that follow the formulas word by word."""

import math
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from trainer.errors import DataError
from trainer.policy.advantages import group_advantages, plus_plus, plus_plus_baseline

DOUBLE = torch.float64
values = st.floats(-3, 3, width=32)


@st.composite
def batches(draw, least_size: int = 1):
    size = draw(st.integers(least_size, 5))
    groups = draw(st.integers(1, 4))
    return size, draw(st.lists(values, min_size=size * groups, max_size=size * groups))


@st.composite
def rollouts(draw):
    rows, tokens = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    table = st.lists(st.lists(values, min_size=tokens, max_size=tokens), min_size=rows, max_size=rows)
    holes = st.lists(st.lists(st.integers(0, 1), min_size=tokens, max_size=tokens), min_size=rows, max_size=rows)
    return draw(st.lists(values, min_size=rows, max_size=rows)), draw(table), draw(holes)


def deviation(numbers: list[float], unbiased: bool = True) -> float:
    if len(numbers) < 2 and unbiased:
        return 0.0
    mean = sum(numbers) / len(numbers)
    return math.sqrt(sum((x - mean) ** 2 for x in numbers) / (len(numbers) - unbiased))


def in_groups(size: int, rewards: list[float], scale: str) -> list[float]:
    found = []
    for start in range(0, len(rewards), size):
        group = rewards[start : start + size]
        mean = sum(group) / size
        for reward in group:
            centred = reward - mean
            if scale == "group":
                centred /= deviation(group) + 1e-4
            elif scale == "batch":
                centred /= deviation(rewards) + 1e-4
            found.append(centred)
    return found


def by_plus_plus(rewards, kl, mask, beta):
    to_go = []
    for reward, row, alive in zip(rewards, kl, mask, strict=True):
        left = [divergence for divergence, on in zip(row, alive, strict=True) if on]
        to_go += [reward - beta * sum(left[at:]) for at in range(len(left))]
    mean = sum(to_go) / max(len(to_go), 1)
    variance = sum((x - mean) ** 2 for x in to_go) / max(len(to_go), 1)
    white = iter([(x - mean) / math.sqrt(variance + 1e-8) for x in to_go])
    return [[next(white) if on else 0.0 for on in alive] for alive in mask]


@given(batches(), st.sampled_from(["group", "batch", "none"]))
def test_group_advantages_are_the_formulas(batch, scale):
    size, rewards = batch
    found = group_advantages(torch.tensor(rewards, dtype=DOUBLE), size, scale)

    assert found.tolist() == pytest.approx(in_groups(size, rewards, scale), abs=1e-6)


def test_the_default_is_division_by_the_groups_own_deviation():
    found = group_advantages(torch.tensor([1.0, 0, 0, 0, 1, 1, 1, 1]), 4)

    assert found.tolist() == pytest.approx([1.4997, -0.4999, -0.4999, -0.4999, 0, 0, 0, 0], abs=1e-4)


def test_scale_batch_is_trls():
    rewards = torch.tensor([1.0, 0, 0.4, 0.6])
    centred = torch.tensor([0.5, -0.5, -0.1, 0.1])

    assert torch.allclose(group_advantages(rewards, 2, "batch"), centred / (rewards.std() + 1e-4))


@given(batches())
def test_advantages_of_a_group_add_up_to_nothing(batch):
    size, rewards = batch
    found = group_advantages(torch.tensor(rewards, dtype=DOUBLE), size).view(-1, size)

    assert torch.allclose(found.sum(1), torch.zeros(found.shape[0], dtype=DOUBLE), atol=1e-6)


@given(rollouts(), st.floats(0, 1))
def test_plus_plus_is_the_formula(batch, beta):
    rewards, kl, mask = batch
    found = plus_plus(torch.tensor(rewards, dtype=DOUBLE), torch.tensor(kl, dtype=DOUBLE), torch.tensor(mask), beta)
    expected = by_plus_plus(rewards, kl, mask, beta)

    assert list(chain(*found.tolist())) == pytest.approx(list(chain(*expected)), abs=1e-6)


def test_plus_plus_takes_the_divergence_of_what_comes_after_off_each_token():
    kl = torch.tensor([[1.0, 2.0, 3.0, 9.0]], dtype=DOUBLE)
    found = plus_plus(torch.tensor([1.0], dtype=DOUBLE), kl, torch.tensor([[1, 1, 1, 0]]), 0.1)[0].tolist()

    steps = [b - a for a, b in pairwise(found[:3])]
    assert steps[1] / steps[0] == pytest.approx(2)  # 0.1·1 and 0.1·2 fall away
    assert found[3] == 0


def test_plus_plus_over_two_processes_is_plus_plus_over_all():
    rewards = torch.tensor([1.0, 0.0, 0.5, 0.2], dtype=DOUBLE)
    kl = torch.linspace(-0.3, 0.4, 12, dtype=DOUBLE).view(4, 3)
    mask = torch.tensor([[1, 1, 1], [1, 0, 0], [1, 1, 0], [1, 1, 1]])
    whole = plus_plus(rewards, kl, mask, 0.2)
    meet, said = threading.Barrier(2, timeout=60), {}

    def half(part: int) -> torch.Tensor:
        def together(value: torch.Tensor) -> torch.Tensor:
            said[part] = value
            meet.wait()
            both = said[0] + said[1]
            meet.wait()
            return both

        rows = slice(2 * part, 2 * part + 2)
        return plus_plus(rewards[rows], kl[rows], mask[rows], 0.2, together)

    with ThreadPoolExecutor(2) as pool:
        halves = list(pool.map(half, range(2)))

    assert torch.allclose(torch.cat(halves), whole)


@given(batches(least_size=2))
def test_the_baseline_variant_is_the_formula(batch):
    size, rewards = batch
    centred = in_groups(size, rewards, "none")
    spread = deviation(centred, unbiased=False)
    found = plus_plus_baseline(torch.tensor(rewards, dtype=DOUBLE), size)

    assert found.tolist() == pytest.approx([x / (spread + 1e-8) for x in centred], abs=1e-6)


def test_the_baseline_variant_divides_by_what_is_left_and_not_by_the_raw_rewards():
    rewards = torch.tensor([1.0, 0.0, 11.0, 10.0], dtype=DOUBLE)

    assert plus_plus_baseline(rewards, 2).tolist() == pytest.approx([1, -1, 1, -1], abs=1e-6)
    assert abs(group_advantages(rewards, 2, "batch")[0]) < 0.1


@pytest.mark.parametrize(("count", "size"), [(5, 2), (0, 2), (4, 0)])
def test_parts_of_groups_are_refused(count, size):
    with pytest.raises(DataError, match="groups of"):
        group_advantages(torch.zeros(count), size)
