"""The machine's part of `augment`: cases → rewrites → guard → two filters → bundle; each step resumes at its log."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from app import __version__
from app.coding.bundle import write_bundle
from app.coding.completion import CompletionModel
from app.coding.errors import ScopeError
from app.coding.mentions import Finder
from app.coding.record import Record
from app.coding.rewrite import BadCase, Case, Judge, Variant, case_to_json, variants_bundle
from app.knowledge.drugs import load_drugs
from trainer.augment.acceptance import ACCEPTANCE, case_row, passed
from trainer.augment.drafting import Done, Drafting
from trainer.augment.filtering import filtered
from trainer.augment.guard import Guard
from trainer.augment.prompts import REWRITE_PROMPT_VERSION
from trainer.augment.rewriting import rewrite_all, unwritten
from trainer.augment.settings import RewriterSettings, StageSettings
from trainer.badcases.scoping import Coding
from trainer.evaluate.opening import open_model
from trainer.evaluate.served import open_server
from trainer.recipe import hash_json
from trainer.runs import Stage

VARIANTS = "variants.jsonl"
OpenRewriter = Callable[[RewriterSettings, Stage], AbstractContextManager[CompletionModel]]
_ABOUT = "about"
_BATCH = 8
"""Characters of a batch's name."""


@contextmanager
def open_rewriter(settings: RewriterSettings, at: Stage) -> Iterator[CompletionModel]:
    """Open the model that rewrites; raises as opening a system of an evaluation does, ModelError for a server."""
    if settings.kind == "server":
        with open_server(settings.address, settings.name, settings.context_tokens) as served:
            yield served
    else:
        with open_model(settings.system(), None, at) as opened:
            yield opened.model


def make(
    settings: StageSettings,
    at: Stage,
    coding: Coding,
    cases: Sequence[BadCase],
    earlier: Mapping[str, Sequence[Record]],
    rewriter: OpenRewriter,
) -> None:
    """Write acceptance.jsonl and the bundle; `earlier` are the rewrites of each case that are trained on already."""
    guards = guards_of(cases, coding)
    by = _rewrite(settings, at, cases, guards, rewriter)
    done = at.item_log("rewrites").done
    batch = _batch_of(settings, at, cases, done)
    tallies = {case.case_id: Counter[str]() for case in cases}
    drafts = [
        variant
        for case in cases
        for variant in Drafting(
            settings, guards[case.case_id], by, at.seed, batch, earlier.get(case.case_id, ())
        ).variants(case, done, tallies[case.case_id])
    ]
    judged = _filter_twice(settings, at, coding, drafts)
    rows: list[dict[str, object]] = []
    bundled: list[Case] = []
    for case in cases:
        mine = judged.get(case.case_id, [])
        chosen = [each for each in mine if each.passed or settings.hand_over == "guarded"][: settings.most]
        rows.append(case_row(case, tallies[case.case_id], mine, len(chosen)))
        bundled += [(replace(case, batch=batch), chosen)] if chosen else []
    with (at.folder / ACCEPTANCE).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    _write_whole(at.folder / VARIANTS, bundled, _about(settings, at, bundled, by))


def guards_of(cases: Sequence[BadCase], coding: Coding) -> dict[str, Guard]:
    """Return each case's guard: it knows the names its record is coded from."""
    drugs = load_drugs()
    records = {case.case_id: case.example.record for case in cases}
    return {case_id: Guard(record, _finder(record, coding), drugs) for case_id, record in records.items()}


def _rewrite(
    settings: StageSettings, at: Stage, cases: Sequence[BadCase], guards: Mapping[str, Guard], rewriter: OpenRewriter
) -> str:
    """Have every case rewritten; return who did. The model is opened only where texts are missing."""
    log = at.item_log("rewrites")
    if unwritten(cases, settings, log):
        with rewriter(settings.rewriter, at) as model:
            log.add({"id": _ABOUT, "model": model.info.name, "sha256": model.info.sha256})
            rewrite_all([(case, guards[case.case_id].finder) for case in cases], settings, model, log, at)
    return str(log.done[_ABOUT]["model"]) if _ABOUT in log.done else ""


def _batch_of(settings: StageSettings, at: Stage, cases: Sequence[BadCase], done: Done) -> str:
    """Name what is handed over by what it is made from: another loop's rewrites of the same records are another batch.

    It follows from the log, so that a killed stage goes on with the same.
    """
    made_from = {
        "settings": settings.digest(),
        "seed": at.seed,
        "cases": [case_to_json(case) for case in cases],
        "rewrites": {key: row["text"] for key, row in done.items() if key != _ABOUT},
    }
    return hash_json(made_from)[:_BATCH]


def _filter_twice(
    settings: StageSettings, at: Stage, coding: Coding, drafts: Sequence[Variant]
) -> dict[str, list[Variant]]:
    """Return the drafts with their verdicts, by case; the policy reads what the SFT model let pass, or all."""
    first = filtered(Judge.SFT, drafts, settings.sft, coding, at)
    second = first if settings.hand_over == "guarded" else passed(first, Judge.SFT)
    judged = {each.variant_id: each for each in (*first, *filtered(Judge.POLICY, second, settings.policy, coding, at))}
    found: dict[str, list[Variant]] = {}
    for variant in judged.values():
        found.setdefault(variant.case_id, []).append(variant)
    return found


def _about(settings: StageSettings, at: Stage, bundled: Sequence[Case], by: str) -> dict[str, str]:
    return {
        "made by": f"DxDesk {__version__}",
        "round": str(bundled[0][0].round) if bundled else "",
        "batch": bundled[0][0].batch if bundled else "",
        "rewriter": by,
        "rewrite prompt": REWRITE_PROMPT_VERSION,
        "settings": settings.digest(),
        "seed": str(at.seed),
    }


def _write_whole(path: Path, bundled: Sequence[Case], about: Mapping[str, str]) -> None:
    """Write the bundle last and whole: where it is, the models' work is done."""
    aside = path.with_name(f"{path.name}.tmp")
    aside.write_text(write_bundle(variants_bundle(bundled, about)), encoding="utf-8", newline="\n")
    aside.replace(path)


def _finder(record: Record, coding: Coding) -> Finder:
    try:
        return coding.scoping(record)[1]
    except ScopeError:
        return Finder(())
