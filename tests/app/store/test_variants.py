"""Bad cases and variants are kept as they came in and counted in one query."""

from pathlib import Path
from typing import cast

import pytest

from app.coding.rewrite import case_to_json
from app.errors import InputError, StoreError
from app.store import migrations
from app.store.audit import About, Action, Subject
from app.store.canonical import Json, dumps
from app.store.connection import Connection
from app.store.database import Store
from app.store.variants import Kept, variant_body
from tests.builders import CODER
from tests.rewrites import AT, bad_case, variant


@pytest.fixture
def filled(store: Store) -> Store:
    store.variants.put_case(bad_case(), CODER)
    for name in ("R1.1", "R1.2"):
        store.variants.put_variant(variant(name), CODER)
    return store


def test_cases_and_variants_are_read_back_as_they_came_in(filled: Store) -> None:
    row = filled.variants.case_row("R1")
    assert filled.variants.case(row) == bad_case()
    assert [each.variant for each in filled.approvals.of_case(row)] == [variant("R1.1"), variant("R1.2")]


def test_the_same_again_changes_nothing(filled: Store) -> None:
    head = filled.audit.head()
    assert filled.variants.put_case(bad_case(), CODER) is Kept.SAME
    assert filled.variants.put_variant(variant("R1.1"), CODER) is Kept.SAME
    assert filled.audit.head() == head


def test_other_content_under_a_known_id_is_not_taken(filled: Store) -> None:
    assert filled.variants.put_variant(variant("R1.1", text="另一句。"), CODER) is Kept.DIFFERS
    assert filled.approvals.get("R1.1").variant == variant("R1.1")


def test_a_case_of_another_round_is_another_case(filled: Store) -> None:
    assert filled.variants.put_case(bad_case(round=2), CODER) is Kept.ADDED
    rows = [filled.variants.case_row("R1", of_round) for of_round in (1, 2, None)]
    assert rows[0] != rows[1] == rows[2]


def test_a_case_of_another_batch_is_another_case(filled: Store) -> None:
    assert filled.variants.put_case(bad_case(batch="b2"), CODER) is Kept.ADDED
    assert filled.variants.put_variant(variant("R1~1.b2.01", batch="b2"), CODER) is Kept.ADDED
    rows = [filled.variants.case_row("R1", 1, of_batch) for of_batch in ("", "b2", None)]
    assert rows[0] != rows[1] == rows[2]
    assert [(each.batch, each.variants) for each in filled.variants.counts()] == [("", 2), ("b2", 1)]
    assert filled.audit.verify().ok


def test_cases_are_counted(filled: Store) -> None:
    filled.variants.put_case(bad_case("R2"), CODER)
    counted = [(each.case_id, each.variants, each.passed) for each in filled.variants.counts()]
    assert counted == [("R1", 2, 0), ("R2", 0, 0)]


def test_the_counts_take_one_query(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rows = Connection.rows
    monkeypatch.setattr(Connection, "rows", lambda self, sql, values=(): asked.append(sql) or rows(self, sql, values))
    filled.variants.counts()
    assert len(asked) == 1


def test_what_is_not_there_is_told_in_words(filled: Store) -> None:
    with pytest.raises(InputError, match="no bad case R9"):
        filled.variants.put_variant(variant("R9.1", "R9"), CODER)
    with pytest.raises(InputError, match="no variant x"):
        filled.approvals.get("x")


def test_the_audit_vouches_for_every_row(filled: Store) -> None:
    assert filled.audit.verify().ok
    filled._connection.write("DROP TRIGGER variants_no_update")
    filled._connection.write("UPDATE variants SET body = replace(body, '胸痛', '腹痛') WHERE variant_id = 'R1.1'")
    assert "variants was changed" in filled.audit.verify().problem


def test_no_text_goes_into_the_audit(filled: Store) -> None:
    assert not [entry for entry in filled.audit.entries() if "胸" in str(entry.body)]


def test_a_store_made_before_variants_takes_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(migrations, "STEPS", migrations.STEPS[:7])
        Store.open(path).close()
    with Store.open(path) as store:
        assert store.variants.put_case(bad_case(), CODER) is Kept.ADDED
        assert store.audit.verify().ok


def put_as_before_batches(store: Store) -> None:
    """Put a case and a variant as the version before batches wrote them."""
    body = dumps(cast("Json", case_to_json(bad_case())))
    values = (1, "R1", 1, AT, body)
    store._connection.write("INSERT INTO bad_cases (case_row, case_id, round, at, body) VALUES (?, ?, ?, ?, ?)", values)
    store.audit.append(Action.BAD_CASE, about=About(Subject.BAD_CASES, 1, values), body={"round": 1})
    values = (1, "R1.1", 1, AT, variant_body(variant()))
    store._connection.write("INSERT INTO variants VALUES (?, ?, ?, ?, ?)", values)
    store._connection.write("INSERT INTO variant_standings VALUES (1, 1, 0, 'pending', NULL)")
    store.audit.append(Action.VARIANT, about=About(Subject.VARIANTS, 1, values))


def test_a_store_made_before_batches_keeps_its_cases(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(migrations, "STEPS", migrations.STEPS[:9])
        with Store.open(path) as store:
            put_as_before_batches(store)
    with Store.open(path) as store:
        assert store.audit.verify().ok
        assert store._connection.rows("PRAGMA foreign_key_check") == []
        assert store.variants.put_case(bad_case(), CODER) is Kept.SAME
        assert store.variants.put_variant(variant(), CODER) is Kept.SAME
        assert store.variants.put_case(bad_case(batch="b2"), CODER) is Kept.ADDED
        assert [(each.round, each.batch, each.variants) for each in store.variants.counts()] == [
            (1, "", 1),
            (1, "b2", 0),
        ]
        with pytest.raises(StoreError, match="never changed"):
            store._connection.write("DELETE FROM bad_cases")
        assert store.audit.verify().ok
