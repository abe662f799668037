"""Figures of a rollout batch, over one process and two."""

import pytest

from tests.trainer.policy_rolls import answer, group, reply
from trainer.policy.filtering import Counts
from trainer.policy.summary import EpochMean, judged, summed, sums_of


def groups() -> list:
    return [group([reply(answer(0), 4), reply(answer(1), 8)]), group([reply("?", 2), reply(answer(1), 6)], 1)]


def test_figures_are_means_over_completions() -> None:
    whole = summed([sums_of(groups())], [Counts(kept=1, dropped=3, generated=4, all_wrong=2)])
    figures = whole.figures
    assert figures["reward"] == pytest.approx((1 + 0.1 + 0 + 1) / 4)
    assert figures["part/format"] == pytest.approx(0.3 / 4)
    assert (figures["metric/principal"], figures["format_rate"], figures["length"]) == (0.5, 0.75, 5)
    assert (figures["length_longest"], figures["groups_dropped"], figures["groups_wrong"]) == (8, 0.75, 0.5)
    assert whole.metric == 0.5


def test_two_processes_sums_are_one_processes() -> None:
    apart = summed([sums_of(groups()[:1]), sums_of(groups()[1:])], [Counts(generated=1), Counts(generated=1)])
    together = summed([sums_of(groups())], [Counts(generated=2)])
    assert apart.figures == pytest.approx(together.figures)


def test_held_out_prompts_of_both_tasks_have_a_score() -> None:
    sums = {"count": 2, "count/principal": 1, "count/others": 1, "metric/principal": 1, "metric/others": 0.5}
    more = dict.fromkeys(("reward", "metric", "format_rate", "length", "cut"), 0.0)
    assert judged([{**sums, **more}])["score"] == 75


def test_an_epochs_mean_weighs_by_completions_and_begins_anew() -> None:
    epoch = EpochMean()
    epoch.add(1.0, 1)
    epoch.add(0.0, 3)
    again = EpochMean()
    again.load_state_dict(epoch.state_dict())
    assert (epoch.close(), again.close(), epoch.close()) == (0.25, 0.25, 0.0)
