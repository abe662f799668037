"""The schema as numbered steps: a step that has been released is never edited, a change is a new step."""

from collections.abc import Callable

from app.errors import StoreError
from app.store.library import Database, Migrations

SET = "dxdesk"


def migrate(database: Database, where: str) -> None:
    """Bring a database to this version; raise StoreError when it is from a newer one or no store at all."""
    migrations = Migrations(SET)
    for name, step in STEPS:
        migrations(name=name)(step)
    applied = [step.name for step in migrations.applied(database)]
    newer = sorted(set(applied) - {name for name, _ in STEPS})
    if newer:
        raise StoreError(
            f"{where} was written by a newer DxDesk (step {newer[0]}).",
            "Update DxDesk, or open a backup made by this version.",
        )
    if not applied and database.table_names():
        raise StoreError(f"{where} is a database of another program.", "Choose another file.")
    if len(applied) < len(STEPS):
        migrations.apply(database)


def _records(database: Database) -> None:
    """Make the records and the index over their text.

    The index keeps no copy of the text (content=''), so a row is taken out by naming its old text again.
    """
    _run(
        database,
        """
        CREATE TABLE records (
            row INTEGER PRIMARY KEY,
            record_id TEXT NOT NULL UNIQUE,
            sections TEXT NOT NULL,
            sex TEXT,
            age INTEGER,
            admitted TEXT,
            discharged TEXT,
            disposition TEXT,
            hash TEXT NOT NULL,
            stored_at TEXT NOT NULL
        )
        """,
        """
        CREATE VIRTUAL TABLE records_text USING fts5 (
            text, content='', columnsize=0, tokenize="unicode61 tokenchars '¶'"
        )
        """,
        "INSERT INTO records_text (records_text, rank) VALUES ('hashsize', 8000000)",
        """
        CREATE TABLE notes (
            note_id INTEGER PRIMARY KEY,
            record_id TEXT NOT NULL REFERENCES records (record_id),
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            role TEXT NOT NULL,
            text TEXT NOT NULL
        )
        """,
        "CREATE INDEX notes_of_record ON notes (record_id, note_id)",
    )
    _append_only(database, "notes")


def _audit(database: Database) -> None:
    """Make the hash-chained audit and the row that holds its head."""
    _run(
        database,
        """
        CREATE TABLE audit (
            entry INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            role TEXT NOT NULL,
            action TEXT NOT NULL,
            record_id TEXT,
            subject TEXT,
            subject_row INTEGER,
            subject_hash TEXT,
            body TEXT NOT NULL,
            previous TEXT NOT NULL,
            hash TEXT NOT NULL
        )
        """,
        "CREATE INDEX audit_of_record ON audit (record_id, entry) WHERE record_id IS NOT NULL",
        "CREATE TABLE audit_head (one INTEGER PRIMARY KEY CHECK (one = 1), entries INTEGER NOT NULL, hash TEXT)",
        "INSERT INTO audit_head (one, entries, hash) VALUES (1, 0, '')",
    )
    _append_only(database, "audit")


def _suggestions(database: Database) -> None:
    """Make the suggestions, each kept whole as JSON; `key` says which model and versions made it."""
    _run(
        database,
        """
        CREATE TABLE suggestions (
            suggestion_id INTEGER PRIMARY KEY,
            record_id TEXT NOT NULL REFERENCES records (record_id),
            at TEXT NOT NULL,
            key TEXT NOT NULL,
            record_hash TEXT NOT NULL,
            body TEXT NOT NULL
        )
        """,
        "CREATE INDEX suggestions_of_record ON suggestions (record_id, suggestion_id, key, record_hash)",
    )
    _append_only(database, "suggestions")


