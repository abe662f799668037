"""Works on a store until it is killed, and tells through a pipe each act the moment it is kept."""

from collections.abc import Callable
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from app.coding.mentions import Finder
from app.coding.prompt import Style
from app.coding.scope import Task
from app.review.batch import Progress, create_batch, run_batch
from app.review.scoping import FixedScoping
from app.review.session import Session
from app.store.database import Store
from tests.builders import ANGINA, CODER, DIABETES, HYPERTENSION, ScriptedModel, record, scope

Tell = Callable[[list[object]], None]
"""Acknowledges an act: from then on it must never be lost."""


def live(path: Path, life: int, told: Connection) -> None:
    """Open the store and import, suggest, decide, finish, reopen and update, turn after turn, until killed."""
    with Store.open(path) as store:
        told.send(["open"])
        for turn in count():
            _turn(store, [f"L{life}-{turn}-{n}" for n in range(3)], told.send)


def _turn(store: Store, ids: list[str], tell: Tell) -> None:
    def tell_suggested(progress: Progress) -> None:
        if progress.record_id:
            tell(["suggestion", progress.record_id])

    store.records.put_many([record(each) for each in ids], CODER)
    tell(["import", *ids])
    job = create_batch(store, ids)
    scoping = FixedScoping(scope(), Finder(scope().all_codes), Style())
    run_batch(store, ScriptedModel(), scoping, job, on_progress=tell_suggested)
    tell(["job", job])
    for record_id in ids:
        _decide(Session(store, CODER), record_id, tell)
    store.records.put(record(ids[0], 主诉=f"复诊{ids[0]}"), CODER)
    tell(["update", ids[0], f"复诊{ids[0]}"])


def _decide(session: Session, record_id: str, tell: Tell) -> None:
    acts = (
        lambda: session.accept(record_id=record_id, code=ANGINA, task=Task.PRINCIPAL),
        lambda: session.accept(record_id=record_id, code=HYPERTENSION, task=Task.OTHERS),
        lambda: session.reject(record_id=record_id, code=DIABETES, task=Task.OTHERS, note="仅既往史"),
        lambda: session.undo(record_id=record_id),
        lambda: session.redo(record_id=record_id),
        lambda: session.finish(record_id=record_id),
        lambda: session.reopen(record_id=record_id),
        lambda: session.finish(record_id=record_id),
    )
    for act in acts:
        changed = act()
        decision = changed.decision
        tell(["decision", record_id, decision.decision_id, decision.act.value, len(changed.case.decisions)])
        if changed.case.state.finished:
            tell(["final", record_id, decision.decision_id])
