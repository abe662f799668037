"""`dxdesk variants import|list|approve|reject|export`: the expert's part of the bad-case loop without the window."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.coding.rewrite import RejectWhy
from app.commands.intake import actor_of
from app.commands.reading import say
from app.errors import EXIT_DONE, EXIT_SOME_REFUSED, InputError
from app.paths import Places
from app.review.approval import ApprovalSession, CaseLine, CaseStanding, Judged, utc_now
from app.review.variant_files import hand_out, take_in
from app.settings import load
from app.store.database import Store


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the acts."""
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("import", help="take in the trainer's bundle of variants").add_argument("file", metavar="FILE")
    listing = acts.add_parser("list", help="the bad cases, or the variants of one")
    listing.add_argument("--case", default="", metavar="ID", help="show this case's variants")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.add_argument("--round", type=int, metavar="N", help="only this round (one case: default its newest)")
    listing.add_argument("--batch", metavar="B", help="only this batch, as the list names it")
    approve = acts.add_parser("approve", help="choose a variant for its case")
    approve.add_argument("--score", type=int, metavar="N", help="how close in meaning it is, 1 to 5")
    reject = acts.add_parser("reject", help="turn a variant down")
    reject.add_argument("--why", required=True, choices=[each.value for each in RejectWhy])
    for each in (approve, reject):
        each.add_argument("variant", metavar="VARIANT_ID")
        each.add_argument("--note", default="", metavar="TEXT")
    export = acts.add_parser("export", help="write the approved variants for the trainer")
    export.add_argument("-o", "--out", required=True, metavar="FILE")
    export.add_argument("--round", type=int, metavar="N", help="the round to write, where there are several")
    export.add_argument("--batch", metavar="B", help="its batch, where loops have the same round")
    for each in (approve, reject, export):
        each.add_argument("--reviewer", default="", metavar="NAME", help="who approves (default: the setting actor)")


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    acts = {"import": _import, "list": _list, "approve": _approve, "reject": _reject, "export": _export}
    with Store.open(Places.of_user().store) as store:
        return acts[args.act](args, store)


def _import(args: argparse.Namespace, store: Store) -> int:
    taken = take_in(store, Path(args.file), actor_of(load(Places.of_user().settings)))
    for refused in taken.refused:
        say(f"refused: {refused}")
    say(
        f"{taken.cases} cases and {taken.variants} variants added, {taken.same} rows unchanged, "
        f"{len(taken.refused)} refused."
    )
    return EXIT_SOME_REFUSED if taken.refused else EXIT_DONE


def _list(args: argparse.Namespace, store: Store) -> int:
    session = ApprovalSession(store, "list")
    lines = _asked(args, session)
    if args.case:
        shown = [_judged(each) for each in session.open(args.case, args.round, args.batch).variants]
    else:
        shown = [_line(each) for each in lines]
    if args.json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        for row in shown:
            print("  ".join(str(value) for value in row.values() if value not in (None, "")))
        if not args.case:
            say(f"{len(lines) - _still_open(lines)} of {len(lines)} cases are decided.")
    return EXIT_DONE


def _approve(args: argparse.Namespace, store: Store) -> int:
    _session(args, store).approve(args.variant, args.score, args.note)
    say(f"{args.variant} is approved.")
    return EXIT_DONE


def _reject(args: argparse.Namespace, store: Store) -> int:
    _session(args, store).reject(args.variant, RejectWhy(args.why), args.note)
    say(f"{args.variant} is rejected.")
    return EXIT_DONE


def _export(args: argparse.Namespace, store: Store) -> int:
    session = _session(args, store)
    lines = _asked(args, session)
    found = sorted({(line.round, line.batch) for line in lines})
    if not found:
        raise InputError("There are no variants to export.", "Import the trainer's bundle: dxdesk variants import")
    if len(found) > 1:
        batches = len({batch for _, batch in found}) > 1
        named = "; ".join(f"--round {number}" + (f" --batch '{batch}'" if batches else "") for number, batch in found)
        raise InputError("A bundle holds one round of one loop, and there are several here.", f"Name one: {named}")
    about = {"maker": f"DxDesk {__version__}", "time": utc_now()}
    number = hand_out(store, session, Path(args.out), about, *found[0])
    say(
        f"{number} approved variants of {_named(*found[0])} written; "
        f"{_still_open(lines)} of {len(lines)} cases are still open."
    )
    return EXIT_DONE


def _asked(args: argparse.Namespace, session: ApprovalSession) -> list[CaseLine]:
    """Return the cases of the round and batch asked for, all where none is named."""
    return [line for line in session.cases() if args.round in (None, line.round) and args.batch in (None, line.batch)]


def _still_open(lines: Sequence[CaseLine]) -> int:
    return sum(line.standing is CaseStanding.OPEN for line in lines)


def _named(number: int, batch: str) -> str:
    return f"round {number}, batch {batch}" if batch else f"round {number}"


def _session(args: argparse.Namespace, store: Store) -> ApprovalSession:
    return ApprovalSession(store, args.reviewer or load(Places.of_user().settings).actor)


def _line(line: CaseLine) -> dict[str, object]:
    return {
        "case": line.case_id,
        "round": line.round,
        "batch": line.batch,
        "standing": line.standing.value,
        "variants": line.variants,
        "passed": line.passed,
        "rejected": line.rejected,
    }


def _judged(judged: Judged) -> dict[str, object]:
    variant, approval = judged.variant, judged.approval
    return {
        "variant": variant.variant_id,
        "standing": judged.standing.value,
        "passed": variant.passed,
        "stale": variant.stale,
        "edited": judged.edited,
        "failed": ", ".join(each.by.value for each in variant.verdicts if not each.passed),
        "reviewer": approval.reviewer if approval else None,
        "at": approval.at if approval else None,
        "score": approval.score if approval else None,
        "why": approval.why.value if approval and approval.why else None,
        "note": approval.note if approval else None,
        "text_hash": variant.text_hash,
    }
