"""Code points and UTF-16 units: the one converter, for every text."""

from hypothesis import given
from hypothesis import strategies as st

from app.ui.offsets import Utf16

TEXTS = st.text(st.sampled_from("a主𬌗😀\n"), max_size=30)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_a_rare_character_is_two_units() -> None:
    text = Utf16("错𬌗畸形")
    assert [text.to_qt(position) for position in range(5)] == [0, 1, 3, 4, 5]
    assert text.length == 5


def test_the_middle_of_a_character_is_its_start() -> None:
    assert Utf16("错𬌗畸").to_text(2) == 1


@given(TEXTS)
def test_to_qt_counts_utf16_units(text: str) -> None:
    converter = Utf16(text)
    assert all(converter.to_qt(n) == units(text[:n]) for n in range(len(text) + 1))
    assert converter.length == units(text)


@given(TEXTS)
def test_to_text_is_the_way_back(text: str) -> None:
    converter = Utf16(text)
    assert all(converter.to_text(converter.to_qt(n)) == n for n in range(len(text) + 1))
