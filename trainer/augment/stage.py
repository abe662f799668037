"""Stage `augment`: bad cases → rewrites → guard → SFT filter → policy filter → the expert → examples (M8, M26).

The stage makes variants.jsonl, a bundle for the workstation, and stops there. It goes on when `approved` names the
bundle that comes back: what the expert approved is then in approved.jsonl, and where it comes from in lineage.json.
"""

from collections.abc import Sequence
from pathlib import Path

from app.coding.bundle import Kind
from app.coding.example import Origin
from app.coding.record import Record
from app.coding.rewrite import BadCase, read_variants
from trainer.augment.acceptance import ACCEPTANCE, acceptance, markdown
from trainer.augment.approving import Approved, Handed, take_back
from trainer.augment.making import VARIANTS, OpenRewriter, guards_of, make, open_rewriter
from trainer.augment.settings import FilterSettings, StageSettings
from trainer.badcases.scoping import open_coding
from trainer.badcases.stage import CASES, read_cases
from trainer.dataset.bundles import open_bundle
from trainer.dataset.coded_from import read_coded_from
from trainer.dataset.split import Held
from trainer.errors import AwaitingExpertError, DataError
from trainer.examples import read_examples, write_examples
from trainer.jsonfiles import read_lines, write_json
from trainer.runs import Stage, file_hash

__all__ = ["StageSettings", "run"]

APPROVED = "approved.jsonl"
LINEAGE = "lineage.json"


def run(settings: StageSettings, at: Stage, rewriter: OpenRewriter = open_rewriter) -> dict[str, object]:
    """Write the bundle, or with the approved one approved.jsonl, lineage.json and the reports; return their counts.

    Raises AwaitingExpertError until `approved` is there, DataError on a held-out case and on a bundle that is not
    what was handed over and approved.
    """
    dataset = at.before("dataset", settings.dataset)
    cases = at.before("badcases", settings.badcases) / CASES
    bundle = at.folder / VARIANTS
    with open_coding(read_coded_from(dataset)) as coding:
        if not bundle.is_file():
            make(settings, at, coding, _rewritable(cases, dataset, settings), _earlier(dataset), rewriter)
        handed = Handed(read_variants(open_bundle(bundle, Kind.VARIANTS)))
        path = _approved_file(settings, bundle, handed)
        guards = guards_of([case for case, _ in handed.cases], coding)
        found, refused = take_back(path, handed, settings, guards) if path else ([], [])
    for line in refused:
        at.say(f"[augment] not taken: {line}")
    if path is not None:
        at.before("approved", path)
    write_examples(at.folder / APPROVED, [each.variant.example for each in found])
    write_json(at.folder / LINEAGE, _lineage(found, cases, bundle, path))
    return _report(at, settings, found, refused)


def _rewritable(cases: Path, dataset: Path, settings: StageSettings) -> list[BadCase]:
    """Return the cases to rewrite; raise DataError on one that is held out: a variant of it must never be."""
    held = Held(read_examples(dataset / "heldout.jsonl"))
    found = read_cases(cases)[: settings.limit or None]
    for case in found:
        if reason := held.leak(case.example):
            raise DataError(
                f"{case.case_id} must not be rewritten. {reason}",
                "Run [badcases] on the training records of this [dataset]; what is judged by is never trained on.",
            )
    return found


def _earlier(dataset: Path) -> dict[str, list[Record]]:
    """Return the rewrites that are trained on already, by what they were rewritten from."""
    found: dict[str, list[Record]] = {}
    for example in read_examples(dataset / "train.jsonl"):
        if example.origin is Origin.VARIANT:
            found.setdefault(example.parent_id, []).append(example.record)
    return found


def _approved_file(settings: StageSettings, bundle: Path, handed: Handed) -> Path | None:
    """Return the expert's bundle; None where nothing was handed over; else stop and say what is waited for."""
    if not handed.cases:
        return None
    path = settings.approved_file()
    if path is None:
        count = sum(len(variants) for _, variants in handed.cases)
        where = f"to {settings.approved}" if settings.approved else 'and name it: [augment] approved = "FILE"'
        raise AwaitingExpertError(
            f"{count} rewrites of {len(handed.cases)} bad cases wait for the expert in {bundle}.",
            f"Hand that file to the expert (dxdesk variants import, or the page for variants); bring what is "
            f"approved of {handed.named} back {where}. Then run the same command again.",
        )
    return path


def _lineage(found: Sequence[Approved], cases: Path, bundle: Path, path: Path | None) -> list[dict[str, object]]:
    """Say of every approved variant what it was made from, by whom, and who approved it."""
    return [
        {
            "variant": each.variant.variant_id,
            "record": each.case.case_id,
            "round": each.variant.round,
            "batch": each.variant.batch,
            "misread_by": each.case.model,
            "rewriter": each.variant.rewriter,
            "seed": each.variant.seed,
            "verdicts": [
                {"by": one.by.value, "passed": one.passed, "why": one.why, "score": one.score}
                for one in each.variant.verdicts
            ],
            "approved_by": each.approval.reviewer,
            "approved_at": each.approval.at,
            "score": each.approval.score,
            "note": each.approval.note,
            "mended_by_expert": each.mended,
            "text_sha256": each.variant.text_hash,
            "cases_sha256": file_hash(cases),
            "variants_bundle_sha256": file_hash(bundle),
            "approved_bundle_sha256": file_hash(path) if path else "",
        }
        for each in found
    ]


def _report(at: Stage, settings: StageSettings, found: Sequence[Approved], refused: Sequence[str]) -> dict[str, object]:
    summed = acceptance(read_lines(at.folder / ACCEPTANCE), [each.case.case_id for each in found])
    about = {
        "rewriter": settings.rewriter.path or settings.rewriter.address,
        "form": settings.form,
        "SFT filter": _filter_said(settings.sft),
        "policy filter": _filter_said(settings.policy),
        "approved but not taken": str(len(refused) or ""),
    }
    write_json(at.folder / "report.json", summed | {"refused": list(refused)})
    (at.folder / "report.md").write_text(markdown(summed, about), encoding="utf-8", newline="\n")
    at.say(f"[augment] {len(found)} rewrites approved.")
    counts: dict[str, object] = {step.replace(" ", "_"): row["rewrites"] for step, row in summed["steps"].items()}
    return counts | {"refused": len(refused)}


def _filter_said(settings: FilterSettings | None) -> str:
    if settings is None:
        return "none"
    return f"{settings.path or settings.kind}: {settings.least} of {settings.samples} answers agree"
