"""Typing errors that keep the spans where they belong."""

from random import Random

from trainer.synthesize.zh.grammar import Mark, Words
from trainer.synthesize.zh.noise import disturbed, edited
from trainer.synthesize.zh.voice import tidied

LIVER = Words("腹部超声：脂肪肝，余未见异常。", (Mark(5, 8, "K76.000"),))


def marked(words: Words) -> str:
    (mark,) = words.marks
    return words.text[mark.start : mark.end]


def test_no_level_no_errors() -> None:
    assert disturbed(LIVER, Random(1), 0.0) == LIVER


def test_an_edit_before_a_mark_moves_it() -> None:
    assert marked(edited(LIVER, [(0, 2, "腹")])) == "脂肪肝"


def test_an_edit_inside_a_mark_stays_in_it() -> None:
    assert marked(edited(LIVER, [(6, 7, "肪肪")])) == "脂肪肪肝"


def test_an_edit_behind_a_mark_leaves_it() -> None:
    assert marked(edited(LIVER, [(9, 10, "")])) == "脂肪肝"


def test_marks_survive_heavy_noise() -> None:
    for seed in range(50):
        words = disturbed(LIVER, Random(seed), 30.0)
        assert all(0 <= mark.start < mark.end <= len(words.text) for mark in words.marks)


def test_heavy_noise_changes_the_text() -> None:
    assert disturbed(LIVER, Random(2), 30.0).text != LIVER.text


def test_doubled_punctuation_is_tidied_and_marks_follow() -> None:
    words = tidied(Words("，平素体健。；脂肪肝。。", (Mark(7, 10, "K76.000"),)))
    assert words.text == "平素体健。脂肪肝。"
    assert marked(words) == "脂肪肝"


def test_empty_brackets_are_dropped() -> None:
    words = tidied(Words("心电图()：脂肪肝。", (Mark(6, 9, "K76.000"),)))
    assert words.text == "心电图：脂肪肝。"
    assert marked(words) == "脂肪肝"


def test_a_section_does_not_end_in_a_comma() -> None:
    assert tidied(Words("双下肢没有水肿，")).text == "双下肢没有水肿。"


def test_a_full_stop_swallows_the_comma_before_it() -> None:
    assert tidied(Words("否认结核，。体健。")).text == "否认结核。体健。"
