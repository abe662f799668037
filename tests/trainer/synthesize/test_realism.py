"""Codes and lengths beside the counted ones, on a handful of records whose counts are known."""

import math
from pathlib import Path

import pytest

from app.knowledge.scopes import load_scope
from tests.trainer.cases import example
from trainer.synthesize import facts
from trainer.synthesize.realism import code_tables, correlation, total_variation
from trainer.synthesize.tables import Table
from trainer.synthesize.usage import Usage, read_usage

NONE = Usage({})
EXAMPLES = [
    example("A", "I20.000", ("I25.103", "E11.900")),
    example("B", "I20.000", ("I25.103",)),
    example("C", "I10.x00x032", ("I10.x00x028", "E11.900", "I25.103")),
    example("D", None, ()),
]


def _tables(usage: Usage = NONE) -> dict[str, Table]:
    return {table.title: table for table in code_tables(EXAMPLES, load_scope("ccl25"), usage)}


def _row(table: Table, name: str) -> tuple[object, ...]:
    return next(row[1:] for row in table.rows if str(row[0]).startswith(name))


def test_the_facts_agree_with_themselves():
    assert sum(facts.PRINCIPAL_COUNTS.values()) == facts.RECORDS == sum(facts.NUMBER_OF_OTHERS.values())
    mean = sum(facts.OTHER_COUNTS.values()) / facts.RECORDS
    assert mean == pytest.approx(sum(n * c for n, c in facts.NUMBER_OF_OTHERS.items()) / facts.RECORDS)
    assert {*facts.OTHER_COUNTS} == {code.code for code in load_scope("ccl25").others}


def test_principals_are_counted_in_the_scope_and_the_rest_apart():
    table = _tables()["Principals"]

    assert _row(table, "I20.000") == (2, 66.7, 20.2)
    assert _row(table, "outside the scope") == (1, 25.0, None)


def test_others_are_counted_and_what_is_far_is_marked():
    table = _tables()["Others"]

    assert _row(table, "I25.103") == (100.0, 59.1, "")  # three records prove nothing
    assert _row(table, "E11.900")[:2] == (66.7, 31.2)


def test_a_share_far_from_the_real_one_is_marked_when_there_are_enough_records():
    many = [example(f"R{n}", "I20.000", ("E11.900",)) for n in range(40)]

    table = code_tables(many, load_scope("ccl25"), NONE)[3]

    assert _row(table, "E11.900") == (100.0, 31.2, "≠")


def test_the_number_of_others_has_a_distance():
    table = _tables()["Others per record"]

    assert _row(table, "2") == (33.3, 4.9)
    assert _row(table, "mean") == (pytest.approx(2.0), 4.54)


def test_total_variation_is_half_the_differences():
    assert total_variation({1: 1, 2: 1}, {2: 2}) == pytest.approx(0.5)
    assert total_variation({1: 3}, {1: 8}) == 0.0


def test_what_excludes_each_other_is_seen():
    table = _tables()["What excludes and what goes with what"]

    assert _row(table, "two grades of hypertension") == (33.3, 0.0)
    assert _row(table, "two NYHA classes") == (0.0, 0.0)


def test_without_counted_tables_the_report_says_what_is_missing():
    tables = _tables()

    assert "was not at hand" in tables["Others given the principal"].note
    assert tables["Pairs of others"].rows == ()


def test_counted_tables_are_put_beside(tmp_path: Path):
    (tmp_path / "others_given_principal.csv").write_text(
        "principal,principal_name,n_principal,other,other_name,n_together\nI20.000,x,100,I25.103,y,96\n"
    )
    (tmp_path / "other_pairs.csv").write_text(
        "other_a,other_b,n_together,n_a,n_b,lift\nE11.900,I25.103,171,250,473,1.16\nA,B,3,5,5,2.0\n"
    )

    tables = _tables(read_usage(tmp_path))

    assert _row(tables["Others given the principal"], "I25.103") == (100.0, 96.0, "")
    assert "4 others of synthetic records stand under a principal" in tables["Others given the principal"].note
    assert tables["Pairs of others"].rows == (("E11.900 + I25.103", 66.7, 21.4, 1.0, 1.16),)


def test_lengths_are_characters_of_sections():
    table = _tables()["Characters of a section"]

    assert _row(table, "主诉")[:2] == (7, 15)
    assert _row(table, "whole record, least")[0] == min(each.record.length for each in EXAMPLES[:3])


def test_correlation_needs_three_points_that_differ():
    assert math.isnan(correlation([(1, 1), (2, 2)]))
    assert math.isnan(correlation([(1, 1), (1, 2), (1, 3)]))
    assert correlation([(1, 2), (2, 4), (3, 6)]) == pytest.approx(1.0)
