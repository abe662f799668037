"""A rule file's rows become rules; whatever is misspelt is said with file, rule and key."""

import string
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar, cast

from app.coding.errors import DxDeskError
from app.coding.record import Sex
from app.knowledge.edits.edit import Level
from app.knowledge.edits.patterns import Patterns
from app.knowledge.edits.rule import SITE_KINDS, Kind, Parameters, Rule, Target, Version, Where

Choice = TypeVar("Choice", bound=StrEnum)

WORDS = frozenset({"code", "name", "other", "other_name", "sex", "age", "note", "origin"})
"""Placeholders a text may hold."""
_COMMON = {"id", "kind", "level", "zh", "en", "clause", "verified", "place", "books", "not_books", "version"}
_PATTERN_KEYS = ("codes", "unless", "others", "others_unless")
_KEYS: MappingProxyType[Kind, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {
        Kind.EXCLUSIVE: (frozenset({"groups"}), frozenset()),
        Kind.COMBINATION: (frozenset({"groups"}), frozenset()),
        Kind.NEEDS_COMPANION: (frozenset({"codes", "others"}), frozenset({"unless", "others_unless", "where"})),
        Kind.PRINCIPAL_FORBIDDEN: (frozenset({"codes"}), frozenset({"unless", "others", "others_unless"})),
        Kind.SEX: (frozenset({"codes", "sex"}), frozenset({"unless"})),
        Kind.AGE: (frozenset({"codes"}), frozenset({"unless", "age_from", "age_to"})),
        Kind.ADVICE: (frozenset({"codes"}), frozenset({"unless", "where"})),
        Kind.INCIDENTAL: (frozenset({"codes"}), frozenset({"unless"})),
        Kind.SEQUENCE: (frozenset({"codes", "others"}), frozenset({"unless", "others_unless", "arisen"})),
    }
)
"""Kind → keys it must and may have beside the common ones; kinds not listed have none."""


class RuleFaultError(DxDeskError):
    """A rule file's mistake: which file, which rule, which key, and what to write instead."""

    def __init__(self, file: str, rule: str, key: str, message: str, advice: str) -> None:
        place = f"{file}: rule {rule or '?'}: {key}: " if key else f"{file}: "
        super().__init__(f"{place}{message}", advice)
        self.file = file
        self.rule = rule
        self.key = key


