"""Rows in steps and micro-batches: whatever is dropped, the parts of a step's loss add up to the whole's."""

import pytest
import torch

from app.coding.completion import Finish
from tests.trainer.policy_rolls import group, reply
from trainer.policy.batches import Counted, Row, learned_mask, micro_batches, rows_of, tensors, window, windows_of
from trainer.policy.filtering import Degenerate, How, Taken
from trainer.policy.losses import Form, policy_loss

LENGTHS = ((3, 5), (4, 1), (2, 2), (6, 3))
"""Tokens of each completion, group by group."""


def slots(dropped: tuple[int, ...] = ()) -> list[Taken]:
    how = {number: How.MASKED if number in dropped else How.KEPT for number in range(len(LENGTHS))}
    return [
        Taken(number, group([reply("x", tokens) for tokens in lengths]), how[number], Degenerate.NO)
        for number, lengths in enumerate(LENGTHS)
    ]


def filled(rows: list[Row]) -> list[Row]:
    drawn = torch.Generator().manual_seed(0)
    for each in rows:
        each.advantage = torch.randn(1, generator=drawn)
        each.old = torch.randn(len(each.tokens), generator=drawn)
        each.reference = torch.randn(len(each.tokens), generator=drawn)
    return rows


def loss(batch: dict, form: Form, whole) -> torch.Tensor:
    return policy_loss(
        batch["old"] * 1.1,
        batch["old"],
        batch["advantage"],
        batch["mask"],
        clip_low=0.2,
        clip_high=0.2,
        form=form,
        kl=batch["reference"],
        beta=0.1,
        groups=batch["groups"],
        group_tokens=batch["group_tokens"],
        window=whole,
        constant=8,
    )


@pytest.mark.parametrize("form", ["sequence", "group-token", "window-token", "constant"])
@pytest.mark.parametrize("dropped", [(), (1,), (0, 3)])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_parts_of_a_step_add_up(form: Form, dropped: tuple[int, ...], size: int) -> None:
    rows = filled(rows_of(slots(dropped), mask_truncated=False))
    whole = window(Counted.of(rows, size).numbers)
    parts = [part for part in micro_batches(rows, size, 8) if part]
    added = sum(loss(tensors(part, 0, torch.device("cpu")), form, whole) for part in parts)
    at_once = loss(tensors(rows, 0, torch.device("cpu")), form, None)
    assert float(added) == pytest.approx(float(at_once), abs=1e-6)


def test_a_dropped_group_is_in_no_batch_and_in_no_count() -> None:
    rows = rows_of(slots((1, 2)), mask_truncated=False)
    assert {each.group for each in rows} == {0, 3}
    assert Counted.of(rows, 3) == Counted(sequences=4, groups=2, tokens=17, batches=2)


def test_each_step_has_whole_groups_and_its_own() -> None:
    first, second = windows_of(rows_of(slots((1,)), mask_truncated=False), 4, 2)
    assert ([each.group for each in first], [each.group for each in second]) == ([0, 0], [2, 2, 3, 3])


def test_micro_batches_are_as_many_as_the_step_has_room_for() -> None:
    rows = rows_of(slots((1, 2, 3)), mask_truncated=False)
    assert [len(part) for part in micro_batches(rows, 1, 8)] == [1, 1, 0, 0, 0, 0, 0, 0]


def test_a_cut_completion_counts_for_nothing_where_it_is_masked() -> None:
    taken = [Taken(0, group([reply("x", 3), reply("x", 5, Finish.LENGTH)]), How.KEPT, Degenerate.NO)]
    for masked, tokens in ((True, 3), (False, 8)):
        rows = rows_of(taken, mask_truncated=masked)
        assert Counted.of(rows, 2).tokens == rows[0].group_tokens == int(learned_mask(rows).sum()) == tokens


def test_prompts_are_padded_on_the_left_and_completions_on_the_right() -> None:
    rows = [Row((7, 8), (1, 2, 3), 0, 0.0, learned=True), Row((9,), (4,), 0, 0.0, learned=True)]
    batch = tensors(rows, 0, torch.device("cpu"))
    assert batch["input_ids"].tolist() == [[7, 8, 1, 2, 3], [0, 9, 4, 0, 0]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1, 1], [0, 1, 1, 0, 0]]
    assert batch["mask"].tolist() == [[1, 1, 1], [1, 0, 0]]
