"""A delivered record as FHIR R4 resources: Patient, Encounter, Condition with rank, Provenance, in a collection."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID, uuid5

from app.coding.codebook import Code
from app.coding.codeset import Diagnosis
from app.coding.record import Disposition, Sex
from app.exchange.delivered import DeliveredCase, Stamp, Status
from app.exchange.jsonform import versions_object

Resource = dict[str, object]

_NAMESPACE = UUID("6f1c1f0e-6f0b-5b0e-9d53-9a2a4f3b7c11")
"""Makes the same record's resources carry the same ids in every export."""
_URN = "urn:x-dxdesk:"
_TERMS = "http://terminology.hl7.org/CodeSystem/"
_BOOK_SYSTEMS = {"ICD-10-CM": "http://hl7.org/fhir/sid/icd-10-cm", "ICD-10": "http://hl7.org/fhir/sid/icd-10"}
_DISPOSITIONS = {
    Disposition.HOME: ("home", "医嘱离院"),
    Disposition.TRANSFER: ("other-hcf", "医嘱转院"),
    Disposition.COMMUNITY: ("other-hcf", "医嘱转社区卫生服务机构/乡镇卫生院"),
    Disposition.AGAINST_ADVICE: ("aadvice", "非医嘱离院"),
    Disposition.DIED: ("exp", "死亡"),
    Disposition.OTHER: ("oth", "其他"),
}


def bundle_head(stamp: Stamp) -> Resource:
    """Return the bundle without its entries."""
    return {"resourceType": "Bundle", "type": "collection", "timestamp": _instant(stamp.exported_at)}


def entries(case: DeliveredCase, stamp: Stamp) -> Iterator[Resource]:
    """Give the bundle entries of one record: patient, encounter, a condition per diagnosis, provenance."""
    yield _entry(_patient(case))
    yield _entry(_encounter(case))
    for position, diagnosis in enumerate(case.diagnoses):
        yield _entry(_condition(case, diagnosis, position))
    yield _entry(_provenance(case, stamp))


def book_system(book: str) -> str:
    """Return the system URI of a code book: HL7's own where there is one, else a URN made of its name."""
    return _BOOK_SYSTEMS.get(book, f"{_URN}codebook:{quote(book, safe='.-_')}")


def _patient(case: DeliveredCase) -> Resource:
    sex = case.record.patient.sex
    gender = {Sex.MALE: "male", Sex.FEMALE: "female", None: "unknown"}[sex]
    return {"resourceType": "Patient", "id": _id(case, "Patient"), "gender": gender}


def _encounter(case: DeliveredCase) -> Resource:
    patient = case.record.patient
    period = {"start": patient.admitted, "end": patient.discharged}
    resource: Resource = {
        "resourceType": "Encounter",
        "id": _id(case, "Encounter"),
        "extension": [{"url": f"{_URN}age-at-admission", "valueInteger": patient.age}],
        "identifier": [{"system": f"{_URN}record", "value": case.record.record_id}],
        "status": "finished",
        "class": {"system": f"{_TERMS}v3-ActCode", "code": "IMP", "display": "inpatient encounter"},
        "subject": _reference(case, "Patient"),
        "period": {name: day.isoformat() for name, day in period.items() if day},
        "diagnosis": list(_ranked(case)),
    }
    if patient.age is None:
        del resource["extension"]
    if patient.disposition:
        code, words = _DISPOSITIONS[patient.disposition]
        coding = [{"system": f"{_TERMS}discharge-disposition", "code": code}]
        resource["hospitalization"] = {"dischargeDisposition": {"coding": coding, "text": words}}
    return {name: value for name, value in resource.items() if value not in ({}, [])}


def _ranked(case: DeliveredCase) -> Iterator[Resource]:
    """Rank the principal 1 and the others from 2, so that no other takes the place of a missing principal."""
    first = 1 if case.codeset.principal else 2
    for position in range(len(case.diagnoses)):
        yield {
            "condition": _reference(case, "Condition", position),
            "use": _concept(f"{_TERMS}diagnosis-role", "DD", "Discharge diagnosis"),
            "rank": first + position,
        }


