"""Stage `dataset`: records with codes come in, leaks and strangers go out; held out, and parted into folds.

Hospital files are read by the workstation's own reader, so that what is trained on is read as what is coded later.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import Field, model_validator

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.errors import DxDeskError
from app.coding.example import Example
from app.coding.scope import Task
from app.exchange.golds import Gold, read_gold
from app.exchange.refusal import Refused
from app.knowledge.scopes import load_scope
from trainer.dataset.bundles import bundled_examples
from trainer.dataset.coded_from import CodedFrom, write_folds
from trainer.dataset.label_space import LabelSpace, open_space
from trainer.dataset.leaks import overlaps
from trainer.dataset.report import write_report
from trainer.dataset.split import Refusal, Split, hold_out, part_into_folds
from trainer.errors import DataError
from trainer.examples import read_examples, write_examples
from trainer.recipe import Settings
from trainer.runs import Stage

DEFAULT_SHARE = 0.1
_MOST_NAMED = 5
"""Classes that a caution names one by one."""


class StageSettings(Settings):
    """What is read, which codes it may carry, and how it is parted."""

    files: tuple[Path, ...] = ()
    """Records with codes: CCL25 JSON, CSV, XLSX, folders of these, examples (.jsonl), bundles of corrections
    or of approved rewrites."""
    records: Path | None = None
    """Where the records are, when a file of codes does not hold them."""
    heldout_files: tuple[Path, ...] = ()
    """The same kinds of files, to be held out as they are."""
    synthesized: bool | None = None
    """Take in what [synthesize] invented; unset, when no files are named."""
    synthesize: str = ""
    """Folder of a [synthesize] other than this recipe's."""
    scope: str = "ccl25"
    """Closed list the codes must be of; empty when records are learned by their DRG only."""
    index: Path | None = None
    """Code-book index (codebooks.db, or its folder) of a whole book that the codes must be of instead."""
    book: str = ""
    """That book's id."""
    drg_version: str = ""
    """MS-DRG version (v43.1) of the records that carry a DRG; empty refuses them."""
    outside_principal: Literal["refuse", "out-of-scope"] = "refuse"
    """A record whose principal is not in the scope: refused, or learned as one outside the scope."""
    outside_others: Literal["refuse", "drop"] = "refuse"
    """A record with an other diagnosis that is not in the scope: refused, or learned without that code."""
    heldout_share: float | None = Field(default=None, ge=0, le=0.9)
    """Share of the rest to hold out; unset: 0.1, or none where held-out records are given."""
    folds: int = Field(default=5, ge=0)
    """Folds for cross-validation; 0 for none."""
    empty_class: Literal["caution", "error"] = "caution"
    """What a class that is missing from a fold is."""
    leak_overlap: float = Field(default=0.7, gt=0, le=1)
    """Share of 8-grams from which a training record is reported as close to a held-out one."""

    @model_validator(mode="after")
    def _whole(self) -> "StageSettings":
        if self.folds == 1:
            raise ValueError("one fold is none; set folds = 0, or at least 2")
        if (self.index is None) != (not self.book):
            raise ValueError("index and book belong together; give both or none")
        if self.synthesized is False and not self.files:
            raise ValueError("there is nothing to read; name files, or set synthesized = true")
        if not self.scope and self.index is None and not self.drg_version:
            raise ValueError("no code is allowed; name a scope, a book with its index, or a drg_version")
        return self

    @property
    def takes_synthesized(self) -> bool:
        """Say whether the invented records are taken in."""
        return not self.files if self.synthesized is None else self.synthesized


