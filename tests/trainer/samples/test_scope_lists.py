"""Lists that vary from row to row, and what they leave out of the target."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.coding.record import Record
from app.coding.scope import Task
from tests.app.knowledge.shelves import shelf
from tests.trainer.cases import ccl25, example
from trainer.errors import DataError
from trainer.samples.scope_lists import ListSettings, gold_in, open_shelf, varied, with_gold

SCOPE = ccl25()
MADE = example("R1", "I20.000", ("E11.900", "I25.103", "E78.500"))


def _varied(seed: int, **settings):
    return varied(SCOPE, MADE, ListSettings.model_validate(settings), random.Random(seed))


@given(st.integers(), st.floats(0.1, 0.9), st.floats(0, 1))
def test_a_list_is_never_empty_and_holds_no_other_code(seed: int, least: float, drop: float):
    made = _varied(seed, subsample=1.0, subsample_from=least, subsample_to=0.9, drop_gold=drop)

    for task in (Task.PRINCIPAL, Task.OTHERS):
        assert made.codes(task)
        assert set(made.codes(task)) <= set(SCOPE.codes(task))
        assert len(set(made.codes(task))) == len(made.codes(task))


@given(st.integers())
def test_what_is_right_stays_unless_it_is_dropped(seed: int):
    kept = gold_in(MADE, _varied(seed, subsample=1.0, drop_gold=0.0))
    dropped = gold_in(MADE, _varied(seed, subsample=1.0, drop_gold=1.0))

    assert (kept.principal, kept.others) == (gold_in(MADE, SCOPE).principal, gold_in(MADE, SCOPE).others)
    assert (dropped.principal, dropped.others) == (None, ())


def test_lists_are_shuffled_and_the_same_seed_gives_the_same():
    assert _varied(1, subsample=0.0).others != SCOPE.others
    assert set(_varied(1, subsample=0.0).others) == set(SCOPE.others)
    assert _varied(1) == _varied(1)
    assert _varied(1, subsample=0.0, shuffle=False) == SCOPE


def test_the_share_shown_follows_the_settings():
    sizes = [
        len(_varied(seed, subsample=1.0, subsample_from=0.4, subsample_to=0.6).others) / len(SCOPE.others)
        for seed in range(50)
    ]

    assert 0.38 <= min(sizes) < max(sizes) <= 0.62


def test_a_range_the_wrong_way_round():
    with pytest.raises(ValidationError, match="exchange them"):
        ListSettings(subsample_from=0.9, subsample_to=0.3)


def test_a_scope_retrieved_from_a_book_and_right_codes_it_missed(tmp_path: Path):
    with shelf(tmp_path) as index:
        book = index.books()[0].book_id
    made = example("R1", "I20.000", ("E11.900", "I10.x00x032"))
    made = type(made)(Record.of("R1", {"入院诊断": "不稳定型心绞痛", "既往史": "2型糖尿病"}), made.gold)

    with open_shelf(tmp_path, book, limit=4) as opened:
        found = opened.scope(made)
        right = opened.codes(made)

    assert [code.code for code in right] == ["I20.000", "E11.900", "I10.x00x032"]
    assert {"I20.000", "E11.900"} <= {code.code for code in found.principal}
    assert [code.code for code in gold_in(made, found).others] == ["E11.900"]
    added = with_gold(found, made, right, random.Random(1))
    assert [code.code for code in gold_in(made, added).others] == ["E11.900", "I10.x00x032"]


def test_no_index_there(tmp_path: Path):
    with pytest.raises(DataError, match="no code-book index"), open_shelf(tmp_path / "absent.db", "x"):
        pass
    assert not (tmp_path / "absent.db").exists()
