"""The three bundles of the bad-case loop: variants go to the expert, approved ones and corrections to the trainer."""

from collections.abc import Iterable, Mapping
from typing import cast

from app.coding.bundle import Bundle, Kind
from app.coding.codeset import CodeSet
from app.coding.errors import ContractError
from app.coding.example import Origin, codes_from_json, codes_to_json, from_json, to_json
from app.coding.rewrite.forms import (
    approval_from_json,
    approval_to_json,
    case_from_json,
    case_to_json,
    variant_from_json,
    variant_to_json,
)
from app.coding.rewrite.values import Approval, BadCase, Case, Standing, Variant

_AGAIN = "Ask for the file again; do not edit it by hand."


def variants_bundle(cases: Iterable[Case], about: Mapping[str, str]) -> Bundle:
    """Put bad cases, each followed by its variants, into a bundle; raise ContractError on a variant of another case."""
    rows: list[Mapping[str, object]] = []
    for case, variants in cases:
        rows.append({"case": case_to_json(case)})
        for variant in variants:
            belongs(variant, case)
            rows.append({"variant": variant_to_json(variant)})
    return Bundle(Kind.VARIANTS, tuple(rows), about)


def read_variants(bundle: Bundle) -> list[tuple[BadCase, list[Variant]]]:
    """Read a bundle of variants; raise ContractError on a row that is none, on one named twice or out of place."""
    _expect(bundle, Kind.VARIANTS)
    cases: list[tuple[BadCase, list[Variant]]] = []
    seen: set[str] = set()
    for row in bundle.rows:
        value = case_or_variant(row)
        if isinstance(value, BadCase):
            _once(value.case_id, seen)
            cases.append((value, []))
        else:
            belongs(value, cases[-1][0] if cases else None)
            _once(value.variant_id, seen)
            cases[-1][1].append(value)
    return cases


def case_or_variant(row: Mapping[str, object]) -> BadCase | Variant:
    """Read one row of a bundle of variants; raise ContractError when it is neither."""
    if set(row) == {"case"}:
        return case_from_json(_object(row["case"]))
    if set(row) == {"variant"}:
        return variant_from_json(_object(row["variant"]))
    raise ContractError("A row of the bundle is neither a case nor a variant.", _AGAIN)


def belongs(variant: Variant, case: BadCase | None) -> None:
    """Raise ContractError unless a variant is one of this case, this round and this batch."""
    if case is None:
        raise ContractError(f"Variant {variant.variant_id} stands behind no case.", _AGAIN)
    if (variant.case_id, variant.round, variant.batch) != (case.case_id, case.round, case.batch):
        raise ContractError(
            f"Variant {variant.variant_id} does not belong to {case.case_id} of round {case.round}.", _AGAIN
        )


def approved_bundle(chosen: Iterable[tuple[Variant, Approval]], about: Mapping[str, str]) -> Bundle:
    """Put approved variants with their approvals into a bundle; raise ContractError on one that has changed since."""
    rows: list[Mapping[str, object]] = []
    for variant, approval in chosen:
        _approved(variant, approval)
        rows.append({"variant": variant_to_json(variant), "approval": approval_to_json(approval)})
    return Bundle(Kind.APPROVED, tuple(rows), about)


def read_approved(bundle: Bundle) -> list[tuple[Variant, Approval]]:
    """Read a bundle of approved variants; raise ContractError on one not approved, or not as it was approved."""
    _expect(bundle, Kind.APPROVED)
    found: list[tuple[Variant, Approval]] = []
    seen: set[str] = set()
    for row in bundle.rows:
        if set(row) != {"variant", "approval"}:
            raise ContractError("A row of the bundle is no approved variant.", _AGAIN)
        variant = variant_from_json(_object(row["variant"]))
        approval = approval_from_json(_object(row["approval"]))
        _approved(variant, approval)
        _once(variant.variant_id, seen)
        found.append((variant, approval))
    return found


def corrections_bundle(cases: Iterable[BadCase], about: Mapping[str, str]) -> Bundle:
    """Put corrected records into a bundle; raise ContractError on an example that is no correction.

    They must be de-identified before: a bundle takes what it is given.
    """
    rows: list[Mapping[str, object]] = []
    for case in cases:
        _correction(case)
        suggested = codes_to_json(case.predicted) if case.predicted != CodeSet() else None
        rows.append({"example": to_json(case.example), "suggested": suggested, "model": case.model})
    return Bundle(Kind.CORRECTIONS, tuple(rows), about)


def read_corrections(bundle: Bundle) -> list[BadCase]:
    """Read a bundle of corrections as bad cases of round 0; nothing suggested is an empty CodeSet."""
    _expect(bundle, Kind.CORRECTIONS)
    found: list[BadCase] = []
    seen: set[str] = set()
    for row in bundle.rows:
        if set(row) != {"example", "suggested", "model"} or not isinstance(row["model"], str):
            raise ContractError("A row of the bundle is no correction.", _AGAIN)
        suggested = row["suggested"]
        predicted = CodeSet() if suggested is None else codes_from_json(_object(suggested))
        case = BadCase(from_json(_object(row["example"])), predicted, row["model"], 0)
        _correction(case)
        _once(case.case_id, seen)
        found.append(case)
    return found


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ContractError("A row of the bundle does not hold what it must.", _AGAIN)
    return cast("Mapping[str, object]", value)


def _expect(bundle: Bundle, kind: Kind) -> None:
    if bundle.kind is not kind:
        raise ContractError(f"This bundle holds {bundle.kind}, not {kind}.", "Choose the right file.")


def _once(name: str, seen: set[str]) -> None:
    if name in seen:
        raise ContractError(f"The bundle names {name} twice.", _AGAIN)
    seen.add(name)


def _approved(variant: Variant, approval: Approval) -> None:
    if (variant.variant_id, variant.case_id) != (approval.variant_id, approval.case_id):
        raise ContractError(f"The approval of {approval.variant_id} lies beside variant {variant.variant_id}.", _AGAIN)
    if approval.standing is not Standing.APPROVED:
        raise ContractError(f"Variant {variant.variant_id} is not approved.", "Only approved variants travel.")
    if not approval.holds_for(variant):
        raise ContractError(
            f"Variant {variant.variant_id} is not the one that was approved: its text, codes or facts have changed.",
            "Let the expert approve it as it is now.",
        )


def _correction(case: BadCase) -> None:
    if case.example.origin is not Origin.CORRECTION:
        raise ContractError(f"{case.case_id} is no correction.", "Its example needs origin correction.")