class Row:
    """One table of a rule file, read key by key; every mistake is a RuleFaultError that names it."""

    def __init__(self, file: str, number: int, values: Mapping[str, Any]) -> None:
        self.file = file
        self.values = values
        named = values.get("id")
        self.rule_id = named if isinstance(named, str) and named else f"no. {number}"

    def fault(self, key: str, message: str, advice: str) -> RuleFaultError:
        """Make the error of one key."""
        return RuleFaultError(self.file, self.rule_id, key, message, advice)

    def known(self, allowed: frozenset[str] | set[str], required: frozenset[str] | set[str]) -> None:
        """Refuse a key that is unknown or missing."""
        for key in sorted(self.values.keys() - allowed):
            raise self.fault(key, "there is no such key here.", f"Known: {', '.join(sorted(allowed))}.")
        for key in sorted(required - self.values.keys()):
            raise self.fault(key, "it is missing.", "Write it.")

    def text(self, key: str, default: str = "") -> str:
        """Read a text."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.fault(key, f"{value!r} is not a text.", "Put it in quotes.")
        return value

    def truth(self, key: str, *, default: bool = False) -> bool:
        """Read true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, f"{value!r} is neither true nor false.", "Write true or false, without quotes.")
        return value

    def age(self, key: str) -> int | None:
        """Read an age in whole years."""
        value = self.values.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 150):
            raise self.fault(key, f"{value!r} is not an age in whole years.", "Write a number from 0 to 150.")
        return value

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """Read one of an enum's values."""
        if key not in self.values and default is not None:
            return default
        value = self.values.get(key)
        known = [each.value for each in choices]
        if not isinstance(value, str) or value not in known:
            raise self.fault(key, f"{value!r} is none of its values.", f"Choose one of: {', '.join(known)}.")
        return choices(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        return self._list_of_texts(key, self.values.get(key, []))

    def patterns(self, key: str) -> Patterns:
        """Read a list of codes, stems and ranges."""
        return self._patterns(key, self.values.get(key, []))

    def groups(self) -> tuple[Patterns, ...]:
        """Read the groups of codes that belong together or exclude each other: at least two."""
        value = self.values.get("groups", [])
        if not isinstance(value, list) or len(cast("list[object]", value)) < 2:
            raise self.fault("groups", "it is not a list of two or more lists.", 'Write [["I20.000"], ["I21"]].')
        return tuple(self._patterns("groups", group) for group in cast("list[object]", value))

    def _patterns(self, key: str, value: object) -> Patterns:
        texts = self._list_of_texts(key, value)
        if key in self.values and not texts:
            raise self.fault(key, "it is empty.", "Name at least one code.")
        try:
            return Patterns.of(texts)
        except ValueError as error:
            raise self.fault(
                key,
                f"{error.args[0]!r} is no code, stem or range.",
                "Write I20.000, I21, I21.- or I20-I25, with capital letter and dot.",
            ) from error

    def _list_of_texts(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.fault(key, f"{value!r} is not a list.", 'Write a list: ["I20.000", "I21"].')
        items = cast("list[object]", value)
        if not all(isinstance(item, str) and item for item in items):
            raise self.fault(key, "it holds something that is not a text.", "Put every entry in quotes.")
        return tuple(cast("list[str]", items))


def read_rule(row: Row, *, site: bool) -> Rule:
    """Read one rule, shipped or the site's own; raise RuleFaultError."""
    kind: Kind = row.choice("kind", Kind)
    if site and kind not in SITE_KINDS:
        raise row.fault("kind", f"{kind.value!r} cannot be added.", f"Choose one of: {', '.join(sorted(SITE_KINDS))}.")
    required, optional = _KEYS.get(kind, (frozenset[str](), frozenset[str]()))
    row.known(_COMMON | required | optional, {"id", "level"} | required | (set() if site else {"zh", "en", "clause"}))
    zh, en = row.text("zh"), row.text("en")
    if not zh and not en:
        raise row.fault("zh", "the rule says nothing.", "Write its text as zh, en or both.")
    rule = Rule(
        rule_id=row.rule_id,
        kind=kind,
        level=row.choice("level", Level),
        zh=_text(row, "zh", zh or en),
        en=_text(row, "en", en or zh),
        clause=row.text("clause"),
        verified=row.truth("verified"),
        place=row.choice("place", Target, Target.CODE),
        books=row.texts("books"),
        not_books=row.texts("not_books"),
        version=row.choice("version", Version, Version.OWN),
        parameters=_parameters(row, kind),
    )
    refuse_unverified(row, rule)
    return rule


def refuse_unverified(row: Row, rule: Rule) -> None:
    """Hold what nobody verified at notice or below: no hospital is stopped by a clause that may not say so."""
    if rule.verified and not rule.clause:
        raise row.fault("clause", "a verified rule needs its source.", "Write the clause it rests on.")
    if not rule.verified and rule.level.rank < Level.NOTICE.rank:
        raise row.fault(
            "level",
            f"{rule.level.value!r} is too high for a clause nobody verified.",
            "Keep it at notice or below, or write verified = true with the clause that your hospital stands for.",
        )


def _parameters(row: Row, kind: Kind) -> Parameters:
    patterns = {key: row.patterns(key) for key in _PATTERN_KEYS}
    age_from, age_to = row.age("age_from"), row.age("age_to")
    if kind is Kind.AGE and age_from is None and age_to is None:
        raise row.fault("age_from", "the rule names no age.", "Write age_from, age_to or both.")
    return Parameters(
        **patterns,
        groups=row.groups() if "groups" in row.values else (),
        where=row.choice("where", Where, Where.ANY),
        sex=row.choice("sex", Sex) if "sex" in row.values else None,
        age_from=age_from,
        age_to=age_to,
        arisen=row.truth("arisen"),
    )


def _text(row: Row, key: str, text: str) -> str:
    """Return a text whose placeholders are all known."""
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(text)]
    except ValueError as error:
        raise row.fault(key, "its braces do not pair.", "Write placeholders as {code}.") from error
    for name, spec, conversion in fields:
        if name is not None and (name not in WORDS or spec or conversion):
            raise row.fault(key, f"{{{name}}} is no placeholder.", f"Known: {', '.join(sorted(WORDS))}.")
    return text