def _decisions(database: Database) -> None:
    """Make the decisions, the final code sets, and how often this site chose each code."""
    _run(
        database,
        """
        CREATE TABLE decisions (
            decision_id INTEGER PRIMARY KEY,
            record_id TEXT NOT NULL REFERENCES records (record_id),
            act TEXT NOT NULL,
            actor TEXT NOT NULL,
            role TEXT NOT NULL,
            at TEXT NOT NULL,
            task TEXT,
            code TEXT,
            replaced TEXT,
            on_admission INTEGER,
            codes_order TEXT NOT NULL,
            reason TEXT,
            note TEXT NOT NULL,
            undoes INTEGER REFERENCES decisions (decision_id),
            suggestion_id INTEGER REFERENCES suggestions (suggestion_id)
        )
        """,
        "CREATE INDEX decisions_of_record ON decisions (record_id, decision_id)",
        """
        CREATE TABLE finals (
            final_id INTEGER PRIMARY KEY,
            record_id TEXT NOT NULL REFERENCES records (record_id),
            decision_id INTEGER NOT NULL REFERENCES decisions (decision_id),
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            role TEXT NOT NULL,
            codes TEXT NOT NULL,
            suggestion_id INTEGER REFERENCES suggestions (suggestion_id),
            model TEXT NOT NULL,
            versions TEXT NOT NULL
        )
        """,
        "CREATE INDEX finals_of_record ON finals (record_id, final_id)",
        """
        CREATE TABLE code_uses (
            book TEXT NOT NULL,
            code TEXT NOT NULL,
            as_principal INTEGER NOT NULL,
            as_other INTEGER NOT NULL,
            PRIMARY KEY (book, code)
        ) WITHOUT ROWID
        """,
    )
    _append_only(database, "decisions")
    _append_only(database, "finals")


def _worklist(database: Database) -> None:
    """Make the narrow table that the worklist filters and sorts.

    Each column it is sorted by has an index of its own and one behind the status. `find` is what a text is looked for
    in; it stands in the index by principal too, because only there the order may put all matches last. It is no
    generated column, because SQLite then never reads it from an index alone.
    """
    _run(
        database,
        """
        CREATE TABLE worklist (
            record_id TEXT PRIMARY KEY REFERENCES records (record_id),
            sex TEXT,
            age INTEGER,
            admitted TEXT,
            discharged TEXT,
            length INTEGER NOT NULL,
            status TEXT NOT NULL,
            reviewer_status TEXT,
            principal_code TEXT,
            principal_name TEXT,
            others INTEGER NOT NULL,
            possible INTEGER NOT NULL,
            suggested_at TEXT,
            finished_at TEXT,
            owner TEXT,
            find TEXT NOT NULL
        ) WITHOUT ROWID
        """,
        "CREATE INDEX worklist_find ON worklist (find, status, record_id)",
        "CREATE INDEX worklist_by_status ON worklist (status, record_id)",
        "CREATE INDEX worklist_by_principal_code ON worklist (principal_code, record_id, find)",
        "CREATE INDEX worklist_by_status_principal_code ON worklist (status, principal_code, record_id, find)",
    )
    for column in (
        "sex",
        "age",
        "admitted",
        "discharged",
        "length",
        "others",
        "possible",
        "suggested_at",
        "finished_at",
        "owner",
    ):
        _run(
            database,
            f"CREATE INDEX worklist_by_{column} ON worklist ({column}, record_id)",
            f"CREATE INDEX worklist_by_status_{column} ON worklist (status, {column}, record_id)",
        )


