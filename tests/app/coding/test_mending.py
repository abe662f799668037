"""An expert's words in a variant: the spans follow, what was said of the old text is marked as that."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.errors import ContractError
from app.coding.example import Span
from app.coding.mending import mend
from app.coding.rewrite import Judge, Variant, Verdict
from tests.builders import ANGINA, HYPERTENSION
from tests.rewrites import REWORDED, variant


def spanned(*spans: Span) -> Variant:
    return replace(variant(), example=replace(variant().example, spans=spans, rationale="据原文"))


HISTORY = Span("既往史", 0, 12, HYPERTENSION.code)


def test_nothing_changed_is_the_same_variant() -> None:
    assert mend(variant(), {"主诉": REWORDED}, "甲") == variant()


def test_a_mended_text_has_another_hash_and_no_rationale() -> None:
    mended = mend(spanned(HISTORY), {"主诉": "胸痛三天。"}, "甲")
    assert mended.text_hash != variant().text_hash
    assert (mended.example.rationale, mended.rewriter) == ("", "w, mended by 甲")


@pytest.mark.parametrize("passed", [True, False])
def test_what_did_not_pass_has_not_passed_by_being_mended(passed: bool) -> None:
    judged = variant(verdicts=(Verdict(Judge.SFT, passed, "I63", 1 / 3),))
    mended = mend(judged, {"主诉": "胸痛三天。"}, "甲")
    assert (mended.passed, mended.stale, judged.stale) == (passed, True, False)
    assert mended.verdicts == (Verdict(Judge.SFT, passed, "I63", 1 / 3, stale=True),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("高血压病3级（极高危）10年，糖尿病。", "高血压病3级（极高危）"),
        ("患有高血压病3级（极高危）10年，2型糖尿病5年。", "高血压病3级（极高危）"),
        ("2型糖尿病5年，高血压病3级（极高危）。", "高血压病3级（极高危）"),
    ],
)
def test_a_span_follows_its_words(text: str, words: str) -> None:
    start = spanned().example.record.text("既往史").index(words)
    span = Span("既往史", start, start + len(words), HYPERTENSION.code)
    mended = mend(spanned(span), {"既往史": text}, "甲").example
    assert [mended.words(each) for each in mended.spans] == [words]


def test_a_span_whose_words_are_gone_goes() -> None:
    assert mend(spanned(HISTORY), {"既往史": "体健。"}, "甲").example.spans == ()


def test_spans_of_other_sections_stay() -> None:
    other = Span("现病史", 0, 2, ANGINA.code)
    assert mend(spanned(other), {"既往史": "体健。"}, "甲").example.spans == (other,)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip))
def test_a_span_always_marks_the_words_it_marked(text: str) -> None:
    before = spanned(HISTORY).example
    mended = mend(spanned(HISTORY), {"既往史": text}, "甲").example
    assert all(mended.words(each) == before.words(HISTORY) for each in mended.spans)


@pytest.mark.parametrize("sections", [{"没有": "x"}, {"主诉": " "}])
def test_what_cannot_be_mended_is_refused(sections: dict[str, str]) -> None:
    with pytest.raises(ContractError):
        mend(variant(), sections, "甲")
