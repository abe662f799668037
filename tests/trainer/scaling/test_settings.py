"""What the study's settings refuse, and the order of its arms."""

from typing import Any

import pytest
from pydantic import ValidationError

from trainer.scaling.settings import StageSettings


def settings(**given: Any) -> StageSettings:
    return StageSettings.model_validate({"recipe": "r.toml", "sizes": [10, 20]} | given)


ARMS: dict[str, Any] = {
    "rl": {"after": "sft", "stages": ["grpo"], "changes": ["grpo.a=2"]},
    "sft": {"stages": ["samples", "sft"], "changes": ["sft.epochs=1"]},
}


def test_an_arm_comes_after_the_one_it_goes_on_from_and_takes_its_changes():
    found = settings(arms=ARMS, changes=["base=b"])

    assert list(found.in_order()) == ["sft", "rl"]
    assert found.changes_for("rl") == ["base=b", "sft.epochs=1", "grpo.a=2"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sizes": [10]}, "two sizes"),
        ({"sizes": [10, 10]}, "once"),
        ({"seeds": []}, "once"),
        ({"arms": {}}, "nothing is trained"),
        ({"arms": {"A b": {"stages": ["sft"]}}}, "small letters"),
        ({"arms": {"a": {"stages": ["scaling"]}}}, "not scaling"),
        ({"arms": {"a": {"stages": ["sft"], "after": "b"}}}, "no arm here"),
        ({"arms": {"a": {"stages": ["sft"], "after": "b"}, "b": {"stages": ["sft"], "after": "a"}}}, "from itself"),
        ({"arms": ARMS | {"rl": {"after": "sft", "stages": ["samples", "grpo"]}}}, "one stage"),
        ({"later": "spare"}, "needs spare"),
        ({"spare": 5}, "needs spare"),
    ],
)
def test_contradictions_are_refused_in_words(given: dict[str, Any], said: str):
    with pytest.raises(ValidationError, match=said):
        settings(**given)


def test_few_seeds_and_sizes_are_cautioned():
    assert len(settings().cautions()) == 2
    assert settings(sizes=[1, 2, 4], seeds=[1, 2, 3]).cautions() == []
