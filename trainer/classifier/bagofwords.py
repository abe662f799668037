"""The fixed baseline: TF-IDF of character 2–4-grams and logistic regression, measured beside every trained model.

It needs no GPU and no base model. Its settings are constants on purpose: what it scores says something about the
records, so it must not change. On 165 real records it reached 63.0 by formula (6): principal 77 %, others F1 0.49.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from app.coding.example import Example
from app.coding.prompt import render_sections
from app.coding.record import Record
from app.coding.scope import Scope
from trainer.classifier.labels import Bools, Floats, Labels, Prediction
from trainer.classifier.thresholds import best_threshold, folds
from trainer.errors import DataError

NGRAMS = (2, 4)
"""Characters of an n-gram: shortest, longest."""
FEWEST_RECORDS = 2
"""An n-gram that stands in fewer training records is not counted."""
MOST_NGRAMS = 200_000
"""The most frequent n-grams that are kept."""
INVERSE_PENALTY = 10.0
"""C of the logistic regressions: the weight of the data against the L2 penalty."""
FOLDS = 5
"""Parts of the training data by which the threshold is chosen."""
NO_FOLDS_THRESHOLD = 0.5
"""The threshold where the training data cannot be parted."""
_ARRAYS, _ABOUT = "bagofwords.npz", "bagofwords.json"


@dataclass(frozen=True, slots=True)
class BagOfWords:
    """A fitted baseline. Weights are (n-grams, principals + others), biases (principals + others,)."""

    labels: Labels
    ngrams: tuple[str, ...]
    rarity: Floats
    weights: Floats
    biases: Floats
    threshold: float

    @classmethod
    def fit(cls, examples: Sequence[Example], scope: Scope, seed: int = 0) -> Self:
        """Fit on examples; principal multinomial, others one against the rest, one threshold by cross-validation.

        Raises DataError on codes outside the scope and on texts that share nothing. `seed` deals the folds.
        """
        labels = Labels.of(scope)
        principals, others = labels.principal_columns(examples), labels.other_rows(examples)
        vectorizer = _vectorizer()
        try:
            counted = csr_matrix(vectorizer.fit_transform([_text(example.record) for example in examples]))
        except ValueError as error:
            raise DataError(
                f"{len(examples)} examples share no words to learn from.", "Give at least some dozens of records."
            ) from error
        rows, back = _rotated(counted)
        groups = [example.group or example.parent_id or example.example_id for example in examples]
        with threadpool_limits(1):  # hundreds of small fits: threads would only wait for one another
            threshold = _chosen_threshold(rows, others, folds(groups, FOLDS, seed))
            fits = [_one_of_many(rows, principals, len(labels.principals)), _each_alone(rows, others)]
        weights = back @ np.hstack([weight for weight, _ in fits])
        biases = np.concatenate([bias for _, bias in fits])
        ngrams = tuple(str(ngram) for ngram in vectorizer.get_feature_names_out())
        return cls(labels, ngrams, np.asarray(vectorizer.idf_, dtype=np.float64), weights, biases, threshold)

    def predict(self, record: Record) -> tuple[str | None, frozenset[str]]:
        """Return the principal (None: outside the scope) and the others of one record."""
        found = self.predictions([record])[0]
        return found.principal, found.others

    def predictions(self, records: Sequence[Record]) -> list[Prediction]:
        """Return what is predicted for each record, with the probabilities."""
        if not records:
            return []
        vectorizer = _vectorizer({ngram: number for number, ngram in enumerate(self.ngrams)})
        vectorizer.idf_ = self.rarity
        counted = csr_matrix(vectorizer.transform([_text(record) for record in records]))
        scores = counted @ self.weights + self.biases
        split = len(self.labels.principals)
        principals, others = softmax(scores[:, :split], axis=1), expit(scores[:, split:])
        return [
            self.labels.prediction(record.record_id, principal, other, self.threshold)
            for record, principal, other in zip(records, principals, others, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write arrays and description into a folder; nothing of it is pickled."""
        folder.mkdir(parents=True, exist_ok=True)
        rarity, weights, biases = (array.astype(np.float32) for array in (self.rarity, self.weights, self.biases))
        np.savez_compressed(folder / _ARRAYS, rarity=rarity, weights=weights, biases=biases)
        about = {
            "principals": self.labels.principals,
            "others": self.labels.others,
            "threshold": self.threshold,
            "ngrams": self.ngrams,
        }
        (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; raise DataError when it is not there or damaged."""
        try:
            about: dict[str, Any] = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            labels = Labels(tuple(about["principals"]), tuple(about["others"]))
            ngrams, threshold = tuple(about["ngrams"]), float(about["threshold"])
            with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
                rarity, weights, biases = (arrays[name].astype(float) for name in ("rarity", "weights", "biases"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{folder} holds no bag-of-words baseline: {error}.", "Fit it again.") from error
        return cls(labels, ngrams, rarity, weights, biases, threshold)


def _text(record: Record) -> str:
    return render_sections(record.sections)


def _vectorizer(vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
    """Count 1 + log(tf), weigh by smoothed idf, bring each record to length 1; Latin letters in lower case."""
    return TfidfVectorizer(
        analyzer="char",
        ngram_range=NGRAMS,
        min_df=1 if vocabulary else FEWEST_RECORDS,
        max_features=None if vocabulary else MOST_NGRAMS,
        sublinear_tf=True,
        vocabulary=vocabulary,
    )


def _rotated(counted: csr_matrix) -> tuple[Floats, Any]:
    """Turn (n, n-grams) into (n, rank) columns that keep every dot product, and give the matrix that turns back.

    An L2-penalised regression has its weights in the span of the records, so fitting there gives the same weights.
    """
    values, vectors = np.linalg.eigh((counted @ counted.T).toarray())
    kept = values > values[-1] * 1e-10
    lengths = np.sqrt(values[kept])
    return vectors[:, kept] * lengths, counted.T @ (vectors[:, kept] / lengths)


def _chosen_threshold(rows: Floats, gold: Bools, parts: list[list[int]]) -> float:
    """Score each part by a fit on the others and choose the threshold on all of them."""
    if len(parts) < 2:
        return NO_FOLDS_THRESHOLD
    scores = np.zeros(gold.shape)
    for part in parts:
        rest = np.setdiff1d(np.arange(len(rows)), part)
        weights, biases = _each_alone(rows[rest], gold[rest])
        scores[part] = expit(rows[part] @ weights + biases)
    return best_threshold(scores, gold)


def _one_of_many(rows: Floats, columns: np.ndarray, count: int) -> tuple[Floats, Floats]:
    """Fit the multinomial regression of the principal; a class that never occurs is never answered."""
    weights, biases = np.zeros((rows.shape[1], count)), np.full(count, -np.inf)
    seen = np.unique(columns)
    if len(seen) == 1:
        biases[seen] = 0.0
        return weights, biases
    fitted = _regression().fit(rows, columns)
    if len(seen) == 2:  # scikit-learn keeps one row for two classes
        weights[:, seen[1]], biases[seen] = fitted.coef_[0], (0.0, fitted.intercept_[0])
    else:
        weights[:, seen], biases[seen] = fitted.coef_.T, fitted.intercept_
    return weights, biases


def _each_alone(rows: Floats, gold: Bools) -> tuple[Floats, Floats]:
    """Fit a regression for each other; a code that is never or always there gets a bias alone."""
    weights, biases = np.zeros((rows.shape[1], gold.shape[1])), np.full(gold.shape[1], -np.inf)
    for column, present in enumerate(gold.T):
        if present.all():
            biases[column] = np.inf
        elif present.any():
            fitted = _regression().fit(rows, present)
            weights[:, column], biases[column] = fitted.coef_[0], fitted.intercept_[0]
    return weights, biases


def _regression() -> LogisticRegression:
    return LogisticRegression(C=INVERSE_PENALTY, max_iter=2000)
