"""Small code books for the tests of the index: invented rows, imported the way the product does."""

from collections.abc import Iterable
from pathlib import Path

from app.knowledge.entries import ImportReport, Language
from app.knowledge.tables.build import import_table
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow

CLINICAL = BookDescription("临床版", "9.0", Language.ZH, "made up", "")
SETTLEMENT = BookDescription("医保版", "9.0", Language.ZH, "made up", "")
ENGLISH = BookDescription("Site Table", "1", Language.EN, "made up", "")
CODES = (
    ("I20.000", "不稳定型心绞痛"),
    ("I21.400", "急性心内膜下心肌梗死"),
    ("I21.401", "急性非ST段抬高型心肌梗死"),
    ("I21.900", "急性心肌梗死"),
    ("I21.900x011", "心肌梗死"),
    ("I10.x00", "特发性(原发性)高血压"),
    ("I10.x00x032", "高血压病3级（极高危）"),
    ("A01.001†K77.0*", "伤寒性肝炎"),
    ("K77.0*", "传染病引起的肝疾患"),
    ("M80000/0", "良性肿瘤"),
)


def table_rows(codes: Iterable[tuple[str, str]] = CODES) -> list[TableRow]:
    """Number (code, name) pairs as a spreadsheet does, the header being row 1."""
    return [TableRow(number, code, name) for number, (code, name) in enumerate(codes, start=2)]


def import_codes(
    path: Path, codes: Iterable[tuple[str, str]] = CODES, book: BookDescription = CLINICAL
) -> ImportReport:
    """Import (code, name) pairs as a book."""
    return import_table(path, table_rows(codes), book)


def made_index(path: Path, *books: BookDescription) -> CodeIndex:
    """Open an index that holds the same codes as each of these books (default: CLINICAL)."""
    for book in books or (CLINICAL,):
        import_codes(path, book=book)
    return CodeIndex.open(path)


def crosswalk_rows(*pairs: tuple[str, str]) -> list[CrosswalkRow]:
    """Number the rows of a map."""
    return [CrosswalkRow(number, source, target) for number, (source, target) in enumerate(pairs, start=2)]
