"""The sampling plan: T = 0 once, T = 0.7 twice, seeds that repeat."""

from app.coding.completion import tcecp_plan, vote_seed
from app.coding.scope import Task


def test_plan_is_tcecp():
    assert [sampling.temperature for sampling in tcecp_plan("R1", Task.OTHERS)] == [0.0, 0.7, 0.7]


def test_seeds_repeat_and_differ():
    seeds = {vote_seed(record, task, vote) for record in "AB" for task in Task for vote in range(3)}
    assert len(seeds) == 2 * len(Task) * 3
    assert tcecp_plan("R1", Task.OTHERS) == tcecp_plan("R1", Task.OTHERS)
