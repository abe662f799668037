"""The project's tree as the architecture tests see it."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("app", "trainer", "packaging", "tests")
MADE = {".git", ".venv", "build", "dist", "shots", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache"}
MADE |= {".import_linter_cache"}
MADE_AT_TOP = {"runs", "models", "dxdesk-demo"}
"""Default places of what the commands make, in the folder they are run in."""


def files() -> Iterator[Path]:
    """Give every file of the tree, without what is made from it."""
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and parts[0] not in MADE_AT_TOP and not MADE.intersection(parts):
            yield path


def modules(*folders: str) -> list[Path]:
    """Give the Python files of these folders (default: all sources)."""
    wanted = folders or SOURCES
    return sorted(path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in wanted)


def parsed(path: Path) -> ast.Module:
    """Give a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def project() -> dict[str, Any]:
    """Give pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
