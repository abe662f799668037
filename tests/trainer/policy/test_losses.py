"""The five forms of the loss against loops that follow the papers' sums, and the KL's estimators and schedules."""

import math
from typing import Any

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from trainer.errors import DataError
from trainer.policy.losses import (
    KlSettings,
    Window,
    clipped_shares,
    k1,
    k3,
    kl_schedule,
    policy_loss,
)

DOUBLE = torch.float64
FORMS = ("sequence", "group-token", "batch-token", "window-token", "constant")
CAP = 7
CLIPS: dict[str, Any] = {"clip_low": 0.2, "clip_high": 0.28}


ONE = Window(sequences=1, groups=1, tokens=1, batches=1)


class Batch:
    """Random rollouts of whole groups, drawn by a seed; every row has a token."""

    def __init__(self, groups: int, size: int, tokens: int, seed: int, by_token: bool = False) -> None:
        draw = torch.Generator().manual_seed(seed)
        n = groups * size
        lengths = torch.randint(1, tokens + 1, (n,), generator=draw)
        self.mask = (torch.arange(tokens) < lengths.unsqueeze(1)).to(DOUBLE)
        self.new, self.old, self.ref = (-torch.rand(n, tokens, generator=draw, dtype=DOUBLE) for _ in range(3))
        shape = (n, tokens) if by_token else (n,)
        self.advantages = torch.randn(*shape, generator=draw, dtype=DOUBLE)
        self.groups = torch.arange(groups).repeat_interleave(size)

    def rows(self, rows: slice | list[int]) -> "Batch":
        part = object.__new__(Batch)
        part.__dict__ = {name: value[rows] for name, value in self.__dict__.items()}
        return part

    @property
    def group_tokens(self) -> torch.Tensor:
        return torch.stack([self.mask[self.groups == group].sum() for group in self.groups])

    def window(self, batches: int = 1) -> Window:
        return Window(len(self.mask), len(set(self.groups.tolist())), int(self.mask.sum()), batches)

    def loss(self, form, beta=0.0, **more):
        return policy_loss(
            self.new,
            self.old,
            self.advantages,
            self.mask,
            form=form,
            kl=k3(self.new, self.ref),
            beta=beta,
            **(CLIPS | {"group_tokens": self.group_tokens, "window": self.window(), "constant": CAP} | more),
        )


batches = st.builds(
    Batch, st.integers(1, 4), st.integers(1, 4), st.integers(1, 6), st.integers(0, 10**6), st.booleans()
)


def term(batch: Batch, i: int, t: int, beta: float) -> float:
    """One token's part of the objective: min(R·Â, clip(R)·Â) - β·D_KL (equations 1, 2 and 4)."""
    ratio = math.exp(batch.new[i, t] - batch.old[i, t])
    advantage = float(batch.advantages[i, t] if batch.advantages.dim() == 2 else batch.advantages[i])
    clipped = min(max(ratio, 1 - CLIPS["clip_low"]), 1 + CLIPS["clip_high"])
    gap = float(batch.ref[i, t] - batch.new[i, t])
    return min(ratio * advantage, clipped * advantage) - beta * (math.exp(gap) - gap - 1)


def by_loops(batch: Batch, form: str, beta: float) -> float:
    lengths = [int(row.sum()) for row in batch.mask]
    sums = [sum(term(batch, i, t, beta) for t in range(length)) for i, length in enumerate(lengths)]
    n = len(lengths)
    if form == "sequence":
        return -sum(total / length for total, length in zip(sums, lengths, strict=True)) / n
    if form == "group-token":
        by_group = []
        for g in sorted(set(batch.groups.tolist())):
            members = [i for i in range(n) if batch.groups[i] == g]
            by_group.append(sum(sums[i] for i in members) / sum(lengths[i] for i in members))
        return -sum(by_group) / len(by_group)
    if form == "constant":
        return -sum(sums) / (n * CAP)
    return -sum(sums) / sum(lengths)


@given(batches, st.sampled_from(FORMS), st.sampled_from([0.0, 0.04, 1.0]))
def test_each_form_is_its_sum(batch, form, beta):
    assert float(batch.loss(form, beta)) == pytest.approx(by_loops(batch, form, beta), abs=1e-6)


