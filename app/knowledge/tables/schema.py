"""The tables of the code-book index; it can be made again from its sources: another version is rebuilt, not moved."""

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE book (
    number      INTEGER PRIMARY KEY,
    book_id     TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    version     TEXT NOT NULL,
    language    TEXT NOT NULL,
    source      TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    rows        INTEGER NOT NULL
);
CREATE TABLE entry (
    number     INTEGER PRIMARY KEY,
    book       INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    leaf       INTEGER NOT NULL,
    parent     TEXT,
    sex        TEXT,
    age_from   INTEGER,
    age_to     INTEGER,
    flags      TEXT NOT NULL DEFAULT '',
    aliases    TEXT NOT NULL DEFAULT '[]',
    definition TEXT NOT NULL DEFAULT '',
    code_key   TEXT NOT NULL,
    name_key   TEXT NOT NULL,
    spelling   TEXT NOT NULL DEFAULT '',
    pinyin     TEXT NOT NULL DEFAULT '',
    UNIQUE (book, code)
);
CREATE INDEX entry_by_code_key ON entry (book, code_key);
CREATE INDEX entry_by_name_key ON entry (book, name_key);
CREATE INDEX entry_by_parent ON entry (book, parent);
CREATE TABLE note (
    book     INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    code     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    text     TEXT NOT NULL,
    codes    TEXT NOT NULL DEFAULT '[]',
    position INTEGER NOT NULL
);
CREATE TABLE flag_list (
    book INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    flag TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (book, flag, code)
) WITHOUT ROWID;
CREATE INDEX note_by_code ON note (book, code);
CREATE TABLE crosswalk (
    source      INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    code        TEXT NOT NULL,
    target      INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    target_code TEXT NOT NULL,
    PRIMARY KEY (source, target, code)
) WITHOUT ROWID;
CREATE TABLE crosswalk_info (
    source      INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    target      INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    rows        INTEGER NOT NULL,
    imported_at TEXT NOT NULL,
    PRIMARY KEY (source, target)
);
"""
"""`code_key` and `name_key`: what is the same however it is spelt (names.py); `spelling`: the name as the table wrote
it, where that differs; `pinyin`: as the table gives it; `flag_list`: lists set apart from the table, kept when it is
replaced.
"""
