"""The reader form, its ratings row by row, and their summary."""

import csv

import pytest

from tests.builders import records
from trainer.errors import DataError
from trainer.evaluate.rubric import (
    COLUMNS,
    Rated,
    Rating,
    read_ratings,
    rubric_report,
    summary,
    weighted_kappa,
    write_form,
)


def items(count: int = 6) -> list[Rated]:
    answer = (("Principal", "不稳定性心绞痛 <I20>"),)
    return [Rated(record, answer, f"胸痛三天 {n}") for n, record in enumerate(records(count))]


def sheet(path, rows, form, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows({"form": form, "reader": "甲", "helpfulness": "3", "accuracy": "4"} | row for row in rows)
    return path


@pytest.fixture
def form(tmp_path):
    write_form(items(), tmp_path / "form", 4, 1)
    with (tmp_path / "form" / "form.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return tmp_path / "form" / "form.json", rows[0]["form"], [row["record_id"] for row in rows]


def test_the_form_shows_record_answer_reasons_scales_and_the_notice(tmp_path):
    assert write_form(items(), tmp_path, 4, 1) == 4
    page = (tmp_path / "form.html").read_text(encoding="utf-8")

    for words in (
        "MAY BE WRONG",
        "不稳定性心绞痛 &lt;I20&gt;",
        "胸痛三天",
        "1: generic",
        "3: acceptable",
        "5: very helpful",
    ):
        assert words in page
    assert page.count("<article>") == 4


def test_the_same_seed_asks_about_the_same_records(tmp_path):
    for name in ("a", "b"):
        write_form(items(), tmp_path / name, 3, 5)

    assert (tmp_path / "a" / "form.csv").read_bytes() == (tmp_path / "b" / "form.csv").read_bytes()


def test_answers_without_reasons_cannot_be_rated(tmp_path):
    with pytest.raises(DataError, match="rationale"):
        write_form([Rated(record, (), " ") for record in records(2)], tmp_path, 2, 1)


def test_filled_in_tables_are_read_in_either_encoding(tmp_path, form):
    key, number, ids = form
    first = sheet(
        tmp_path / "a.csv", [{"record_id": ids[0]}, {"record_id": ids[1], "helpfulness": "", "accuracy": ""}], number
    )
    second = sheet(tmp_path / "b.csv", [{"record_id": ids[0], "reader": "乙", "accuracy": "5"}], number, "gb18030")
    ratings, refused = read_ratings(key, [first, second])

    assert ratings == [Rating(ids[0], "甲", 3, 4), Rating(ids[0], "乙", 3, 5)]
    assert not refused


def test_bad_rows_are_refused_one_by_one_with_the_reason(tmp_path, form):
    key, number, ids = form
    rows = [
        {"record_id": ids[0]},
        {"record_id": ids[0]},
        {"record_id": ids[1], "helpfulness": "6"},
        {"record_id": ids[2], "accuracy": ""},
        {"record_id": ids[3], "reader": " "},
        {"record_id": "unknown"},
        {"record_id": ids[3], "form": "0000"},
    ]
    ratings, refused = read_ratings(key, [sheet(tmp_path / "a.csv", rows, number)])

    assert len(ratings) == 1
    assert [(each.row, each.reason.split()[0]) for each in refused] == [
        (3, "甲"),
        (4, "helpfulness"),
        (5, "accuracy"),
        (6, "no"),
        (7, "the"),
        (8, "it"),
    ]
    assert str(refused[1]) == "a.csv, row 4: helpfulness is '6', not a whole number from 1 to 5."


def test_a_table_of_something_else_is_refused(tmp_path, form):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(DataError, match="lacks the columns"):
        read_ratings(form[0], [path])
    with pytest.raises(DataError, match="no reader form"):
        read_ratings(path, [])


def test_ratings_are_summarised_by_scale_and_reader_with_their_agreement():
    ratings = [
        *(Rating(f"R{n}", "甲", point, 4) for n, point in enumerate((1, 3, 5, 4))),
        *(Rating(f"R{n}", "乙", point, 5) for n, point in enumerate((1, 4, 5, 2))),
        Rating("R9", "丙", 2, 2),
    ]
    found = summary(ratings)

    assert found["scales"]["helpfulness"] == {"n": 9, "median": 3, "mean": 3.0, "counts": [2, 2, 1, 2, 2]}
    assert found["readers"]["甲"]["helpfulness"]["median"] == 3.5
    (pair,) = found["agreement"]["helpfulness"]
    assert (pair["readers"], pair["n"], pair["equal"], pair["within_one"]) == (["乙", "甲"], 4, 0.5, 0.75)
    assert pair["kappa"] == pytest.approx(1 - (5 / 4) / 4.75, abs=1e-4)
    report = rubric_report(found, [])
    assert "| helpfulness | all | 9 | 3.0 | 3.0 | 2 | 2 | 1 | 2 | 2 |" in report


def test_kappa_is_one_for_whole_agreement_and_nought_for_chance():
    assert weighted_kappa([(1, 1), (5, 5)]) == 1
    assert weighted_kappa([(3, 3), (3, 3)]) == 1
    assert weighted_kappa([(1, 1), (1, 5), (5, 1), (5, 5)]) == 0
