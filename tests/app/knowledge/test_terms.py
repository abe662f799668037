"""Texts as terms: pairs of characters, stemmed words, each at its place."""

import pytest

from app.errors import InputError
from app.knowledge.entries import Language
from app.knowledge.terms import load_vocabulary

ZH = load_vocabulary(Language.ZH)
EN = load_vocabulary(Language.EN)


def test_chinese_terms_are_pairs_that_folding_makes_equal():
    assert ZH.words("高血压Ⅲ级") == ZH.words("高血压3级") == {"高血", "血压", "压3", "3级"}


def test_a_lone_character_is_a_term_of_its_own():
    assert ZH.words("疝") == {"疝"}


def test_no_pair_bridges_a_comma():
    assert "痛高" not in ZH.words("胸痛，高血压")


def test_words_of_one_meaning_are_one_term():
    assert EN.words("renal stones") == EN.words("Calculi of the kidney")


@pytest.mark.parametrize(
    ("written", "stem"), [("biopsies", "biopsy"), ("diagnoses", "diagnosis"), ("polyps", "polyp"), ("pus", "pus")]
)
def test_plurals_are_taken_off(written, stem):
    assert EN.words(written) == {stem}


def test_a_term_knows_its_place():
    text = "no Pneumonia"
    (term,) = EN.terms(text)
    assert text[term.start : term.end] == "Pneumonia"


@pytest.mark.parametrize("vocabulary", [ZH, EN])
def test_any_text_becomes_terms_within_it(vocabulary):
    text = "İ\ue00f𬌗ﬁ ½ ①—\n血钾3.1mmol/L İstanbul"
    assert all(0 <= term.start < term.end <= len(text) for term in vocabulary.terms(text))


def test_a_broken_vocabulary_is_named(tmp_path):
    (tmp_path / "terms.en.toml").write_text("same = 3", encoding="utf-8")
    with pytest.raises(InputError, match=r"terms\.en\.toml"):
        load_vocabulary(Language.EN, tmp_path)