@given(st.integers(1, 4), st.integers(1, 5), st.integers(0, 10**6), st.sampled_from([0.0, 0.04]))
def test_of_one_group_equation_4_is_the_token_mean(size, tokens, seed, beta):
    batch = Batch(1, size, tokens, seed)

    assert float(batch.loss("group-token", beta)) == pytest.approx(float(batch.loss("window-token", beta)), abs=1e-9)


@given(batches, st.sampled_from(FORMS), st.sampled_from([0.0, 0.04]), st.integers(1, 5))
def test_micro_batches_add_up_to_the_step_even_where_they_cut_groups(batch, form, beta, micro):
    n = batch.mask.shape[0]
    parts = [slice(at, at + micro) for at in range(0, n, micro)]
    window, tokens = batch.window(len(parts)), batch.group_tokens
    losses = [batch.rows(rows).loss(form, beta, window=window, group_tokens=tokens[rows]) for rows in parts]
    if form == "batch-token":  # the mean over each micro-batch, then over micro-batches: another figure on purpose
        whole = sum(by_loops(batch.rows(rows), form, beta) for rows in parts) / len(parts)
    else:
        whole = by_loops(batch, form, beta)

    assert float(sum(losses)) == pytest.approx(whole, abs=1e-6)


def test_the_three_token_scopes_are_three_figures():
    batch = Batch(groups=3, size=2, tokens=6, seed=3)
    window, tokens = batch.window(3), batch.group_tokens
    parts = [slice(0, 2), slice(2, 4), slice(4, 6)]

    found = {
        form: float(sum(batch.rows(rows).loss(form, window=window, group_tokens=tokens[rows]) for rows in parts))
        for form in ("group-token", "window-token")
    }
    uneven = [slice(0, 1), slice(1, 6)]
    window = batch.window(2)
    found["batch-token"] = float(sum(batch.rows(rows).loss("batch-token", window=window) for rows in uneven))

    assert len({round(value, 6) for value in found.values()}) == 3


@given(batches, st.sampled_from(FORMS))
def test_the_gradient_is_that_of_the_loops(batch, form):
    start = batch.new
    batch.new = start.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(batch.loss(form, 0.04), batch.new)
    around = []
    for step in (-1e-6, 1e-6):
        batch.new = start.clone()
        batch.new[0, 0] += step
        around.append(by_loops(batch, form, 0.04))
    ratio = math.exp(start[0, 0] - batch.old[0, 0])
    assume(all(abs(ratio - bound) > 1e-4 for bound in (0.8, 1.28)))

    assert float(gradient[0, 0]) == pytest.approx((around[1] - around[0]) / 2e-6, abs=1e-5)


def test_equation_4_is_trls_token_mean_with_rescaled_advantages():
    batch = Batch(groups=3, size=2, tokens=5, seed=1)
    exact = batch.loss("group-token")
    batch.advantages = batch.advantages * batch.mask.sum() / (3 * batch.group_tokens)

    assert float(batch.loss("window-token")) == pytest.approx(float(exact), abs=1e-9)


@pytest.mark.parametrize(
    ("ratio", "advantage", "loss"), [(2.0, 1.0, -1.28), (0.5, 1.0, -0.5), (2.0, -1.0, 2.0), (0.5, -1.0, 0.8)]
)
def test_clipping_bounds_what_helps_and_not_what_hurts(ratio, advantage, loss):
    new = torch.tensor([[math.log(ratio)]])
    found = policy_loss(
        new,
        torch.zeros(1, 1),
        torch.tensor([advantage]),
        torch.ones(1, 1),
        form="sequence",
        group_tokens=torch.ones(1),
        window=ONE,
        **CLIPS,
    )

    assert float(found) == pytest.approx(loss)


def test_clipped_tokens_are_counted_by_bound():
    new = torch.tensor([[2.0, 0.5, 1.0, 9.0], [2.0, 0.5, 0.5, 1.0]]).log()
    mask = torch.tensor([[1, 1, 1, 0], [1, 1, 1, 1]])
    found = clipped_shares(new, torch.zeros(2, 4), torch.tensor([1.0, -1.0]), mask, **CLIPS)

    assert found == pytest.approx((2 / 7, 1 / 7))


