"""The scope of one record out of a whole book: what is in it, what is not, and that it stays bounded."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.coding.errors import ScopeError
from app.coding.record import Patient, Record, Sex
from app.coding.scope import Scope, Task
from app.exchange.codetables import read_code_table
from app.knowledge.entries import Language
from app.knowledge.retrieval import LIMIT, book_finder, enriched, retrieve
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.build import import_table
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription
from tests.app.knowledge.shelves import CHINESE, EN, ENGLISH, ZH, shelf

SYNONYMS = Synonyms.of({"房颤": ("心房颤动",), "T2DM": ("type 2 diabetes mellitus",)})


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    with shelf(tmp_path_factory.mktemp("zh")) as index:
        yield index


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    with shelf(tmp_path_factory.mktemp("en"), ENGLISH, EN) as index:
        yield index


def retrieved(index: CodeIndex, **texts: str) -> Scope:
    return retrieved_for(Patient(), LIMIT, index, texts)


def retrieved_for(patient: Patient, limit: int, index: CodeIndex, texts: dict[str, str]) -> Scope:
    (book,) = index.books()
    named = {name.replace("_", " "): text for name, text in texts.items()}
    record = Record.of("R", named, patient)
    return retrieve(record, index, book.book_id, book_finder(index, book.book_id), SYNONYMS, limit)


def codes(scope: Scope) -> list[str]:
    return [code.code for code in scope.others]


def test_the_scope_names_its_book_and_offers_the_same_codes_for_both_tasks(chinese):
    scope = retrieved(chinese, 入院诊断="1.不稳定型心绞痛")
    assert (scope.fixed, scope.scope_id, scope.version) == (False, "retrieved", ZH.book_id)
    assert scope.codes(Task.PRINCIPAL) == scope.codes(Task.OTHERS)


def test_a_name_in_the_diagnosis_list_leads(chinese):
    assert codes(retrieved(chinese, 现病史="胸痛3天", 入院诊断="1.急性阑尾炎"))[0] == "K35.900"


def test_words_of_a_name_that_stand_apart_find_it(chinese):
    assert "I65.200x014" in codes(retrieved(chinese, 诊疗经过="右侧颈总动脉内见一大小约5×2mm斑块"))


def test_a_shipped_alias_finds_the_equal_code(chinese):
    assert "I49.100x001" in codes(retrieved(chinese, 诊疗经过="动态心电图：房性早搏412次"))


def test_an_abbreviation_is_written_out(chinese):
    assert "I48.x01" in codes(retrieved(chinese, 既往史="房颤5年"))


def test_what_is_denied_or_a_relatives_is_not_retrieved(chinese):
    scope = retrieved(
        chinese, 主诉="胸痛", 既往史="否认胃溃疡病史", 家族史="父亲患2型糖尿病", 现病史="其母患前列腺增生"
    )
    assert not {"K25.901", "E11.900", "N40.x00"} & set(codes(scope))


def test_a_blood_pressure_gives_its_grade_and_a_potassium_its_name(chinese):
    scope = retrieved(chinese, 既往史="高血压20年，最高200/110mmHg", 诊疗经过="血钾3.1mmol/L")
    assert {"I10.x00x032", "E87.600"} <= set(codes(scope))


def test_relatives_of_the_leading_diagnosis_come_along(chinese):
    scope = retrieved(chinese, 入院诊断="1.不稳定型心绞痛", 诊疗经过="冠脉造影未见狭窄，考虑微血管病变")
    assert "I20.800x007" in codes(scope)


def test_manifestation_and_morphology_rows_are_no_candidates(chinese):
    scope = retrieved(chinese, 主诉="胸痛", 诊疗经过="肿瘤性贫血，良性肿瘤")
    assert not {"D63.0*", "M80000/0"} & set(codes(scope))


def test_what_contradicts_the_patients_sex_is_left_out(tmp_path):
    rows = [("N80.900", "子宫内膜异位症"), ("R07.400", "胸痛")]
    with shelf(tmp_path, tuple(rows)) as index:
        with index.connection:
            index.connection.execute("UPDATE entry SET sex = 'female' WHERE code = 'N80.900'")
        texts = {"主诉": "胸痛", "入院诊断": "子宫内膜异位症"}
        assert "N80.900" not in codes(retrieved_for(Patient(Sex.MALE), LIMIT, index, texts))
        assert "N80.900" in codes(retrieved(index, **texts))


def test_names_shared_by_two_codes_are_told_apart(tmp_path):
    with shelf(tmp_path, (("A00.000", "霍乱"), ("A00.900", "霍乱"))) as index:
        scope = retrieved(index, 入院诊断="霍乱")
    assert sorted(scope.labels(Task.OTHERS)) == ["霍乱〔A00.000〕", "霍乱〔A00.900〕"]


def test_a_record_that_names_nothing_is_refused_in_words(chinese):
    with pytest.raises(ScopeError, match="names nothing of 国家临床版"):
        retrieved(chinese, 主诉="一切正常")


def test_a_scope_is_no_longer_than_asked(chinese):
    texts = {"诊疗经过": "；".join(name for _, name in CHINESE)}
    assert len(codes(retrieved_for(Patient(), 6, chinese, texts))) == 6


def test_two_hundred_mentions_stay_bounded(chinese):
    texts = {"诊疗经过": "。".join(f"第{n}日不稳定型心绞痛、2型糖尿病、心房颤动" for n in range(70))}
    assert {"I20.000", "E11.900", "I48.x01"} <= set(codes(retrieved(chinese, **texts)))


def test_a_code_takes_what_the_repository_ships_on_its_equal(chinese):
    entry = chinese.get(ZH.book_id, "I20.000")
    assert "静息型心绞痛" in enriched(entry.code).aliases
    assert "静息型心绞痛" not in enriched(replace(entry.code, book="医保版2.0")).aliases


def test_english_words_are_found_in_any_form_and_order(english):
    scope = retrieved(english, Hospital_Course="Ultrasound showed acquired renal cysts. Painful chest.")
    assert {"N28.1", "R07.9"} <= set(codes(scope))


def test_english_denials_and_relatives_are_left_out(english):
    scope = retrieved(
        english, Hospital_Course="Pneumonia. No asthma.", Family_History="Mother with sepsis. Father: hypertension."
    )
    assert codes(scope)[0] == "J18.9"
    assert not {"J45.909", "A41.9", "I10"} & set(codes(scope))


def test_english_abbreviations_and_medicines_count(english):
    scope = retrieved(english, Past_Medical_History="T2DM on insulin glargine. K 3.0.")
    assert {"E11.9", "Z79.4", "E87.6"} <= set(codes(scope))


def test_a_seventh_character_follows_the_sentence(english):
    name = "Fracture of neck of right femur"
    assert "S72.001A" in codes(retrieved(english, Hospital_Course=f"{name}."))
    assert "S72.001S" in codes(retrieved(english, Hospital_Course=f"{name}, sequela."))


def test_a_real_table_of_37294_rows_gives_a_scope_of_at_most_fifty(testdata: Path, tmp_path: Path):
    _, rows = read_code_table(testdata / "icd10cn" / "guolin_2.0_2022.csv")
    book = BookDescription("国家临床版", "2.0", Language.ZH, "test", "")
    import_table(tmp_path / "codebooks.db", rows, book)
    with CodeIndex.open(tmp_path / "codebooks.db") as index:
        scope = retrieved(index, 入院诊断="1.慢性阻塞性肺病急性加重 2.前列腺增生 3.胃溃疡", 诊疗经过="予抗感染治疗")
    assert LIMIT / 2 < len(scope.others) <= LIMIT
    assert {"J44.100", "N40.x00"} <= set(codes(scope))
