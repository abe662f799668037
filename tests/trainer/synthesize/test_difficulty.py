"""The difficulty of records whose words give their codes away, and of those that do not."""

from app.coding.metric import Report
from tests import builders
from tests.trainer.stays import stays
from trainer.classifier.bagofwords import BagOfWords
from trainer.synthesize.difficulty import (
    ALL_WRITERS,
    ONE_WRITER,
    TRAIN,
    UNREAD,
    Difficulty,
    difficulty_table,
    measure,
    score,
)


def _report(composite: float) -> Report:
    return Report(300, composite, 0.7, 0.5, composite, ())


def test_records_that_give_their_codes_away_are_too_easy():
    found = measure(stays(600), builders.scope(), draws=1, seed=1)

    assert [each.name for each in found] == [ALL_WRITERS]
    assert found[0].composite[0] > 90
    assert not found[0].inside


def test_writers_held_out_are_judged_on_alone():
    examples = stays(1600)

    found = measure(examples, builders.scope(), draws=1, seed=1, held_out=("w2",))

    assert [each.name for each in found] == [ALL_WRITERS, ONE_WRITER, UNREAD]
    of_writer = [each for each in examples if each.writer == "w2" and not each.out_of_scope]
    assert found[2].reports[0].n == len(of_writer)
    assert found[1].reports[0].n == len(of_writer) - TRAIN


def test_too_few_records_are_not_measured_and_the_table_says_so():
    found = measure(stays(100), builders.scope(), draws=1, seed=1)

    assert found == []
    assert "Not measured: that takes 465 records" in difficulty_table(found).note


def test_mean_and_spread_over_draws():
    found = Difficulty("x", (_report(60.0), _report(64.0)))

    assert found.composite == (62.0, 2.8284271247461903)
    assert found.inside
    assert found.row()[1:4] == ("62.0 ± 2.8", "70.0 ± 0.0", "0.500 ± 0.000")


def test_the_score_is_formula_6():
    examples = stays(40)

    assert score(BagOfWords.fit(examples, builders.scope()), examples).composite > 95