def test_rows_that_are_masked_weigh_nothing():
    batch = Batch(groups=3, size=2, tokens=5, seed=5)
    batch.mask[2:4] = 0
    left = batch.rows([0, 1, 4, 5])
    for form in FORMS:
        found = batch.loss(form, 0.1, window=left.window())
        assert float(found) == pytest.approx(float(left.loss(form, 0.1)), abs=1e-9)


def test_a_batch_without_tokens_has_no_loss():
    batch = Batch(groups=2, size=2, tokens=3, seed=5)
    batch.mask[:] = 0

    assert [float(batch.loss(form, 0.1, window=ONE)) for form in FORMS] == [0] * 5


def test_half_precision_is_summed_in_single():
    new, old = torch.zeros(1, 3000, dtype=torch.bfloat16), torch.zeros(1, 3000, dtype=torch.bfloat16)
    given: dict[str, Any] = {"group_tokens": torch.tensor([3000]), "window": ONE, **CLIPS}
    found = policy_loss(new, old, torch.tensor([1.0]), torch.ones(1, 3000), form="sequence", **given)

    assert found.dtype is torch.float32
    assert float(found) == pytest.approx(-1)


@pytest.mark.parametrize("more", [{"beta": 0.1}, {"form": "constant"}])
def test_what_a_form_or_the_kl_lacks_is_said(more):
    one = torch.zeros(1, 1)
    given = {"form": "sequence", "group_tokens": torch.ones(1), "window": ONE}
    with pytest.raises(DataError):
        policy_loss(one, one, torch.zeros(1), torch.ones(1, 1), **(given | CLIPS | more))


@given(st.floats(-5, 0), st.floats(-5, 0))
def test_both_estimators_are_the_formulas(new, reference):
    ours, theirs = torch.tensor(new, dtype=DOUBLE), torch.tensor(reference, dtype=DOUBLE)

    assert float(k1(ours, theirs)) == pytest.approx(new - reference, abs=1e-9)
    assert float(k3(ours, theirs)) == pytest.approx(math.exp(reference - new) - (reference - new) - 1, abs=1e-6)
    assert float(k3(ours, theirs)) >= 0


def test_both_estimators_agree_in_the_mean_with_the_divergence():
    policy = torch.tensor([0.5, 0.3, 0.2], dtype=DOUBLE)
    reference = torch.tensor([0.4, 0.4, 0.2], dtype=DOUBLE)
    exact = float((policy * (policy / reference).log()).sum())

    assert float((policy * k1(policy.log(), reference.log())).sum()) == pytest.approx(exact)
    assert float((policy * k3(policy.log(), reference.log())).sum()) == pytest.approx(exact)


@pytest.mark.parametrize(
    ("kind", "half", "end"), [("constant", 0.04, 0.04), ("cosine", 0.02, 1e-9), ("linear", 0.02, 1e-9)]
)
def test_schedules_decay_and_never_reach_nothing(kind, half, end):
    settings = KlSettings(beta=0.04, schedule=kind)

    assert settings.at(0, 100) == 0.04
    assert settings.at(50, 100) == pytest.approx(half)
    assert settings.at(100, 100) == settings.at(150, 100) == pytest.approx(end)
    assert settings.at(0, 0) == 0.04


def test_cosine_is_the_papers_formula():
    assert kl_schedule("cosine", 0.04, 25, 100) == pytest.approx(0.04 * 0.5 * (1 + math.cos(math.pi * 0.25)))


@given(st.sampled_from(["constant", "cosine", "linear"]), st.floats(1e-6, 1), st.integers(0, 50), st.integers(0, 40))
def test_a_beta_above_nothing_stays_above_nothing(kind, beta, step, steps):
    assert 1e-9 <= kl_schedule(kind, beta, step, steps) <= beta


def test_no_kl_stays_none_and_cannot_decay():
    assert KlSettings().at(3, 10) == 0
    with pytest.raises(ValidationError, match="no KL to decay by cosine"):
        KlSettings(schedule="cosine")
