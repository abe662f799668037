"""A rollout batch: who is asked, with which seeds, and what the filter makes of it, over one process and two."""

from typing import Any

from tests.trainer.policy_rolls import Told, roller
from trainer.policy.filtering import Counts, FilterSettings, How
from trainer.policy.rollouts import Rollout


def settings(mode: str, tries: int = 2) -> FilterSettings:
    return FilterSettings.model_validate({"mode": mode, "start": "beginning", "tries": tries})


def asked(made: Any) -> list[str]:
    told: Told = made.draw
    return [prompt.prompt_id for prompt in told.asked]


def hows(rollout: Rollout) -> list[How]:
    return [taken.how for taken in rollout.slots]


def test_every_completion_is_rewarded_and_draws_from_a_seed_of_its_own() -> None:
    made: Any = roller(["rw", "rr"])
    rollout = made.rollout(0, 2)
    assert [each.group.metrics for each in rollout.slots] == [[1, 0], [1, 1]]
    assert [each.group.totals for each in rollout.slots] == [[1, 0.1], [1, 1]]
    assert len({each.seed for each in made.draw.samplings}) == 4


def test_a_rollout_draws_alike_whenever_it_is_made() -> None:
    made: list[Any] = [roller(["rw"]) for _ in range(3)]
    first, again, other = made
    first.rollout(3, 1)
    again.rollout(3, 1)
    other.rollout(4, 1)
    seeds = [[sampling.seed for sampling in each.draw.samplings] for each in made]
    assert seeds[0] == seeds[1] != seeds[2]


def test_dropped_groups_keep_their_place_and_weigh_nothing() -> None:
    made = roller(["rr", "rw", "ww", "wr"], settings("drop"))
    rollout = made.rollout(0, 4)
    assert hows(rollout) == [How.MASKED, How.KEPT, How.MASKED, How.KEPT]
    assert rollout.counts == Counts(kept=2, dropped=2, masked=2, generated=4, all_right=1, all_wrong=1)
    assert asked(made) == ["0", "1", "2", "3"]


def test_a_refill_asks_the_next_prompts() -> None:
    made = roller(["rr", "rw", "ww", "wr"], settings("refill"))
    rollout = made.rollout(0, 2)
    assert asked(made) == ["0", "1", "2", "3"]
    assert [each.group.prompt.prompt_id for each in rollout.slots] == ["3", "1"]
    assert hows(rollout) == [How.REFILLED, How.KEPT]
    assert made.stream.taken == 4


def test_a_regeneration_asks_the_same_prompt_at_another_temperature() -> None:
    filtering = settings("regenerate").model_copy(update={"temperatures": (0.7,)})
    made: Any = roller(["rr", "rw", "ww", "wr"], filtering)
    made.rollout(0, 2)
    assert asked(made) == ["0", "1", "0", "0"]
    assert [each.temperature for each in made.draw.samplings] == [1.0] * 4 + [0.7] * 4


def test_resampling_may_look_at_the_reward_instead() -> None:
    given = {"mode": "regenerate", "start": "beginning", "tries": 1, "judged_by": "reward"}
    neutral = FilterSettings.model_validate(given)
    positive = FilterSettings.model_validate({**given, "positive": True, "positive_above": 0.1})
    for filtering, how in ((neutral, How.KEPT), (positive, How.TOPPED_UP)):
        made = roller(["wx", "wx"], filtering)  # a right form gets 0.1, no form nothing: no metric is above 0
        assert hows(made.rollout(0, 1)) == [how]


def test_when_tries_are_used_up_the_last_batch_is_taken_unfiltered() -> None:
    rollout = roller(["rr", "rr", "rr"], settings("refill")).rollout(0, 1)
    assert hows(rollout) == [How.TOPPED_UP]
    assert rollout.counts.generated == 3


def test_a_process_that_lacks_nothing_waits_for_one_that_does() -> None:
    one = roller(["rw"], settings("refill"))
    lacking = iter([[[1], [1]], [[0, 0], [1, 1]], [[0], [1]], [[0, 0], [0, 0]]])
    one.gather = lambda _: next(lacking)
    rollout = one.rollout(0, 1)
    assert (asked(one), hows(rollout)) == (["0"], [How.KEPT])
    assert one.stream.taken == 3  # two at first, then one for the other process


def test_each_process_takes_its_own_share_of_the_prompts() -> None:
    second = roller(["rw", "rw"])
    second.rank, second.gather = 1, lambda numbers: [numbers, numbers] if len(numbers) == 1 else [[0, 0]]
    second.rollout(0, 2)
    assert asked(second) == ["2", "3"]
