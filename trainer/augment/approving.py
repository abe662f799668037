"""What the expert sends back is held against what was handed over, and becomes examples to train on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.coding.bundle import Kind
from app.coding.errors import ContractError
from app.coding.mending import stale
from app.coding.rewrite import Approval, BadCase, Judge, Variant, Verdict, read_approved
from trainer.augment.drafting import found_again
from trainer.augment.guard import Guard
from trainer.augment.settings import StageSettings
from trainer.dataset.bundles import open_bundle
from trainer.errors import DataError

_AGAIN = "Ask the expert for the bundle that belongs to this round."


@dataclass(frozen=True, slots=True)
class Approved:
    """A variant as it will be trained on, the expert's approval, and whether the expert mended its text."""

    case: BadCase
    variant: Variant
    approval: Approval
    mended: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over: the cases with their variants."""

    cases: Sequence[tuple[BadCase, Sequence[Variant]]]

    @property
    def named(self) -> str:
        """Name what was handed over, as its variants and the expert's bundle name it."""
        case, _ = self.cases[0]
        return named(case.round, case.batch)

    def find(self, variant_id: str) -> tuple[BadCase, Variant] | None:
        """Return a variant with its case, None when it was not handed over."""
        pairs = ((case, variant) for case, variants in self.cases for variant in variants)
        return next(((case, variant) for case, variant in pairs if variant.variant_id == variant_id), None)


def named(of_round: int | str, of_batch: str) -> str:
    """Name a hand-over."""
    return f"round {of_round}, batch {of_batch}" if of_batch else f"round {of_round}"


def take_back(
    path: Path, handed: Handed, settings: StageSettings, guards: Mapping[str, Guard]
) -> tuple[list[Approved], list[str]]:
    """Return what may be trained on, and in words what may not; `guards` are by case.

    What belongs to another round, or to another loop's hand-over, is left out: one workstation serves many. Raises
    DataError when the bundle is damaged or is of another round, when a variant is not the one that was approved, and
    when one says it is of this round and was not handed over, carries other codes, or is one too many of its case.
    """
    bundle = open_bundle(path, Kind.APPROVED)
    if "round" in bundle.about and (of := named(bundle.about["round"], bundle.about.get("batch", ""))) != handed.named:
        raise DataError(f"{path.name} is of {of}; {handed.named} is waited for.", _AGAIN)
    try:
        given = read_approved(bundle)
    except ContractError as error:
        raise DataError(f"{path.name}: {error.message}", error.advice) from error
    found: list[Approved] = []
    refused: list[str] = []
    others: list[str] = []
    for variant, approval in given:
        pair = handed.find(variant.variant_id)
        if pair is None and (of := named(variant.round, variant.batch)) != handed.named:
            others.append(f"{variant.variant_id}: it was handed over in {of}, not in {handed.named}.")
            continue
        case, ours = _handed(path, variant, pair)
        guard = guards[case.case_id]
        each = _taken(case, ours, variant, approval, guard)
        verdict = guard.verdict(variant.example.record)
        if settings.least_score and (approval.score or 0) < settings.least_score:
            refused.append(f"{variant.variant_id}: its score {approval.score or '–'} is below {settings.least_score}.")
        elif each.mended and not verdict.passed:
            refused.append(f"{variant.variant_id}: as mended it changes a fact: {verdict.why}.")
        else:
            found.append(_with_guard(each, verdict) if each.mended else each)
    if given and len(others) == len(given):
        raise DataError(f"{path.name} approves nothing that this round handed over. {others[0]}", _AGAIN)
    most = Counter(each.case.case_id for each in found).most_common(1)
    if most and most[0][1] > settings.approved_most:
        raise DataError(
            f"{path.name} approves {most[0][1]} rewrites of {most[0][0]}; {settings.approved_most} may be.",
            "Let the expert choose, or raise approved_most in [augment].",
        )
    return found, [*others, *refused]


def _handed(path: Path, variant: Variant, pair: tuple[BadCase, Variant] | None) -> tuple[BadCase, Variant]:
    """Return what was handed over under this id; refuse one that differs in more than its words."""
    if pair is None:
        raise DataError(f"{path.name} approves {variant.variant_id}, which this round did not hand over.", _AGAIN)
    case, ours = pair
    if _but_words(variant) != _but_words(ours):
        raise DataError(
            f"{path.name}: {variant.variant_id} has other codes, sections or facts than were handed over.", _AGAIN
        )
    return case, ours


def _taken(case: BadCase, ours: Variant, variant: Variant, approval: Approval, guard: Guard) -> Approved:
    """Take a variant as it was handed over; of a mended one the expert's words, with the spans found again in them."""
    if variant.text_hash == ours.text_hash:
        return Approved(case, ours, approval, mended=False)
    record = replace(ours.example.record, sections=variant.example.record.sections)
    spans = tuple(found_again(case.example, record, guard.finder))
    mended = replace(ours.example, record=record, spans=spans)
    return Approved(case, replace(ours, example=mended), approval, mended=True)


def _but_words(variant: Variant) -> tuple[object, ...]:
    example, record = variant.example, variant.example.record
    return (
        variant.round,
        variant.batch,
        record.record_id,
        [section.name for section in record.sections],
        record.patient,
        example.gold,
        example.out_of_scope,
        example.parent_id,
        example.group,
        example.drg,
    )


def _with_guard(each: Approved, verdict: Verdict) -> Approved:
    """Put the guard's verdict on the mended text in the place of that on the old one; no model has read it."""
    others = stale(old for old in each.variant.verdicts if old.by is not Judge.GUARD)
    return replace(each, variant=replace(each.variant, verdicts=(verdict, *others)))
