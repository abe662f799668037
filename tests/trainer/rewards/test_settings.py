"""The reward table of a recipe: what is refused, what is warned of."""

import pytest
from pydantic import ValidationError

from app.coding.scope import Task
from trainer.rewards.settings import OverlongSettings, RewardSettings
from trainer.samples.targets import Question

SEED = OverlongSettings(l_max=7000, l_cache=6500)


def test_the_seeds_constants_warn_with_the_penalty_reached_at_the_cap():
    (said,) = RewardSettings(overlong=SEED).cautions_at(1500)

    assert "begins at 500 tokens" in said
    assert "-0.154 at the cap" in said


def test_constants_that_fit_the_cap_do_not_warn():
    assert not RewardSettings(overlong=OverlongSettings(l_max=1500, l_cache=500)).cautions_at(1500)


def test_a_cache_that_is_no_part_of_the_whole_is_refused():
    with pytest.raises(ValidationError, match=r"l_cache \(7000\) must be less than l_max \(7000\)"):
        OverlongSettings(l_max=7000, l_cache=7000)


def test_the_penalty_is_weighted():
    assert OverlongSettings(l_max=1500, l_cache=500, weight=0.5).penalty(1250) == -0.25


def test_a_penalty_on_completions_that_are_left_out_is_refused():
    RewardSettings().refuse_with(mask_truncated=True)
    RewardSettings(overlong=SEED).refuse_with(mask_truncated=False)
    with pytest.raises(ValueError, match="remove one of the two"):
        RewardSettings(overlong=SEED).refuse_with(mask_truncated=True)


def test_an_opening_as_long_as_any_completion_warns():
    assert "completions end at 50" in RewardSettings(cot_first=True).cautions_at(50)[0]
    assert not RewardSettings(cot_first=True).cautions_at(51)


def test_every_question_has_a_rule():
    settings = RewardSettings(principal="preference", others="f-beta", composite="f1", drg="drg-dense")

    assert [settings.rule(question) for question in Question] == ["preference", "f-beta", "f1", "drg-dense"]
    assert settings.rule(Task.OTHERS) == "f-beta"


@pytest.mark.parametrize("wrong", [{"principal": "f1"}, {"drg": "r1"}, {"format_wieght": 1}])
def test_what_is_not_known_is_refused(wrong):
    with pytest.raises(ValidationError):
        RewardSettings(**wrong)
