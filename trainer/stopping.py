"""What stops a training from outside, a full disk or too little memory, is said in words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError

from trainer.errors import RunError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_WORDS = ("no space left", "os error 28", "disk quota", "pytorchstreamwriter failed")


@contextmanager
def stopped_in_words(folder: Path, name: str, lower: str) -> Iterator[None]:
    """Turn a full disk of `folder` and a full GPU into RunError; `lower` names the settings that take less memory."""
    try:
        yield
    except torch.cuda.OutOfMemoryError as error:
        raise RunError("The GPU's memory does not suffice.", lower) from error
    except (OSError, RuntimeError, SafetensorError) as error:
        if not disk_full(error):
            raise
        raise RunError(
            f"The disk of {folder} is full; training of {name} stopped.",
            "Make room and run the same command again: it goes on from the last whole checkpoint.",
        ) from error


def disk_full(error: BaseException) -> bool:
    """Tell whether the disk was full: said by the system, or in words by what writes tensors."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(words in str(error).lower() for words in _FULL_WORDS)
