"""When a figure counts as stable."""

import pytest
from pydantic import ValidationError

from trainer.policy.plateau import Plateau, PlateauSettings


def seen(plateau: Plateau, *figures: float) -> list[bool]:
    return [plateau.observe(figure) for figure in figures]


def test_the_seeds_five_epochs_within_two_points_are_a_plateau():
    assert seen(Plateau(), 0.5, 0.78, 0.79, 0.785, 0.781, 0.795) == [False] * 5 + [True]


def test_a_movement_of_the_whole_threshold_is_none():
    assert not any(seen(Plateau(window=2, threshold=0.25), 0.0, 0.25, 0.5))
    assert any(seen(Plateau(window=2, threshold=0.25), 0.0, 0.125))


def test_relative_movement_is_measured_by_the_mean():
    assert seen(Plateau(window=2, kind="range"), 0.1, 0.11)[-1]
    assert not seen(Plateau(window=2, kind="relative"), 0.1, 0.11)[-1]
    assert seen(Plateau(window=2, kind="relative"), 0.98, 0.99)[-1]
    assert seen(Plateau(window=2, kind="relative"), 0.0, 0.0)[-1]


def test_once_reached_it_stays():
    assert seen(Plateau(window=2), 0.5, 0.5, 0.9)[-1]


def test_a_resumed_one_goes_on_where_it_was():
    first, second = Plateau(window=3), Plateau(window=3)
    seen(first, 0.2, 0.5, 0.5)
    second.load_state_dict(first.state_dict())

    assert second.observe(0.5) is first.observe(0.5) is True
    assert second.state_dict() == first.state_dict()


def test_too_few_figures_say_nothing():
    assert Plateau(window=3).movement is None


def test_settings_make_one():
    made = Plateau.by(PlateauSettings(window=3, threshold=0.1, kind="relative"))

    assert (made.window, made.threshold, made.kind) == (3, 0.1, "relative")
    with pytest.raises(ValidationError):
        PlateauSettings(window=1)
