"""What the expert approved goes into the training set: beside its record, in its fold, and never near the held-out."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from app.coding.example import Example, Origin
from trainer.augment.stage import APPROVED
from trainer.badcases.stage import CASES, read_cases
from trainer.dataset.coded_from import read_coded_from, read_folds, write_folds
from trainer.dataset.split import hold_out
from trainer.errors import DataError
from trainer.examples import read_examples, write_examples
from trainer.recipe import Settings
from trainer.runs import Stage


class MergeSettings(Settings):
    """What is merged into what."""

    dataset: Path
    """The training set so far."""
    augment: Path
    """The round's [augment], with what was approved."""
    badcases: Path
    """The round's [badcases]: corrections among them are trained on, too."""
    rationales: str = ""
    """Folder of a [rationales] whose examples stand for the dataset's."""
    most_of_a_record: int = Field(default=3, ge=1)
    """Most rewrites of one record in the training set, over all rounds."""


def merge(settings: MergeSettings, at: Stage) -> dict[str, object]:
    """Write train.jsonl, heldout.jsonl, folds.json and scope.json as [dataset] does; return their counts.

    A record that [rationales] left out stays so, but its rewrite was read and approved, and is trained on. Raises
    DataError on a rewrite of a held-out record, and on one whose record is not in the training set.
    """
    source = settings.dataset
    reasoned = Path(settings.rationales) / "examples.jsonl" if settings.rationales else None
    train = read_examples(reasoned or source / "train.jsonl")
    heldout = read_examples(source / "heldout.jsonl")
    known = {example.example_id: example for example in [*read_examples(source / "train.jsonl"), *train]}
    corrections = new_corrections(settings.badcases, known)
    known |= {example.example_id: example for example in corrections}
    approved = [_grown(example, known) for example in read_examples(settings.augment / APPROVED)]
    kept, above = _capped(train, approved, settings.most_of_a_record)
    for example_id in above:
        at.say(f"[dataset] {example_id} is left out: its record has {settings.most_of_a_record} rewrites already.")
    split = hold_out([*train, *corrections, *kept], heldout, 0.0, at.seed)
    if split.refused:
        trained = {example.example_id for example in train}
        first = min(split.refused, key=lambda each: each.where in trained)  # what is new, not the record it is of
        raise DataError(f"{first.where} must not be trained on. {first.reason}", "Take it out of the approved bundle.")
    write_examples(at.folder / "train.jsonl", split.train)
    write_examples(at.folder / "heldout.jsonl", split.heldout)
    read_coded_from(source).write(at.folder)
    fold_of = read_folds(source)
    folds = max(fold_of.values(), default=-1) + 1
    write_folds(at.folder, folds, _with_kin(fold_of, folds, corrections, kept))
    return {"train": len(split.train), "heldout": len(heldout), "approved": len(kept), "corrections": len(corrections)}


def new_corrections(badcases: Path, known: Collection[str]) -> list[Example]:
    """Return the corrected records among the cases of a [badcases] that a training set of these ids does not hold."""
    examples = (case.example for case in read_cases(badcases / CASES))
    return [each for each in examples if each.origin is Origin.CORRECTION and each.example_id not in known]


def _grown(example: Example, known: Mapping[str, Example]) -> Example:
    """Return an approved rewrite with its record's reasons, where it brings none."""
    parent = known.get(example.parent_id)
    if parent is None:
        raise DataError(
            f"{example.example_id} is a rewrite of {example.parent_id}, which is not in the training set.",
            "Run [badcases] and [augment] on this training set.",
        )
    return example if example.rationale else replace(example, rationale=parent.rationale)


def _capped(train: Sequence[Example], approved: Sequence[Example], most: int) -> tuple[list[Example], list[str]]:
    """Keep so many rewrites of a record that it has no more than `most`; return the ids of the others, too."""
    there = Counter(example.parent_id for example in train if example.origin is Origin.VARIANT)
    kept: list[Example] = []
    above: list[str] = []
    for example in approved:
        if there[example.parent_id] < most:
            there[example.parent_id] += 1
            kept.append(example)
        else:
            above.append(example.example_id)
    return kept, above


def _with_kin(
    fold_of: Mapping[str, int], folds: int, corrections: Sequence[Example], kept: Sequence[Example]
) -> dict[str, int]:
    """Give a rewrite its record's fold, and a corrected record one that follows from its id."""
    found = dict(fold_of)
    if folds:
        for example in corrections:
            found[example.example_id] = hashlib.sha256(example.example_id.encode()).digest()[0] % folds
        for example in kept:
            if example.parent_id in found:
                found[example.example_id] = found[example.parent_id]
    return found
