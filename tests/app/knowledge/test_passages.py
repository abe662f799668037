"""A record cut into clauses, neighbours and sentences, each with its weight."""

from app.coding.record import Record
from app.knowledge.entries import Language
from app.knowledge.passages import passages, section_weight


def cut(language: Language, section: str, text: str) -> list[tuple[str, float]]:
    record = Record.of("R", {section: text})
    return [(text[each.start : each.end].strip(), each.weight) for each in passages(record, language)]


def test_clauses_then_the_sentence():
    assert cut(Language.ZH, "诊疗经过", "双肺结节，肝囊肿。") == [
        ("双肺结节", 1.0),
        ("肝囊肿", 1.0),
        ("双肺结节，肝囊肿", 0.85),
    ]


def test_neighbouring_clauses_are_read_together():
    assert ("高血压，3级", 0.93) in cut(Language.ZH, "诊疗经过", "高血压，3级，胸痛")


def test_a_decimal_point_ends_nothing():
    assert [text for text, _ in cut(Language.EN, "Hospital Course", "K 3.1 today.")] == ["K 3.1 today"]


def test_a_very_long_sentence_is_read_by_its_clauses_alone():
    text = "，".join(f"第{n}条所见" for n in range(200))
    assert max(len(piece) for piece, _ in cut(Language.ZH, "诊疗经过", text)) < 20


def test_family_history_does_not_count_and_diagnosis_lists_do_most():
    assert section_weight("家族史") == section_weight("Family History") == 0
    assert section_weight("入院诊断") == section_weight("Discharge Diagnoses") == 1.3
    assert section_weight("Case Report") == 1


def test_nothing_is_read_of_a_section_without_weight():
    assert cut(Language.ZH, "家族史", "父亲患高血压") == []
