"""What stops a stage from outside, a full disk or too little memory, is said in words.

The frame (runs.py) knows both in whatever a stage raises; a training says by stopped_in_words what would help it.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.errors import RunError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_WORDS = ("no space left", "os error 28", "disk quota", "pytorchstreamwriter failed")


@contextmanager
def stopped_in_words(folder: Path, name: str, lower: str) -> Iterator[None]:
    """Turn a full disk of `folder` and a full GPU into RunError; `lower` names the settings that take less memory."""
    try:
        yield
    except Exception as error:  # the libraries raise it as what they please; all that is not known goes on as it is
        refuse_full(error, folder, name, lower)
        raise


def refuse_full(error: Exception, folder: Path, name: str, lower: str) -> None:
    """Raise RunError where an error, or what it was raised from, says that the GPU or the disk of `folder` is full."""
    if isinstance(error, RunError):  # in words already
        return
    said = list(_causes(error))
    if any(map(memory_full, said)):
        raise RunError(f"The GPU's memory does not suffice for {name}.", lower) from error
    if any(map(disk_full, said)):
        raise RunError(
            f"The disk of {folder} is full; {name} stopped.",
            "Make room and run the same command again: it goes on where it stopped, a training from its last whole "
            "checkpoint.",
        ) from error


def memory_full(error: BaseException) -> bool:
    """Tell whether the GPU's memory was full; torch is not loaded to ask it."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(error, torch.OutOfMemoryError)


def disk_full(error: BaseException) -> bool:
    """Tell whether the disk was full: said by the system, or in words by what writes tensors."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(words in str(error).lower() for words in _FULL_WORDS)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
