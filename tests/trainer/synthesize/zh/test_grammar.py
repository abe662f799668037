"""Templates: holes, choices, marked words."""

from random import Random

import pytest

from trainer.synthesize.zh.grammar import GrammarError, Mark, Words, fill, joined, parse


def said(source: str, states: tuple[str, ...] = (), **holes: str) -> Words:
    banks = {"sudden": (parse("突然"),)}
    return fill(parse(source), {name: Words(text) for name, text in holes.items()}, banks, Random(1), states)


def test_a_hole_is_filled() -> None:
    assert said("患者{when}胸闷", when="2年前").text == "患者2年前胸闷"


def test_a_hole_without_filling_says_nothing() -> None:
    assert said("心率{rate}次") == Words("心率次")


def test_a_choice_takes_one_of_its_ways() -> None:
    told = {fill(parse("胸{闷|痛}{，剧烈|}"), {}, {}, Random(seed)).text for seed in range(40)}
    assert told == {"胸闷", "胸痛", "胸闷，剧烈", "胸痛，剧烈"}


def test_choices_nest() -> None:
    told = {fill(parse("{a|{b|c}d}"), {}, {}, Random(seed)).text for seed in range(40)}
    assert told == {"a", "bd", "cd"}


def test_a_bank_gives_one_of_its_words() -> None:
    assert said("<sudden>胸痛").text == "突然胸痛"


def test_an_unclosed_brace_is_refused() -> None:
    with pytest.raises(GrammarError, match="without its }"):
        parse("胸{闷|痛")


def test_braces_around_words_are_refused() -> None:
    with pytest.raises(GrammarError, match="neither"):
        parse("{胸闷}")


def test_what_a_template_states_is_marked_without_its_punctuation() -> None:
    assert said("脂肪肝。", ("K76.000",)).marks == (Mark(0, 3, "K76.000"),)


def test_a_core_narrows_what_is_marked() -> None:
    assert said("超声示«脂肪肝»，请结合临床", ("K76.000",)).marks == (Mark(3, 6, "K76.000"),)


def test_marks_move_with_their_text() -> None:
    words = fill(parse("诊断：{name}。"), {"name": Words("冠心病", (Mark(0, 3, "I25.103"),))}, {}, Random(1))
    assert words.marks == (Mark(3, 6, "I25.103"),)


def test_joining_moves_marks() -> None:
    marked = Words("房颤", (Mark(0, 2, "I48.x01"),))
    assert joined([Words("心律失常"), Words(), marked], "、") == Words("心律失常、房颤", (Mark(5, 7, "I48.x01"),))
