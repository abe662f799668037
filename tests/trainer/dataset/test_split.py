"""Held out or trained on: what may not stand on both sides, and the folds."""

import pytest

from app.coding.example import Origin
from tests.trainer.cases import example, many
from trainer.dataset.kin import units_of
from trainer.dataset.split import hold_out, part_into_folds
from trainer.errors import DataError


def _ids(examples):
    return [each.example_id for each in examples]


def test_a_share_is_held_out_with_every_class_in_it():
    split = hold_out(many(100), (), 0.2, 42)

    assert len(split.heldout) == 20
    assert len({each.gold.principal_code for each in split.heldout}) == 5


def test_groups_are_never_parted():
    examples = [example(f"R{n}", group=f"g{n // 3}") for n in range(60)]

    split = hold_out(examples, (), 0.3, 1)
    part_into_folds(split, 5, 1)

    assert not {each.group for each in split.train} & {each.group for each in split.heldout}
    for unit in units_of(split.train):
        assert len({split.fold_of[member] for member in unit.members}) == 1


def test_a_variant_of_a_held_out_record_is_neither_trained_on_nor_judged_by():
    variants = [example(f"V{n}", parent_id=f"R{n:04}", origin=Origin.VARIANT) for n in range(20)]

    split = hold_out([*many(20), *variants], (), 0.3, 5)

    held = set(_ids(split.heldout))
    assert held
    assert not any(each.origin is Origin.VARIANT for each in split.heldout)
    assert {refusal.where for refusal in split.refused} == {f"V{int(name[1:])}" for name in held}
    assert not {each.parent_id for each in split.train} & held


@pytest.mark.parametrize(
    ("given", "trained", "reason"),
    [
        (example("H"), example("V", parent_id="H", origin=Origin.VARIANT), "variant of H"),
        (example("H", group="p1"), example("R", others=(), group="p1"), "group p1"),
        (example("H"), example("H", others=()), "record is held out"),
    ],
)
def test_what_would_leak_from_given_held_out_records(given, trained, reason):
    split = hold_out([example("X"), trained], [given], 0.0, 1)

    assert (_ids(split.train), _ids(split.heldout)) == (["X"], ["H"])
    assert reason in split.refused[0].reason


def test_the_same_text_under_another_id_is_not_trained_on():
    held = example("H")
    copy = type(held)(type(held.record)("C", held.record.sections), held.gold)

    split = hold_out([example("X"), copy], [held], 0.0, 1)

    assert "text is that of a held-out" in split.refused[0].reason


def test_a_rewrite_of_a_held_out_text_is_not_trained_on():
    held = example("A")
    same = type(held)(type(held.record)("B", held.record.sections), held.gold)
    rewrite = example("B~1", others=(), parent_id="B", group="B", origin=Origin.VARIANT)
    later = example("C", others=("E78.500",), group="B")

    split = hold_out([example("X"), later, same, rewrite], [held], 0.0, 1)

    assert _ids(split.train) == ["X"]
    reasons = {refusal.where: refusal.reason for refusal in split.refused}
    assert "text is that of a held-out" in reasons["B"]
    assert reasons["B~1"] == reasons["C"]
    assert "belongs with a record" in reasons["C"]


def test_a_class_missing_from_a_fold_is_named_with_its_folds():
    split = hold_out(
        [*(example(f"R{n}") for n in range(18)), example("L1", "I21.401"), example("L2", "I21.401")], (), 0, 1
    )

    part_into_folds(split, 5, 1)

    assert list(split.empty) == ["I21.401"]
    assert len(split.empty["I21.401"]) == 3
    assert split.thin == {"class I21.401": 2}


def test_too_few_groups_for_the_folds():
    split = hold_out([example("A", group="x"), example("B", group="x")], (), 0.0, 1)

    with pytest.raises(DataError, match="1 groups of records cannot make 5 folds"):
        part_into_folds(split, 5, 1)


def test_nothing_left_to_train_on():
    with pytest.raises(DataError, match="No example is left"):
        hold_out([example("H")], [example("H")], 0.0, 1)
