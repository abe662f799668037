"""`dxdesk group CODES…`: the DRG of a code set, what carries it, what it would be otherwise; imports of tables."""

import argparse
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission, Procedure
from app.coding.record import Disposition, Patient, Sex
from app.commands.reading import say
from app.errors import EXIT_DONE, EXIT_SOME_REFUSED, InputError
from app.knowledge.entries import Language
from app.knowledge.grouping import (
    GROUPERS,
    Alternative,
    Carrier,
    Grouped,
    Grouper,
    Level,
    TablesReport,
    WhatIf,
    Why,
    Words,
    import_tables,
    open_grouper,
)
from app.knowledge.grouping.chs_tables import load_tables
from app.knowledge.tables.build import set_flags
from app.knowledge.tables.index import CodeIndex
from app.paths import Places
from app.settings import Settings, load

_SEXES = {"m": Sex.MALE, "male": Sex.MALE, "男": Sex.MALE, "f": Sex.FEMALE, "female": Sex.FEMALE, "女": Sex.FEMALE}
_POA = {
    "Y": OnAdmission.PRESENT,
    "W": OnAdmission.CLINICALLY_UNDETERMINED,
    "U": OnAdmission.UNKNOWN,
    "N": OnAdmission.ABSENT,
    "1": OnAdmission.PRESENT,
    "2": OnAdmission.CLINICALLY_UNDETERMINED,
    "3": OnAdmission.UNKNOWN,
    "4": OnAdmission.ABSENT,
    "-": None,
}
_OWN_BOOK = {"ms-drg": "ICD-10-CM", "chs-drg": "医保版2.0"}
"""The book that codes given without one are taken from."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the codes, the patient's facts, the grouper, and the import of tables."""
    parser.add_argument("codes", nargs="*", help="diagnosis codes, the principal first")
    parser.add_argument("--sex", type=str.lower, choices=sorted(_SEXES), help="of the patient")
    parser.add_argument("--age", type=int, help="in whole years")
    parser.add_argument("--disposition", type=Disposition, choices=list(Disposition), help="how the stay ended")
    parser.add_argument("--discharged", type=date.fromisoformat, help="YYYY-MM-DD; chooses the version, too")
    parser.add_argument("--procedures", nargs="*", default=[], help="procedure codes (ICD-10-PCS for MS-DRG)")
    parser.add_argument(
        "--poa", default="", help="present on admission per code: Y W U N (or 1 2 3 4), - for not stated"
    )
    parser.add_argument("--grouper", choices=GROUPERS, help="default: the setting, else ms-drg")
    parser.add_argument(
        "--version", default="", help="v36 to v43.1; or that of the imported tables; default: the latest"
    )
    parser.add_argument(
        "--book", help="code book of the codes, read through a crosswalk when it is not the grouper's own"
    )
    parser.add_argument("--language", type=Language, choices=list(Language), help="zh or en")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--import-tables", metavar="FOLDER", help="import a hospital's CHS-DRG tables and stop")
    parser.add_argument("--scheme", default="chs-drg", help="scheme of the imported tables")


def run(args: argparse.Namespace) -> int:
    """Group the codes, or import tables."""
    places = Places.of_user()
    if args.import_tables:
        return _import(args, places)
    if not args.codes:
        raise InputError("No code was given.", "Write the principal diagnosis first: dxdesk group I21.4 J96.01")
    settings = load(places.settings)
    name = args.grouper or settings.grouper or GROUPERS[0]
    version = args.version or (settings.grouper_version if name == settings.grouper else "")
    with _index(places) as index:
        grouper = open_grouper(name, version, places.grouper_tables, index, args.discharged)
        assert grouper is not None  # noqa: S101  the name is not empty
        codes, patient = _codes(args, name), _patient(args)
        grouped, what_if = grouper.group(codes, patient), grouper.what_if(codes, patient)
    words, language = Words.load(), args.language or _language(settings)
    if args.json:
        print(json.dumps(_json(grouped, what_if, words, language), ensure_ascii=False))
    else:
        print("\n".join(lines(grouped, what_if, words, language)))
    return EXIT_SOME_REFUSED if _refused(grouped, grouper) else EXIT_DONE


def lines(grouped: Grouped, what_if: WhatIf, words: Words, language: Language) -> list[str]:
    """Write the group, its carriers and the alternatives as lines, in the coder's order."""
    written = [f"{grouped.scheme} {grouped.version}: {_group(grouped, words, language)}"]
    written += [f"  {_carrier(carrier, words, language)}" for carrier in grouped.carriers]
    written += [f"  {each.code.code}  {words.say(each.why, language)}" for each in grouped.unused]
    for phrase, alternatives in (("if_removed", what_if.removed), ("if_principal", what_if.principal)):
        written += [f"  {_alternative(phrase, each, words, language)}" for each in alternatives]
    said = [words.say(key, language) for key in (*grouped.missing, *grouped.caveats)]
    return [*written, *(f"  * {text}" for text in said)]


def _group(grouped: Grouped, words: Words, language: Language) -> str:
    parts = [grouped.drg or words.phrase("no_group", language), grouped.title]
    parts += [f"MDC {grouped.mdc}" if grouped.mdc else "", words.say(grouped.kind, language)]
    if grouped.weight is not None:
        parts.append(words.phrase("weight", language).format(f"{grouped.weight:.4f}"))
    if grouped.gmlos is not None:
        parts.append(words.phrase("gmlos", language).format(grouped.gmlos))
    if grouped.reason:
        parts.append(words.say(grouped.reason, language))
    return "; ".join(part for part in parts if part)


