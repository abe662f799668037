"""Who gets which advantage, and where the KL to the reference stands."""

import pytest
import torch

from trainer.policy.advantages import alone, group_advantages
from trainer.policy.batches import Row
from trainer.policy.estimates import Estimate, GroupEstimate, PlusPlusEstimate

TOTALS = (1.0, 0.0, 0.1, 0.1)


def rows() -> list[Row]:
    made = [
        Row((1,), tuple(range(2 + number)), number // 2, total, learned=True) for number, total in enumerate(TOTALS)
    ]
    for row in made:
        row.old, row.reference = torch.full((len(row.tokens),), -1.0), torch.full((len(row.tokens),), -1.5)
    return made


def mine(values: torch.Tensor) -> tuple[torch.Tensor, int]:
    return values, 0


def filled(estimate: Estimate, beta: float = 0.1) -> list[torch.Tensor]:
    made = rows()
    estimate.fill(made, 2, beta, alone, mine)
    return [row.advantage for row in made if row.advantage is not None]


@pytest.mark.parametrize("scale", ["group", "batch", "none"])
def test_grpo_gives_a_completion_one_advantage(scale: str) -> None:
    estimate = GroupEstimate(scale)  # pyright: ignore[reportArgumentType]
    wanted = group_advantages(torch.tensor(TOTALS), 2, scale)  # pyright: ignore[reportArgumentType]
    assert torch.allclose(torch.cat(filled(estimate)), wanted)
    assert estimate.kl_in == "loss"


def test_over_several_processes_the_batchs_deviation_is_that_of_all() -> None:
    made = rows()[2:]

    def everyone(own: torch.Tensor) -> tuple[torch.Tensor, int]:
        return torch.cat([torch.tensor(TOTALS[:2]), own]), 2

    GroupEstimate("batch").fill(made, 2, 0.0, alone, everyone)
    wanted = group_advantages(torch.tensor(TOTALS), 2, "batch")[2:]
    assert torch.allclose(torch.cat([row.advantage for row in made if row.advantage is not None]), wanted)


def test_reinforce_gives_each_token_its_own() -> None:
    found = filled(PlusPlusEstimate())
    assert [len(values) for values in found] == [2, 3, 4, 5]
    whole = torch.cat(found)
    assert float(whole.mean()) == pytest.approx(0, abs=1e-6)
    assert float(whole.std(unbiased=False)) == pytest.approx(1, abs=1e-4)
    assert (found[3].diff() > 0).all()  # each token's KL is still to be paid before it
    assert PlusPlusEstimate().kl_in == "reward"


def test_without_a_kl_no_log_probabilities_are_needed() -> None:
    made = rows()
    for row in made:
        row.old = row.reference = None
    PlusPlusEstimate().fill(made, 1, 0.0, alone, mine)
    assert all(row.advantage is not None and len(set(row.advantage.tolist())) == 1 for row in made)


def test_the_baseline_variant_is_per_completion_and_has_its_kl_in_the_loss() -> None:
    estimate = PlusPlusEstimate(baseline=True)
    assert [len(values) for values in filled(estimate)] == [1, 1, 1, 1]
    assert estimate.kl_in == "loss"


@pytest.mark.parametrize("estimate", [GroupEstimate("batch"), PlusPlusEstimate(), PlusPlusEstimate(baseline=True)])
def test_a_process_whose_groups_were_all_dropped_takes_part(estimate: Estimate) -> None:
    estimate.fill([], 2, 0.0, alone, mine)
