"""Errors of the trainer; each says what happened and what to do.

TrainerError
├── RecipeError           a recipe that cannot be used: unknown key, contradictory pair, unreadable file
├── RunError              a run that cannot go on: inputs changed since it began, disk full, an earlier stage missing
├── DataError             examples that cannot be learned from
├── BaseModelError        a base model that cannot be loaded or is of another architecture
├── TrainingStoppedError  training broke off (a loss that is no number); the last good checkpoint is kept
├── ParityError           an export that does not answer as its source does
└── AwaitingExpertError   nothing is wrong: the bad-case loop goes on when the expert's bundle is there
"""

from app.coding.errors import DxDeskError

EXIT_DONE = 0
EXIT_USAGE = 2
EXIT_UNUSABLE = 3
EXIT_AWAITING = 4


class TrainerError(DxDeskError):
    """Anything the trainer refuses or breaks off on purpose."""


class RecipeError(TrainerError):
    """A recipe that cannot be used."""


class RunError(TrainerError):
    """A run that cannot begin or go on."""


class DataError(TrainerError):
    """Examples that cannot be learned from."""


class BaseModelError(TrainerError):
    """A base model that cannot be loaded or exported."""


class TrainingStoppedError(TrainerError):
    """Training that broke off."""


class ParityError(TrainerError):
    """An export that does not answer as its source does."""


class AwaitingExpertError(TrainerError):
    """A stage that has done its part and waits for the expert's."""


def exit_code(error: DxDeskError) -> int:
    """Return the exit code a stage ends with: 3 for what is unusable, 4 where the expert is waited for, else 2."""
    if isinstance(error, AwaitingExpertError):
        return EXIT_AWAITING
    unusable = BaseModelError | TrainingStoppedError | ParityError
    return EXIT_UNUSABLE if isinstance(error, unusable) else EXIT_USAGE
