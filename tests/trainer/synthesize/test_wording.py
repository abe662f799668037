"""Clauses beside the counted ones."""

from pathlib import Path

import pytest

from app.coding.example import Example
from tests.trainer.stays import said
from trainer.synthesize.usage import Usage, read_usage
from trainer.synthesize.wording import clauses, wording_tables


def test_clauses_stand_between_punctuation():
    text = "神志清，精神可。阿司匹林肠溶片 100mg/片，2.5g/片；心率（次/分）ST-T改变、好"

    assert list(clauses(text)) == ["神志清", "精神可", "阿司匹林肠溶片100mg/片", "5g/片", "次/分", "ST-T改变"]


def test_a_clause_has_at_most_eighteen_characters():
    assert list(clauses("一" * 19)) == []
    assert list(clauses("一" * 18)) == ["一" * 18]


@pytest.fixture
def usage(tmp_path: Path) -> Usage:
    (tmp_path / "common_clauses.csv").write_text(
        "section,clause,records_of_100\n现病史,神志清,90\n现病史,精神可,78\n主诉,加重1周,15\n", encoding="utf-8"
    )
    (tmp_path / "label_clauses.csv").write_text(
        "role,code,name,section,clause,records_with_label,records_without_label,positives\n"
        "other,E11.900,x,现病史,神志清,30,7,30\nprincipal,I21.401,x,现病史,精神可,8,0,20\n",
        encoding="utf-8",
    )
    return read_usage(tmp_path)


def _said(text: str, others: tuple[str, ...], number: int) -> Example:
    return said(f"R{number}", {"现病史": text}, others)


def test_how_many_of_the_common_clauses_occur_and_at_what_rate(usage: Usage):
    found = [_said("神志清，饮食可。", (), n) for n in range(3)] + [_said("睡眠好。", (), 3)]

    table = wording_tables(found, usage)[0]

    assert table.rows[0][:7] == ("现病史", 2, 1, 50.0, 53.6, 37.5, 84.0)
    assert table.rows[-1][:4] == ("all", 3, 1, 33.3)


def test_the_records_own_common_clauses_are_listed(usage: Usage):
    found = [_said("神志清，饮食可。", (), n) for n in range(4)]

    table = wording_tables(found, usage)[2]

    assert ("现病史 饮食可", 100.0) in table.rows
    assert not any("神志清" in str(row[0]) for row in table.rows)


def test_a_clause_that_tells_a_label(usage: Usage):
    found = [_said("神志清。", ("E11.900",), 1), _said("睡眠好。", (), 2)]

    table = wording_tables(found, usage)[3]

    assert table.rows == (("E11.900 (other), 现病史, 神志清", 100, 0, 100, 10),)
    assert "1 of 1 label clauses occur" in table.note


def test_records_outside_the_scope_are_left_out(usage: Usage):
    outside = said("R9", {"现病史": "神志清。"}, principal=None)

    assert wording_tables([outside], usage)[0].rows[0][2] == 0