def _condition(case: DeliveredCase, diagnosis: Diagnosis, position: int) -> Resource:
    status = "confirmed" if case.status is Status.FINAL else "unconfirmed"
    return {
        "resourceType": "Condition",
        "id": _id(case, "Condition", position),
        "extension": list(_condition_extensions(case, diagnosis)),
        "verificationStatus": _concept(f"{_TERMS}condition-ver-status", status),
        "category": [_concept(f"{_TERMS}condition-category", "encounter-diagnosis", "Encounter Diagnosis")],
        "code": {"coding": list(_codings(case, diagnosis.code)), "text": diagnosis.code.name or diagnosis.code.code},
        "subject": _reference(case, "Patient"),
        "encounter": _reference(case, "Encounter"),
    }


def _condition_extensions(case: DeliveredCase, diagnosis: Diagnosis) -> Iterator[Resource]:
    """Give votes, 入院病情 and the verified evidence; start and end count characters of the section from 0."""
    code = diagnosis.code.code
    yield {"url": f"{_URN}votes", "valueUnsignedInt": case.votes(code)}
    if diagnosis.on_admission:
        yield {"url": f"{_URN}on-admission", "valueInteger": int(diagnosis.on_admission)}
    for evidence in case.evidence.get(code, ()):
        yield {
            "url": f"{_URN}evidence",
            "extension": [
                {"url": "section", "valueString": evidence.section},
                {"url": "start", "valueUnsignedInt": evidence.start},
                {"url": "end", "valueUnsignedInt": evidence.end},
                {"url": "text", "valueString": evidence.text.strip() or evidence.section},
            ],
        }


def _provenance(case: DeliveredCase, stamp: Stamp) -> Resource:
    """State who and what made the codes, from which record, on which versions."""
    targets = [_reference(case, "Encounter")]
    targets += [_reference(case, "Condition", position) for position in range(len(case.diagnoses))]
    versions = versions_object(case, stamp)
    return {
        "resourceType": "Provenance",
        "id": _id(case, "Provenance"),
        "extension": [
            {"url": f"{_URN}version:{name}", "valueString": value} for name, value in versions.items() if value
        ],
        "target": targets,
        "recorded": _instant(case.finished_at or stamp.exported_at),
        "agent": list(_agents(case, stamp)),
        "entity": [
            {
                "role": "source",
                "what": {"identifier": {"system": f"{_URN}record", "value": case.record.record_id}},
            }
        ],
    }


def _agents(case: DeliveredCase, stamp: Stamp) -> Iterator[Resource]:
    kind = f"{_TERMS}provenance-participant-type"
    yield {"type": _concept(kind, "assembler"), "who": {"type": "Device", "display": stamp.software}}
    if case.model:
        who: Resource = {"type": "Device", "display": case.model.name}
        if case.model.sha256:
            who["identifier"] = {"system": f"{_URN}model-sha256", "value": case.model.sha256}
        yield {"type": _concept(kind, "author"), "who": who}
    if case.actor:
        who = {"type": "Practitioner", "display": case.actor.name.strip() or case.actor.role.value}
        yield {"type": _concept(kind, "verifier"), "role": [{"text": case.actor.role.value}], "who": who}


def _codings(case: DeliveredCase, code: Code) -> Iterator[Resource]:
    """Give the code and, beside it, its counterpart in the second book."""
    yield _coding(code)
    if (counterpart := case.counterpart(code)) is not None and counterpart != code:
        yield _coding(counterpart)


def _coding(code: Code) -> Resource:
    return {"system": book_system(code.book), "code": code.code, "display": code.name or code.code}


def _concept(system: str, code: str, display: str = "") -> Resource:
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]}


def _entry(resource: Resource) -> Resource:
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def _reference(case: DeliveredCase, kind: str, position: int = 0) -> Resource:
    return {"reference": f"urn:uuid:{_id(case, kind, position)}"}


def _id(case: DeliveredCase, kind: str, position: int = 0) -> str:
    return str(uuid5(_NAMESPACE, f"{case.record.record_id}\x1f{kind}\x1f{position}"))


def _instant(moment: datetime) -> str:
    """Write an instant with its zone; one without a zone is the machine's own time."""
    return (moment if moment.tzinfo else moment.astimezone(UTC)).isoformat(timespec="seconds")
