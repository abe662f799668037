"""ZLPR against the naive formula and against numbers worked by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from trainer.classifier.zlpr import others_loss, zlpr

LOGITS = st.lists(st.floats(-20, 20), min_size=1, max_size=6)


def _naive(scores: list[float], gold: list[bool]) -> float:
    negatives = sum(math.exp(score) for score, marked in zip(scores, gold, strict=True) if not marked)
    positives = sum(math.exp(-score) for score, marked in zip(scores, gold, strict=True) if marked)
    return math.log(1 + negatives) + math.log(1 + positives)


@given(LOGITS, st.integers(0, 63))
def test_it_is_the_naive_formula(scores: list[float], bits: int):
    gold = [bool(bits >> n & 1) for n in range(len(scores))]

    found = zlpr(torch.tensor([scores], dtype=torch.float64), torch.tensor([gold])).item()

    assert found == pytest.approx(_naive(scores, gold), rel=1e-5, abs=1e-6)


def test_worked_numbers():
    logits = torch.tensor([[math.log(2.0), math.log(3.0), 0.0], [0.0, 0.0, 0.0]])
    gold = torch.tensor([[1, 0, 0], [0, 0, 0]])

    found = zlpr(logits, gold)

    # log(1 + 3 + 1) + log(1 + 1/2); log(1 + 1 + 1 + 1) + log(1)
    assert found.tolist() == pytest.approx([math.log(5) + math.log(1.5), math.log(4)])


def test_the_gradient_is_zero_bounded_softmax():
    logits = torch.tensor([[1.0, -2.0]], requires_grad=True)

    zlpr(logits, torch.tensor([[1, 0]])).sum().backward()

    positive = -math.exp(-1) / (1 + math.exp(-1))
    negative = math.exp(-2) / (1 + math.exp(-2))
    assert logits.grad is not None
    assert logits.grad[0].tolist() == pytest.approx([positive, negative])


@pytest.mark.parametrize("gold", [[0, 0], [1, 1], [1, 0]])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_large_logits_in_half_precision_stay_finite(gold: list[int], dtype: torch.dtype):
    logits = torch.tensor([[60000.0, -60000.0]], dtype=dtype, requires_grad=True)

    loss = zlpr(logits, torch.tensor([gold])).sum()
    loss.backward()

    assert torch.isfinite(loss)
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_binary_cross_entropy_is_the_option():
    loss = others_loss("bce", torch.zeros(2, 3), torch.ones(2, 3))

    assert loss.tolist() == pytest.approx([math.log(2)] * 2)
