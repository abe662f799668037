"""Files are written aside and then renamed: a file is replaced whole, or left as it was."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Give a new file beside path that takes path's place once it is written whole, and else is removed."""
    fresh = path.with_name(f".{path.name[:40]}.{uuid4().hex[:8]}.new")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
