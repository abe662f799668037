"""Gold code sets and the records they belong to."""

from pathlib import Path

import pytest

from app.errors import InputError
from app.exchange.golds import Gold, read_gold
from app.exchange.refusal import Refused
from tests.app.exchange.files import ccl25, csv_file, json_file, text_file


def label(record_id: str = "ZY1", principal: str = "I20.000", others: str = "I10.x00x032;E11.900") -> dict[str, object]:
    return {"病案标识": record_id, "主要诊断编码": principal, "其他诊断编码": others}


def test_labels_and_sections_of_one_object(tmp_path: Path):
    path = json_file(tmp_path / "a.json", [ccl25("ZY1") | label("ZY1")])

    (gold,) = read_gold(path)

    assert (gold.principal, gold.others) == ("I20.000", ("I10.x00x032", "E11.900"))
    assert gold.record is not None
    assert gold.record.text("主诉") == "胸痛3天"


@pytest.mark.parametrize("name", ["主要诊断编码", "主诊断编码"])
def test_both_names_of_the_principal(tmp_path: Path, name: str):
    path = json_file(tmp_path / "a.json", [{"病案标识": "ZY1", name: "I20.000", "其他诊断编码": ""}])

    assert read_gold(path) == [Gold("ZY1", "I20.000", (), None)]


def test_a_gold_without_principal(tmp_path: Path):
    assert read_gold(json_file(tmp_path / "a.json", [label(principal="")]))[0].principal is None


def test_submission_strings(tmp_path: Path):
    path = json_file(tmp_path / "a.json", [{"病案标识": "ZY1", "预测结果": "[I20.000|E11.900]"}])

    assert read_gold(path) == [Gold("ZY1", "I20.000", ("E11.900",), None)]


def test_a_table_of_golds(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [("ZY1", "I20.000", "E11.900")], ("病案标识", "主要诊断编码", "其他诊断编码"))

    assert read_gold(path) == [Gold("ZY1", "I20.000", ("E11.900",), None)]


def test_a_folder_of_golds_beside_a_folder_of_records(tmp_path: Path):
    for folder in ("gold", "records"):
        (tmp_path / folder).mkdir()
    for n in (1, 2):
        json_file(tmp_path / "gold" / f"{n}.json", label(f"ZY{n}"))
        json_file(tmp_path / "records" / f"{n}.json", ccl25(f"ZY{n}"))

    assert [gold.record is not None for gold in read_gold(tmp_path / "gold")] == [True, True]
    assert read_gold(tmp_path / "gold" / "2.json")[0].record is not None


def test_records_given_explicitly(tmp_path: Path):
    gold = json_file(tmp_path / "a.json", [label("ZY1"), label("ZY9")])
    records = json_file(tmp_path / "b.json", [ccl25("ZY1")])

    assert [each.record is not None for each in read_gold(gold, records)] == [True, False]


@pytest.mark.parametrize(
    "broken",
    [
        {"病案标识": "ZY2", "预测结果": "I20.000|E11.900"},
        {"病案标识": "ZY2", "主要诊断编码": "I20.000", "其他诊断编码": "A；B"},
        {"病案标识": "ZY2", "主诉": "胸痛"},
        {"主要诊断编码": "I20.000"},
        label("ZY1"),
    ],
)
def test_format_errors_are_reported_and_not_repaired(tmp_path: Path, broken: dict[str, object]):
    path = json_file(tmp_path / "a.json", [label("ZY1"), broken])
    heard: list[Refused] = []

    with pytest.raises(InputError, match="1 golds cannot be read"):
        read_gold(path)

    assert [gold.record_id for gold in read_gold(path, None, heard.append)] == ["ZY1"]
    assert len(heard) == 1


def test_no_gold_at_all(tmp_path: Path):
    with pytest.raises(InputError, match="does not exist"):
        read_gold(tmp_path / "absent")
    with pytest.raises(InputError, match="holds no gold"):
        read_gold(tmp_path)
    with pytest.raises(InputError, match="single document"):
        read_gold(text_file(tmp_path / "a.txt", "主诉：胸痛"))
