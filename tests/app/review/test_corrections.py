"""Corrections leave as they were previewed: de-identified, with the evidence that stayed, and audited."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.coding.bundle import Kind as BundleKind
from app.coding.bundle import read_bundle
from app.coding.codeset import CodeSet, Diagnosis, Procedure
from app.coding.evidence import Evidence
from app.coding.evidence import Kind as EvidenceKind
from app.coding.example import Origin
from app.coding.record import Patient
from app.coding.rewrite import read_corrections
from app.coding.scope import Task
from app.coding.suggest import Candidate, Tier
from app.errors import InputError
from app.knowledge.identifiers import FACE, Kind, Known
from app.review.corrections import LIMITS, Preview, cleaned, collect, preview, write
from app.review.session import Session
from app.store.database import Store
from tests.builders import ANGINA, CODER, DIABETES, HYPERTENSION, INFARCT, Clock, record, suggestion

HISTORY = "姓名：张秋实，男，67岁，电话13912345678。2024年2月18日因不稳定性心绞痛入住北京安贞医院。"


def evidence(section: str, text: str, quote: str) -> Evidence:
    start = text.index(quote)
    return Evidence(section, start, start + len(quote), quote, EvidenceKind.MENTION)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    """Finish ZY2024-0018 with DIABETES added, R2 as suggested, R3 without a suggestion; leave R4 open."""
    with Store.open(tmp_path / "store.db", clock=Clock()) as store:
        patient = Patient(age=67, admitted=date(2024, 2, 18), discharged=date(2024, 2, 26))
        corrected = record("ZY2024-0018", patient, 现病史=HISTORY)
        for each in (corrected, record("R2"), record("R3"), record("R4")):
            store.records.put(each, CODER)
        places = (evidence("现病史", HISTORY, "不稳定性心绞痛"), evidence("现病史", HISTORY, "男，67岁，电话139"))
        principal = Candidate(ANGINA, Task.PRINCIPAL, Tier.SUGGESTED, 3, places)
        store.suggestions.put(suggestion("ZY2024-0018", principal=principal))
        store.suggestions.put(suggestion("R2"))
        session = Session(store, CODER, Clock())
        finish(session, "ZY2024-0018", DIABETES)
        finish(session, "R2")
        finish(session, "R3")
        session.accept(record_id="R4", code=ANGINA, task=Task.PRINCIPAL)
        yield store


def finish(session: Session, record_id: str, *more: object) -> None:
    session.accept(record_id=record_id, code=ANGINA, task=Task.PRINCIPAL)
    for code in (HYPERTENSION, *more):
        session.accept(record_id=record_id, code=code, task=Task.OTHERS)  # type: ignore[arg-type]
    session.finish(record_id=record_id)


def test_only_records_whose_codes_were_changed_would_leave(desk: Store):
    shown = preview(desk)

    assert [each.before.record_id for each in shown.cases] == ["ZY2024-0018"]
    assert (shown.as_suggested, shown.without_suggestion, shown.limits) == (1, 1, LIMITS)


def test_a_case_is_the_clean_record_with_the_coders_codes_and_the_suggested_ones(desk: Store):
    (shown,) = preview(desk).cases
    case = shown.case

    assert case.example.origin is Origin.CORRECTION
    assert case.example.record == shown.after
    assert [each.code.code for each in case.example.gold.others] == [HYPERTENSION.code, DIABETES.code]
    assert case.predicted == CodeSet(Diagnosis(ANGINA), (Diagnosis(HYPERTENSION),))
    assert (case.round, case.model) == (0, "scripted 000000000000")


def test_nothing_that_names_the_patient_is_left(desk: Store):
    (shown,) = preview(desk).cases
    text = json.dumps([section.text for section in shown.after.sections], ensure_ascii=False)

    assert not [word for word in ("张秋实", "13912345678", "安贞", "2024年2月18日") if word in text]
    assert "0018" not in shown.after.record_id
    assert shown.after.patient.admitted != date(2024, 2, 18)
    assert "不稳定性心绞痛" in text


def test_the_preview_counts_what_was_replaced(desk: Store):
    shown = preview(desk)

    assert shown.counts == {Kind.PHONE: 1, Kind.HOSPITAL_NUMBER: 1, Kind.HOSPITAL: 1, Kind.NAME: 1, Kind.DATE: 3}
    assert [each.was for each in shown.cases[0].removed if each.section != FACE] == [
        "张秋实", "13912345678", "2024年2月18日", "北京安贞医院",
    ]  # fmt: skip


def test_evidence_follows_its_words_and_is_dropped_where_they_went(desk: Store):
    (shown,) = preview(desk).cases
    spans = {shown.case.example.words(span): span.code for span in shown.case.example.spans}

    assert spans["不稳定性心绞痛"] == ANGINA.code
    assert shown.spans_dropped == 1


def test_a_second_preview_is_the_same(desk: Store):
    assert preview(desk) == preview(desk)


def test_only_records_finished_since_a_day_are_taken(desk: Store):
    assert preview(desk, since=date(2025, 1, 1)).cases
    assert not preview(desk, since=date(2026, 1, 1)).cases


def test_names_the_site_knows_go_as_well(desk: Store):
    known = Known(names=("抗血小板",))

    assert "抗血小板" not in preview(desk, known=known).cases[0].after.text("诊疗经过")


def test_a_record_whose_text_was_changed_afterwards_stays(desk: Store):
    desk.records.put(record("ZY2024-0018", 现病史=HISTORY + "补充。"), CODER)

    shown = preview(desk)

    assert (len(shown.cases), shown.without_suggestion) == (0, 2)


def test_another_principal_is_a_correction(desk: Store):
    session = Session(desk, CODER, Clock())
    session.reopen(record_id="R2")
    session.accept(record_id="R2", code=INFARCT, task=Task.PRINCIPAL)
    session.finish(record_id="R2")

    assert {each.before.record_id for each in preview(desk).cases} == {"ZY2024-0018", "R2"}


def test_what_is_written_is_what_was_shown(desk: Store, tmp_path: Path):
    shown, out = preview(desk), tmp_path / "corrections.dxb"

    written = write(shown, out, desk, CODER)

    (read,) = read_corrections(read_bundle(out.read_text(encoding="utf-8"), BundleKind.CORRECTIONS))
    assert read.example.record == shown.cases[0].after
    assert read.example.spans == shown.cases[0].case.example.spans
    assert read.predicted.other_codes == {HYPERTENSION.code}
    assert (written.records, written.path) == (1, out)


def test_an_export_is_audited_with_its_hash(desk: Store, tmp_path: Path):
    written = write(preview(desk), tmp_path / "corrections.dxb", desk, CODER)

    entry = desk.audit.entries(1)[0]
    assert (entry.actor, entry.body["records"], entry.body["replaced"]) == (CODER, 1, 7)
    assert entry.body["sha256"] == written.sha256
    assert desk.audit.verify().ok


def test_the_secret_and_the_old_id_are_not_in_the_file(desk: Store, tmp_path: Path):
    out = tmp_path / "corrections.dxb"
    write(preview(desk), out, desk, CODER)
    text = out.read_text(encoding="utf-8")

    assert desk.site.secret().hex() not in text
    assert "ZY2024" not in text
    assert CODER.name not in text


def test_a_file_that_cannot_be_written_leaves_no_audit_entry(desk: Store, tmp_path: Path):
    before = desk.audit.head()

    with pytest.raises(InputError):
        write(preview(desk), tmp_path / "nowhere" / "corrections.dxb", desk, CODER)

    assert desk.audit.head() == before


def test_an_empty_preview_writes_nothing(desk: Store, tmp_path: Path):
    out = tmp_path / "corrections.dxb"

    with pytest.raises(InputError, match="no correction"):
        write(Preview((), None, 0, 0), out, desk, CODER)

    assert not out.exists()


def test_what_is_collected_does_not_show_the_secret(desk: Store):
    found = collect(desk)

    assert cleaned(found) == preview(desk)
    assert repr(found.secret) not in repr(found)


def test_days_of_procedures_stay_here(desk: Store):
    found = collect(desk)
    final = found.corrected[0].final
    codes = replace(final.codes, procedures=(Procedure(ANGINA, "2024-02-19"),))
    corrected = replace(found.corrected[0], final=replace(final, codes=codes))

    (shown,) = cleaned(replace(found, corrected=(corrected,))).cases

    assert shown.case.example.gold.procedures == (Procedure(ANGINA),)