def _carrier(carrier: Carrier, words: Words, language: Language) -> str:
    why = words.say(carrier.why, language).format(carrier.excluded_by.code if carrier.excluded_by else "")
    carries = f"; {words.phrase('carries', language)}" if carrier.carries else ""
    return f"{carrier.code.code:<14} {words.say(carrier.level, language):<4} {why}{carries}"


def _alternative(phrase: str, each: Alternative, words: Words, language: Language) -> str:
    text = words.phrase(phrase, language).format(each.code.code)
    if each.grouped.carriers:
        counted = ", ".join(carrier.code.code for carrier in each.grouped.carriers if carrier.counted)
        return f"{text}: {words.phrase('counted', language).format(counted or '—')}"
    if each.changed or each.grouped.drg is None:
        return f"{text}: {_group(each.grouped, words, language)}"
    also = words.phrase("also", language).format(", ".join(code.code for code in each.also)) if each.also else ""
    return f"{text}: {words.phrase('no_change', language)}{f'; {also}' if also else ''}"


def _json(grouped: Grouped, what_if: WhatIf, words: Words, language: Language) -> dict[str, object]:
    return {
        **_facts(grouped),
        "carriers": [
            {
                "code": each.code.code,
                "level": each.level,
                "counted": each.counted,
                "carries": each.carries,
                "why": each.why,
                "excluded_by": each.excluded_by.code if each.excluded_by else None,
            }
            for each in grouped.carriers
        ],
        "unused": [{"code": each.code.code, "why": each.why} for each in grouped.unused],
        "missing": grouped.missing,
        "caveats": grouped.caveats,
        "said": [words.say(key, language) for key in (*grouped.missing, *grouped.caveats)],
        "if_removed": [_changed(each) for each in what_if.removed],
        "if_principal": [_changed(each) for each in what_if.principal],
    }


def _facts(grouped: Grouped) -> dict[str, object]:
    wanted = ("scheme", "version", "drg", "title", "mdc", "kind", "weight", "gmlos", "reason")
    return {key: value for key, value in asdict(grouped).items() if key in wanted}


def _changed(each: Alternative) -> dict[str, object]:
    also = [code.code for code in each.also]
    return {"code": each.code.code, "changed": each.changed, "also": also, **_facts(each.grouped)}


def _codes(args: argparse.Namespace, grouper: str) -> CodeSet:
    book = args.book or _OWN_BOOK[grouper]
    marks = _marks(args.poa, len(args.codes))
    diagnoses = [Diagnosis(Code(code, code, book), mark) for code, mark in zip(args.codes, marks, strict=True)]
    procedures = tuple(Procedure(Code(code, code, "ICD-10-PCS")) for code in args.procedures)
    return CodeSet(diagnoses[0], tuple(diagnoses[1:]), procedures)


def _marks(text: str, count: int) -> Sequence[OnAdmission | None]:
    letters = [letter for letter in text.upper() if letter not in ", "]
    if not letters:
        return [None] * count
    if len(letters) != count or any(letter not in _POA for letter in letters):
        raise InputError(
            f"--poa {text} does not give one of Y W U N (or 1 2 3 4, -) for each of {count} codes.",
            "Give them in the order of the codes, such as --poa YNY.",
        )
    return [_POA[letter] for letter in letters]


def _patient(args: argparse.Namespace) -> Patient:
    sex = _SEXES[args.sex] if args.sex else None
    return Patient(sex, args.age, None, args.discharged, args.disposition)


def _index(places: Places) -> AbstractContextManager[CodeIndex | None]:
    """Open the code-book index where there is one: it takes codes of other books through the crosswalks."""
    return CodeIndex.open(places.codebooks) if places.codebooks.exists() else nullcontext()


def _language(settings: Settings) -> Language:
    return Language.ZH if settings.language.startswith("zh") else Language.EN


def _refused(grouped: Grouped, grouper: Grouper) -> bool:
    """Tell whether something that was given could not be used."""
    left_out = {Why.UNKNOWN_CODE, Why.UNMAPPED, Why.OTHER_BOOK}
    names_groups = grouper.scheme == "MS-DRG"
    unused = bool(grouped.unused) or any(carrier.why in left_out for carrier in grouped.carriers)
    return unused or (names_groups and grouped.reason is not None)


def _import(args: argparse.Namespace, places: Places) -> int:
    if not args.version:
        raise InputError("The tables' version is missing.", "Name it: --version 2.0")
    report = import_tables(
        Path(args.import_tables),
        places.grouper_tables,
        scheme=args.scheme,
        version=args.version,
        book=args.book or _OWN_BOOK["chs-drg"],
        now=datetime.now(UTC),
    )
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
    else:
        print(
            f"{report.scheme} {report.version} for {report.book}: {report.cc} CC, {report.mcc} MCC, "
            f"{report.principals} principals with exclusions, {report.groups} group names"
            f"{' (replaced)' if report.replaced else ''}"
        )
    _mark(places, report)
    for table in report.unused_tables:
        say(f"exclusion table {table} has no principal: its codes are never excluded.")
    return EXIT_DONE


def _mark(places: Places, report: TablesReport) -> None:
    """Mark the codes of the book that the tables are about, where it is in the index: lists and search show them."""
    tables = load_tables(places.grouper_tables, report.version)
    with _index(places) as index:
        known = index is not None and any(book.book_id == report.book for book in index.books())
    if not known:
        say(f"{report.book} is not in the code-book index: its codes are not marked there. Import it, then the tables.")
        return
    for level in (Level.CC, Level.MCC):
        marked = (code for code, flag in tables.flags.items() if flag.level is level)
        kept = set_flags(places.codebooks, report.book, level.value, marked).kept
        say(f"{kept} codes of {report.book} marked {level.value}.")
