"""Where invented records name their codes beside the counted facts: as evidence, without being coded, on admission."""

import re
from collections import defaultdict
from collections.abc import Sequence

from app.coding.example import Example
from app.coding.mentions import Assertion, Finder
from app.coding.scope import Scope
from trainer.synthesize import facts
from trainer.synthesize.tables import Cell, Table, number, percent

MENTIONED = 20
"""Records with a plain mention from which a code's share of false ones is shown."""
SECTION = "入院诊断"

Named = dict[str, dict[str, bool]]
"""Of one record, by section: the codes named there, and whether one of the places is not negated."""


def naming_tables(examples: Sequence[Example], scope: Scope) -> list[Table]:
    """Return the tables on mentions in Chinese examples; records outside the scope are left out."""
    inside = [example for example in examples if not example.out_of_scope]
    finder = Finder(scope.all_codes)
    named = [_named(finder, example) for example in inside]
    return [_evidence(inside, named), _false_mentions(inside, named, scope), _principals_named(inside, named)]


def _named(finder: Finder, example: Example) -> Named:
    found: Named = defaultdict(dict)
    for mention in finder.find(example.record):
        codes = found[mention.section]
        plain = mention.assertion is not Assertion.NEGATED
        codes[mention.code.code] = codes.get(mention.code.code, False) or plain
    return found


def _evidence(examples: Sequence[Example], named: Sequence[Named]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for section, stem, real in facts.EVIDENCE:
        places = [
            any(code.startswith(stem) for code in record.get(section, ()))
            for example, record in zip(examples, named, strict=True)
            if any(code.startswith(stem) for code in example.gold.other_codes)
        ]
        rows.append((f"{stem} in {section}", percent(sum(places), len(places)), round(100 * real, 1), len(places)))
    note = "Share of the records with the code in whose section its name or an alias (DxDesk's list) occurs."
    return Table("Where the evidence stands", ("code, section", "synthetic %", "real %", "records"), tuple(rows), note)


def _false_mentions(examples: Sequence[Example], named: Sequence[Named], scope: Scope) -> Table:
    rows: list[tuple[Cell, ...]] = []
    low, high = facts.FALSE_MENTION_RANGE
    for code in scope.all_codes:
        coded = [
            code.code in {example.gold.principal_code, *example.gold.other_codes}
            for example, record in zip(examples, named, strict=True)
            if any(places.get(code.code) for places in record.values())
        ]
        if len(coded) >= MENTIONED:
            real = f"{100 * low:.0f}–{100 * high:.0f}" if code.code in facts.FALSE_MENTIONS else None
            rows.append((f"{code.code} {code.name}", percent(len(coded) - sum(coded), len(coded)), real, len(coded)))
    rows.sort(key=lambda row: (row[2] is None, -number(row[1])))
    note = "Of the records in which the name or an alias stands un-negated, the share that does not carry the code."
    return Table("Plain mentions that are false", ("code", "synthetic %", "real %", "records"), tuple(rows), note)


def _principals_named(examples: Sequence[Example], named: Sequence[Named]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for code, real, idea in facts.NAMED_ON_ADMISSION:
        under = [
            (re.search(idea, example.record.text(SECTION)) is not None, record.get(SECTION, {}).get(code, False))
            for example, record in zip(examples, named, strict=True)
            if example.gold.principal_code == code
        ]
        by_idea = percent(sum(found for found, _ in under), len(under))
        by_name = percent(sum(found for _, found in under), len(under))
        rows.append((f"{code} ({idea})", by_idea, round(100 * real, 1), by_name, len(under)))
    note = "Share of a principal's records whose 入院诊断 holds its idea (the pattern), or its name or alias."
    columns = ("principal", "idea, synthetic %", "real %", "name or alias, synthetic %", "records")
    return Table("Principals named in 入院诊断", columns, tuple(rows), note)
