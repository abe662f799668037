"""The scopes the repository ships, read from resources/codebooks: code lists with names, aliases and definitions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.coding.codebook import Code, CodeBook
from app.coding.errors import ScopeError
from app.coding.scope import Scope
from app.paths import resources

_TOP_KEYS = {"scope", "version", "title", "book", "code"}
_CODE_KEYS = {"code", "name", "principal", "other", "lasting", "aliases", "definition"}


@dataclass(frozen=True, slots=True)
class ScopeFile:
    """One shipped scope: where it stands and what it is called."""

    scope_id: str
    title: str
    path: Path


def list_scopes(folder: Path | None = None) -> tuple[ScopeFile, ...]:
    """Return the shipped scopes in the order of their files; raise ScopeError on a file that is not one."""
    found: list[ScopeFile] = []
    for path in sorted((folder or resources() / "codebooks").glob("*.toml")):
        content = _read(path)
        found.append(ScopeFile(str(content["scope"]), str(content.get("title", path.stem)), path))
    return tuple(found)


def load_scope(name: str = "ccl25", folder: Path | None = None) -> Scope:
    """Return the fixed scope called name; raise ScopeError when there is none or its file is faulty."""
    content = _content(name, folder)
    book = _book(content)
    rows: list[dict[str, Any]] = content["code"]
    return Scope(
        scope_id=str(content["scope"]),
        version=str(content["version"]),
        principal=book.select(row["code"] for row in rows if row.get("principal", False)),
        others=book.select(row["code"] for row in rows if row.get("other", False)),
    )


def load_book(name: str = "ccl25", folder: Path | None = None) -> CodeBook:
    """Return the code book the scope called name is made of; raise ScopeError as load_scope does."""
    return _book(_content(name, folder))


@cache
def shipped_codes() -> Mapping[str, Mapping[str, Code]]:
    """Return by book and code what the shipped scopes say of codes: aliases, definitions, what is lasting."""
    found: dict[str, dict[str, Code]] = {}
    for file in list_scopes():
        for code in _book(_read(file.path)):
            found.setdefault(code.book, {}).setdefault(code.code, code)
    return MappingProxyType({book: MappingProxyType(codes) for book, codes in found.items()})


def _content(name: str, folder: Path | None) -> dict[str, Any]:
    """Return the content of the scope called name."""
    known = {file.scope_id: file.path for file in list_scopes(folder)}
    if name not in known:
        raise ScopeError(f"There is no scope called {name}.", f"Choose one of: {', '.join(known) or 'none shipped'}.")
    return _read(known[name])


def _read(path: Path) -> dict[str, Any]:
    """Read one scope file and refuse unknown or missing keys."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ScopeError(f"{path.name} cannot be read: {error}.", "Restore the file.") from error
    unknown = content.keys() ^ _TOP_KEYS
    for row in content.get("code", ()):
        unknown |= (row.keys() - _CODE_KEYS) | ({"code", "name"} - row.keys())
    if unknown:
        raise ScopeError(f"{path.name} has unknown or missing keys: {', '.join(sorted(unknown))}.", "Correct them.")
    return content


def _book(content: Mapping[str, Any]) -> CodeBook:
    """Make the code book of one scope file."""
    book = content["book"]
    codes = tuple(
        Code(
            code=row["code"],
            name=row["name"],
            book=book["id"],
            definition=row.get("definition", ""),
            aliases=tuple(row.get("aliases", ())),
            lasting=row.get("lasting", False),
        )
        for row in content["code"]
    )
    return CodeBook(book["id"], book["title"], book["version"], codes)
