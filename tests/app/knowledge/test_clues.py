"""What numbers and phrases of a record stand for."""

import pytest

from app.coding.record import Record
from app.errors import InputError
from app.knowledge.clues import clues, load_clue_rules
from app.knowledge.entries import Language


def words(language: Language, **texts: str) -> set[str]:
    named = {name.replace("_", " "): text for name, text in texts.items()}
    return {clue.words for clue in clues(Record.of("R", named), language)}


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("高血压10年，最高185/95mmHg", "高血压3级"),
        ("高血压病，血压165/92mmHg", "高血压2级"),
        ("高血压，BP 142/80mmHg", "高血压1级"),
    ],
)
def test_the_highest_pressure_gives_the_grade(text, grade):
    assert grade in words(Language.ZH, 既往史=text)


def test_a_pressure_without_hypertension_gives_none():
    assert not words(Language.ZH, 入院情况="BP 185/95mmHg")


def test_a_ratio_is_no_pressure():
    assert not words(Language.ZH, 既往史="高血压。早搏 180/110 次")


def test_a_relatives_pressure_is_not_read():
    assert not words(Language.ZH, 家族史="父亲高血压，血压200/110mmHg")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("血钾3.1mmol/L", {"低钾血症"}),
        ("血钾4.1mmol/L", set()),
        ("氯化钾缓释片1.0g", set()),
        ("LDL-C 4.41mmol/L", {"高脂血症"}),
        ("总胆固醇4.3mmol/L", set()),
    ],
)
def test_a_laboratory_value_beyond_its_limit_gives_its_name(text, found):
    assert words(Language.ZH, 诊疗经过=text) == found


def test_medicines_and_organs_removed_imply_their_codes():
    found = words(Language.EN, Past_Medical_History="On apixaban. Right TKR 2016. No insulin glargine.")
    assert found == {"long term current use of anticoagulants", "presence of right artificial knee joint"}


def test_a_broken_rule_file_is_named(tmp_path):
    (tmp_path / "clues.zh.toml").write_text('hypertension = "("\ngrade = []\nmeasure = []', encoding="utf-8")
    with pytest.raises(InputError, match=r"clues\.zh\.toml"):
        load_clue_rules(Language.ZH, tmp_path)
