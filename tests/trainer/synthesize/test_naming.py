"""Where codes are named: as evidence, falsely, and on admission."""

from app.coding.example import Example
from app.knowledge.scopes import load_scope
from tests.trainer.stays import said
from trainer.synthesize.naming import MENTIONED, naming_tables


def _said(number: int, others: tuple[str, ...], principal: str | None = "I20.000", **texts: str) -> Example:
    return said(f"R{number}", texts, others, principal)


def test_evidence_is_counted_where_it_stands():
    found = [_said(1, ("E11.900",), 入院诊断="2型糖尿病"), _said(2, ("E11.900",), 既往史="2型糖尿病")]

    rows = naming_tables(found, load_scope("ccl25"))[0].rows

    assert ("E11.900 in 入院诊断", 50.0, 84.0, 2) in rows


def test_a_stem_stands_for_its_codes():
    found = [_said(1, ("I48.x01",), 入院诊断="心房颤动"), _said(2, ("I48.x02",), 入院诊断="阵发性心房颤动")]

    rows = naming_tables(found, load_scope("ccl25"))[0].rows

    assert ("I48 in 入院诊断", 100.0, 88.0, 2) in rows


def test_a_plain_mention_without_the_code_is_false_and_a_negated_one_is_none():
    coded = [_said(n, ("K76.000",), 诊疗经过="腹部超声：脂肪肝。") for n in range(MENTIONED // 2)]
    false = [_said(100 + n, (), 诊疗经过="腹部超声：脂肪肝。") for n in range(MENTIONED // 2)]
    negated = [_said(200 + n, (), 既往史="否认脂肪肝病史。") for n in range(5)]

    rows = naming_tables([*coded, *false, *negated], load_scope("ccl25"))[1].rows

    assert rows == (("K76.000 脂肪肝", 50.0, None, MENTIONED),)


def test_principals_are_named_by_idea_or_by_name():
    found = [
        _said(1, (), "I50.900x018", 入院诊断="心力衰竭"),
        _said(2, (), "I50.900x018", 入院诊断="慢性心功能不全急性加重"),
        _said(3, (), "I50.900x018", 入院诊断="肺部感染"),
    ]

    rows = naming_tables(found, load_scope("ccl25"))[2].rows

    assert next(row[1:] for row in rows if str(row[0]).startswith("I50.900x018")) == (66.7, 82.0, 33.3, 3)
