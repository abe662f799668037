"""Notes are kept with who and when, in order, never changed, and in step with the audit and the worklist."""

import pytest

from app.errors import StoreError
from app.store.audit import Action
from app.store.database import Store
from app.store.worklist import WorklistQuery
from tests.builders import CODER, record, records


@pytest.fixture
def filled(store: Store) -> Store:
    store.records.put_many(records(3), CODER)
    return store


def test_a_records_notes_come_back_oldest_first_with_who_and_when(filled: Store) -> None:
    made = (filled.notes.add("R0002", "问主治：何时\n确诊？", CODER), filled.notes.add("R0002", "已答复", CODER))
    filled.notes.add("R0001", "缺出院小结", CODER)
    assert filled.notes.of("R0002") == made
    assert made[0].at < made[1].at
    assert (made[0].actor, made[0].text) == (CODER, "问主治：何时\n确诊？")


def test_what_no_file_can_hold_is_replaced(filled: Store) -> None:
    assert filled.notes.add("R0001", "a\ud800b", CODER).text == "a\ufffdb"
    assert filled.notes.of("R0001")[0].text == "a\ufffdb"


def test_a_note_is_never_changed_or_deleted(filled: Store) -> None:
    filled.notes.add("R0001", "缺出院小结", CODER)
    for sql in ("UPDATE notes SET text = ''", "DELETE FROM notes"):
        with pytest.raises(StoreError, match="never changed"):
            filled._connection.write(sql)


def test_the_audit_vouches_for_it_without_its_words(filled: Store) -> None:
    filled.notes.add("R0001", "缺出院小结", CODER)
    entry = filled.audit.entries()[0]
    assert (entry.action, entry.actor, entry.record_id, entry.body) == (Action.NOTE, CODER, "R0001", {})
    assert filled.audit.verify().ok


def test_a_note_on_no_record_is_refused_whole(filled: Store) -> None:
    head = filled.audit.head()
    with pytest.raises(StoreError):
        filled.notes.add("R9", "?", CODER)
    assert (filled.audit.head(), filled.notes.of("R9")) == (head, ())


def test_the_worklist_knows_which_records_have_notes(filled: Store) -> None:
    filled.notes.add("R0002", "缺出院小结", CODER)
    assert [row.noted for row in filled.worklist.page(WorklistQuery())] == [False, True, False]
    filled.records.put(record("R0002", 主诉="头晕。"), CODER)
    row = filled.worklist.row("R0002")
    assert row is not None
    assert row.noted
