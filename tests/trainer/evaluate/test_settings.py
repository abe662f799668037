"""Settings that contradict themselves are refused in words."""

import pytest
from pydantic import ValidationError

from app.settings import Settings as AppSettings
from trainer.evaluate.settings import WORKSTATION_REPLY_TOKENS, StageSettings

RULES = {"kind": "rules"}


def settings(**values):
    return StageSettings.model_validate({"systems": {"rules": RULES}} | values)


def test_the_workstations_own_limits_are_the_default():
    usual = AppSettings()

    assert usual.reply_tokens == WORKSTATION_REPLY_TOKENS
    assert settings().systems["rules"].context_tokens == usual.context_tokens


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"systems": {}}, "nothing to judge"),
        ({"systems": {"m": {"kind": "model", "principal": "a"}}}, "name both"),
        ({"systems": {"m": {"kind": "model", "path": "a", "principal": "a", "others": "b"}}}, "without path"),
        ({"systems": {"m": {"kind": "model", "adapter": "a.gguf"}}}, "GGUF adapter"),
        ({"systems": {"m": {"kind": "gguf"}}}, "needs the path"),
        ({"systems": {"v": {"kind": "vote"}}}, "at least two"),
        ({"systems": {"r": RULES, "v": {"kind": "vote", "members": ["r", "r"]}}}, "two different"),
        ({"systems": {"r": RULES, "v": {"kind": "vote", "members": ["r", "x"]}}}, "no system here"),
        ({"systems": {"r": RULES | {"threshold": 2}}}, "vote and folds"),
        ({"systems": {"r": RULES, "s": RULES, "v": {"kind": "vote", "members": ["r", "s"], "threshold": 3}}}, "above"),
        ({"ask": "drg"}, "only kinds model and gguf"),
        (
            {"ask": "drg", "systems": {"g": {"kind": "gguf", "path": "a"}}, "tables": ["figures.json"]},
            "table of methods, which holds codes",
        ),
        ({"systems": {"a": RULES | {"title": "x"}, "b": RULES | {"title": "x"}}}, "two systems are called x"),
        ({"baseline": "sft"}, "baseline names sft"),
        ({"rubric_ratings": ["a.csv"]}, "belong together"),
        ({"compare_system": "a"}, "not set"),
        ({"index": "codebooks.db"}, "index and book"),
        ({"index": "codebooks.db", "book": "b", "scope": "ccl25"}, "remove one"),
        ({"plan": "twice"}, "single"),
        ({"limits": 3}, "Extra inputs"),
    ],
)
def test_what_contradicts_itself_is_refused_in_words(values, said):
    with pytest.raises(ValidationError, match=said):
        settings(**values)


def test_what_may_not_be_meant_is_said():
    gguf = {"kind": "gguf", "path": "a.gguf"}

    assert not settings().cautions()
    assert "320" in settings(reply_tokens=64).cautions()[0]
    assert "top-p 1" in settings(ask="drg", systems={"g": gguf}).cautions()[0]
    assert "4096 tokens, here 320" in settings(ask="drg", systems={"g": gguf}).cautions()[1]
    assert len(settings(ask="drg", systems={"g": gguf}, reply_tokens=2048).cautions()) == 1
    assert "cross-fitted" in settings(systems={"k": {"kind": "folds"}}).cautions()[0]
