"""The codes of a scope as a classifier's columns (M14), and what a classifier says of a record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.coding.example import Example
from app.coding.scope import Scope
from trainer.errors import DataError

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a classifier answers for one record, with its scores: probabilities, or logits where it says so."""

    record_id: str
    principal: str | None
    others: frozenset[str]
    principal_scores: Mapping[str, float] = field(default_factory=dict[str, float])
    other_scores: Mapping[str, float] = field(default_factory=dict[str, float])

    def to_json(self) -> dict[str, object]:
        """Write it as evaluate reads it; `principal` is null for a record outside the scope."""
        return {
            "record_id": self.record_id,
            "principal": self.principal,
            "others": sorted(self.others),
            "scores": {
                "principal": {code: round(score, 5) for code, score in self.principal_scores.items()},
                "others": {code: round(score, 5) for code, score in self.other_scores.items()},
            },
        }


@dataclass(frozen=True, slots=True)
class Labels:
    """The columns: the scope's principals with "" (outside the scope) as the last, and its others."""

    principals: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """Take the codes of a scope in list order."""
        principals = (*(code.code for code in scope.principal), "")
        return cls(principals, tuple(code.code for code in scope.others))

    def principal_columns(self, examples: Sequence[Example]) -> NDArray[np.int64]:
        """Return the column of each example's principal, (n,); raise DataError on one the scope does not list."""
        column = {code: number for number, code in enumerate(self.principals)}
        return np.array([column[self._principal(example)] for example in examples], dtype=np.int64)

    def other_rows(self, examples: Sequence[Example]) -> Bools:
        """Return which others each example has, (n, others); raise DataError on one the scope does not list."""
        column = {code: number for number, code in enumerate(self.others)}
        rows = np.zeros((len(examples), len(self.others)), dtype=np.bool_)
        for row, example in enumerate(examples):
            for code in sorted(example.gold.other_codes):
                if code not in column:
                    raise _outside(example, code, "others")
                rows[row, column[code]] = True
        return rows

    def codes(self, row: Bools) -> frozenset[str]:
        """Return the codes of the others that a row marks."""
        return frozenset(code for code, marked in zip(self.others, row, strict=True) if marked)

    def prediction(
        self, record_id: str, principal_scores: Floats | None, other_scores: Floats | None, threshold: Floats | float
    ) -> Prediction:
        """Answer the best principal and the others whose score is above the threshold; a task without scores is empty.

        The answered principal is no other diagnosis, whatever its score there. Shapes: (principals,), (others,), and
        one threshold for all or one for each.
        """
        principal, others = None, frozenset[str]()
        by_principal: dict[str, float] = {}
        by_other: dict[str, float] = {}
        if principal_scores is not None:
            principal = self.principals[int(np.argmax(principal_scores))] or None
            by_principal = dict(zip(self.principals, map(float, principal_scores), strict=True))
        if other_scores is not None:
            others = self.codes(other_scores > threshold) - {principal}
            by_other = dict(zip(self.others, map(float, other_scores), strict=True))
        return Prediction(record_id, principal, others, by_principal, by_other)

    def _principal(self, example: Example) -> str:
        code = example.gold.principal_code
        if code is None and not example.out_of_scope:
            raise DataError(
                f"{example.example_id} has no principal and is not marked as outside the scope.",
                "Give it one, or leave the record out.",
            )
        if code is not None and code not in self.principals:
            raise _outside(example, code, "principals")
        return code or ""


def _outside(example: Example, code: str, kind: str) -> DataError:
    return DataError(
        f"{example.example_id} has {code}, which is not among the scope's {kind}.",
        "Train on the scope its codes come from, or mark the record as outside the scope.",
    )
