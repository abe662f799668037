"""The chapters of ICD-10."""

import pytest

from app.knowledge.entries import Language
from app.knowledge.tables.chapters import CHAPTERS, chapter_of


@pytest.mark.parametrize(
    ("category", "number"),
    [
        ("A00", 1),
        ("C97", 2),
        ("D48", 2),
        ("D50", 3),
        ("H59", 7),
        ("H60", 8),
        ("I21", 9),
        ("T98", 19),
        ("U07", 22),
        ("V00", 20),
        ("V01", 20),
        ("Y98", 20),
        ("Z51", 21),
        ("D49", 2),
        ("E99", 4),
    ],
)
def test_each_category_has_its_chapter(category: str, number: int):
    assert chapter_of(category).number == number


def test_a_chapter_begins_and_ends_in_itself():
    assert len(CHAPTERS) == 22
    assert all(chapter_of(chapter.first) == chapter_of(chapter.last) == chapter for chapter in CHAPTERS)


def test_a_chapter_is_called_as_its_language_does():
    chapter = chapter_of("U07")
    assert (chapter.code(Language.ZH), chapter.code(Language.EN)) == ("第二十二章", "22")
    assert [each.code(Language.ZH) for each in CHAPTERS[8:11]] == ["第九章", "第十章", "第十一章"]
    assert "(U00-U99)" in chapter.name(Language.ZH)
