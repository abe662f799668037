"""How names are read: one syllable a character, as medicine reads it."""

import pytest

from app.knowledge.pinyin import Reader, initials, is_typed_pinyin


def read(name: str) -> list[str]:
    return [" ".join(syllables) for syllables in Reader().readings(name)]


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("急性心肌梗死", "ji xing xin ji geng si"),
        ("重度贫血", "zhong du pin xue"),
        ("双重肾盂", "shuang chong shen yu"),
        ("生长迟缓", "sheng zhang chi huan"),
        ("膀胱炎", "pang guang yan"),
        ("腰椎间盘突出", "yao zhui jian pan tu chu"),
        ("疟疾", "nue ji"),
        ("心率失常", "xin lv shi chang"),
        ("2型糖尿病", "2 xing tang niao bing"),
        ("EB病毒感染", "e b bing du gan ran"),
        ("高血压3级（极高危）", "gao xue ya 3 ji ji gao wei"),
    ],
)
def test_a_name_is_read_as_medicine_reads_it(name: str, reading: str):
    assert read(name)[0] == reading


@pytest.mark.parametrize(("name", "second"), [("荨麻疹", "qian ma zhen"), ("脑卒中", "nao cu zhong")])
def test_a_second_reading_is_given_where_both_are_typed(name: str, second: str):
    assert second in read(name)


def test_initials_are_the_first_letters():
    assert initials(("zhong", "du", "2")) == "zd2"


@pytest.mark.parametrize(
    ("text", "typed"), [("gxb", True), ("2xtnb", True), ("12", False), ("冠心病", False), ("", False)]
)
def test_pinyin_is_letters_and_digits(text: str, typed: bool):
    assert is_typed_pinyin(text) is typed
