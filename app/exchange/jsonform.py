"""The stable JSON object of one delivered record: codes, votes, evidence, rationale, versions."""

from collections.abc import Iterable, Mapping

from app.coding.codebook import Code
from app.coding.codeset import Diagnosis
from app.coding.evidence import Evidence
from app.coding.scope import Task
from app.coding.suggest import Candidate
from app.exchange.delivered import DeliveredCase, Stamp, Status


def case_object(case: DeliveredCase, stamp: Stamp) -> dict[str, object]:
    """Return the object of `dxdesk code --format json` and `dxdesk export --format json`; its keys are stable."""
    suggestion = case.suggestion
    principal = case.codeset.principal
    possible = suggestion.possible if suggestion and case.status is Status.SUGGESTED else ()
    return {
        "record_id": case.record.record_id,
        "status": case.status.value,
        "principal": _diagnosis(case, principal) if principal else None,
        "others": [_diagnosis(case, diagnosis) for diagnosis in case.codeset.others],
        "possible": [_candidate(candidate) for candidate in possible],
        "out_of_scope": bool(suggestion and suggestion.out_of_scope),
        "rationale": {task.value: case.rationale.get(task, "") for task in (Task.PRINCIPAL, Task.OTHERS)},
        "left_out": [
            {"section": cut.section, "kept": cut.kept, "total": cut.total}
            for cut in (suggestion.left_out if suggestion else ())
        ],
        "actor": {"name": case.actor.name, "role": case.actor.role.value} if case.actor else None,
        "finished_at": case.finished_at.isoformat() if case.finished_at else None,
        "versions": versions_object(case, stamp),
    }


def versions_object(case: DeliveredCase, stamp: Stamp) -> dict[str, str]:
    """Return every version a delivered code set stands on; what does not apply is empty."""
    model, versions = case.model, case.versions
    return {
        "model": model.name if model else "",
        "model_sha256": model.sha256 if model else "",
        "adapter": model.adapter if model else "",
        "runtime": model.runtime if model else "",
        "prompt": versions.prompt if versions else "",
        "answer": versions.answer if versions else "",
        "scope": versions.scope if versions else "",
        "book": versions.book if versions else "; ".join(case.books),
        "second_book": case.second.book if case.second else "",
        "audit_head": stamp.audit_head,
        "software": stamp.software,
        "exported_at": stamp.exported_at.isoformat(),
    }


def _diagnosis(case: DeliveredCase, diagnosis: Diagnosis) -> dict[str, object]:
    code = diagnosis.code
    on_admission = diagnosis.on_admission
    return {
        **_code(code, case.votes(code.code), case.evidence.get(code.code, ())),
        "on_admission": int(on_admission) if on_admission else None,
        "second": _second(case, code),
    }


def _second(case: DeliveredCase, code: Code) -> dict[str, str] | None:
    """Return the code of the second book, None where there is none or no second book."""
    found = case.counterpart(code)
    return {"code": found.code, "name": found.name, "book": found.book} if found else None


def _candidate(candidate: Candidate) -> dict[str, object]:
    return {**_code(candidate.code, candidate.votes, candidate.evidence), "task": candidate.task.value}


def _code(code: Code, votes: int, evidence: Iterable[Evidence]) -> Mapping[str, object]:
    return {
        "code": code.code,
        "name": code.name,
        "book": code.book,
        "votes": votes,
        "evidence": [
            {"section": each.section, "start": each.start, "end": each.end, "text": each.text} for each in evidence
        ],
    }