def _jobs(database: Database) -> None:
    """Make the jobs, each with its records in order and what became of them."""
    _run(
        database,
        """
        CREATE TABLE jobs (
            job_id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at TEXT NOT NULL,
            actor TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE job_items (
            job_id INTEGER NOT NULL REFERENCES jobs (job_id),
            position INTEGER NOT NULL,
            record_id TEXT NOT NULL,
            state TEXT NOT NULL,
            error TEXT NOT NULL,
            PRIMARY KEY (job_id, position)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX job_items_by_state ON job_items (job_id, state, position)",
        "CREATE INDEX job_items_of_record ON job_items (job_id, record_id)",
    )


def _facts(database: Database) -> None:
    """Make the table of the patient facts that coders entered."""
    _run(
        database,
        """
        CREATE TABLE facts (
            fact_id INTEGER PRIMARY KEY,
            record_id TEXT NOT NULL REFERENCES records (record_id),
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            role TEXT NOT NULL,
            sex TEXT,
            age INTEGER,
            admitted TEXT,
            discharged TEXT,
            disposition TEXT
        )
        """,
        "CREATE INDEX facts_of_record ON facts (record_id, fact_id)",
    )
    _append_only(database, "facts")


def _variants(database: Database) -> None:
    """Make the bad cases, their variants and what experts said of them, each row kept as it was written.

    `variant_standings` is the narrow table that shows where each variant stands; the row of `approvals` it names is the
    one in force, none while the variant is as imported.
    """
    _run(
        database,
        """
        CREATE TABLE bad_cases (
            case_row INTEGER PRIMARY KEY,
            case_id TEXT NOT NULL,
            round INTEGER NOT NULL,
            at TEXT NOT NULL,
            body TEXT NOT NULL,
            UNIQUE (case_id, round)
        )
        """,
        """
        CREATE TABLE variants (
            variant_row INTEGER PRIMARY KEY,
            variant_id TEXT NOT NULL UNIQUE,
            case_row INTEGER NOT NULL REFERENCES bad_cases (case_row),
            at TEXT NOT NULL,
            body TEXT NOT NULL
        )
        """,
    )
    _approvals(database)
    for table in ("bad_cases", "variants", "approvals"):
        _append_only(database, table)


def _approvals(database: Database) -> None:
    """Make what experts say of variants, and the narrow table that shows where each variant stands."""
    _run(
        database,
        """
        CREATE TABLE approvals (
            approval_id INTEGER PRIMARY KEY,
            step INTEGER NOT NULL,
            variant_row INTEGER NOT NULL REFERENCES variants (variant_row),
            act TEXT NOT NULL,
            reviewer TEXT NOT NULL,
            role TEXT NOT NULL,
            at TEXT NOT NULL,
            standing TEXT NOT NULL,
            score INTEGER,
            why TEXT,
            note TEXT NOT NULL,
            text_hash TEXT NOT NULL,
            body TEXT,
            before INTEGER REFERENCES approvals (approval_id),
            undoes INTEGER
        )
        """,
        "CREATE INDEX approvals_by_step ON approvals (step, approval_id)",
        "CREATE INDEX approvals_of_reviewer ON approvals (reviewer, step)",
        """
        CREATE TABLE variant_standings (
            variant_row INTEGER PRIMARY KEY REFERENCES variants (variant_row),
            case_row INTEGER NOT NULL REFERENCES bad_cases (case_row),
            passed INTEGER NOT NULL,
            standing TEXT NOT NULL,
            approval_id INTEGER REFERENCES approvals (approval_id)
        )
        """,
        "CREATE INDEX variant_standings_of_case ON variant_standings (case_row, standing, passed)",
    )


def _site(database: Database) -> None:
    """Make the place of the site's secret."""
    _run(database, "CREATE TABLE site (one INTEGER PRIMARY KEY CHECK (one = 1), secret BLOB NOT NULL)")
    _append_only(database, "site")


def _batches(database: Database) -> None:
    """Let a case of one round be there once for each batch, so that another loop's is another case.

    The rows stay as they are, and so do their hashes: a batch stands in the body, too. Dropping the table leaves
    variants without their cases for a moment, which is looked at again when the step ends.
    """
    _run(
        database,
        "PRAGMA defer_foreign_keys = ON",
        "CREATE TEMPORARY TABLE kept_cases AS SELECT * FROM bad_cases",
        "DROP TABLE bad_cases",
        """
        CREATE TABLE bad_cases (
            case_row INTEGER PRIMARY KEY,
            case_id TEXT NOT NULL,
            round INTEGER NOT NULL,
            at TEXT NOT NULL,
            body TEXT NOT NULL,
            batch TEXT NOT NULL,
            UNIQUE (case_id, round, batch)
        )
        """,
        "INSERT INTO bad_cases SELECT case_row, case_id, round, at, body, '' FROM kept_cases ORDER BY case_row",
        "DROP TABLE kept_cases",
    )
    _append_only(database, "bad_cases")


def _append_only(database: Database, table: str) -> None:
    for act in ("UPDATE", "DELETE"):
        _run(
            database,
            f"""
            CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
            """,
        )


def _run(database: Database, *statements: str) -> None:
    for statement in statements:
        database.conn.execute(statement)


STEPS: tuple[tuple[str, Callable[[Database], None]], ...] = (
    ("0001_records", _records),
    ("0002_audit", _audit),
    ("0003_suggestions", _suggestions),
    ("0004_decisions", _decisions),
    ("0005_worklist", _worklist),
    ("0006_jobs", _jobs),
    ("0007_facts", _facts),
    ("0008_variants", _variants),
    ("0009_site", _site),
    ("0010_batches", _batches),
)
"""Every step ever released, in order; only ever added to."""
