"""ICD-10-CM as the package states it, compiled once for all tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.knowledge.entries import Kind, Note, NoteKind
from app.knowledge.tables.icd10cm import PACKAGE, describe, package
from app.knowledge.tables.index import CodeIndex

BOOK = "ICD-10-CM 2026-04"
pytestmark = pytest.mark.slow


@pytest.fixture
def index(icd10cm: Path) -> Iterator[CodeIndex]:
    with CodeIndex.open(icd10cm) as opened:
        yield opened


def kinds(notes: tuple[Note, ...], kind: NoteKind) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(note.origin, note.text, note.codes) for note in notes if note.kind is kind]


def counted(index: CodeIndex, sql: str) -> int:
    return index.connection.execute(f"SELECT count(*) FROM {sql}").fetchone()[0]


def test_every_node_and_note_is_there(index: CodeIndex):
    assert counted(index, "entry") == 98_505
    assert counted(index, "entry WHERE leaf") == 74_731  # five more when a block of one category counts as it
    assert counted(index, "note WHERE kind = 'inclusion_term'") > 6_500
    assert counted(index, "note WHERE kind = 'excludes1'") > 2_600


def test_the_release_is_in_the_id_and_the_source_beside_it(index: CodeIndex):
    info = index.book(BOOK)

    assert describe().book_id == BOOK
    assert info.source.startswith("simple-icd-10-cm 1.")
    assert len(info.sha256) == 64


def test_the_package_is_let_go():
    with package() as tabular:
        assert tabular.is_leaf("A00.0", prioritize_blocks=False)
    assert PACKAGE not in sys.modules


@pytest.mark.parametrize("typed", ["S72.001A", "s72001a", "S72001A"])
def test_a_seventh_character_is_expanded_and_found_however_it_is_typed(index: CodeIndex, typed: str):
    entry = index.get(BOOK, typed)

    assert entry is not None
    assert entry.leaf
    assert entry.code.name.endswith("initial encounter for closed fracture")


def test_what_is_not_billable_is_a_heading(index: CodeIndex):
    entries = [index.get(BOOK, code) for code in ("S72.001", "I21", "I20-I25", "9")]

    assert [(entry.leaf, entry.kind) for entry in entries if entry] == [(False, Kind.HEADING)] * 4


def test_a_block_of_one_category_stands_above_it(index: CodeIndex):
    assert [entry.code.code for entry in index.ancestors(BOOK, "B99.8")] == ["B99", "B99-B99", "1"]
    assert [entry.code.code for entry in index.children(BOOK, "B99-B99")] == ["B99"]
    assert len(index.children(BOOK, None)) == 22


def test_excludes_are_inherited(index: CodeIndex):
    notes = index.notes(BOOK, "S72.001A")

    assert ("S72", "traumatic amputation of hip and thigh (S78.-)", ("S78.-",)) in kinds(notes, NoteKind.EXCLUDES1)
    assert ("S70-S79", "frostbite (T33-T34)", ("T33-T34",)) in kinds(notes, NoteKind.EXCLUDES2)


def test_own_notes_come_before_inherited_ones(index: CodeIndex):
    origins = [note.origin for note in index.notes(BOOK, "I21.4")]

    assert origins[0] == "I21.4"
    assert list(dict.fromkeys(origins)) == ["I21.4", "I21", "I20-I25", "9"][: len(dict.fromkeys(origins))]


def test_the_nearest_seventh_characters_alone_hold(index: CodeIndex):
    (seventh,) = kinds(index.notes(BOOK, "S72.001A"), NoteKind.SEVENTH)

    assert seventh[0] == "S72"
    assert "A: initial encounter for closed fracture" in seventh[1].splitlines()


@pytest.mark.parametrize(
    ("code", "kind", "reference"),
    [
        ("E11.65", NoteKind.USE_ADDITIONAL, "Z79.4"),
        ("F02.80", NoteKind.CODE_FIRST, "G30.-"),
        ("I21.4", NoteKind.EXCLUDES2, "I25.2"),
        ("C25.0", NoteKind.CODE_ALSO, "K86.81"),
    ],
)
def test_instructions_name_their_codes(index: CodeIndex, code: str, kind: NoteKind, reference: str):
    named = {each for _, _, codes in kinds(index.notes(BOOK, code), kind) for each in codes}

    assert reference in named


def test_inclusion_terms_are_notes_and_aliases(index: CodeIndex):
    entry = index.get(BOOK, "I21.4")

    assert entry is not None
    assert "Nontransmural myocardial infarction NOS" in entry.code.aliases
    assert kinds(index.notes(BOOK, "I21.4"), NoteKind.INCLUSION_TERM)[0][0] == "I21.4"
