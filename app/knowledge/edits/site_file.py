"""What a site changes in the window is put into its own rule file; everything else in the file stays as it was."""

import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from app.errors import InputError
from app.knowledge.edits.edit import Level
from app.knowledge.edits.reading import RuleFaultError
from app.knowledge.edits.rules import Incidental, Rules

_BLOCK = re.compile(r"^\s*\[\[\s*(change|rule)\s*\]\]")
_LEVEL = re.compile(r"""^(\s*level\s*=\s*)(?:"[^"]*"|'[^']*')""")
_INCIDENTAL = re.compile(r"""^\s*incidental\s*=\s*(?:"[^"]*"|'[^']*')""")
_BARE = frozenset({"id", "level"})
"""Keys of a [[change]] that says nothing but its level."""


def change_site_rules(
    shipped: Path, site: Path, levels: Mapping[str, Level], incidental: Incidental | None = None
) -> Rules:
    """Give rules other levels in the site's file, and say what it does with incidental findings; return what holds.

    A shipped rule that gets its own level back loses its [[change]]. Nothing is written when the file is faulty or
    would be: then the first RuleFaultError is raised, or InputError when the file cannot be written.
    """
    _refuse_faults(Rules.load(shipped, site))
    own = Rules.load(shipped)
    former = site.read_text(encoding="utf-8-sig") if site.exists() else ""
    blocks = _blocks(former)
    if incidental is not None:
        blocks[0] = _with_incidental(blocks[0], incidental)
    for rule_id, level in levels.items():
        rule = own.get(rule_id)
        blocks = _with_level(blocks, rule_id, level, None if rule is None else rule.level)
    return _write("".join(blocks), shipped, site)


def _blocks(text: str) -> list[str]:
    """Cut a file before each of its tables; the first part is what stands above them."""
    blocks = [""]
    for line in text.splitlines(keepends=True):
        if _BLOCK.match(line):
            blocks.append("")
        blocks[-1] += line if line.endswith("\n") else line + "\n"
    return blocks


def _with_incidental(head: str, incidental: Incidental) -> str:
    line = f'incidental = "{incidental.value}"'
    lines = head.splitlines()
    for number, each in enumerate(lines):
        if _INCIDENTAL.match(each):
            lines[number] = _INCIDENTAL.sub(line, each)
            return "\n".join(lines) + "\n"
    return f"{line}\n{head}"


def _with_level(blocks: list[str], rule_id: str, level: Level, shipped: Level | None) -> list[str]:
    """Change the table that speaks of a rule, take it out where it says nothing more, or append one."""
    for number, block in enumerate(blocks[1:], start=1):
        values = _values(block)
        if values.get("id") != rule_id:
            continue
        if level is shipped and values.keys() <= _BARE:
            return [*blocks[: number - 1], blocks[number - 1] + _after(block), *blocks[number + 1 :]]
        lines = [_LEVEL.sub(rf'\g<1>"{level.value}"', line) for line in block.splitlines()]
        return [*blocks[:number], "\n".join(lines) + "\n", *blocks[number + 1 :]]
    if level is shipped:
        return blocks
    return [*blocks, f'[[change]]\nid = "{rule_id}"\nlevel = "{level.value}"\n']


def _after(block: str) -> str:
    """Return the blank lines and comments that stand below a table: they belong to what follows."""
    lines = block.splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    return "".join(lines[last + 1 :])


def _values(block: str) -> dict[str, object]:
    """Return the keys of one table."""
    content = tomllib.loads(block)
    tables: list[dict[str, object]] = content.get("change") or content["rule"]
    return tables[0]


def _write(text: str, shipped: Path, site: Path) -> Rules:
    """Read the new text the way it will be read, then put it in the file's place."""
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=site.parent, prefix="rules-") as folder:
            fresh = Path(folder) / site.name
            fresh.write_text(text, encoding="utf-8")
            rules = Rules.load(shipped, fresh)
            _refuse_faults(rules)
            fresh.replace(site)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{site} cannot be written: {reason}.", "Check the folder and its space.") from error
    return rules


def _refuse_faults(rules: Rules) -> None:
    fault: RuleFaultError | None = next(iter(rules.faults), None)
    if fault is not None:
        raise fault
