"""A coder's day without a window: records in, suggestions made, decided, finished, delivered, the trail whole."""

import json

from app.__main__ import main
from app.coding.decision import Actor
from app.coding.mentions import Finder
from app.coding.prompt import Style
from app.coding.scope import Task
from app.inference.reader import RuleReader
from app.knowledge.scopes import load_scope
from app.paths import Places, resources
from app.review.batch import create_batch, run_batch
from app.review.scoping import FixedScoping
from app.review.session import Session
from app.store.database import Store
from app.store.jobs import JobState
from app.store.worklist import CaseStatus

CODER = Actor("李编码")


def test_from_the_hospitals_file_to_the_face_sheet(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))
    assert main(["import", str(resources() / "demo" / "records")]) == 0
    scope = load_scope()
    with Store.open(Places.of_user().store) as store:
        scoping = FixedScoping(scope, Finder(scope.all_codes), Style())
        job = run_batch(store, RuleReader(), scoping, create_batch(store, actor=CODER))
        assert job.state is JobState.DONE
        session = Session(store, CODER)
        suggested = session.open("DEMO-001").stored
        assert suggested
        assert suggested.suggestion.principal
        principal = suggested.suggestion.principal.code
        other, wrong = (candidate.code for candidate in suggested.suggestion.others[:2])
        session.accept(record_id="DEMO-001", code=principal, task=Task.PRINCIPAL)
        session.accept(record_id="DEMO-001", code=other, task=Task.OTHERS)
        session.reject(record_id="DEMO-001", code=wrong, task=Task.OTHERS)
        session.undo(record_id="DEMO-001")
        session.finish(record_id="DEMO-001")
        assert store.worklist.counts()[CaseStatus.FINISHED] == 1
    capsys.readouterr()
    assert main(["export", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["principal"]["code"], [each["code"] for each in row["others"]]) == (principal.code, [other.code])
    assert row["principal"]["evidence"]
    assert row["versions"]["audit_head"]
    assert main(["audit", "verify"]) == 0
