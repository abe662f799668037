"""Rows in steps and micro-batches: whatever is dropped, the parts of a step's loss add up to the whole's."""

import pytest
import torch

from app.coding.completion import Finish
from tests.trainer.policy_rolls import group, reply
from trainer.policy.batches import Counted, Row, micro_batches, rows_of, tensors, window, windows_of
from trainer.policy.filtering import Degenerate, How, Taken
from trainer.policy.losses import Form, Window, policy_loss

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


def loss(batch: dict, form: Form, whole: Window) -> torch.Tensor:
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
        group_tokens=batch["group_tokens"],
        window=whole,
        constant=8,
    )


def counted(rows: list[Row]) -> Window:
    """Count a step's rows one by one."""
    return Window(len(rows), len({row.group for row in rows}), sum(len(row.tokens) for row in rows), 1)


@pytest.mark.parametrize("form", ["sequence", "group-token", "window-token", "constant"])
@pytest.mark.parametrize("dropped", [(), (1,), (0, 3)])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_parts_of_a_step_add_up(form: Form, dropped: tuple[int, ...], size: int) -> None:
    rows = filled(rows_of(slots(dropped), mask_truncated=False))
    whole = window(Counted.of(rows, size).numbers)
    parts = [part for part in micro_batches(rows, size, 8) if part]
    added = sum(loss(tensors(part, 0, torch.device("cpu")), form, whole) for part in parts)
    at_once = loss(tensors(rows, 0, torch.device("cpu")), form, counted(rows))
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


CUT = Finish.LENGTH
PARTLY_CUT = [
    Taken(number, group(replies), How.KEPT, Degenerate.NO)
    for number, replies in enumerate(
        ([reply("x", 3), reply("x", 5, CUT)], [reply("x", 2, CUT), reply("x", 2, CUT)], [reply("x", 4), reply("x", 1)])
    )
]
"""Three groups: of one a completion is cut, of one both, of one none."""


def test_masked_completions_are_in_no_batch_and_in_no_count() -> None:
    (rows,) = windows_of(rows_of(PARTLY_CUT, mask_truncated=True), 3, 1)
    assert [(row.group, len(row.tokens), row.group_tokens) for row in rows] == [(0, 3, 3), (2, 4, 5), (2, 1, 5)]
    assert Counted.of(rows, 1) == Counted(sequences=3, groups=2, tokens=8, batches=3)
    (rows,) = windows_of(rows_of(PARTLY_CUT, mask_truncated=False), 3, 1)
    assert Counted.of(rows, 1) == Counted(sequences=6, groups=3, tokens=17, batches=6)


def test_masked_completions_still_are_what_their_group_is_measured_against() -> None:
    rows = rows_of(PARTLY_CUT, mask_truncated=True)
    assert [row.learned for row in rows] == [True, False, False, False, True, True]


@pytest.mark.parametrize("form", ["sequence", "group-token", "batch-token", "window-token", "constant"])
def test_masked_completions_weigh_nothing(form: Form) -> None:
    rows = filled(rows_of(PARTLY_CUT, mask_truncated=True))
    before = loss_of(rows, form)
    for row in rows:
        if not row.learned:
            row.advantage = torch.tensor([1e6])
    assert loss_of(rows, form) == before != 0


def loss_of(rows: list[Row], form: Form) -> float:
    """Return the loss of one step in micro-batches of two, as the trainer adds it up."""
    (step,) = windows_of(rows, 3, 1)
    whole = window(Counted.of(step, 2).numbers)
    return sum(float(loss(tensors(part, 0, torch.device("cpu")), form, whole)) for part in micro_batches(step, 2, 2))


def test_prompts_are_padded_on_the_left_and_completions_on_the_right() -> None:
    rows = [Row((7, 8), (1, 2, 3), 0, 0.0, learned=True), Row((9,), (4,), 0, 0.0, learned=True)]
    batch = tensors(rows, 0, torch.device("cpu"))
    assert batch["input_ids"].tolist() == [[7, 8, 1, 2, 3], [0, 9, 4, 0, 0]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1, 1], [0, 1, 1, 0, 0]]
    assert batch["mask"].tolist() == [[1, 1, 1], [1, 0, 0]]
