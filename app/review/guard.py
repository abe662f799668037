"""What stands between a coder and a finished record: edits that forbid it, and edits that must be confirmed first."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from app.coding.codeset import CodeSet
from app.coding.record import Patient
from app.errors import InputError

if TYPE_CHECKING:
    from app.knowledge.edits import Edit

Guard = Callable[[CodeSet, Patient, Collection[str]], tuple[str, ...]]
"""Raises one of the errors below, or names the graver edits that stand; the last argument is the rule ids confirmed."""


class FinishBlockedError(InputError):
    """Edits of level error keep a record from being finished; `edits` are these, each with its place to mend."""

    def __init__(self, edits: "tuple[Edit, ...]") -> None:
        first = edits[0]
        code = f" {first.place.code.code}" if first.place.code else ""
        super().__init__(
            f"The record cannot be finished; rule {first.rule_id}: {first.text_en}",
            f"Mend this place: {first.place.field.value}{code}",
        )
        self.edits = edits


class ConfirmationNeededError(InputError):
    """Critical edits stand that nobody has confirmed; `edits` are these."""

    def __init__(self, edits: "tuple[Edit, ...]") -> None:
        super().__init__(
            f"{len(edits)} critical edits stand; the first is rule {edits[0].rule_id}: {edits[0].text_en}",
            "Mend them, or confirm them and finish again.",
        )
        self.edits = edits
