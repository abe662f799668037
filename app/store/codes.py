"""Codes and code sets as JSON values, for every part of the store that keeps them."""

import json
from typing import Any

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission, Procedure
from app.store.canonical import Json, dumps


def code_value(code: Code) -> Json:
    """Return a code as a list: code, name, book, definition, aliases, lasting."""
    return [code.code, code.name, code.book, code.definition, list(code.aliases), code.lasting]


def code_of(value: Any) -> Code:
    """Read a code back."""
    code, name, book, definition, aliases, lasting = value
    return Code(code, name, book, definition, tuple(aliases), lasting)


def code_text(code: Code | None) -> str | None:
    """Write a code as JSON text, None as None."""
    return None if code is None else dumps(code_value(code))


def code_from(text: str | None) -> Code | None:
    """Read a code from JSON text."""
    return None if text is None else code_of(json.loads(text))


def set_text(codes: CodeSet) -> str:
    """Write a code set as JSON text."""
    return dumps(
        {
            "principal": _diagnosis_value(codes.principal) if codes.principal else None,
            "others": [_diagnosis_value(diagnosis) for diagnosis in codes.others],
            "procedures": [[code_value(each.code), each.on] for each in codes.procedures],
        }
    )


def set_from(text: str) -> CodeSet:
    """Read a code set from JSON text."""
    value: dict[str, Any] = json.loads(text)
    return CodeSet(
        _diagnosis_of(value["principal"]) if value["principal"] else None,
        tuple(_diagnosis_of(each) for each in value["others"]),
        tuple(Procedure(code_of(code), on) for code, on in value["procedures"]),
    )


def _diagnosis_value(diagnosis: Diagnosis) -> Json:
    on_admission = diagnosis.on_admission
    return [code_value(diagnosis.code), None if on_admission is None else int(on_admission)]


def _diagnosis_of(value: Any) -> Diagnosis:
    code, on_admission = value
    return Diagnosis(code_of(code), None if on_admission is None else OnAdmission(on_admission))
