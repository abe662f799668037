"""A filter draws k answers and lets a rewrite pass when m of them give the whole code set."""

import pytest

from app.coding.answer import render
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example
from app.coding.mentions import Finder
from app.coding.rewrite import Judge
from app.coding.scope import Task
from tests.builders import ANGINA, DIABETES, HYPERTENSION, INFARCT, Misbehaviour, ScriptedModel, record, scope
from trainer.augment.agreeing import draw, samples_from, samples_row, verdict_of
from trainer.augment.settings import FilterSettings
from trainer.badcases.scoping import Coding
from trainer.evaluate.opening import OpenModel

SCOPE = scope()
EXAMPLE = Example(record(), CodeSet(Diagnosis(ANGINA), (Diagnosis(HYPERTENSION), Diagnosis(DIABETES))))


def _verdict(model: ScriptedModel, **settings: object):
    told = FilterSettings.model_validate({"kind": "model", **settings})
    finder = Finder(SCOPE.all_codes)
    (samples,) = draw([EXAMPLE.record], OpenModel(model), told, Coding(SCOPE, lambda _: (SCOPE, finder)))
    return verdict_of(Judge.SFT, EXAMPLE, samples, told), samples


def _others(*answers: tuple) -> ScriptedModel:
    return ScriptedModel({("R1", Task.OTHERS): [render(Task.OTHERS, SCOPE, codes) for codes in answers]})


def test_the_whole_code_set_must_come_back():
    verdict, _ = _verdict(_others((DIABETES, HYPERTENSION)))
    assert (verdict.by, verdict.passed, verdict.why, verdict.score) == (Judge.SFT, True, "", 1.0)


def test_one_code_too_few_or_too_many_is_said():
    verdict, _ = _verdict(_others((HYPERTENSION, INFARCT)))
    assert (verdict.passed, verdict.why, verdict.score) == (False, "missed E11.900; added I63.900", 0.0)


@pytest.mark.parametrize(("least", "passed"), [(1, True), (2, False)])
def test_so_many_of_the_samples_must_agree(least: int, passed: bool):
    right, wrong = (HYPERTENSION, DIABETES), (HYPERTENSION,)

    verdict, samples = _verdict(_others(wrong, right, wrong), samples=3, least=least)

    assert len(samples) == 3
    assert (verdict.passed, verdict.score) == (passed, 0.3333)


@pytest.mark.parametrize(("others_f1", "passed"), [(0.66, True), (0.67, False)])
def test_the_others_may_agree_in_part(others_f1: float, passed: bool):
    verdict, _ = _verdict(_others((HYPERTENSION,)), others_f1=others_f1)
    assert verdict.passed is passed


def test_nonsense_is_no_agreement():
    verdict, _ = _verdict(ScriptedModel(misbehave=Misbehaviour.NONSENSE))
    assert (verdict.passed, verdict.why) == (False, "unreadable")


def test_what_was_answered_is_read_back_from_the_log():
    told = FilterSettings(kind="model", samples=2)
    for model in (ScriptedModel(), ScriptedModel(misbehave=Misbehaviour.NONSENSE), _others((DIABETES,))):
        verdict, samples = _verdict(model, samples=2)
        assert verdict_of(Judge.SFT, EXAMPLE, samples_from(samples_row("V", samples)), told) == verdict
