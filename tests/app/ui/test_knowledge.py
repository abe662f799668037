"""What the window looks up: opened when first needed, made anew after a change, and nothing at the start."""

from dataclasses import replace

from app.coding.codebook import Code
from app.knowledge.tables.build import import_table
from app.knowledge.tables.rows import TableRow
from app.paths import Places
from app.settings import Settings
from app.ui.free_entry import FREE_BOOK
from tests.app.ui.bookshelf import CLINICAL, SETTLEMENT, fill_shelf
from tests.app.ui.conftest import Open, Workplace
from tests.builders import ANGINA, BOOK, FAILURE


def shelved(workplace: Open, places: Places, **changes: str) -> Workplace:
    """Open a window on three books with these settings."""
    fill_shelf(places)
    place = workplace()
    place.desk.knowledge.configure(replace(place.desk.settings, **changes))
    return place


def test_a_start_makes_no_index(workplace: Open, places: Places) -> None:
    place = workplace()
    place.window.open_record("R1")
    place.settle()
    assert not places.codebooks.exists()
    assert place.desk.knowledge.index.books() == ()


def test_a_shipped_code_is_known_without_any_table(workplace: Open) -> None:
    knowledge = workplace().desk.knowledge
    found = knowledge.look_up(ANGINA)
    assert found is not None
    assert found.code.definition == ANGINA.definition
    assert knowledge.look_up(Code("Z99.900", "无", BOOK)) is None


def test_the_counterpart_is_that_of_the_second_book(workplace: Open, places: Places) -> None:
    knowledge = shelved(workplace, places).desk.knowledge
    assert knowledge.second(ANGINA) is None
    knowledge.configure(Settings(second_book=SETTLEMENT.book_id))
    found = knowledge.second(ANGINA)
    assert found is not None
    assert (found.code.book, found.code.name) == (SETTLEMENT.book_id, "不稳定型心绞痛")
    assert knowledge.second(found.code) is None


def test_only_an_imported_coding_book_can_lack_a_code(workplace: Open) -> None:
    own = Code("J99.900", "自录的病", FREE_BOOK)
    assert workplace().desk.knowledge.missing_from(own) == ""


def test_a_code_is_missing_unless_the_book_has_it_or_a_map_leads_there(workplace: Open, places: Places) -> None:
    knowledge = shelved(workplace, places, book=SETTLEMENT.book_id).desk.knowledge
    assert knowledge.missing_from(FAILURE) == SETTLEMENT.book_id
    assert knowledge.missing_from(ANGINA) == ""
    assert knowledge.missing_from(Code("J18.901", "重症肺炎", CLINICAL.book_id)) == ""


def test_an_import_is_seen_after_reloading(workplace: Open, places: Places) -> None:
    place = workplace()
    knowledge = place.desk.knowledge
    assert knowledge.books() == ()
    import_table(places.codebooks, [TableRow(2, "J18.900", "肺炎")], CLINICAL)
    with place.qtbot.waitSignal(knowledge.changed):
        knowledge.reload()
    assert [info.book_id for info in knowledge.books()] == [CLINICAL.book_id]


def test_the_grouper_is_opened_beside_the_window_and_changes_with_the_settings(workplace: Open) -> None:
    place = workplace()
    knowledge = place.desk.knowledge
    knowledge.start()
    place.settle()
    assert knowledge.grouper is None
    place.desk.change_settings(replace(place.desk.settings, grouper="ms-drg"))
    place.settle()
    assert knowledge.grouper is not None
    assert knowledge.grouper.scheme == "MS-DRG"


def test_a_grouper_that_cannot_be_opened_is_told(workplace: Open) -> None:
    place = workplace()
    place.desk.knowledge.start()
    place.desk.change_settings(replace(place.desk.settings, grouper="chs-drg"))
    place.settle()
    assert place.desk.knowledge.grouper is None
    assert place.window.notice.isVisible()


def test_a_faulty_file_of_abbreviations_is_told_and_left_out(workplace: Open, places: Places) -> None:
    place = workplace()
    places.abbreviations.write_text("not = [toml", encoding="utf-8")
    assert place.desk.knowledge.synonyms.expand("COPD")
    assert "abbreviations.toml" in place.window.notice.text.text()


def test_texts_follow_the_window_s_language(workplace: Open) -> None:
    place = workplace()
    assert place.desk.knowledge.language == "en"
    place.desk.knowledge.configure(replace(place.desk.settings, language="zh_CN"))
    assert place.desk.knowledge.language == "zh"