@dataclass(slots=True)
class _Read:
    """What was read, by part, and what was refused."""

    train: list[Example] = field(default_factory=list[Example])
    heldout: list[Example] = field(default_factory=list[Example])
    refused: list[Refusal] = field(default_factory=list[Refusal])
    seen: set[str] = field(default_factory=set[str])

    def take(self, example: Example, space: LabelSpace, where: str, part: list[Example]) -> None:
        """Take one example in, or list why not."""
        if example.example_id in self.seen:
            self.refuse(where, f"{example.example_id} stands there twice.", "Keep one of them.")
            return
        made = space.conformed(example)
        if isinstance(made, str):
            self.refuse(f"{where}, {example.example_id}", made, "Correct its codes, or choose another scope.")
            return
        self.seen.add(example.example_id)
        part.append(made)

    def refuse(self, where: str, reason: str, advice: str) -> None:
        """List one refusal."""
        self.refused.append(Refusal(where, reason, advice))


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Write train.jsonl, heldout.jsonl, folds.json, scope.json, report.json and report.md; return their counts.

    Raises DataError when nothing is left to train on, when there are fewer groups than folds, and, if asked to, when
    a class is missing from a fold.
    """
    read = _read(settings, at)
    share = settings.heldout_share
    if share is None:
        share = 0.0 if read.heldout else DEFAULT_SHARE
    split = hold_out(read.train, read.heldout, share, at.seed)
    split.refused[:0] = read.refused
    part_into_folds(split, settings.folds, at.seed)
    cautions = _cautions(settings, split, share)
    for caution in cautions:
        at.say(f"[dataset] caution: {caution}")
    leaks = list(overlaps(split.train, split.heldout, settings.leak_overlap))
    if leaks:
        cautions.append(
            f"{len(leaks)} training records are close to a held-out one (report.md lists them): scores on the "
            "held-out part will be too good. Give the pairs one group, or remove one of each."
        )
        at.say(f"[dataset] caution: {cautions[-1]}")
    write_examples(at.folder / "train.jsonl", split.train)
    write_examples(at.folder / "heldout.jsonl", split.heldout)
    write_folds(at.folder, split.folds, split.fold_of)
    _coded_from(settings).write(at.folder)
    counts = write_report(at.folder, split, leaks, cautions)
    at.say(f"[dataset] {len(split.train)} to train on, {len(split.heldout)} held out, {len(split.refused)} refused.")
    return counts


def _read(settings: StageSettings, at: Stage) -> _Read:
    space = open_space(settings.scope, settings.index, settings.book, settings.drg_version)
    space = space.choosing(settings.outside_principal, settings.outside_others)
    read = _Read()
    if settings.takes_synthesized:
        folder = at.before("synthesize", settings.synthesize)
        for example in _given(folder / "heldout.jsonl"):
            read.take(example, space, "synthesize", read.heldout)
        held = {example.example_id for example in read.heldout}
        whole = folder / "train.jsonl"
        for example in read_examples(whole if whole.exists() else folder / "examples.jsonl"):
            if example.example_id not in held:
                read.take(example, space, "synthesize", read.train)
    for files, part in ((settings.heldout_files, read.heldout), (settings.files, read.train)):
        for path in files:
            for example in _examples(path, settings.records, read):
                read.take(example, space, path.name, part)
    if not read.train:
        first = f" The first refusal: {read.refused[0].reason}" if read.refused else ""
        raise DataError(f"No example to train on was read.{first}", "Check the files and the scope.")
    return read


def _given(path: Path) -> list[Example]:
    return read_examples(path) if path.exists() else []


def _examples(path: Path, records: Path | None, read: _Read) -> Iterator[Example]:
    """Read one file by what it holds: a bundle, examples, or a hospital's records with codes."""
    if not path.exists():
        raise DataError(f"{path} does not exist.", "Correct the path in [dataset].")
    first = _first_line(path)
    if first.get("format") == "dxdesk-bundle":
        yield from bundled_examples(path, str(first.get("kind")))
    elif isinstance(first.get("sections"), dict) and "record_id" in first:
        yield from read_examples(path)
    else:
        yield from _golds(path, records, read)


def _first_line(path: Path) -> dict[str, Any]:
    """Return the first line's JSON object, empty when there is none."""
    if path.is_dir() or path.suffix.lower() == ".xlsx":
        return {}
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        try:
            content = json.loads(next(lines, ""))
        except ValueError:
            return {}
    return cast("dict[str, Any]", content) if isinstance(content, dict) else {}


def _golds(path: Path, records: Path | None, read: _Read) -> Iterator[Example]:
    """Read a hospital's file as the workstation does; rows it refuses are listed."""

    def refuse(refused: Refused) -> None:
        place = f"{refused.file.name}, row {refused.row}" if refused.row else refused.file.name
        read.refuse(place, refused.reason, refused.advice)

    try:
        golds = read_gold(path, records, refuse)
    except DxDeskError as error:
        raise DataError(f"{path.name}: {error.message}", error.advice) from error
    for gold in golds:
        if gold.record is None:
            read.refuse(f"{path.name}, {gold.record_id}", "It has codes but no record.", "Name `records`.")
        else:
            yield _example(gold)


def _example(gold: Gold) -> Example:
    assert gold.record is not None  # noqa: S101 - the caller keeps only golds with a record
    first = Diagnosis(Code(gold.principal, "", "")) if gold.principal else None
    others = tuple(Diagnosis(Code(code, "", "")) for code in gold.others)
    return Example(gold.record, CodeSet(first, others))


def _cautions(settings: StageSettings, split: Split, share: float) -> list[str]:
    """Say what may spoil training or its judgement; raise DataError for an empty class where that was asked for."""
    said: list[str] = []
    if split.empty:
        few = list(split.empty.items())[:_MOST_NAMED]
        named = "; ".join(f"{name} in fold {', '.join(map(str, folds))}" for name, folds in few)
        more = f"; {len(split.empty) - len(few)} more in report.md" if len(split.empty) > len(few) else ""
        text = f"Some folds hold no record of a class ({named}{more})."
        advice = "Give more records of these classes, or ask for fewer folds."
        if settings.empty_class == "error":
            raise DataError(text, advice)
        said.append(f"{text} {advice}")
    if settings.scope and settings.index is None and not settings.drg_version:
        here = {example.gold.principal_code for example in split.train}
        never = [code.code for code in load_scope(settings.scope).codes(Task.PRINCIPAL) if code.code not in here]
        if never:
            said.append(f"No training record has the principal {', '.join(never)}: the model will not learn it.")
    if not split.heldout and share:
        said.append("No record is held out: there is nothing to judge the model by. Give more records.")
    return said


def _coded_from(settings: StageSettings) -> CodedFrom:
    if settings.index:
        return CodedFrom(index=str(settings.index), book=settings.book, drg_version=settings.drg_version)
    version = load_scope(settings.scope).version if settings.scope else ""
    return CodedFrom(settings.scope, version, drg_version=settings.drg_version)
