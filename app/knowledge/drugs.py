"""The names of drugs as the resources list them, for what compares a rewrite with its original."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.coding.sameness.drugs import DrugNames
from app.errors import InputError
from app.paths import resources

__all__ = ["DrugNames", "load_drugs"]


def load_drugs(path: Path | None = None) -> DrugNames:
    """Read the shipped names, or those of another file; raise InputError when it cannot be used."""
    path = path or resources() / "knowledge" / "drugs.toml"
    try:
        content: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        listed: Mapping[str, list[str]] = content["names"]
        names = {name: drug for drug, others in listed.items() for name in (drug, *others)}
        return DrugNames(names, tuple(content["endings_zh"]), tuple(content["endings_en"]), tuple(content["not_drugs"]))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(f"{path.name} cannot be used: {error}.", "Restore the file.") from error
