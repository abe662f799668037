"""The import figure is measured on records that all go in."""

from pathlib import Path

from app.bench import intake
from app.coding.record import SECTIONS_ZH, Record
from app.exchange.intake import read_files


def test_the_file_is_made_of_records_of_the_usual_length(tmp_path: Path):
    intake.write_records(tmp_path / "a.csv", 20)

    records = list(read_files([tmp_path / "a.csv"]))

    assert all(isinstance(each, Record) and [s.name for s in each.sections] == list(SECTIONS_ZH) for each in records)
    assert 2_000 < sum(each.length for each in records if isinstance(each, Record)) / 20 < 2_500


def test_the_figures_come_from_an_import_into_a_store():
    said: list[str] = []

    figures = intake.measure(60, said.append)

    assert set(figures) == {"import_10k_s", "import_10k_rss_growth_mb"}
    assert figures["import_10k_s"] > 0
    assert said == ["writing 60 records", "importing"]


def test_resident_memory_is_a_plausible_number_of_megabytes():
    assert 5 < intake.resident_mb() < 50_000
