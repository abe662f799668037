"""Draws: nested, repeatable, whole groups, classes in shares."""

from collections import Counter
from dataclasses import replace

import pytest

from app.coding.example import Example
from tests.trainer.cases import many
from trainer.dataset.kin import class_of
from trainer.errors import DataError
from trainer.scaling.draws import drawn, ordered


def ids(examples) -> set[str]:
    return {example.example_id for example in examples}


def test_a_smaller_draw_lies_within_a_larger_one_of_its_seed():
    groups = ordered(many(40), 7)

    small, large = (drawn(groups, size) for size in (10, 25))

    assert ids(small.learned) < ids(large.learned)
    assert (len(small.learned), len(large.learned)) == (10, 25)
    assert ids(large.learned) | ids(large.left) == ids(many(40))
    assert not ids(large.learned) & ids(large.left)


def test_a_seed_draws_the_same_again_and_another_seed_others():
    first, again, other = (ordered(many(40), seed) for seed in (7, 7, 8))

    assert first == again
    assert ids(drawn(first, 10).learned) != ids(drawn(other, 10).learned)


def test_the_order_of_the_file_does_not_matter_to_what_is_held_together():
    grouped = [replace(example, group=f"patient {n // 4}") for n, example in enumerate(many(40))]

    draw = drawn(ordered(grouped, 7), 10)

    assert len(draw.learned) == 12
    assert all(count == 4 for count in Counter(example.group for example in draw.learned).values())


def test_a_stratified_draw_has_the_classes_in_shares():
    common, rare = [replace(each, drg="291") for each in many(30)], [replace(each, drg="292") for each in many(10, 2)]
    examples: list[Example] = [
        *common,
        *(replace(each, record=replace(each.record, record_id=f"X{n}")) for n, each in enumerate(rare)),
    ]

    shares = [Counter(map(class_of, drawn(ordered(examples, seed), 12).learned)) for seed in range(5)]

    assert all(8 <= share["291"] <= 10 and 2 <= share["292"] <= 4 for share in shares)


def test_spare_examples_are_in_no_draw_and_the_same_for_all():
    groups = ordered(many(40), 7)

    small, large = (drawn(groups, size, spare=8) for size in (10, 32))

    assert small.left == large.left
    assert len(small.left) == 8
    assert not ids(large.learned) & ids(large.left)


def test_more_than_there_are_is_refused():
    with pytest.raises(DataError, match="33 examples is asked for, and 32 are there beside the 8"):
        drawn(ordered(many(40), 7), 33, spare=8)
