"""The submission string, written and strictly read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputError
from app.exchange.submission import parse_submission, render_submission

codes = st.from_regex(r"[A-Z][0-9]{2}\.[0-9x]{1,6}", fullmatch=True)


@given(st.none() | codes, st.lists(codes, unique=True))
def test_what_is_written_is_read(principal: str | None, others: list[str]):
    assert parse_submission(render_submission(principal, others)) == (principal, tuple(others))


def test_the_published_form():
    assert render_submission("I20.000", ["I10.x00x032", "E11.900"]) == "[I20.000|I10.x00x032;E11.900]"
    assert render_submission(None, ["E11.900"]) == "[|E11.900]"
    assert render_submission("I20.000", []) == "[I20.000|]"


def test_duplicates_are_dropped_in_order():
    assert parse_submission("[I20.000|B;A;B]") == ("I20.000", ("B", "A"))


@pytest.mark.parametrize(
    "text",
    ["", "[", "I20.000|A", "[I20.000]", "[I20.000|A|B]", "[I20.000|A；B]", "[I20.000|A; B]", "[I20.000|A;;B]",
     "[I20.000|A;]", "[A;B|C]", "[[A|B]]", "[A｜B]", "[ A|B]"],
)  # fmt: skip
def test_any_other_form_is_reported(text: str):
    with pytest.raises(InputError, match="ASCII"):
        parse_submission(text)


def test_a_code_outside_the_list_is_reported():
    with pytest.raises(InputError, match="J81"):
        parse_submission("[I20.000|J81.x00x002]", {"I20.000"})


@pytest.mark.parametrize("code", ["A|B", "A;B", "A B", "[A"])
def test_a_code_that_breaks_the_form_is_not_written(code: str):
    with pytest.raises(InputError, match="submission"):
        render_submission(code, [])


@given(st.text(alphabet="[]|;；AB \n1.", max_size=20))
def test_no_text_does_anything_but_parse_or_be_refused(text: str):
    try:
        principal, others = parse_submission(text)
    except InputError:
        return
    assert parse_submission(render_submission(principal, others)) == (principal, others)
