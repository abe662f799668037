"""sqlite-utils as the store uses it, loaded without numpy and pandas, which it imports wherever they are installed.

They cost a third of the window's start, and no column of ours holds one of their types.
"""

import sys
from collections.abc import Generator
from contextlib import contextmanager

_LOOKED_FOR = ("numpy", "pandas")


@contextmanager
def _out_of_sight() -> Generator[None]:
    """Let an import of those that are not loaded yet fail, as it does where they are not installed."""
    hidden = [name for name in _LOOKED_FOR if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: Python's own way to refuse an import
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _out_of_sight():
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

__all__ = ["Database", "Migrations"]
