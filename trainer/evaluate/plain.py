"""Systems that answer in codes and not in text: classifiers, and predictions in a file."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.coding.record import Record
from trainer.classifier.labels import Prediction
from trainer.errors import DataError
from trainer.evaluate.readings import Reading, plain_reading

Read = Callable[[Sequence[Record]], list[Reading]]
"""What reads records: one reading for each."""


def open_baseline(folder: Path) -> Read:
    """Open the fitted bag of words of a folder; raise DataError when it is none."""
    from trainer.classifier.bagofwords import BagOfWords  # noqa: PLC0415 - scikit-learn, for this kind alone

    return _by(BagOfWords.load(folder).predictions)


def open_classifier(folder: Path) -> Read:
    """Open what the classifier stage trained; raise DataError or BaseModelError when it is not whole."""
    from trainer.classifier.stage import load_classifier  # noqa: PLC0415 - torch, for this kind alone

    return _by(load_classifier(folder).predictions)


def open_predictions(path: Path) -> Read:
    """Open saved predictions (`record_id`, `principal`, `others` a line); raise DataError naming file and line.

    A principal of null means 不在范围内, as the classifier writes it; a row without `principal` answers none.
    """
    rows = _rows(path)

    def answer(record: Record) -> Reading:
        row = rows.get(record.record_id)
        if row is None:
            raise DataError(
                f"{path} says nothing of record {record.record_id}.", "Predict the records that are to be judged."
            )
        principal = row.get("principal")
        outside = principal is None and "principal" in row
        return plain_reading(record.record_id, principal, row["others"], out_of_scope=outside)

    return lambda records: [answer(record) for record in records]


def _by(predictions: Callable[[Sequence[Record]], Sequence[Prediction]]) -> Read:
    """Read with a classifier; each record's time is its share of the call. No principal means outside the scope."""

    def read(records: Sequence[Record]) -> list[Reading]:
        started = time.perf_counter()
        found = predictions(records)
        seconds = (time.perf_counter() - started) / max(1, len(records))
        return [
            plain_reading(
                each.record_id,
                each.principal,
                each.others,
                out_of_scope=each.principal is None and bool(each.principal_scores),
                seconds=seconds,
            )
            for each in found
        ]

    return read


def _rows(path: Path) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # splitlines would part a text at U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}.", "Name a predictions.jsonl.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            record_id = row["record_id"]
            if not isinstance(row["others"], list) or not isinstance(row.get("principal"), str | None):
                raise TypeError  # noqa: TRY301 - one refusal for all that a row can lack
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"{path.name}, line {number}: no prediction (record_id, principal, others).", "Mend that line."
            ) from error
        if record_id in found:
            raise DataError(f"{path.name}, line {number}: {record_id} is predicted twice.", "Keep one of them.")
        found[str(record_id)] = row
    return found
