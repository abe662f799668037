"""What of a written rationale may be learned."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.example import Span
from app.coding.language import Language
from tests.trainer.cases import ccl25, example
from trainer.rationales.filtering import Draft, draft_of, thought, too_short, weighs_three, without_leaks

SCOPE = ccl25()


@pytest.mark.parametrize(
    "leak",
    [
        "根据给定的诊断，患者为不稳定型心绞痛。",
        "答案已给出，因此选它。",
        "由审定的主要诊断可知为心绞痛。",
        "题目已给出结果。",
        "标准答案是高血压。",
        "Given the given label, heart failure is right.",
        "The provided DRG is 291.",
        "The answer was already given.",
        "This matches the ground truth.",
        "Since the DRG has been assigned, we agree.",
    ],
)
def test_a_sentence_that_tells_the_label_is_left_out(leak: str):
    tally = Counter[str]()

    assert without_leaks(f"胸痛三天。{leak}\n造影见狭窄。", tally) == "胸痛三天。\n造影见狭窄。"
    assert tally["sentences that told the label"] == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "既往已知诊断高血压10年。",
        "给予阿司匹林治疗后胸痛缓解，诊断明确。",
        "出院诊断与入院诊断一致。",
        "The patient was given furosemide.",
        "A known diagnosis of heart failure was confirmed.",
        "Antibiotics were provided for pneumonia.",
    ],
)
def test_clinical_words_that_look_alike_stay(sentence: str):
    assert without_leaks(sentence, Counter()) == sentence


@given(st.text(max_size=80))
def test_filters_never_raise_and_never_add(text: str):
    kept = without_leaks(thought(text), Counter())

    assert len(kept) <= len(text)
    draft_of(kept, example().record, SCOPE, (), Counter())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<think>胸痛。</think>\n<answer>心绞痛</answer>", "胸痛。"),
        ("胸痛。</think>", "胸痛。"),
        ("<think>a<think>b</think>", "ab"),
        ("胸痛<answer>心绞痛", "胸痛"),
    ],
)
def test_stray_tags_and_answers_are_taken_off(text: str, left: str):
    assert thought(text) == left


def test_quotes_that_stand_in_the_record_become_spans_and_others_go():
    made = example("R1", "I20.000", ("E11.900",))
    codes = tuple(each.code for each in (made.gold.principal, *made.gold.others) if each)
    text = (
        "不稳定型心绞痛 ←「冠脉造影见前降支狭窄80%」（诊疗经过）\n"
        "2型糖尿病 ←「糖化血红蛋白9%」（现病史）\n"
        "心房颤动 ←「胸闷」（主诉）\n"
        "造影与症状相符。"
    )
    tally = Counter[str]()

    draft = draft_of(text, made.record, SCOPE, codes, tally)

    assert draft == Draft("造影与症状相符。", (Span("诊疗经过", 0, 13, "I20.000"),))
    assert made.words(draft.spans[0]) == "冠脉造影见前降支狭窄80%"
    assert (tally["quotes verified"], tally["quotes dropped"]) == (1, 2)
    assert Draft.from_json(draft.to_json()) == draft


def test_differential_thinking_weighs_three_with_the_right_one_among_them():
    three = "[Sepsis with MCC]\n[Heart Failure]\n[Pneumonia]\nPro and contra. I choose [heart failure]."

    assert weighs_three(three, ["Heart Failure"])
    assert not weighs_three(three, ["Stroke"])
    assert not weighs_three("[Heart Failure] [Sepsis]", ["Heart Failure"])
    assert weighs_three("【不稳定型心绞痛】\n[微血管性心绞痛]\n［脑梗死］", ["微血管性心绞痛"])


def test_what_explains_nothing():
    assert too_short(Draft("是的。"), Language.ZH)
    assert not too_short(Draft("反复胸痛三天，造影见前降支狭窄。"), Language.ZH)
    assert not too_short(Draft("", (Span("主诉", 0, 3, "I20.000"),)), Language.ZH)
    assert too_short(Draft("Because it is heart failure."), Language.EN)
