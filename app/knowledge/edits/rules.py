"""All rules in force: the shipped file, then what the site's own file adds, re-levels or switches off."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, cast

from app.errors import InputError
from app.knowledge.edits.edit import Level
from app.knowledge.edits.reading import Row, RuleFaultError, read_rule, refuse_unverified
from app.knowledge.edits.rule import Rule

__all__ = ["Incidental", "RuleFaultError", "Rules"]
_CHANGE_KEYS = frozenset({"id", "level", "clause", "verified"})
_TOP_KEYS = frozenset({"incidental", "rule", "change"})


class Incidental(StrEnum):
    """What this site does with imaging findings nobody treats (R91, I70.8, K76.0 …)."""

    CODE = "code"
    """They are coded: nothing is said about them."""
    ADVISE = "advise"
    """The coder is asked whether they were evaluated or treated."""
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force, in the order of their files; `faults` says why the site's file was left out."""

    rules: tuple[Rule, ...]
    incidental: Incidental = Incidental.ADVISE
    faults: tuple[RuleFaultError, ...] = ()

    @classmethod
    def load(cls, shipped: Path, site: Path | None = None) -> Self:
        """Read both files; raise InputError when the shipped one is faulty.

        A mistake in the site's file leaves all of it out: half a rule file would be a third set of rules nobody wrote.
        Every mistake is then in `faults`, and the shipped rules are in force.
        """
        rules, incidental, faults = _read_shipped(shipped)
        if faults:
            raise InputError(faults[0].message, "Restore DxDesk's own rule file.")
        if site is None or not site.exists():
            return cls(rules, incidental)
        own, own_incidental, faults = _read_site(site, rules)
        return cls(rules, incidental, faults) if faults else cls(own, own_incidental or incidental)

    def get(self, rule_id: str) -> Rule | None:
        """Return the rule of that id."""
        return next((rule for rule in self.rules if rule.rule_id == rule_id), None)


def _read_shipped(path: Path) -> tuple[tuple[Rule, ...], Incidental, tuple[RuleFaultError, ...]]:
    try:
        content = _content(path)
        incidental = _incidental(path.name, content) or Incidental.ADVISE
    except RuleFaultError as fault:
        return (), Incidental.ADVISE, (fault,)
    rules: dict[str, Rule] = {}
    faults = _add_rules(path.name, content, rules, site=False)
    return tuple(rules.values()), incidental, tuple(faults)


def _read_site(
    path: Path, shipped: tuple[Rule, ...]
) -> tuple[tuple[Rule, ...], Incidental | None, tuple[RuleFaultError, ...]]:
    """Lay the site's file over the shipped rules, collecting every mistake."""
    try:
        content = _content(path)
    except RuleFaultError as fault:
        return (), None, (fault,)
    rules = {rule.rule_id: rule for rule in shipped}
    incidental = None
    faults: list[RuleFaultError] = []
    try:
        incidental = _incidental(path.name, content)
    except RuleFaultError as fault:
        faults.append(fault)
    for number, values in enumerate(_tables(content, "change"), start=1):
        row = Row(path.name, number, values)
        try:
            _change(row, rules)
        except RuleFaultError as fault:
            faults.append(fault)
    faults += _add_rules(path.name, content, rules, site=True)
    return tuple(rules.values()), incidental, tuple(faults)


def _change(row: Row, rules: dict[str, Rule]) -> None:
    """Re-level one shipped rule; with its own clause and verified = true the site answers for it itself."""
    row.known(_CHANGE_KEYS, {"id", "level"})
    rule = rules.get(row.text("id"))
    if rule is None:
        raise row.fault("id", "there is no shipped rule of this id.", "List the ids with: dxdesk edits --rules")
    changed = replace(rule, level=row.choice("level", Level))
    if "clause" in row.values or "verified" in row.values:
        changed = replace(
            changed,
            clause=row.text("clause", rule.clause),
            verified=row.truth("verified", default=rule.verified),
        )
    refuse_unverified(row, changed)
    rules[rule.rule_id] = changed


def _add_rules(file: str, content: Mapping[str, Any], rules: dict[str, Rule], *, site: bool) -> list[RuleFaultError]:
    faults: list[RuleFaultError] = []
    for number, values in enumerate(_tables(content, "rule"), start=1):
        row = Row(file, number, values)
        try:
            rule = read_rule(row, site=site)
            if rule.rule_id in rules:
                raise row.fault("id", "there is a rule of this id already.", "Choose another id, or use [[change]].")
            rules[rule.rule_id] = rule
        except RuleFaultError as fault:
            faults.append(fault)
    return faults


def _content(path: Path) -> dict[str, Any]:
    """Read one TOML file and its outer keys."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise RuleFaultError(path.name, "", "", f"it cannot be read: {error}.", "Mend or delete the file.") from error
    for key in sorted(content.keys() - _TOP_KEYS):
        raise RuleFaultError(path.name, "", key, "there is no such key.", f"Known: {', '.join(sorted(_TOP_KEYS))}.")
    for key in ("rule", "change"):
        tables = content.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in cast("list[object]", tables)):
            raise RuleFaultError(path.name, "", key, "it is not a list of tables.", f"Begin each with [[{key}]].")
    return content


def _tables(content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    return content.get(key, [])


def _incidental(file: str, content: Mapping[str, Any]) -> Incidental | None:
    if "incidental" not in content:
        return None
    value = content["incidental"]
    if not isinstance(value, str) or value not in set(Incidental):
        raise RuleFaultError(
            file, "", "incidental", f"{value!r} is none of its values.", f"Choose one of: {', '.join(Incidental)}."
        )
    return Incidental(value)
