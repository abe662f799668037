"""English mentions: words in any case and number, titles without their modifiers, nothing inside a longer word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.codebook import Code
from app.coding.mentions import Finder
from app.coding.variants import title_variants

BOOK = "ICD-10-CM"
CODES = (
    Code("I10", "Essential (primary) hypertension", BOOK, aliases=("HTN",)),
    Code("I50.9", "Heart failure, unspecified", BOOK, aliases=("CHF",)),
    Code("I48.91", "Unspecified atrial fibrillation", BOOK),
    Code("N18.31", "Chronic kidney disease, stage 3a", BOOK),
    Code("E11.9", "Type 2 diabetes mellitus without complications", BOOK, aliases=("T2DM",)),
    Code("E11.21", "Type 2 diabetes mellitus with diabetic nephropathy", BOOK),
    Code("J90", "Pleural effusion, not elsewhere classified", BOOK),
    Code("C61", "Malignant neoplasm of prostate", BOOK),
    Code("K50.90", "Crohn's disease, unspecified, without complications", BOOK),
    Code("J96.21", "Acute and chronic respiratory failure with hypoxia", BOOK),
    Code("T14.90XA", "Injury, unspecified, initial encounter", BOOK),
    Code("K26.4", "Chronic or unspecified duodenal ulcer with hemorrhage", BOOK),
    Code("G47.33", "Obstructive sleep apnea (adult) (pediatric)", BOOK),
)
FINDER = Finder(CODES)


def found(text: str, finder: Finder = FINDER) -> list[tuple[str, str]]:
    return [(mention.code.code, mention.text) for mention in finder.find_in(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Essential Hypertension", "I10"),
        ("essential (primary) hypertension", "I10"),
        ("primary hypertension", "I10"),
        ("HTN", "I10"),
        ("HEART FAILURE", "I50.9"),
        ("Atrial fibrillation", "I48.91"),
        ("stage 3a chronic kidney disease", "N18.31"),
        ("chronic kidney disease stage 3a", "N18.31"),
        ("type II diabetes mellitus", "E11.9"),
        ("Type 2 diabetes\nmellitus with diabetic nephropathy", "E11.21"),
        ("pleural effusions", "J90"),
        ("prostate cancer", "C61"),
        ("carcinoma of prostate", "C61"),
        ("Crohn disease", "K50.90"),
        ("acute-on-chronic respiratory failure with hypoxia", "J96.21"),
        ("chronic duodenal ulcer with haemorrhage", "K26.4"),
        ("obstructive sleep apnoea", "G47.33"),
    ],
)
def test_a_title_is_named_in_the_ways_records_write_it(text: str, code: str):
    assert [hit[0] for hit in found(f"He has {text}.")] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "heart. Failure to thrive",
        "heart; failure",
        "CHFX",
        "acute kidney injury",
        "diabetic diet",
        "type 2 diabetes mellitus with hyperosmolarity",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str):
    assert found(text) == []


def test_a_part_of_a_word_is_no_name():
    assert found("hypertensional prehypertension") == []


def test_a_variant_many_codes_share_names_none_of_them():
    codes = tuple(Code(f"M{n}", f"Pain in joint, site {n} unspecified", BOOK) for n in range(9))
    assert found("pain in joint", Finder(codes)) == []


def test_an_everyday_word_left_of_an_injury_title_is_no_name():
    assert found("no injury") == []


def test_the_first_clause_of_a_title_is_never_dropped():
    assert "suspected" not in title_variants("Unspecified adult maltreatment, suspected, initial encounter")


@given(st.text(max_size=80))
def test_any_text_is_searched_and_spans_slice_back(text: str):
    for mention in FINDER.find_in(f"hypertension {text} heart failure"):
        assert f"hypertension {text} heart failure"[mention.start : mention.end] == mention.text


@given(st.text(max_size=60))
def test_any_title_has_variants(title: str):
    assert title not in title_variants(title)
