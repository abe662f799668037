"""Delivered cases to write: one final with everything, one only suggested, one without principal."""

from dataclasses import replace
from datetime import UTC, datetime

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.completion import ModelInfo
from app.coding.suggest import Suggestion
from app.coding.versions import Versions
from app.exchange.delivered import DeliveredCase, SecondBook, Stamp, final_case, suggested_case
from tests.builders import ANGINA, BOOK, CODER, DIABETES, FAILURE, HYPERTENSION, NOON, patient, record, suggestion

STAMP = Stamp(datetime(2025, 3, 2, 8, 0, tzinfo=UTC), "DxDesk 0.0.0", "ab" * 32)


VERSIONS = Versions(prompt="p1/shared-prefix/think-first", answer="a1", scope="test@1", book=BOOK)


def _suggestion(record_id: str, **changes: object) -> Suggestion:
    """Build the builders' suggestion with versions and a model that no change of the contract alters."""
    fixed: dict[str, object] = {"versions": VERSIONS, "model": ModelInfo("scripted", sha256="00" * 32, runtime="test")}
    return suggestion(record_id, **(fixed | changes))  # type: ignore[arg-type]


def final() -> DeliveredCase:
    """A coder's code set: the suggested principal, one suggested and one added other."""
    codeset = CodeSet(
        Diagnosis(ANGINA, OnAdmission.PRESENT), (Diagnosis(HYPERTENSION, OnAdmission.PRESENT), Diagnosis(FAILURE))
    )
    return final_case(record("R1", patient()), codeset, _suggestion("R1"), CODER, NOON)


def suggested() -> DeliveredCase:
    """A suggestion nobody has decided on."""
    return suggested_case(_suggestion("R2"), record("R2"))


def by_hand() -> DeliveredCase:
    """A code set made without a model."""
    return final_case(record("R3"), CodeSet(Diagnosis(ANGINA), ()), None, CODER, NOON)


def without_principal() -> DeliveredCase:
    """A suggestion whose record lies outside the scope."""
    made = _suggestion("R4", out_of_scope=True, agreed_principal=None, agreed_others=(DIABETES,))
    return suggested_case(replace(made, principal=None), record("R4"))


def all_cases() -> list[DeliveredCase]:
    """Every kind of case."""
    return [final(), suggested(), by_hand(), without_principal()]


SETTLED = Code("I10.x05", "高血压3级", "医保版2.0")


def with_second() -> DeliveredCase:
    """The final code set with the codes of a second book, which has none for FAILURE and ANGINA's is its own."""
    angina = Code(ANGINA.code, ANGINA.name, "医保版2.0")
    return replace(final(), second=SecondBook("医保版2.0", {ANGINA: angina, HYPERTENSION: SETTLED}))
