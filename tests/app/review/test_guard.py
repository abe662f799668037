"""Finishing is refused on an error, asks about critical edits, and the audit says which graver ones stood."""

from pathlib import Path

import pytest

from app.coding.codeset import OnAdmission
from app.coding.record import Patient
from app.coding.scope import Task
from app.knowledge.edits import Rules
from app.paths import resources
from app.review.checks import Checker
from app.review.decide import Refusal
from app.review.guard import ConfirmationNeededError, FinishBlockedError
from app.review.session import ActRefusedError, Session
from app.store.audit import Action
from app.store.database import Store
from tests.builders import ANGINA, CODER, HYPERTENSION, Clock, patient

RULE = """
[[rule]]
id = "site-{level}"
kind = "advice"
level = "{level}"
verified = true
clause = "本院规定"
codes = ["I10"]
zh = "请核对 {{code}}。"
en = "Check {{code}}."
"""


def session_with(store: Store, folder: Path, *levels: str) -> Session:
    """Work under the shipped rules and one of the site's own for each of these levels."""
    site = folder / "rules.toml"
    site.write_text("".join(RULE.format(level=level) for level in levels), encoding="utf-8")
    checker = Checker(Rules.load(resources() / "rules" / "edits.toml", site))
    made = Session(store, CODER, Clock(), checker.guard)
    made.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL)
    made.accept(record_id="R1", code=HYPERTENSION, task=Task.OTHERS)
    return made


def decided(store: Store) -> dict[str, object]:
    return next(dict(each.body) for each in store.audit.entries() if each.action is Action.DECISION)


def test_an_error_blocks_and_names_rule_and_place(store: Store, tmp_path: Path) -> None:
    session = session_with(store, tmp_path, "error")
    with pytest.raises(FinishBlockedError, match="site-error") as refused:
        session.finish(record_id="R1", confirmed=["site-error"])
    assert refused.value.edits[0].place.code == HYPERTENSION
    assert "other I10.x00x032" in refused.value.advice
    assert not session.open("R1").state.finished


def test_a_refused_finish_stores_nothing(store: Store, tmp_path: Path) -> None:
    session = session_with(store, tmp_path, "error")
    head = store.audit.head()
    with pytest.raises(FinishBlockedError):
        session.finish(record_id="R1")
    assert store.audit.head() == head


def test_a_critical_edit_must_be_confirmed_by_its_rule(store: Store, tmp_path: Path) -> None:
    session = session_with(store, tmp_path, "critical")
    with pytest.raises(ConfirmationNeededError, match="site-critical"):
        session.finish(record_id="R1", confirmed=["another"])
    assert session.finish(record_id="R1", confirmed=["site-critical"]).case.state.finished


def test_the_audit_says_which_critical_and_warning_edits_stood(store: Store, tmp_path: Path) -> None:
    session = session_with(store, tmp_path, "warning", "critical", "notice")
    session.finish(record_id="R1", confirmed=["site-critical"])
    assert decided(store)["edits"] == ["critical: site-critical", "warning: site-warning"]
    assert store.audit.verify().ok


def test_a_warning_alone_neither_blocks_nor_asks(store: Store, tmp_path: Path) -> None:
    assert session_with(store, tmp_path, "warning").finish(record_id="R1").case.state.finished


def test_without_graver_edits_the_audit_entry_is_as_before(store: Store, tmp_path: Path) -> None:
    session_with(store, tmp_path).finish(record_id="R1")
    assert "edits" not in decided(store)


def test_stated_patient_facts_come_back_with_the_case(session: Session) -> None:
    assert session.state_patient(record_id="R1", patient=patient()).record.patient == patient()
    assert session.open("R1").record.patient == patient()


def test_what_was_chosen_stays_when_facts_are_stated(session: Session) -> None:
    session.add(record_id="R1", code=ANGINA, task=Task.PRINCIPAL, on_admission=OnAdmission.PRESENT)
    state = session.state_patient(record_id="R1", patient=Patient()).state
    assert state.principal is not None
    assert state.principal.on_admission is OnAdmission.PRESENT


def test_the_facts_of_a_finished_record_stay(session: Session) -> None:
    session.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL)
    session.finish(record_id="R1")
    with pytest.raises(ActRefusedError) as refused:
        session.state_patient(record_id="R1", patient=patient())
    assert refused.value.refusal is Refusal.FINISHED
