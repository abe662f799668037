"""The voice of a writer: habits drawn once a record, shared wording drawn each time."""

from datetime import date
from random import Random

import pytest

from trainer.synthesize.zh.fact import Fact, Several, Styled, day, plain
from trainer.synthesize.zh.grammar import Mark, Words
from trainer.synthesize.zh.pack import Pack
from trainer.synthesize.zh.voice import Voice, unclosed


@pytest.fixture
def voice(steady: Pack) -> Voice:
    return Voice(steady, Random(4))


def test_a_grade_is_written_in_the_writers_style(voice: Voice) -> None:
    assert voice.tell(Styled("grade", 3)).text == "3"


def test_the_highest_risk_is_named_in_the_writers_word(voice: Voice) -> None:
    assert voice.tell(Styled("risk", value=True)).text == "很高危"


def test_a_lower_risk_is_high(voice: Voice) -> None:
    assert voice.tell(Styled("risk", value=False)).text == "高危"


def test_a_date_is_written_by_the_writers_pattern(voice: Voice) -> None:
    assert voice.tell(day(date(2023, 5, 9))).text in {"2023-05-09", "2023年5月9日", "05-09"}


def test_plain_words_state_their_code(voice: Voice) -> None:
    assert voice.tell(plain("脂肪肝", "K76.000")) == Words("脂肪肝", (Mark(0, 3, "K76.000"),))


def test_a_spare_fact_is_left_out_by_the_tersest(voice: Voice) -> None:
    voice.spares = 0.0
    assert not voice.tell(plain("无痛经", spare=True))


def test_findings_are_joined_without_their_closing_punctuation(voice: Voice) -> None:
    told = voice.tell(Several((plain("脂肪肝。"), plain("肝囊肿。")), "findings")).text
    assert told in {"脂肪肝，肝囊肿", "脂肪肝；肝囊肿"}


def test_a_nested_fact_keeps_its_mark(voice: Voice) -> None:
    name = Fact("dx.lipids", {}, ("E78.500",))
    words = voice.tell(Fact("dx.suspect", {"name": name}))
    (mark,) = words.marks
    assert words.text[mark.start : mark.end] in {"高脂血症", "血脂异常"}


def test_an_unknown_style_is_a_fault(voice: Voice) -> None:
    with pytest.raises(ValueError, match="colour"):
        voice.tell(Styled("colour", "red"))


def test_closing_punctuation_is_taken_off() -> None:
    assert unclosed(Words("脂肪肝。", (Mark(0, 3, "K76.000"),))) == Words("脂肪肝", (Mark(0, 3, "K76.000"),))
