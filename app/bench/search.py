"""Search figures over both Chinese books and ICD-10-CM together: milliseconds per key typed, and what is found.

Every line of searches.tsv is typed key by key, as in the window; its code must be among the first ten at the last key.
The Chinese tables come from the folder DXDESK_TESTDATA names; without it their lines are left out, and that is said.
"""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from app.knowledge.entries import Language
from app.knowledge.search import Search
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.build import import_table
from app.knowledge.tables.icd10cm import compile_icd10cm
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription, TableRow
from app.paths import resources

TABLES = (("国家临床版", "2.0", "icd10cn/guolin_2.0_2022.csv"), ("医保版", "2.0", "icd10cn/yibao_2.0.csv"))
FIRST = 10


@dataclass(frozen=True, slots=True)
class Typed:
    """One line of the list: what is typed, and the code it is meant to find."""

    text: str
    book: str
    """The book's id, or its title where the release does not matter."""
    code: str


def run(on_progress: Callable[[str], None]) -> dict[str, float]:
    """Index the books in a temporary folder, type the list, and return p95, success among the first ten, and rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebooks.db"
        on_progress("compiling ICD-10-CM")
        compile_icd10cm(path)
        for title, version, table in _tables(on_progress):
            on_progress(f"importing {title}{version}")
            book = BookDescription(title, version, Language.ZH, table.name, "")
            import_table(path, _rows(table), book)
        with CodeIndex.open(path) as index:
            return measure(index, on_progress)


def measure(index: CodeIndex, on_progress: Callable[[str], None]) -> dict[str, float]:
    """Type the lines of the books this index has."""
    books = {info.book_id for info in index.books()} | {info.title for info in index.books()}
    lines = [line for line in read_list() if line.book in books]
    search = Search(index, Synonyms.load(resources() / "knowledge"))
    rows = search.prepare()
    on_progress(f"typing {len(lines)} searches over {rows:,} rows")
    times = sorted(_milliseconds(search, text) for text in dict.fromkeys(_keys(lines)))
    missed = [line for line in lines if not found(search, line)]
    for line in missed:
        on_progress(f"not among the first {FIRST}: {line.text} → {line.code} ({line.book})")
    return {
        "search_p95_ms": round(times[int(len(times) * 0.95)], 2),
        "search_success_at_10": round(1 - len(missed) / len(lines), 4),
        "search_rows": rows,
    }


def read_list() -> tuple[Typed, ...]:
    """Return the lines of searches.tsv."""
    text = Path(__file__).with_name("searches.tsv").read_text(encoding="utf-8")
    return tuple(Typed(*line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


def found(search: Search, line: Typed) -> bool:
    """Say whether a line's code is among the first ten of all books together."""
    return any(
        hit.entry.code.code == line.code and hit.entry.code.book.startswith(line.book)
        for hit in search.find(line.text, limit=FIRST)
    )


def _keys(lines: list[Typed]) -> Iterator[str]:
    """Yield what stands in the field after every key of every line."""
    return (line.text[:typed] for line in lines for typed in range(1, len(line.text) + 1))


def _milliseconds(search: Search, text: str) -> float:
    start = perf_counter()
    search.find(text)
    return (perf_counter() - start) * 1000


def _tables(on_progress: Callable[[str], None]) -> Iterator[tuple[str, str, Path]]:
    folder = os.environ.get("DXDESK_TESTDATA", "")
    for title, version, name in TABLES:
        path = Path(folder) / name
        if folder and path.exists():
            yield title, version, path
        else:
            on_progress(f"left out: {title}{version} and its lines (DXDESK_TESTDATA names no folder with {name})")


def _rows(path: Path) -> Iterator[TableRow]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            yield TableRow(number, row["code"], row["name"])
