"""Stage `badcases`: the policy reads every training record; what it gets wrong is kept with what it said.

cases.jsonl goes to `augment`; errors.json and report.md are the error library. Coders' corrections come in as bundles.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from app.coding.bundle import Kind
from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.errors import ContractError
from app.coding.example import Example, Origin
from app.coding.judged import Said
from app.coding.rewrite import BadCase, case_from_json, case_to_json, read_corrections
from trainer.badcases.library import Judged, judge, library, markdown
from trainer.badcases.reading import read_all, readers_of
from trainer.badcases.scoping import open_coding
from trainer.dataset.bundles import open_bundle
from trainer.dataset.coded_from import CodedFrom, read_coded_from, read_folds
from trainer.dataset.label_space import open_space
from trainer.dataset.leaks import overlaps
from trainer.dataset.split import Held
from trainer.errors import DataError
from trainer.evaluate.asking import Plan
from trainer.evaluate.settings import WORKSTATION_REPLY_TOKENS
from trainer.evaluate.systems import SystemSettings
from trainer.examples import read_examples
from trainer.jsonfiles import write_json
from trainer.recipe import Settings
from trainer.runs import Stage

CASES = "cases.jsonl"
_SAME_TEXT = 0.7
"""Share of 8-grams from which a corrected record is taken for a held-out one."""


class StageSettings(Settings):
    """Who reads, what counts as wrong, and what coders corrected."""

    system: SystemSettings = SystemSettings(kind="model")
    """The policy, opened as [evaluate] opens a system; kind folds: each record by the model that did not learn it."""
    dataset: str = ""
    """Folder of a [dataset] other than this recipe's."""
    corrections: tuple[Path, ...] = ()
    """Bundles of corrections from workstations: each record in them is a bad case as it is."""
    wrong: Literal["either", "principal", "others"] = "either"
    """Which task's fault makes a bad case."""
    others_f1: float = Field(default=1.0, gt=0, le=1)
    """F1 of the others below which they count as wrong; 1: unless every code is right."""
    plan: Plan = Plan.SINGLE
    """single (T = 0 once) or tcecp (three votes, as the workstation)."""
    reply_tokens: int = Field(default=WORKSTATION_REPLY_TOKENS, ge=16)
    """Most tokens of one completion."""
    round: int = Field(default=1, ge=1)
    """Round of the loop that the cases are of."""
    limit: int = Field(default=0, ge=0)
    """Read the first so many records only; 0: all."""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        if self.system.kind == "vote":
            raise ValueError("a vote of members is no policy; name one system, or kind folds")
        return self

    def cautions(self) -> list[str]:
        """Say what the cases would not show."""
        return ["limit leaves training records unread"] if self.limit else []


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Write cases.jsonl, errors.json and report.md; return their counts.

    Records that carry a DRG and no codes, and rewrites of earlier rounds (their own rewrites would drift), are not
    read. Raises DataError on a dataset that cannot be read from, and as opening a system does.
    """
    dataset = at.before("dataset", settings.dataset)
    told = read_coded_from(dataset)
    known = list({each.example_id: each for each in read_examples(dataset / "train.jsonl")}.values())
    asked = [each for each in known if not each.drg and each.origin is not Origin.VARIANT][: settings.limit or None]
    with open_coding(told) as coding:
        readers = readers_of(settings.system, asked, read_folds(dataset), at)
        readings, by = read_all(readers, coding, settings.plan, settings.reply_tokens, at.item_log("readings"), at)
        judged = [judge(each, readings[each.example_id], settings.others_f1) for each in asked]
        names = {**_names(known), **coding.names}
        wrong = [each.example for each in judged if _wrong(each, settings.wrong)]
        cases = [
            BadCase(each, _said(readings[each.example_id].said, names), by[each.example_id], settings.round)
            for each in wrong
        ]
    heldout = read_examples(dataset / "heldout.jsonl")
    corrected, refused = _corrections(settings, told, heldout, {case.case_id for case in cases})
    cases += corrected
    write_cases(at.folder / CASES, cases)
    found = library(judged, names) | {"corrections": len(corrected), "refused": refused}
    write_json(at.folder / "errors.json", found)
    model = " / ".join(dict.fromkeys(by.values())) or "nobody"
    (at.folder / "report.md").write_text(markdown(found, model, len(corrected)), encoding="utf-8", newline="\n")
    at.say(f"[badcases] {len(cases)} bad cases of {len(judged)} records read and {len(corrected)} corrected.")
    return {"read": len(judged), "cases": len(cases), "corrections": len(corrected), "refused": len(refused)}


def write_cases(path: Path, cases: Sequence[BadCase]) -> None:
    """Write bad cases, one a line."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(json.dumps(case_to_json(case), ensure_ascii=False) + "\n" for case in cases)


def read_cases(path: Path) -> list[BadCase]:
    """Read what `write_cases` writes; raise DataError naming the line that is none."""
    return list(_cases(path))


def _cases(path: Path) -> Iterator[BadCase]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield case_from_json(json.loads(line))
                except (ContractError, ValueError, AttributeError) as error:
                    said = error.message if isinstance(error, ContractError) else "it is no JSON object"
                    raise DataError(f"{path.name}, line {number}: {said}", "Run [badcases] again.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}.", "Name a folder that [badcases] wrote.") from error


def _wrong(judged: Judged, which: str) -> bool:
    return bool(judged.faults) if which == "either" else bool({which, "unreadable"} & set(judged.faults))


def _said(said: Said, names: Mapping[str, Code]) -> CodeSet:
    """Return what was agreed on, as the bundle carries it."""

    def named(code: str) -> Diagnosis:
        return Diagnosis(names.get(code, Code(code, code, "")))

    return CodeSet(
        named(said.principal) if said.principal else None, tuple(named(each) for each in sorted(said.others))
    )


def _names(examples: Sequence[Example]) -> dict[str, Code]:
    found: dict[str, Code] = {}
    for example in examples:
        first = (example.gold.principal,) if example.gold.principal else ()
        found |= {diagnosis.code.code: diagnosis.code for diagnosis in (*first, *example.gold.others)}
    return found


def _corrections(
    settings: StageSettings, told: CodedFrom, heldout: Sequence[Example], there: set[str]
) -> tuple[list[BadCase], list[str]]:
    """Return the corrected records as cases of this round, and in words what cannot be one.

    A workstation gives records other ids and dates: one that says what a held-out record says is known by its words.
    """
    held = Held(heldout)
    cases: list[BadCase] = []
    refused: list[str] = []
    if not settings.corrections:
        return cases, refused
    space = open_space(told.scope_id, Path(told.index) if told.index else None, told.book, told.drg_version)
    space = space.choosing("out-of-scope", "drop")
    for path in settings.corrections:
        try:
            found = read_corrections(open_bundle(path, Kind.CORRECTIONS))
        except ContractError as error:
            raise DataError(f"{path.name}: {error.message}", error.advice) from error
        for case in found:
            made = space.conformed(case.example)
            reason = made if isinstance(made, str) else held.leak(made)
            if case.case_id in there:
                reason = "It is a bad case already."
            if isinstance(made, str) or reason:
                refused.append(f"{path.name}, {case.case_id}: {reason}")
            else:
                there.add(case.case_id)
                cases.append(replace(case, example=made, round=settings.round))
    alike = {each.train: each.heldout for each in overlaps([case.example for case in cases], heldout, _SAME_TEXT)}
    refused += [f"{name}: Its text is that of {other}, which is held out." for name, other in alike.items()]
    return [case for case in cases if case.case_id not in alike], refused
