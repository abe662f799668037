"""The audit finds whatever was changed, deleted or inserted behind its back, and holds no patient's text."""

import sqlite3
from pathlib import Path

import pytest

from app.coding.scope import Task
from app.errors import StoreError
from app.review.session import Session
from app.store.audit import Action
from app.store.database import Store
from tests.builders import ANGINA, CODER, HYPERTENSION, Clock, record, suggestion


def worked(path: Path) -> str:
    """Make a store with some of everything and return its head."""
    with Store.open(path, clock=Clock()) as store:
        store.records.put_many([record("R1"), record("R2")], CODER)
        store.suggestions.put(suggestion())
        session = Session(store, CODER, Clock())
        session.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL)
        session.add(record_id="R1", code=HYPERTENSION, task=Task.OTHERS)
        session.finish(record_id="R1", note="电话确认")
        store.notes.add("R2", "缺出院小结", CODER)
        store.audit.append(Action.SETTING, CODER, body={"name": "theme", "value": "dark"})
        return store.audit.head()


def tamper(path: Path, *statements: str) -> None:
    """Change a closed store's file as somebody with its key could: without the triggers."""
    raw = sqlite3.connect(path)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        raw.execute(statement)
    raw.commit()
    raw.close()


def verified(path: Path, expected_head: str | None = None):
    with Store.open(path) as store:
        return store.audit.verify(expected_head)


def test_an_untouched_store_verifies(path):
    head = worked(path)
    check = verified(path, head)
    assert (check.ok, check.head, check.first_bad) == (True, head, None)


def test_an_empty_store_verifies(store):
    check = store.audit.verify()
    assert (check.ok, check.entries, check.head) == (True, 0, "")


ENTRY = "at, actor, role, action, record_id, subject, subject_row, subject_hash, body, previous, hash FROM audit"
DECISION = (
    "record_id, act, actor, role, at, task, code, replaced, on_admission, codes_order, reason, note, undoes, "
    "suggestion_id FROM decisions"
)


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE audit SET actor = '李四' WHERE entry = 3", 3),
        ("UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE entry = 2", 2),
        ("UPDATE audit SET body = '{}' WHERE entry = 4", 4),
        ("UPDATE audit SET subject_hash = 'x' WHERE entry = 1", 1),
        ("UPDATE audit SET hash = 'x' WHERE entry = 5", 5),
        ("DELETE FROM audit WHERE entry = 4", 4),
        ("DELETE FROM audit WHERE entry = (SELECT max(entry) FROM audit)", 10),
        (f"INSERT INTO audit SELECT 0, {ENTRY} WHERE entry = 1", 1),
        (f"INSERT INTO audit SELECT 99, {ENTRY} WHERE entry = 1", 11),
        ("UPDATE audit_head SET hash = 'x'", 11),
    ],
)
def test_a_changed_deleted_or_inserted_entry_is_found(path, statement, first_bad):
    worked(path)
    tamper(path, statement)
    check = verified(path)
    assert (check.ok, check.first_bad) == (False, first_bad)
    assert check.problem


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET code = replace(code, 'I20.000', 'I20.100') WHERE decision_id = 1",
        "UPDATE decisions SET note = '' WHERE note <> ''",
        "UPDATE finals SET codes = replace(codes, 'I10', 'I11')",
        "UPDATE suggestions SET body = replace(body, '胸痛三天', '胸痛两天')",
        "UPDATE records SET sections = replace(sections, '10年', '1年') WHERE record_id = 'R2'",
        "UPDATE notes SET text = '齐全'",
        "DELETE FROM finals",
        "DELETE FROM notes",
        "INSERT INTO notes (record_id, at, actor, role, text) VALUES ('R1', '', '', 'coder', '')",
        f"INSERT INTO decisions SELECT 99, {DECISION} WHERE decision_id = 2",
    ],
)
def test_a_changed_deleted_or_inserted_row_is_found(path, statement):
    worked(path)
    tamper(path, statement)
    check = verified(path)
    assert not check.ok
    assert check.problem.startswith("Row ")


def test_a_chain_rebuilt_from_nothing_lacks_the_head_stated_earlier(path):
    head = worked(path)
    tamper(path, "DELETE FROM audit", "DELETE FROM audit_head", "INSERT INTO audit_head VALUES (1, 0, '')",
           "DELETE FROM finals", "DELETE FROM decisions", "DELETE FROM suggestions", "DELETE FROM notes",
           "DELETE FROM worklist", "DELETE FROM records")  # fmt: skip
    assert verified(path).ok
    assert not verified(path, head).ok


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = ''", "DELETE FROM audit"])
def test_entries_are_never_changed_through_the_store(store, statement):
    store.audit.append(Action.EXPORT, CODER)
    with pytest.raises(StoreError, match="never changed"):
        store._connection.write(statement)


def test_the_audit_holds_no_text_of_the_record_or_the_coder(path):
    worked(path)
    raw = sqlite3.connect(path)
    everything = str(raw.execute("SELECT * FROM audit").fetchall())
    raw.close()
    assert not [words for words in ("胸痛", "高血压", "电话确认", "出院小结") if words in everything]


def test_long_words_are_refused(store):
    with pytest.raises(ValueError, match="no text"):
        store.audit.append(Action.EXPORT, CODER, body={"file": "病" * 400})


def test_entries_come_newest_first_and_of_one_record_when_asked(path):
    worked(path)
    with Store.open(path) as store:
        assert store.audit.entries(1)[0].body == {"name": "theme", "value": "dark"}
        assert {entry.action for entry in store.audit.entries(record_id="R2")} == {Action.RECORD, Action.NOTE}


def test_every_import_suggestion_decision_and_final_is_audited(path):
    worked(path)
    with Store.open(path) as store:
        actions = [entry.action for entry in store.audit.entries()]
    assert actions[::-1] == [
        Action.RECORD, Action.RECORD, Action.IMPORT, Action.SUGGESTION, Action.DECISION, Action.DECISION,
        Action.DECISION, Action.FINAL, Action.NOTE, Action.SETTING,
    ]  # fmt: skip
