"""Fitting others.toml to counted label sets."""

import copy
import tomllib
from random import Random

import numpy as np
import pytest

from trainer.errors import DataError
from trainer.synthesize.usage import GIVEN, PAIRS, Usage
from trainer.synthesize.zh.codes import OTHERS, draw_others
from trainer.synthesize.zh.fitting import Content, draw_sets, fit, render


@pytest.fixture
def shipped() -> Content:
    return tomllib.loads(OTHERS.read_text(encoding="utf-8"))


def test_many_sets_at_once_are_drawn_as_one_is(shipped: Content) -> None:
    sets = draw_sets(shipped, "I50.900x018", 4000, np.random.default_rng(3))
    single = [draw_others(Random(f"fit/{number}"), "I50.900x018") for number in range(1500)]
    for code in ("I25.103", "I49.900", "I48.x01", "J98.414"):
        share = sum(code in others for others in single) / len(single)
        assert sets.share(code) == pytest.approx(share, abs=0.05)
    assert sets.share("I48.x01", "I48.x02") == 0
    assert sets.share("I48.x01", "A00") == 0


def test_weights_and_bonds_move_to_what_was_counted() -> None:
    content: Content = {
        "never": [["c", "d"]],
        "bond": [["a", "b", 1.0]],
        "number": {"p": {"2": 1}},
        "weight": {"p": {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0, "rare": 1.0}},
    }
    counted = {"a": 80, "b": 70, "c": 30, "d": 20}
    rows = tuple(
        {"principal": "p", "n_principal": "100", "other": code, "n_together": str(count)}
        for code, count in counted.items()
    )
    pairs = ({"other_a": "b", "other_b": "a", "n_together": "55", "n_a": "70", "n_b": "80", "lift": "1"},)
    apart = list(fit(content, Usage({GIVEN: rows, PAIRS: pairs}), sets=3000, rounds=40))
    assert apart[0] > 0.15
    assert apart[-1] < 0.02
    sets = draw_sets(content, "p", 5000, np.random.default_rng(2))
    assert sets.share("a", "b") == pytest.approx(0.55, abs=0.04)
    assert sets.share("c", "d") == 0
    assert 0 < sets.share("rare") < 0.02


def test_without_the_tables_nothing_is_fitted(shipped: Content) -> None:
    before = copy.deepcopy(shipped)
    with pytest.raises(DataError, match="folder of the counted tables"):
        next(fit(shipped, Usage({})))
    assert shipped == before


def test_the_shipped_file_is_what_is_written_of_it(shipped: Content) -> None:
    assert tomllib.loads(render(shipped)) == shipped
    assert render(shipped) == OTHERS.read_text(encoding="utf-8")
