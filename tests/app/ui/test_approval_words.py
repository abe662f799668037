"""What the approval page writes: every value has a name, every state a sign and a word."""

from dataclasses import replace

from app.coding.mending import mend
from app.coding.rewrite import Judge, RejectWhy, Standing, Verdict
from app.coding.sameness import Change, Difference, Place, Sort
from app.review.approval import CaseLine, CaseStanding, Judged
from app.ui import approval_words
from app.ui.approval_lists import Tone
from tests.builders import ANGINA, DIABETES, HYPERTENSION, INFARCT
from tests.rewrites import approval, bad_case, variant


def judged(standing: Standing | None = None, **changes: object) -> Judged:
    made = variant()
    return Judged(made, None if standing is None else approval(made, standing, **changes), edited=False)


def test_every_reason_kind_and_judge_has_a_name() -> None:
    assert len({approval_words.why(each) for each in RejectWhy}) == len(RejectWhy)
    assert len({approval_words.sort(each) for each in Sort}) == len(Sort)
    assert len({approval_words.judge(each) for each in Judge}) == len(Judge)


def test_a_verdict_has_sign_word_and_score() -> None:
    assert approval_words.verdict(Verdict(Judge.SFT, passed=True, score=2 / 3)) == "✓ SFT passed 0.67"
    assert approval_words.verdict(Verdict(Judge.GUARD, passed=False)) == "✕ guard failed"


def test_what_failed_stands_first() -> None:
    assert approval_words.verdicts(judged()) == "✕ policy failed · ✓ SFT passed 0.67 · ✓ guard passed"


def test_verdicts_on_a_text_that_was_mended_since_are_said_to_be_of_before() -> None:
    mended = Judged(mend(variant(), {"主诉": "胸痛3日余。"}, "甲"), None, edited=True)
    said = approval_words.verdicts(mended)
    assert said == "before the edit: ✕ policy failed · ✓ SFT passed 0.67 · ✓ guard passed"
    assert "edited" in approval_words.variant_line(2, mended).title


def test_what_no_filter_has_judged_says_so() -> None:
    assert approval_words.verdicts(Judged(replace(variant(), verdicts=()), None, edited=False)) == "not filtered"


def test_a_variant_says_how_it_stands() -> None:
    assert approval_words.standing(judged()) == ""
    assert approval_words.standing(judged(Standing.APPROVED, score=4)) == "✓ approved 4/5"
    assert approval_words.standing(judged(Standing.REJECTED)) == "✕ New fact"


def test_a_case_says_how_it_stands() -> None:
    lines = [approval_words.case_line(CaseLine("C", 2, "", 30, 12, 0, each, 4)) for each in CaseStanding]
    assert [line.tag for line in lines] == ["○ open", "✓ chosen", "✕ none"]
    assert lines[0].title == "5  C"
    assert lines[0].below == "round 2 · 12 of 30 passed"


def test_a_case_of_a_batch_names_it() -> None:
    line = approval_words.case_line(CaseLine("C", 2, "3fa9c1d0", 30, 12, 0, CaseStanding.OPEN, 4))
    assert line.below == "round 2, batch 3fa9c1d0 · 12 of 30 passed"


def test_a_changed_fact_says_what_how_and_where() -> None:
    found = Difference(Sort.NUMBER, "3天 → 30天", Change.CHANGED, Place("主诉", 4, 6), Place("主诉", 4, 7))
    line = approval_words.fact_line(found)
    assert (line.title, line.tag, line.below, line.tone) == ("3天 → 30天", "≠ changed", "number · 主诉", Tone.BAD)


def test_codes_that_differ_are_said_to() -> None:
    html = approval_words.codes_html(bad_case())
    assert f"{ANGINA.code} {ANGINA.name} <b>(− missed)</b>" in html
    assert f"{HYPERTENSION.code} {HYPERTENSION.name} <b>(− missed)</b>" in html
    assert f"★ {INFARCT.code} {INFARCT.name} <b>(+ not in gold)</b>" in html
    assert f"{DIABETES.code} {DIABETES.name} <b>(+ not in gold)</b>" in html
