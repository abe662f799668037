"""Branches of one sequence are the rows by themselves: same loss, same gradients, fewer tokens."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trainer.sft.test_answer_loss import model  # noqa: F401 - the fixture
from trainer.sft.answer_loss import answer_loss
from trainer.sft.branches import ATTENTION, BranchCollator, attend_by_branches, branched
from trainer.sft.rows import IGNORED, Row


def _row(example_id: str) -> Row:
    return Row((), "", "principal", example_id, None)


def _encoded(prompt: list[int], answer: list[int]) -> dict[str, list[int]]:
    return {"input_ids": prompt + answer, "labels": [IGNORED] * len(prompt) + answer}


RECORD = list(range(5, 25))
ROWS = [_encoded([*RECORD, 30, 31], [40, 41, 42]), _encoded([*RECORD, 33], [43, 44]), _encoded([7, 8, 9], [45])]
NAMED = [_row("A"), _row("A"), _row("B")]


def _alone(model, encoded, learned):  # noqa: F811 - the fixture's value
    row = {name: torch.tensor([ids]) for name, ids in encoded.items()}
    return answer_loss(model, row, learned)[0]


@pytest.mark.parametrize("attention", ["sdpa", ATTENTION])
@pytest.mark.parametrize("rows", [ROWS, ROWS[:2], ROWS[:1]])
@pytest.mark.parametrize("multiple", [1, 16])
def test_loss_and_gradients_are_those_of_the_rows_one_by_one(model, multiple, rows, attention):  # noqa: F811 - the fixture
    learned = 6
    batch = BranchCollator(pad=0, multiple=multiple)(branched(NAMED[: len(rows)], rows))
    attend_by_branches(model)
    model.set_attn_implementation(attention)
    assert batch["input_ids"].shape[1] % multiple == 0

    together, _ = answer_loss(model, batch, learned)
    together.backward()
    mine = torch.cat([weight.grad.flatten() for weight in model.parameters()])
    model.zero_grad()
    model.set_attn_implementation("sdpa")
    alone = torch.stack([_alone(model, row, learned) for row in rows]).sum()
    alone.backward()
    theirs = torch.cat([weight.grad.flatten() for weight in model.parameters()])

    assert together.item() == pytest.approx(alone.item(), abs=1e-6)
    assert torch.allclose(mine, theirs, atol=1e-6)


def test_the_record_is_there_once():
    first, second = branched(NAMED, ROWS)

    assert len(first["input_ids"]) == len(RECORD) + 5 + 3
    assert second["input_ids"] == ROWS[2]["input_ids"]


def test_rows_of_one_record_that_show_other_lists_are_not_joined():
    other = _encoded([99, *range(26, 30), *RECORD[:3], 30, 31], [40])

    assert len(branched([_row("A")] * 3, [ROWS[0], ROWS[1], other])) == 2


IDS = st.lists(st.integers(3, 6), min_size=2, max_size=6)


def _read_off(joined) -> list[dict[str, list[int]]]:
    found = []
    for number in range(1, max(joined["branch"]) + 1):
        kept = [n for n, branch in enumerate(joined["branch"]) if branch in (0, number)]
        assert [joined["position_ids"][n] for n in kept] == list(range(len(kept)))
        found.append({name: [joined[name][n] for n in kept] for name in ("input_ids", "labels")})
    return found


@settings(max_examples=50)
@given(st.lists(st.tuples(IDS, IDS), min_size=1, max_size=4))
def test_every_row_can_be_read_off_its_branch(pairs):
    rows = [_encoded(prompt, answer) for prompt, answer in pairs]
    read = [row for joined in branched([_row("A")] * len(rows), rows) for row in _read_off(joined)]

    assert read == rows


def test_a_branch_never_begins_with_a_token_that_is_learned():
    same = [_encoded([5, 6, 7], [8, 9]), _encoded([5, 6, 7], [8, 10])]
    (joined,) = branched([_row("A")] * 2, same)

    begins = [joined["branch"].index(number) for number in (1, 2)]
    assert [joined["labels"][n] for n in begins] == [IGNORED, IGNORED]
