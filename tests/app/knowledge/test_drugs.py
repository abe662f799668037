"""Drugs are known by their names, generic, brand or English, and unlisted ones by their endings."""

from pathlib import Path

import pytest

from app.coding.sameness.plain import plain
from app.errors import InputError
from app.knowledge.drugs import DrugNames, load_drugs


@pytest.fixture(scope="module")
def drugs() -> DrugNames:
    return load_drugs()


def found(drugs: DrugNames, text: str) -> list[str]:
    return sorted(drug for _, _, drug in drugs.find(plain(text)))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("予琥珀酸美托洛尔缓释片47.5mg", ["美托洛尔"]),
        ("Metoprolol succinate, LOPRESSOR", ["美托洛尔", "美托洛尔"]),
        ("氯沙坦钾氢氯噻嗪片", ["氯沙坦钾氢氯噻嗪"]),
        ("左旋氨氯地平、氨氯地平", ["左旋氨氯地平", "氨氯地平"]),
        ("拜阿司匹灵、波立维", ["氯吡格雷", "阿司匹林"]),
        ("piperacillin/tazobactam IV", ["哌拉西林他唑巴坦"]),
        ("艾普他汀片", ["艾普他汀"]),
        ("started on exampril daily", ["exampril"]),
        ("他汀类药物、感染病毒、抗生素", []),
        ("aspirinate in April, total cholesterol, 给予单抗血小板", []),
    ],
)
def test_what_a_text_names(drugs: DrugNames, text: str, named: list[str]) -> None:
    assert found(drugs, text) == sorted(named)


def test_every_name_is_one_drugs(drugs: DrugNames) -> None:
    assert len(drugs.names) > 500
    assert not [name for name in drugs.names if found(drugs, name) != [plain(drugs.names[name])]]


def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "drugs.toml").write_text("names = 3", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be used"):
        load_drugs(tmp_path / "drugs.toml")
