"""Errors of the workstation, by whose fault it is.

DxDeskError                     what happened, and what to do (app.coding.errors)
├── ContractError               a value that breaks the contract
├── InputError                  the user's: a file, a folder, an argument that cannot be used
├── ModelError                  the machine's: a model that cannot be loaded or has stopped
│   ├── ModelRefusedError       a file that is not what it must be
│   └── ModelStoppedError       the child process ended in the middle
└── StoreError                  the machine's: a store that cannot be opened or written

Anything else is ours: never caught, shown and logged by one handler.
"""

from app.coding.errors import DxDeskError


class InputError(DxDeskError):
    """A file, folder or argument of the user's that cannot be used."""


class ModelError(DxDeskError):
    """A model that cannot be loaded, reached or used."""


class ModelRefusedError(ModelError):
    """A model file that is truncated, of another kind, or made for another contract."""


class ModelStoppedError(ModelError):
    """The model's process ended while it was needed."""


class StoreError(DxDeskError):
    """A store that cannot be opened, read or written."""


EXIT_DONE = 0
EXIT_SOME_REFUSED = 1
EXIT_USAGE = 2
EXIT_UNUSABLE = 3


def exit_code(error: DxDeskError) -> int:
    """Return the exit code a command ends with on this error."""
    return EXIT_UNUSABLE if isinstance(error, ModelError | StoreError) else EXIT_USAGE
