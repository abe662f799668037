"""The gate's arithmetic, on numbers worked by hand."""

import math

import numpy as np
import pytest

from trainer.export.parity import Agreement, Limits, compare, divergence, faults
from trainer.export.probe import Probed
from trainer.export.reference import Reference


@pytest.fixture
def kept(tmp_path):
    def keep(name, *tracks):
        files = []
        for number, rows in enumerate(tracks):
            files.append(tmp_path / f"{name}{number}.npy")
            np.save(files[-1], np.array(rows, dtype=np.float32))
        return files

    return keep


def agreed(**changes):
    values = {"positions": 100, "same": 100, "tied": 0, "greedy": (100,), "kl_mean": 0.0, "kl_max": 0.0}
    return Agreement(**{**values, "logit_difference": 0.0} | changes)


def judged(agreement, kind, reference=None, found=None, **limits):
    ours = reference or Reference([[1, 2]], ["<a>"], [[1]], [], [])
    theirs = found or Probed([[1, 2]], ["<a>"], [[1]], [])
    return faults(ours, theirs, agreement, kind, Limits.model_validate(limits))


def test_the_divergence_is_the_textbooks():
    halves, thirds = np.log([[0.5, 0.5]]), np.log([[0.75, 0.25]])

    assert divergence(halves, thirds)[0] == pytest.approx(0.5 * math.log(0.5 / 0.75) + 0.5 * math.log(0.5 / 0.25))
    assert divergence(halves, halves + 7)[0] == pytest.approx(0)


def test_choices_ties_and_shared_beginnings_are_counted(kept):
    reference = kept("r", [[1, 0, 0], [1, 0.98, 0], [0, 3, 0]], [[5, 0, 0]])
    given = kept("g", [[1, 0, 0], [0.98, 1, 0], [3, 0, 0]], [[5, 0, 0]])

    found = compare(reference, given, tie=0.05)

    assert (found.positions, found.same, found.tied, found.greedy) == (4, 2, 1, (1, 1))
    assert (found.share, found.share_but_ties) == (0.5, 0.75)


def test_padding_of_the_vocabulary_is_left_out(kept):
    found = compare(kept("r", [[1, 2, 9]]), kept("g", [[1, 2]]), tie=0)

    assert (found.same, found.kl_max) == (1, 0)


def test_a_shift_of_all_logits_is_no_difference(kept):
    assert compare(kept("r", [[1, 2, 3]]), kept("g", [[11, 12, 13]]), tie=0).logit_difference == 0


@pytest.mark.parametrize(
    ("kind", "changes", "passes"),
    [
        ("f16", {"same": 99}, False),
        ("f16", {"same": 99, "tied": 1}, True),
        ("f16", {"kl_mean": 0.01}, False),
        ("q8_0", {"same": 96}, True),
        ("q8_0", {"same": 90, "tied": 10}, False),
        ("q4_k_m", {"same": 90, "kl_mean": 0.1}, True),
        ("q4_k_m", {"kl_mean": math.nan}, False),
    ],
)
def test_what_is_needed_depends_on_the_kind(kind, changes, passes):
    assert (judged(agreed(**changes), kind) == []) is passes


def test_a_limit_that_one_answer_breaks_is_said():
    assert "one other principal moves the task metric by 10.0 points" in Limits(examples=5).cautions()[0]
    assert Limits(examples=5, metric_points=12).cautions() == Limits(examples=25).cautions() == []


def test_other_ids_and_other_prompts_are_faults_with_their_numbers():
    said = judged(agreed(), "f16", found=Probed([[1, 3]], ["<b>"], [[1]], []))

    assert said == [
        "1 of 1 texts are split into other tokens (no. 0)",
        "1 of 1 chats are written otherwise (the chat template differs) (no. 0)",
    ]
