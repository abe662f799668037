"""Works on a store until it is killed, and tells on standard output each act the moment it is kept."""

import json
import sys
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.modules["numpy"] = None  # type: ignore[assignment]  # sqlite-utils imports it only if it is there; it takes a while

from app.coding.mentions import Finder
from app.coding.scope import Task
from app.review.batch import create_batch, run_batch
from app.review.session import Session
from app.store.database import Store
from tests.builders import ANGINA, CODER, DIABETES, HYPERTENSION, ScriptedModel, record, scope


def tell(kind: str, *about: object) -> None:
    """Acknowledge an act: from here on it must never be lost."""
    print(json.dumps([kind, *about]), flush=True)


def work(store: Store, life: str) -> None:
    """Import, suggest, decide, finish, reopen, note and back up, round after round."""
    finder = Finder(scope().all_codes)
    session = Session(store, CODER)
    for turn in count():
        ids = [f"{life}-{turn}-{n}" for n in range(3)]
        store.records.put_many([record(each) for each in ids], CODER)
        tell("import", *ids)
        job = create_batch(store, ids)
        run_batch(store, ScriptedModel(), scope(), finder, job, on_progress=told_of)
        tell("job", job)
        for record_id in ids:
            decide(session, record_id)
        store.records.put(record(ids[0], 主诉=f"复诊{turn}"), CODER)
        tell("update", ids[0], f"复诊{turn}")


def told_of(progress) -> None:
    if progress.record_id:
        tell("suggestion", progress.record_id)


def decide(session: Session, record_id: str) -> None:
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
        tell("decision", record_id, changed.decision.decision_id, changed.decision.act, len(changed.case.decisions))
        if changed.case.state.finished:
            tell("final", record_id, changed.decision.decision_id)


def main() -> None:
    """Wait until told to go, then work on the store named until killed."""
    sys.stdin.readline()
    with Store.open(Path(sys.argv[1])) as store:
        tell("open")
        work(store, sys.argv[2])


main()
