"""What the pictures of the look-ups show: books made of the shipped codes, and the steps that open each dialog."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.coding.codebook import Code
from app.exchange.shelving import TableAsked
from app.knowledge.entries import Language
from app.knowledge.scopes import load_book
from app.ui.book_work import look_at_table, save_abbreviations
from app.ui.code_search import CodeSearch
from app.ui.main_window import MainWindow

SECOND = "医保版示例1.0"
TYPED = "gxb"
WITH_NOTES = "E11.621"
TABLE = "示例编码表_1.2.csv"


@dataclass(frozen=True, slots=True)
class Step:
    """One picture: what opens it, what is pictured once everything has arrived, what takes it away again."""

    name: str
    open: Callable[[], object]
    shown: Callable[[], QWidget | None]
    close: Callable[[], object]


def shelve(path: Path, *, icd10cm: bool) -> None:
    """Make an index of the shipped codes as two books with a map between them, and of ICD-10-CM if asked."""
    from app.knowledge.tables.build import import_crosswalk, import_table  # noqa: PLC0415 - only pictures need it
    from app.knowledge.tables.icd10cm import compile_icd10cm, describe  # noqa: PLC0415 - as above
    from app.knowledge.tables.index import CodeIndex  # noqa: PLC0415 - as above
    from app.knowledge.tables.names_index import names_index  # noqa: PLC0415 - as above
    from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow  # noqa: PLC0415 - as above

    book = load_book()
    for title, version in ((book.book_id.removesuffix("2.0"), "2.0"), (SECOND.removesuffix("1.0"), "1.0")):
        rows = (TableRow(number, code.code, code.name) for number, code in enumerate(book, 2))
        import_table(path, rows, BookDescription(title, version, Language.ZH, "示例.csv", ""))
    walk = [CrosswalkRow(number, code.code, code.code) for number, code in enumerate(book, 2)]
    import_crosswalk(path, book.book_id, SECOND, walk)
    if icd10cm:
        compile_icd10cm(path)
        with CodeIndex.open(path) as index:
            names_index(index, describe().book_id)


def lookups(window: MainWindow, folder: Path) -> Iterator[Step]:
    """Yield the look-ups in the order they are pictured."""
    acts = window.codebooks.acts

    def dialog() -> QWidget | None:
        return acts.dialog

    def close() -> None:
        if acts.dialog is not None:
            acts.dialog.reject()

    yield Step("hierarchy", lambda: _type(window), lambda: window.dialog, lambda: None)
    yield Step("notes", lambda: _show_notes(window), lambda: window.dialog, lambda: _close_dialog(window))
    yield Step("codebooks", lambda: window.show_page(window.codebooks), lambda: window, lambda: None)
    yield Step("preview", lambda: acts.look_at(_table(folder)), dialog, close)
    yield Step("report", lambda: _import(window, folder), dialog, close)
    yield Step("abbreviations", lambda: _abbreviate(window), dialog, close)


def _type(window: MainWindow) -> None:
    window.look_up()
    if isinstance(window.dialog, CodeSearch):
        window.dialog.words.setText(TYPED)


def _show_notes(window: MainWindow) -> None:
    """Show an ICD-10-CM code with inherited notes, where that book was read in."""
    tabular = next((info for info in window.desk.knowledge.books() if info.language is Language.EN), None)
    if tabular is not None and isinstance(window.dialog, CodeSearch):
        window.dialog.show_entry(window.desk.knowledge.look_up(Code(WITH_NOTES, "", tabular.book_id)))


def _close_dialog(window: MainWindow) -> None:
    if isinstance(window.dialog, CodeSearch):
        window.dialog.reject()
    window.dialog = None


def _table(folder: Path) -> Path:
    """Write a table a hospital may have: a title above the header, a doubled row, a row without a code."""
    path = folder / TABLE
    rows = [f"{code.code},{code.name}" for code in load_book()]
    lines = ["示例医院疾病编码,,,", "疾病编码,疾病名称,性别,备注"]
    lines += [f"{row},," for row in (*rows, rows[0], ",没有编码的一行")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _import(window: MainWindow, folder: Path) -> None:
    """Import the table as its preview proposes it."""
    looked = look_at_table(_table(folder), folder / "none.json")
    title, version = looked.named
    window.codebooks.acts.import_table(
        TableAsked(looked.path, looked.header, looked.taken, title, version, looked.language)
    )


def _abbreviate(window: MainWindow) -> None:
    """Show two terms a hospital may have."""
    save_abbreviations(window.desk.places.abbreviations, {"老慢支": ("慢性支气管炎",), "二尖瓣换瓣": ("人工心脏瓣膜",)})
    window.codebooks.acts.edit_abbreviations()
