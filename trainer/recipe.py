"""Recipes: a TOML file holds a chain of stages, a table for each; read into settings that refuse what they do not know.

```toml
name = "first-try"          # the run's folder
seed = 42
extends = "tiny/chain"      # optional: another recipe, by path or by its name under trainer/recipes
base = "models/Qwen2.5-7B-Instruct"   # optional: the base model of every stage that names no other

[sft]
learning_rate = 1e-4
```
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from trainer.errors import RecipeError

RECIPES = Path(__file__).parent / "recipes"
_TOP = {"name", "seed", "extends", "base"}
_MOST_PARENTS = 8
_ON_A_BASE = ("samples", "sft", "grpo", "reinforce", "staged")
"""Stages that the recipe's own `base` is meant for."""


class Settings(BaseModel):
    """The settings of one stage; every field's docstring is what `dxdesk-train STAGE --keys` prints."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)

    def cautions(self) -> list[str]:
        """Return what may not be what was meant, in words; contradictions are refused when the recipe is read."""
        return []

    def digest(self) -> str:
        """Return the SHA-256 over all settings, in hex."""
        return hash_json(self.model_dump(mode="json"))


def hash_json(value: object) -> str:
    """Return the SHA-256 over a JSON value with its keys sorted, in hex."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


AnySettings = TypeVar("AnySettings", bound=Settings)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe with what it extends folded in; `tables` in the order in which a chain runs them."""

    path: Path
    name: str
    seed: int
    tables: Mapping[str, Mapping[str, Any]]
    base: str = ""

    def settings(self, stage: str, kind: type[AnySettings]) -> AnySettings:
        """Return a stage's settings; raise RecipeError in words on an unknown key or a contradiction."""
        table = dict(self.tables.get(stage, {}))
        if self.base and "base" in kind.model_fields and stage in _ON_A_BASE:
            table.setdefault("base", self.base)
        try:
            return kind.model_validate(table)
        except ValidationError as error:
            raise RecipeError(f"{self.path.name}: {_in_words(stage, kind, error)}", "Correct the recipe.") from error


def read_recipe(path: str | Path, overrides: Sequence[str] = ()) -> Recipe:
    """Read a recipe by path, or by name among the shipped ones; `overrides` are `table.key=value`, value as in TOML."""
    file = _find(str(path), Path.cwd())
    content = _extended(file, ())
    for override in overrides:
        _override(content, override)
    unknown = {key for key, value in content.items() if not isinstance(value, dict)} - _TOP
    if unknown:
        raise RecipeError(
            f"{file.name} has unknown keys: {', '.join(sorted(unknown))}.", "Put settings into their stage's table."
        )
    name, seed = content.get("name", file.stem), content.get("seed", 42)
    if not isinstance(name, str) or not name or Path(name).name != name or name.startswith("."):
        raise RecipeError(f"{file.name}: the name {name!r} cannot be a folder's.", "Use letters, digits and hyphens.")
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise RecipeError(f"{file.name}: the seed {seed!r} is no whole number.", "Write one, such as seed = 42.")
    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    base = content.get("base", "")
    if not isinstance(base, str):
        raise RecipeError(f"{file.name}: the base {base!r} is no path.", "Name a folder or a .gguf file.")
    return Recipe(file, name, seed, tables, base)


def shipped() -> list[str]:
    """Return the names of the recipes that come with the trainer."""
    return sorted(path.relative_to(RECIPES).with_suffix("").as_posix() for path in RECIPES.rglob("*.toml"))


def _find(name: str, beside: Path) -> Path:
    candidates = (beside / name, beside / f"{name}.toml", RECIPES / name, RECIPES / f"{name}.toml")
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    near = get_close_matches(name, shipped(), n=3, cutoff=0.4)
    raise RecipeError(
        f"There is no recipe {name}.", f"Give a TOML file or one of the shipped: {', '.join(near or shipped())}."
    )


def _extended(file: Path, children: tuple[Path, ...]) -> dict[str, Any]:
    """Read a file and fold what it extends under it."""
    if file in children or len(children) > _MOST_PARENTS:
        raise RecipeError(f"{file.name} extends itself.", "Break the circle of `extends`.")
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecipeError(f"{file} cannot be read: {error}.", "Correct the file.") from error
    parent = content.pop("extends", None)
    if parent is None:
        return content
    base = _extended(_find(str(parent), file.parent), (*children, file))
    base.pop("name", None)
    return _folded(base, content)


def _folded(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another, tables key by key; the base's order comes first."""
    both = dict(base)
    for key, value in over.items():
        under = both.get(key)
        both[key] = _folded(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return both


def _override(content: dict[str, Any], override: str) -> None:
    key, equals, text = override.partition("=")
    parts = key.strip().split(".")
    if not equals or not all(parts):
        raise RecipeError(f"--set {override} is no table.key=value.", "Write, for example: --set sft.epochs=2")
    try:
        value = tomllib.loads(f"value = {text.strip()}")["value"]
    except ValueError:
        value = text.strip()
    table = content
    for part in parts[:-1]:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            raise RecipeError(f"--set {override}: {part} is no table.", "Name a stage's table, then its key.")
    table[parts[-1]] = value


def _in_words(stage: str, kind: type[Settings], error: ValidationError) -> str:
    """Say what is wrong with a table, each fault with the key it is at."""
    said: list[str] = []
    for fault in error.errors(include_url=False):
        where = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            near = get_close_matches(where.rpartition(".")[2], _keys(kind), n=1)
            said.append(f"[{stage}] has no key {where}" + (f"; did you mean {near[0]}?" if near else ""))
        else:
            message = fault["msg"].removeprefix("Value error, ")
            said.append(f"[{stage}] {where}: {message}" if where else f"[{stage}] {message}")
    return "; ".join(said)


def _keys(kind: type[BaseModel]) -> list[str]:
    names = list(kind.model_fields)
    for field in kind.model_fields.values():
        for table in _tables(field.annotation):
            names += _keys(table)
    return names


def described(kind: type[BaseModel], indent: str = "") -> str:
    """List a stage's keys with their defaults and what they mean, one a line; inner tables are indented."""
    lines: list[str] = []
    for name, field in kind.model_fields.items():
        default = "(needed)" if field.is_required() else f"= {field.get_default(call_default_factory=True)!r}"
        said = " ".join((field.description or "").split())
        tables = list(_tables(field.annotation))
        lines.append(f"{indent}{name}: a table" if tables else f"{indent}{name} {default}")
        lines[-1] += f"  # {said}" if said else ""
        lines += [described(table, indent + "    ") for table in tables]
    return "\n".join(lines)


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models inside an annotation: itself, one of a union, the values of a dict."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables(inner)
