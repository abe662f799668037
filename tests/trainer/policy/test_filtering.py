"""The difficulty filter: what teaches nothing, what becomes of it, and that every group is counted exactly once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from trainer.errors import DataError
from trainer.policy.filtering import Counts, Degenerate, FilterSettings, How, Kept, Switch, judge

GOOD, RIGHT, WRONG, FLAT = [1.0, 0.0], [1.0, 1.0], [0.0, 0.0], [0.4, 0.4]
REFILL = FilterSettings(mode="refill", tries=3)
AGAIN = FilterSettings(mode="regenerate", tries=3)
NEUTRAL = FilterSettings(mode="regenerate", tries=3, judged_by="reward", least_spread=0.1)
POSITIVE = NEUTRAL.model_copy(update={"positive": True})
figures = st.sampled_from([GOOD, RIGHT, WRONG, FLAT, [0.5, 0.25]])


def kept(wanted: int, settings: FilterSettings = REFILL, on: bool = True) -> Kept[str]:
    return Kept(wanted, settings, on=on, seed=1)


def gathered(batch: Kept[str]) -> list[tuple[str, str]]:
    return [(slot.group, slot.how.value) for slot in batch.take()]


@pytest.mark.parametrize(
    ("metrics", "why"),
    [
        ([1, 1, 1], Degenerate.ALL_RIGHT),
        ([0, 0], Degenerate.ALL_WRONG),
        ([0.4, 0.4, 0.4], Degenerate.NO_SPREAD),
        ([0.1 + 0.2, 0.3], Degenerate.NO_SPREAD),
        ([0.4, 0.5], Degenerate.NO),
        ([1, 0, 0], Degenerate.NO),
        ([1], Degenerate.ALL_RIGHT),
        ([0.5], Degenerate.NO_SPREAD),
    ],
)
def test_a_group_is_judged_by_its_metrics(metrics, why):
    assert judge(metrics, REFILL) is why


def test_a_least_spread_and_a_positive_can_be_asked_for():
    settings = FilterSettings(mode="regenerate", least_spread=0.1, positive=True, positive_above=0.5)

    assert judge([0.5, 0.6], settings) is Degenerate.NO_SPREAD
    assert judge([0.1, 0.5], settings) is Degenerate.NO_POSITIVE
    assert judge([0.1, 0.6], settings) is Degenerate.NO
    with pytest.raises(DataError, match="without rollouts"):
        judge([], settings)


@pytest.mark.parametrize(
    ("rewards", "neutral", "positive"),
    [
        ([-0.5, -2], Degenerate.NO, Degenerate.NO_POSITIVE),
        ([0, -2], Degenerate.NO, Degenerate.NO_POSITIVE),
        ([0.5, -2], Degenerate.NO, Degenerate.NO),
        ([2, 2], Degenerate.NO_SPREAD, Degenerate.NO_SPREAD),
        ([1.5, 1.5, 1.6], Degenerate.NO_SPREAD, Degenerate.NO_SPREAD),
        ([-2, -2], Degenerate.NO_SPREAD, Degenerate.NO_SPREAD),
        ([2, 1.5], Degenerate.NO, Degenerate.NO),
    ],
)
def test_by_the_reward_only_its_spread_counts_and_with_positive_one_above(rewards, neutral, positive):
    assert (judge(rewards, NEUTRAL), judge(rewards, POSITIVE)) == (neutral, positive)


def test_off_keeps_everything():
    for batch in (kept(2, on=False), kept(2, FilterSettings())):
        batch.add(["a", "b"], [RIGHT, GOOD])

        assert gathered(batch) == [("a", "kept"), ("b", "kept")]
        assert not batch.wants_more
        assert (batch.counts.all_right, batch.counts.dropped, batch.counts.kept) == (1, 0, 2)


def test_drop_holds_the_places_of_what_weighs_nothing():
    batch = kept(3, FilterSettings(mode="drop"))
    batch.add(["a", "b", "c"], [GOOD, RIGHT, FLAT])

    assert gathered(batch) == [("a", "kept"), ("b", "masked"), ("c", "masked")]
    assert not batch.wants_more
    assert batch.counts == Counts(kept=1, dropped=2, masked=2, generated=3, all_right=1, no_spread=1)


def test_refill_asks_for_new_prompts_until_the_batch_is_whole():
    batch = kept(3)
    batch.add(["a", "b", "c"], [RIGHT, GOOD, WRONG])
    retry = batch.again()
    assert (retry.count, retry.temperature, retry.slots) == (2, None, ())
    batch.add(["d", "e"], [GOOD, WRONG])
    assert batch.wants_more
    batch.again()
    batch.add(["f", "g"], [GOOD, GOOD])

    assert gathered(batch) == [("d", "refilled"), ("b", "kept"), ("f", "refilled")]
    assert batch.counts == Counts(
        kept=1, refilled=2, dropped=3, surplus=1, generated=7, tries=2, all_right=1, all_wrong=2
    )


def test_when_tries_are_used_up_the_newest_batch_is_used_unfiltered():
    batch = kept(2)
    batch.add(["a", "b"], [RIGHT, WRONG])
    for names in ("cd", "ef", "gh"):
        assert batch.wants_more
        batch.again()
        batch.add(list(names), [RIGHT, FLAT])

    assert not batch.wants_more
    assert gathered(batch) == [("h", "topped-up"), ("g", "topped-up")]
    assert batch.counts.topped_up == 2
    assert batch.counts.dropped == 6


def test_regenerate_asks_the_same_prompts_again_at_a_drawn_temperature():
    batch = kept(3, AGAIN)
    batch.add(["a0", "b0", "c0"], [RIGHT, GOOD, WRONG])
    retry = batch.again()
    assert retry.slots == (0, 2)
    assert retry.temperature in AGAIN.temperatures
    batch.add(["a1", "c1"], [RIGHT, GOOD])
    assert batch.again().slots == (0,)
    batch.add(["a2"], [WRONG])
    batch.again()
    batch.add(["a3"], [RIGHT])

    assert gathered(batch) == [("a3", "topped-up"), ("b0", "kept"), ("c1", "refilled")]


def test_temperatures_repeat_with_the_seed():
    def temperatures() -> list[float | None]:
        batch = kept(1, FilterSettings(mode="regenerate", tries=12))
        batch.add(["a"], [RIGHT])
        return [batch.again().temperature for _ in range(12)]

    assert temperatures() == temperatures()
    assert set(temperatures()) == {0.7, 0.8, 0.9, 1.0}


def test_a_batch_of_another_size_is_refused():
    with pytest.raises(DataError, match="3 groups were asked for, 2 came"):
        kept(3).add(["a", "b"], [GOOD, GOOD])
    batch = kept(2, AGAIN)
    with pytest.raises(DataError, match="Nothing was generated"):
        batch.again()
    with pytest.raises(DataError, match="2 groups are trained on, 0 were generated"):
        batch.take()
    batch.add(["a", "b"], [RIGHT, RIGHT])
    batch.again()
    with pytest.raises(DataError, match="2 groups were asked for, 1 came"):
        batch.add(["a"], [GOOD])


def run(batch: Kept[str], wanted: int, draw) -> list[str]:
    """Go through one rollout batch as the trainer does, also generating beside other processes; return all names."""
    names = [f"0-{n}" for n in range(wanted)]
    batch.add(names, [draw(figures) for _ in names])
    at = 0
    while batch.wants_more or (draw(st.integers(0, 4)) == 4 and at < 5):
        at += 1
        retry = batch.again()
        count = len(retry.slots) or draw(st.integers(max(retry.count, 1), retry.count + 2))
        new = [f"{at}-{n}" for n in range(count)]
        batch.add(new, [draw(figures) for _ in new])
        names += new
    return names


@given(st.data(), st.integers(1, 6), st.sampled_from(["off", "drop", "refill", "regenerate"]))
def test_every_group_is_counted_once_and_every_step_is_whole(data, wanted, mode):
    batch = kept(wanted, FilterSettings(mode=mode, tries=2))
    names = run(batch, wanted, data.draw)
    taken, counts = batch.take(), batch.counts

    assert [slot.slot for slot in taken] == list(range(wanted))
    assert len({slot.group for slot in taken}) == wanted
    assert counts.consumed == wanted
    assert counts.generated == len(names)
    assert counts.kept + counts.refilled + counts.topped_up + counts.dropped + counts.surplus == counts.generated
    by_how = {how: sum(slot.how is how for slot in taken) for how in How}
    assert by_how[How.KEPT] == counts.kept
    assert by_how[How.REFILLED] == counts.refilled
    assert by_how[How.TOPPED_UP] == counts.topped_up
    assert by_how[How.MASKED] == counts.masked
    assert all(slot.why is Degenerate.NO for slot in taken if slot.how in (How.KEPT, How.REFILLED)) or mode == "off"
    assert not counts.topped_up or counts.tries >= 2


@given(
    st.data(), st.lists(st.integers(1, 4), min_size=1, max_size=5), st.sampled_from(["drop", "refill", "regenerate"])
)
def test_batches_of_an_accumulation_window_add_up(data, sizes, mode):
    whole, taken, names = Counts(), 0, 0
    for wanted in sizes:
        batch = kept(wanted, FilterSettings(mode=mode, tries=2))
        names += len(run(batch, wanted, data.draw))
        taken += len(batch.take())
        whole += batch.counts

    assert whole.consumed == taken == sum(sizes)
    assert whole.generated == names
    assert whole.generated == whole.kept + whole.refilled + whole.topped_up + whole.dropped + whole.surplus
    assert Counts(**whole.state_dict()) == whole
    assert whole.dropped_share == whole.dropped / names


def test_the_plateau_switches_it_on_for_good():
    switch = Switch(FilterSettings(mode="drop"))
    said = [switch.observe(metric) for metric in (0.3, 0.6, 0.61, 0.605, 0.6, 0.61, 0.9)]

    assert said == [False] * 5 + [True] * 2


def test_it_may_be_on_from_the_beginning_or_never():
    assert Switch(FilterSettings(mode="drop", start="beginning")).on
    never = Switch(FilterSettings(mode="off", start="beginning"))
    assert not any(never.observe(0.5) for _ in range(9))


def test_a_resumed_switch_is_as_it_was():
    settings = FilterSettings(mode="refill")
    first, second = Switch(settings), Switch(settings)
    for _ in range(5):
        first.observe(0.5)
    second.load_state_dict(first.state_dict())

    assert first.on
    assert second.on


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mode": "refill", "positive": True}, "positive belongs to mode"),
        ({"mode": "refill", "judged_by": "reward"}, "judged_by = 'reward' belongs to mode"),
        ({"judged_by": "reward"}, "judged_by = 'reward' belongs to mode"),
        ({"temperatures": ()}, "at least one above 0"),
        ({"temperatures": (0.0,)}, "at least one above 0"),
        ({"mode": "sometimes"}, "mode"),
        ({"trys": 3}, "trys"),
    ],
)
def test_contradictions_are_refused(wrong, said):
    with pytest.raises(ValidationError, match=said):
        FilterSettings(**wrong)


def test_what_hurt_in_the_paper_or_changes_nothing_is_warned_of():
    assert "20.3" in NEUTRAL.cautions()[0]
    assert "changes nothing" in AGAIN.model_copy(update={"positive": True}).cautions()[0]
    assert not [*POSITIVE.cautions(), *AGAIN.cautions()]
    assert not FilterSettings(mode="regenerate", positive=True, positive_above=0.5).cautions()
