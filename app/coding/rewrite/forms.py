"""The bad-case loop's values as JSON objects: read back as written, anything else refused in words."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from app.coding.errors import ContractError
from app.coding.example import codes_from_json, codes_to_json, from_json, to_json
from app.coding.rewrite.values import Approval, BadCase, Judge, RejectWhy, Standing, Variant, Verdict

_ANEW = "Write it anew with this version of DxDesk."
_WRONG = (KeyError, TypeError, ValueError, AttributeError)
_VARIANT = frozenset({"variant_id", "case_id", "round", "example", "rewriter", "seed", "verdicts"})
_CASE = frozenset({"example", "predicted", "model", "round"})
_BATCH = re.compile(r"[0-9A-Za-z-]{0,40}")
_LATER = frozenset({"batch"})
"""Fields that files of before do not have; left out where they are empty."""
_APPROVAL = frozenset({"variant_id", "case_id", "standing", "reviewer", "at", "score", "why", "note", "text_hash"})


def variant_to_json(variant: Variant) -> dict[str, object]:
    """Write a variant as a JSON object."""
    return {
        "variant_id": variant.variant_id,
        "case_id": variant.case_id,
        "round": variant.round,
        "example": to_json(variant.example),
        "rewriter": variant.rewriter,
        "seed": variant.seed,
        "verdicts": [
            {"by": verdict.by.value, "passed": verdict.passed, "why": verdict.why, "score": verdict.score}
            | ({"stale": True} if verdict.stale else {})
            for verdict in variant.verdicts
        ],
        **_batch(variant.batch),
    }


def variant_from_json(content: Mapping[str, object]) -> Variant:
    """Read what `variant_to_json` writes; raise ContractError naming what is wrong."""
    found = _known(content, "variant", _VARIANT, _LATER)
    try:
        return Variant(
            _text(found["variant_id"]),
            _text(found["case_id"]),
            _whole(found["round"]),
            from_json(found["example"]),
            _text(found["rewriter"]),
            _whole(found["seed"]),
            tuple(_verdict(each) for each in found["verdicts"]),
            _batch_of(found),
        )
    except _WRONG as error:
        raise ContractError(f"This is no variant: {error!r}.", _ANEW) from error


def case_to_json(case: BadCase) -> dict[str, object]:
    """Write a bad case as a JSON object."""
    return {
        "example": to_json(case.example),
        "predicted": codes_to_json(case.predicted),
        "model": case.model,
        "round": case.round,
        **_batch(case.batch),
    }


def case_from_json(content: Mapping[str, object]) -> BadCase:
    """Read what `case_to_json` writes; raise ContractError naming what is wrong."""
    found = _known(content, "bad case", _CASE, _LATER)
    try:
        return BadCase(
            from_json(found["example"]),
            codes_from_json(found["predicted"]),
            _text(found["model"]),
            _whole(found["round"]),
            _batch_of(found),
        )
    except _WRONG as error:
        raise ContractError(f"This is no bad case: {error!r}.", _ANEW) from error


def approval_to_json(approval: Approval) -> dict[str, object]:
    """Write an approval as a JSON object; `text_hash` is what the seal is called since there were hashes of texts."""
    return {
        "variant_id": approval.variant_id,
        "case_id": approval.case_id,
        "standing": approval.standing.value,
        "reviewer": approval.reviewer,
        "at": approval.at,
        "score": approval.score,
        "why": approval.why.value if approval.why else None,
        "note": approval.note,
        "text_hash": approval.seal,
    }


def approval_from_json(content: Mapping[str, object]) -> Approval:
    """Read what `approval_to_json` writes; raise ContractError naming what is wrong."""
    found = _known(content, "approval", _APPROVAL)
    try:
        return Approval(
            _text(found["variant_id"]),
            _text(found["case_id"]),
            Standing(found["standing"]),
            _text(found["reviewer"]),
            _text(found["at"]),
            None if found["score"] is None else _whole(found["score"]),
            None if found["why"] is None else RejectWhy(found["why"]),
            _text(found["note"]),
            _text(found["text_hash"]),
        )
    except _WRONG as error:
        raise ContractError(f"This is no approval: {error!r}.", _ANEW) from error


def _batch(batch: str) -> dict[str, object]:
    return {"batch": batch} if batch else {}


def _batch_of(found: Mapping[str, Any]) -> str:
    """Read a batch: a short word, because files are named after it."""
    batch = _text(found.get("batch", ""))
    if not _BATCH.fullmatch(batch):
        raise ValueError(batch)
    return batch


def _known(
    content: Mapping[str, object], what: str, keys: frozenset[str], later: Collection[str] = ()
) -> Mapping[str, Any]:
    """Refuse fields that are missing or unknown."""
    wrong = sorted(keys ^ (content.keys() - set(later)))
    if wrong:
        raise ContractError(f"The {what} has missing or unknown fields: {', '.join(wrong)}.", _ANEW)
    return content


def _verdict(found: Mapping[str, Any]) -> Verdict:
    score = found["score"]
    return Verdict(
        Judge(found["by"]),
        _flag(found["passed"]),
        _text(found["why"]),
        None if score is None else float(score),
        _flag(found.get("stale", False)),
    )


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value
