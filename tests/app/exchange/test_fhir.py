"""The FHIR bundle against HL7's published R4 schema, and what no schema checks."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft6Validator

from app.coding.record import Disposition, Patient
from app.exchange.delivered import Stamp, suggested_case
from app.exchange.delivery import write
from app.exchange.fhir import book_system
from tests.app.exchange.cases import SETTLED, STAMP, all_cases, final, suggested, with_second, without_principal
from tests.builders import record, suggestion

SCHEMA = Path(__file__).parent / "golden" / "fhir-r4.schema.json"


@pytest.fixture(scope="module")
def schema() -> Draft6Validator:
    return Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def bundle(*cases) -> dict[str, Any]:
    out = io.StringIO()
    write("fhir", cases, out, STAMP)
    return json.loads(out.getvalue())


def resources(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in made["entry"] if entry["resource"]["resourceType"] == kind]


def check(schema: Draft6Validator, made: dict[str, Any]) -> None:
    """Check each resource on its own too: the bundle's choice of resources names no place when it fails."""
    for entry in made.get("entry", []):
        kind = entry["resource"]["resourceType"]
        only = {**schema.schema, "oneOf": [{"$ref": f"#/definitions/{kind}"}]}  # type: ignore[dict-item]
        assert list(schema.evolve(schema=only).iter_errors(entry["resource"])) == []
    schema.validate(made)


def test_every_kind_of_case_follows_the_schema(schema: Draft6Validator):
    check(schema, bundle(*all_cases()))


def test_no_case_follows_the_schema(schema: Draft6Validator):
    check(schema, bundle())


@pytest.mark.parametrize("disposition", [None, *Disposition])
def test_every_disposition_follows_the_schema(schema: Draft6Validator, disposition: Disposition | None):
    patient = Patient(disposition=disposition)

    check(schema, bundle(suggested_case(suggestion(), record("R1", patient))))


def test_the_schema_refuses_what_is_wrong(schema: Draft6Validator):
    made = bundle(final())
    resources(made, "Encounter")[0]["status"] = "over"

    assert not schema.is_valid(made)


def test_every_reference_leads_to_a_resource_of_its_kind():
    made = bundle(*all_cases())
    by_url = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in made["entry"]}

    assert len(by_url) == len(made["entry"])
    for encounter in resources(made, "Encounter"):
        assert by_url[encounter["subject"]["reference"]] == "Patient"
        assert {by_url[each["condition"]["reference"]] for each in encounter.get("diagnosis", [])} <= {"Condition"}
    for condition in resources(made, "Condition"):
        assert by_url[condition["encounter"]["reference"]] == "Encounter"
    for provenance in resources(made, "Provenance"):
        assert {by_url[target["reference"]] for target in provenance["target"]} <= {"Encounter", "Condition"}


def test_the_principal_has_rank_1_and_a_missing_one_leaves_it_free():
    assert [each["rank"] for each in resources(bundle(final()), "Encounter")[0]["diagnosis"]] == [1, 2, 3]
    assert [each["rank"] for each in resources(bundle(without_principal()), "Encounter")[0]["diagnosis"]] == [2]


def test_a_suggestion_is_unconfirmed_and_a_final_code_confirmed():
    def statuses(case) -> set[str]:
        conditions = resources(bundle(case), "Condition")
        return {each["verificationStatus"]["coding"][0]["code"] for each in conditions}

    assert statuses(final()) == {"confirmed"}
    assert statuses(suggested()) == {"unconfirmed"}


def test_provenance_names_model_coder_record_and_versions():
    (provenance,) = resources(bundle(final()), "Provenance")

    assert [agent["who"]["display"] for agent in provenance["agent"]] == ["DxDesk 0.0.0", "scripted", "张三"]
    assert provenance["entity"][0]["what"]["identifier"]["value"] == "R1"
    stated = {each["url"].rsplit(":", 1)[1] for each in provenance["extension"]}
    assert stated >= {"model", "prompt", "book", "audit_head"}


def test_the_same_record_has_the_same_ids_in_every_export():
    assert bundle(final())["entry"][0]["fullUrl"] == bundle(final())["entry"][0]["fullUrl"]
    assert bundle(final())["entry"][0]["fullUrl"] != bundle(suggested())["entry"][0]["fullUrl"]


def test_a_book_is_named_by_hl7s_uri_or_by_a_urn():
    assert book_system("ICD-10-CM") == "http://hl7.org/fhir/sid/icd-10-cm"
    assert book_system("国家临床版2.0").startswith("urn:x-dxdesk:codebook:%E5")


def test_a_time_without_a_zone_becomes_an_instant(schema: Draft6Validator):
    stamp = Stamp(datetime(2025, 3, 2, 8), "DxDesk 0.0.0")  # noqa: DTZ001 - what is tested
    out = io.StringIO()
    write("fhir", [suggested()], out, stamp)

    check(schema, json.loads(out.getvalue()))


def test_a_second_books_code_is_another_coding_of_the_same_condition(schema: Draft6Validator):
    made = bundle(with_second())
    codings = [each["code"]["coding"] for each in resources(made, "Condition")]

    check(schema, made)
    assert [[coding["code"] for coding in each] for each in codings] == [
        ["I20.000", "I20.000"],
        ["I10.x00x032", SETTLED.code],
        ["I50.900x002"],
    ]
    assert codings[1][1]["system"] == book_system("医保版2.0")
