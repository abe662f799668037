"""The model page: what is here and what is not, in words; a file that cannot be used leaves the rules reading."""

from dataclasses import replace
from pathlib import Path

from app.inference.backends import RULES
from app.paths import Places
from app.settings import Settings, load
from app.ui import model_shelf
from app.ui.model_page import size_text
from app.ui.model_shelf import CheckState
from tests.app.ui.conftest import Open


def test_the_catalogue_is_listed_with_what_each_model_needs(workplace: Open) -> None:
    place = workplace()
    page = place.window.models
    texts = [
        [cell.text() for column in range(6) if (cell := page.table.item(row, column))]
        for row in range(page.table.rowCount())
    ]
    assert any("(default)" in row[0] for row in texts)
    assert all(row[3] for row in texts)
    assert {row[4] for row in texts} <= {"✓ here", "✗ not here"}


def test_a_model_that_is_not_here_says_how_to_get_it(workplace: Open, places: Places) -> None:
    place = workplace()
    page = place.window.models
    absent = next(n for n, card in enumerate(page._cards) if card.path is None and not card.fetchable)
    page.table.selectRow(absent)
    assert "SHA-256" in page.about.text()
    assert not page.use.isEnabled()
    assert not page.fetch.isEnabled()


def test_a_broken_file_is_refused_in_words_and_the_rules_go_on(workplace: Open, tmp_path: Path, places: Places) -> None:
    place = workplace()
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF")
    place.window.models._open(replace(place.desk.settings, model=str(broken)), keep=True)
    place.settle()
    assert "broken.gguf" in place.window.notice.text.text()
    assert place.window.notice.isVisible()
    assert load(places.settings).model == ""


def test_rules_only_is_kept_as_a_choice(workplace: Open, places: Places) -> None:
    place = workplace()
    place.window.models.use_rules()
    place.settle()
    assert load(places.settings).model == RULES
    assert "rules" in place.window.status.model.text()
    assert "Rules only" in place.window.models.current.text()


def test_a_file_of_the_site_s_own_stands_first(tmp_path: Path, places: Places) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(b"0" * 10)
    card = model_shelf.look(Settings(model=str(own)), places).cards[0]
    assert (card.title, card.size, card.state) == ("own.gguf", 10, CheckState.UNKNOWN)


def test_sizes_are_written_as_people_read_them() -> None:
    assert [size_text(n) for n in (0, 491_400_032, 1_117_320_768)] == ["—", "491 MB", "1.1 GB"]
