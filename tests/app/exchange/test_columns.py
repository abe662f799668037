"""Columns are guessed, edited and remembered."""

import pytest

from app.errors import InputError
from app.exchange.columns import Column, ColumnMapping, Field, guess_mapping, signature

HEADER = ("住院号", "性 别", "年龄", "入院时间", "主述", "History of present illness", "主要诊断编码", "费用")


def test_names_and_synonyms_are_guessed():
    columns = guess_mapping(HEADER).columns

    assert [column.field for column in columns] == [
        Field.RECORD_ID,
        Field.SEX,
        Field.AGE,
        Field.ADMITTED,
        Field.SECTION,
        Field.SECTION,
        Field.LABEL,
        Field.IGNORED,
    ]
    assert [column.section for column in columns][4:6] == ["主诉", "现病史"]


def test_of_two_ids_the_surer_one_is_taken():
    columns = guess_mapping(("病案号", "住院号", "主诉")).columns

    assert [column.field for column in columns][:2] == [Field.IGNORED, Field.RECORD_ID]


def test_the_codes_of_our_own_face_sheet_are_labels():
    columns = guess_mapping(("主要诊断名称", "主要诊断入院病情", "其他诊断编码12", "预测结果")).columns

    assert {column.field for column in columns} == {Field.LABEL}


def test_an_edited_mapping_is_remembered():
    mapping = guess_mapping(HEADER).assign("费用", Field.SECTION, "费用清单")

    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    assert mapping.columns[-1] == Column("费用", Field.SECTION, "费用清单")
    assert mapping.ignored == ()


def test_a_mapping_is_laid_over_a_header_in_another_order():
    mapping = guess_mapping(("病案标识", "主诉")).over(("主诉", "别的", "病案标识"))

    assert [column.field for column in mapping.columns] == [Field.SECTION, Field.IGNORED, Field.RECORD_ID]


@pytest.mark.parametrize("header", [("主诉", "现病史"), ("病案标识", "费用")])
def test_a_header_without_id_or_text_is_refused(header: tuple[str, ...]):
    with pytest.raises(InputError, match="No column"):
        guess_mapping(header).check()


def test_two_ids_are_refused():
    mapping = guess_mapping(("病案号", "住院号", "主诉")).assign("病案号", Field.RECORD_ID)

    with pytest.raises(InputError, match="Several"):
        mapping.check()


@pytest.mark.parametrize(
    "text", ["", "{}", '[{"column": "a"}]', '[{"column": "a", "field": "x", "section": ""}]', "[1]"]
)
def test_a_broken_memory_is_refused(text: str):
    if text == "{}":
        assert ColumnMapping.from_json(text).columns == ()
        return
    with pytest.raises(InputError, match="mapping"):
        ColumnMapping.from_json(text)


def test_the_signature_ignores_how_names_are_typed():
    assert signature(["主 诉", "ID"]) == signature(["主诉", "id"])
    assert signature(["主诉", "id"]) != signature(["id", "主诉"])
