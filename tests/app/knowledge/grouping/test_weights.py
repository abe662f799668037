"""Weights: one row for each group of the version, none for other years."""

import pytest

from app.errors import InputError
from app.knowledge.grouping.versions import find_version
from app.knowledge.grouping.weights import load_weights


@pytest.mark.parametrize(
    ("drg", "weight", "gmlos"),
    [
        ("280", 1.6041, 4.1),
        ("281", 0.9191, 2.3),
        ("282", 0.7231, 1.7),
        ("189", 1.2354, 3.5),
        ("190", 1.1077, 3.3),
        ("682", 1.4810, 4.3),
    ],
)
def test_published_weights(drg, weight, gmlos):
    row = load_weights(find_version("v43.1"))[drg]
    assert (row.weight, row.gmlos) == (weight, gmlos)


def test_every_group_has_a_row_and_the_ungroupable_no_weight(msdrg):
    table = load_weights(find_version("v43"))
    assert table.keys() == msdrg._loaded().engine.drgmap.keys()
    assert table["999"].weight is None


def test_other_years_have_none():
    assert not load_weights(find_version("v42.1"))


def test_a_broken_table_is_told(tmp_path):
    (tmp_path / "msdrg-v43-fy2026.csv").write_text("drg,weight\n001,much\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"msdrg-v43-fy2026\.csv"):
        load_weights(find_version("v43"), tmp_path)
