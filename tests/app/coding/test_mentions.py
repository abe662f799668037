"""Finding conditions in a record: spans, longest name, offsets in code points, quotes found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.codebook import Code
from app.coding.mentions import Assertion, Finder, assertion_at, locate
from app.coding.record import Record

BOOK = "test"
DIABETES = Code("E11.900", "2型糖尿病", BOOK, lasting=True)
UNTYPED = Code("E14.900x001", "糖尿病", BOOK)
FATTY_LIVER = Code("K76.000", "脂肪肝", BOOK)
KILLIP = Code("I50.900x014", "KillipII级", BOOK, aliases=("CHD",))
TWIN = Code("X99", "脂肪肝", BOOK)
FINDER = Finder((DIABETES, UNTYPED, FATTY_LIVER, KILLIP))


def found(text: str, finder: Finder = FINDER) -> list[tuple[str, str]]:
    return [(mention.code.code, mention.text) for mention in finder.find_in(text)]


def test_the_longest_name_wins():
    assert found("诊断2型糖尿病") == [("E11.900", "2型糖尿病")]
    assert found("诊断糖尿病") == [("E14.900x001", "糖尿病")]


def test_a_list_number_is_no_part_of_a_name():
    assert found("1.2型糖尿病2.脂肪肝") == [("E11.900", "2型糖尿病"), ("K76.000", "脂肪肝")]


def test_a_number_inside_a_longer_number_names_nothing():
    assert found("12型糖尿病") == [("E14.900x001", "糖尿病")]


@pytest.mark.parametrize("text", ["低盐糖尿病饮食", "糖尿病普食"])
def test_food_is_no_diabetes(text: str):
    assert found(text) == []


def test_a_latin_alias_does_not_match_inside_a_word():
    assert found("CHDX") == []
    assert found("CHD病史") == [("I50.900x014", "CHD")]


def test_spaces_and_widths_do_not_matter():
    assert found("Ｋillip Ⅱ 级，脂 肪肝") == [("I50.900x014", "Ｋillip Ⅱ 级"), ("K76.000", "脂 肪肝")]


def test_a_name_shared_by_two_codes_is_found_for_both():
    assert found("脂肪肝", Finder((FATTY_LIVER, TWIN))) == [("K76.000", "脂肪肝"), ("X99", "脂肪肝")]


def test_offsets_count_code_points_beyond_the_basic_plane():
    record = Record.of("r", {"诊疗经过": "错𬌗畸形😀，脂肪肝。"})
    (mention,) = FINDER.find(record)
    assert (mention.start, mention.end) == (6, 9)
    assert record.text("诊疗经过")[mention.start : mention.end] == "脂肪肝"


def test_mentions_come_in_reading_order_with_their_sections():
    record = Record.of("r", {"既往史": "糖尿病5年，否认脂肪肝。", "诊疗经过": "脂肪肝"})
    assert [(m.section, m.text, m.assertion) for m in FINDER.find(record)] == [
        ("既往史", "糖尿病", Assertion.PAST),
        ("既往史", "脂肪肝", Assertion.NEGATED),
        ("诊疗经过", "脂肪肝", Assertion.AFFIRMED),
    ]


@pytest.mark.parametrize("quote", ["否认高血压", "未见明显狭窄", "无胸痛"])
def test_a_quote_that_itself_denies_is_negated(quote: str):
    assert assertion_at(f"患者{quote}。", 2, 2 + len(quote)) is Assertion.NEGATED


def test_a_quote_that_ends_in_doubt_is_suspected():
    assert assertion_at("入院诊断：肺炎待排。", 5, 9) is Assertion.SUSPECTED


def test_a_finding_of_nothing_is_itself_affirmed():
    text = "左主干未见狭窄，回旋支未见狭窄。"
    assert assertion_at(text, 0, 7) is Assertion.AFFIRMED
    assert assertion_at(text, 8, 15) is Assertion.AFFIRMED


def test_locate_sees_through_widths_and_punctuation():
    text = "诊断：高血压病（３级，极高危）"
    assert [text[start:end] for start, end in locate(text, "高血压病(3级 极高危)")] == ["高血压病（３级，极高危"]


def test_locate_finds_nothing_that_is_not_there():
    assert list(locate("血压130/80mmHg", "血压180/110mmHg")) == []
    assert list(locate("血压", "")) == []


@given(st.text(), st.data())
def test_locate_finds_every_exact_substring(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if start < end:
        assert (start, end) in list(locate(text, text[start:end]))


WORDS = st.lists(
    st.sampled_from(
        [
            "否认",
            "无",
            "未见",
            "糖尿病",
            "2型糖尿病",
            "脂肪肝",
            "，",
            "、",
            "。",
            "；",
            "(",
            "）",
            "有",
            "父亲",
            "史",
            "？",
            "待排",
            "10年",
            "😀",
            " ",
            "\n",
            "1.",
            "不除外",
        ]
    )
)


@given(WORDS.map("".join) | st.text())
def test_find_never_raises_and_its_offsets_slice_back(text: str):
    for mention in FINDER.find_in(text, "既往史"):
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.start < mention.end <= len(text)


@given(WORDS.map("".join) | st.text(), st.data())
def test_assertion_never_raises(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert assertion_at(text, start, end, "家族史") in Assertion
