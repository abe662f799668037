"""Hints: how often, how many, which, and where they stand."""

import random

import pytest
from pydantic import ValidationError

from app.coding.language import Language
from tests.architecture.tree import ROOT
from trainer.policy.hints import HintSettings, hinted_codes, with_hint

PHI = HintSettings(probability=0.5)
FREQUENCY = {"common": 300, "some": 30, "rare": 3}


def drawn(missed, settings, seeds=range(400)):
    return [hinted_codes(missed, FREQUENCY, settings, random.Random(seed)) for seed in seeds]


def test_half_of_the_prompts_are_hinted_at():
    share = sum(bool(codes) for codes in drawn(["some"], PHI)) / 400

    assert share == pytest.approx(0.5, abs=0.1)


def test_one_to_five_codes_are_hinted():
    sizes = {len(codes) for codes in drawn([f"c{n}" for n in range(9)], HintSettings(probability=1))}

    assert sizes == {1, 2, 3, 4, 5}


def test_rare_codes_come_first_and_unknown_ones_before_them():
    always = HintSettings(probability=1, least=2, most=2)

    assert set(drawn(["common", "rare", "some"], always)) == {("rare", "some")}
    assert set(drawn(["common", "rare", "new"], always)) == {("new", "rare")}


def test_nothing_missed_is_nothing_hinted():
    assert not any(drawn([], HintSettings(probability=1)))
    assert not any(drawn(["some"], HintSettings()))


def test_draws_repeat():
    missed = [f"c{n}" for n in range(9)]

    assert drawn(missed, PHI) == drawn(missed, PHI)


def test_the_hint_ends_the_question_and_leaves_the_messages_as_they_were():
    messages = [{"role": "system", "content": "S"}, {"role": "user", "content": "Q"}]
    hinted = with_hint(messages, ["Gout", "Sepsis"], Language.EN)

    assert hinted[-1]["content"] == "Q\n\nHint: the right answer includes: Gout; Sepsis."
    assert messages[-1]["content"] == "Q"
    assert with_hint(messages, ["痛风", "脓毒症"], Language.ZH)[-1]["content"].endswith("包括：痛风；脓毒症。")
    assert with_hint(messages, [], Language.ZH) == messages


def test_fewest_above_most_is_refused():
    with pytest.raises(ValidationError, match="swap them"):
        HintSettings(least=3, most=2)


def test_only_the_training_of_a_policy_knows_of_hints():
    elsewhere = [path for path in (ROOT / "trainer").rglob("*.py") if path.parent.name != "policy"]

    assert not [path.name for path in elsewhere if "policy.hints" in path.read_text(encoding="utf-8")]
