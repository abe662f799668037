"""A record with its gold codes: what is learned from and judged by; as a value and as a JSON object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission, Procedure
from app.coding.errors import ContractError
from app.coding.record import Disposition, Patient, Record, Section, Sex


class Origin(StrEnum):
    """Where an example comes from."""

    REAL = "real"
    SYNTHETIC = "synthetic"
    VARIANT = "variant"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Span:
    """The words of a section that state a code; offsets in code points within the section's text."""

    section: str
    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Example:
    """A record with its gold CodeSet, and what is known of where it comes from.

    `out_of_scope` says that none of the scope's codes is the principal (the PRINCIPAL answer is 不在范围内); `group`
    names what folds must not part (a patient, a contrast pair), the record itself when empty; `parent_id` is the
    record it was rewritten from; `drg` is the MS-DRG number of an English record.
    """

    record: Record
    gold: CodeSet
    origin: Origin = Origin.REAL
    out_of_scope: bool = False
    spans: tuple[Span, ...] = ()
    rationale: str = ""
    parent_id: str = ""
    group: str = ""
    writer: str = ""
    drg: str = ""

    def __post_init__(self) -> None:
        """Refuse a span that does not lie in its section, and a principal on a record outside the scope."""
        if self.out_of_scope and self.gold.principal is not None:
            raise ContractError(
                f"{self.example_id} is outside the scope and has a principal.", "Remove one of the two."
            )
        lengths = {section.name: len(section.text) for section in self.record.sections}
        for span in self.spans:
            if not 0 <= span.start < span.end <= lengths.get(span.section, 0):
                raise ContractError(
                    f"{self.example_id}: a span of {span.code} does not lie in its section {span.section}.",
                    "Correct section, start and end.",
                )

    @property
    def example_id(self) -> str:
        """Return the record's id."""
        return self.record.record_id

    def words(self, span: Span) -> str:
        """Return the words a span marks."""
        return self.record.text(span.section)[span.start : span.end]


def to_json(example: Example) -> dict[str, object]:
    """Write an example as a JSON object; what is empty is left out."""
    record, patient = example.record, example.record.patient
    whole: dict[str, object] = {
        "record_id": record.record_id,
        "sections": {section.name: section.text for section in record.sections},
        "patient": _present(
            sex=patient.sex,
            age=patient.age,
            admitted=patient.admitted.isoformat() if patient.admitted else None,
            discharged=patient.discharged.isoformat() if patient.discharged else None,
            disposition=patient.disposition,
        ),
        **codes_to_json(example.gold),
        "origin": example.origin.value,
        "out_of_scope": example.out_of_scope,
        "spans": [[span.section, span.start, span.end, span.code] for span in example.spans],
        "rationale": example.rationale,
        "parent_id": example.parent_id,
        "group": example.group,
        "writer": example.writer,
        "drg": example.drg,
    }
    return {key: value for key, value in whole.items() if value or key in ("record_id", "sections", "others")}


def from_json(content: Mapping[str, object]) -> Example:
    """Read what `to_json` writes; raise ContractError naming the record and the field that is wrong."""
    found = cast("Mapping[str, Any]", content)
    name = str(found.get("record_id") or "a record without record_id")
    unknown = found.keys() - _KEYS
    if unknown:
        raise ContractError(f"{name} has unknown fields: {', '.join(sorted(unknown))}.", "Remove or rename them.")
    try:
        return _example(found)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContractError(f"{name} is no example: {error!r}.", _ANEW) from error


def codes_to_json(codes: CodeSet) -> dict[str, object]:
    """Write a CodeSet as a JSON object."""
    return {
        "principal": _diagnosis(codes.principal) if codes.principal else None,
        "others": [_diagnosis(other) for other in codes.others],
        "procedures": [{**_code(each.code), **_present(on=each.on)} for each in codes.procedures],
    }


def codes_from_json(content: Mapping[str, object]) -> CodeSet:
    """Read what `codes_to_json` writes; raise ContractError when it is no CodeSet."""
    try:
        return _codes(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContractError(f"This is no code set: {error!r}.", _ANEW) from error


_ANEW = "Write it anew with this version of DxDesk."
_KEYS = {
    "record_id",
    "sections",
    "patient",
    "principal",
    "others",
    "procedures",
    "origin",
    "out_of_scope",
    "spans",
    "rationale",
    "parent_id",
    "group",
    "writer",
    "drg",
}


def _example(found: Mapping[str, Any]) -> Example:
    sections = tuple(Section(str(name), str(text)) for name, text in found["sections"].items())
    record = Record(str(found["record_id"]), sections, _patient(found.get("patient") or {}))
    return Example(
        record,
        _codes(found),
        origin=Origin(found.get("origin", Origin.REAL)),
        out_of_scope=bool(found.get("out_of_scope", False)),
        spans=tuple(
            Span(str(name), int(start), int(end), str(code)) for name, start, end, code in found.get("spans", ())
        ),
        rationale=str(found.get("rationale", "")),
        parent_id=str(found.get("parent_id", "")),
        group=str(found.get("group", "")),
        writer=str(found.get("writer", "")),
        drg=str(found.get("drg", "")),
    )


def _codes(found: Mapping[str, Any]) -> CodeSet:
    principal = found.get("principal")
    return CodeSet(
        _read_diagnosis(principal) if principal else None,
        tuple(_read_diagnosis(other) for other in found["others"]),
        tuple(Procedure(_read_code(each), str(each.get("on", ""))) for each in found.get("procedures", ())),
    )


def _patient(found: Mapping[str, Any]) -> Patient:
    return Patient(
        sex=Sex(found["sex"]) if "sex" in found else None,
        age=int(found["age"]) if "age" in found else None,
        admitted=date.fromisoformat(found["admitted"]) if "admitted" in found else None,
        discharged=date.fromisoformat(found["discharged"]) if "discharged" in found else None,
        disposition=Disposition(found["disposition"]) if "disposition" in found else None,
    )


def _code(code: Code) -> dict[str, object]:
    return {"code": code.code, "name": code.name, "book": code.book}


def _read_code(found: Mapping[str, Any]) -> Code:
    return Code(str(found["code"]), str(found["name"]), str(found["book"]))


def _diagnosis(diagnosis: Diagnosis) -> dict[str, object]:
    condition = diagnosis.on_admission
    return {**_code(diagnosis.code), **_present(on_admission=int(condition) if condition else None)}


def _read_diagnosis(found: Mapping[str, Any]) -> Diagnosis:
    condition = found.get("on_admission")
    return Diagnosis(_read_code(found), OnAdmission(condition) if condition else None)


def _present(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value not in (None, "")}
