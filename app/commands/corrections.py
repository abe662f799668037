"""`dxdesk corrections export`: coders' corrections as a de-identified bundle for the trainer, shown before it goes."""

import argparse
from datetime import date
from pathlib import Path

from app.commands.intake import actor_of
from app.commands.reading import say
from app.errors import EXIT_DONE, InputError
from app.knowledge.identifiers import FACE, Known, Removed
from app.paths import Places
from app.review.corrections import Preview, PreviewCase, preview, write
from app.settings import load
from app.store.database import Store

_AROUND = 12


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the act, the file, and what the site knows to be identifying."""
    parser.add_argument("act", choices=["export"])
    parser.add_argument("-o", "--out", metavar="FILE", help="bundle to write; without it the preview is all")
    parser.add_argument("--since", metavar="DATE", type=_day, help="only records finished on this day or later")
    parser.add_argument("--preview", action="store_true", help="show every replacement in its context")
    parser.add_argument("--names", metavar="FILE", help="names to take out everywhere, one a line (staff, patients)")
    parser.add_argument("--hospital", metavar="NAME", action="append", default=[], help="the hospital's own names")


def run(args: argparse.Namespace) -> int:
    """Preview; with a file and records, write it and note it in the audit trail."""
    if not args.out and not args.preview:
        raise InputError("Nothing was asked for.", "Give -o FILE to write the bundle, --preview to look at it.")
    places = Places.of_user()
    known = Known(names=_names(args.names), hospitals=tuple(args.hospital))
    with Store.open(places.store) as store:
        shown = preview(store, since=args.since, known=known)
        _tell(shown, whole=args.preview)
        if args.out:
            done = write(shown, Path(args.out), store, actor_of(load(places.settings)))
            say(f"{done.records} corrections written to {done.path} (sha256 {done.sha256}).")
    return EXIT_DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write it as 2026-01-02") from error


def _names(path: str | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}", "Give a text file in UTF-8, one name a line.") from error
    return tuple(line.strip() for line in lines if line.strip())


def _tell(shown: Preview, *, whole: bool) -> None:
    """Print what would leave: the counts, and on request each replacement in its context."""
    for case in shown.cases if whole else ():
        _tell_case(case)
    print(
        f"{len(shown.cases)} corrections; {shown.as_suggested} finished records are coded as suggested, "
        f"{shown.without_suggestion} have no suggestion made from their text."
    )
    print("replaced: " + (", ".join(f"{kind} {number}" for kind, number in shown.counts.items()) or "nothing"))
    dropped = sum(case.spans_dropped for case in shown.cases)
    if dropped:
        print(f"evidence left out because it touched an identifier: {dropped}")
    for limit in shown.limits:
        print(f"! {limit}")


def _tell_case(case: PreviewCase) -> None:
    gold, suggested = case.case.example.gold, case.case.predicted
    print(f"== {case.before.record_id} -> {case.after.record_id}")
    print(f"   codes: {_codes(suggested.principal_code, suggested.other_codes)}", end=" -> ")
    print(_codes(gold.principal_code, gold.other_codes))
    for removed in case.removed:
        print(f"   {removed.kind}: {_in_context(case, removed)}")


def _codes(principal: str | None, others: frozenset[str]) -> str:
    return " + ".join((principal or "-", *sorted(others)))


def _in_context(case: PreviewCase, removed: Removed) -> str:
    said = f"[{removed.was} -> {removed.now}]"
    if removed.section == FACE:
        return said
    text = case.before.text(removed.section)
    around = text[max(0, removed.start - _AROUND) : removed.start], text[removed.end : removed.end + _AROUND]
    return " ".join(f"{removed.section}: …{around[0]}{said}{around[1]}…".split())
