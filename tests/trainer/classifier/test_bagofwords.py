"""The fixed baseline: it learns, it is the same each time, and it is kept without pickle."""

from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.prompt import render_sections
from tests import builders
from tests.builders import ANGINA, DIABETES, FAILURE, HYPERTENSION, INFARCT
from tests.trainer.stays import stay, stays
from trainer.classifier.bagofwords import BagOfWords
from trainer.errors import DataError


@pytest.fixture(scope="module")
def fitted() -> BagOfWords:
    return BagOfWords.fit(stays(60), builders.scope())


def test_it_learns_what_the_words_say(fitted: BagOfWords):
    unseen = stays(30, seed=7)

    said = fitted.predictions([example.record for example in unseen])

    right = [
        prediction.principal == example.gold.principal_code for prediction, example in zip(said, unseen, strict=True)
    ]
    assert sum(right) >= 28
    found = [prediction.others == example.gold.other_codes for prediction, example in zip(said, unseen, strict=True)]
    assert sum(found) >= 24


def test_it_says_outside_the_scope(fitted: BagOfWords):
    assert fitted.predict(stay(19, seed=7).record)[0] is None


def test_it_equals_the_plain_recipe(fitted: BagOfWords):
    examples, records = stays(60), [example.record for example in stays(5, seed=7)]
    plain = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=2, sublinear_tf=True)
    counted = plain.fit_transform([render_sections(example.record.sections) for example in examples])
    has = [DIABETES.code in example.gold.other_codes for example in examples]
    regression = LogisticRegression(C=10.0, max_iter=2000, tol=1e-8).fit(counted, has)

    said = [prediction.other_scores[DIABETES.code] for prediction in fitted.predictions(records)]

    asked = plain.transform([render_sections(record.sections) for record in records])
    assert said == pytest.approx(expit(regression.decision_function(asked)), abs=2e-3)


def test_it_is_kept_without_pickle_and_answers_the_same(fitted: BagOfWords, tmp_path: Path):
    records = [example.record for example in stays(10, seed=7)]

    fitted.save(tmp_path)
    again = BagOfWords.load(tmp_path)

    for before, after in zip(fitted.predictions(records), again.predictions(records), strict=True):
        assert (before.principal, before.others) == (after.principal, after.others)
        assert before.other_scores == pytest.approx(after.other_scores, abs=1e-4)
    assert np.load(tmp_path / "bagofwords.npz", allow_pickle=False).files


def test_two_fits_are_equal(fitted: BagOfWords):
    again = BagOfWords.fit(stays(60), builders.scope())

    assert again.threshold == fitted.threshold
    assert np.array_equal(again.weights, fitted.weights)


def test_one_principal_alone_is_answered_for_every_record():
    only = [stay(number, out_of_scope=False, gold=CodeSet(Diagnosis(INFARCT))) for number in range(6)]

    assert BagOfWords.fit(only, builders.scope()).predict(stay(0).record) == (INFARCT.code, frozenset())


def test_a_code_that_is_always_there_is_always_answered_and_one_never_seen_never():
    always = [
        stay(number, gold=CodeSet(Diagnosis(ANGINA if number % 2 else INFARCT), (Diagnosis(HYPERTENSION),)))
        for number in range(8)
    ]

    said = BagOfWords.fit(always, builders.scope()).predictions([stay(1).record])[0]

    assert said.others == {HYPERTENSION.code}
    assert said.other_scores[FAILURE.code] == 0.0


def test_texts_that_share_nothing_are_refused():
    with pytest.raises(DataError, match="share no words"):
        BagOfWords.fit([stay(0)], builders.scope())


def test_a_folder_without_a_baseline_is_refused(tmp_path: Path):
    with pytest.raises(DataError, match="holds no bag-of-words"):
        BagOfWords.load(tmp_path)
