"""Code books for the window's tests: two Chinese ones with a map between them, and an English one with notes."""

import json

from app.knowledge.entries import Language, NoteKind
from app.knowledge.tables.build import import_crosswalk, import_table
from app.knowledge.tables.connection import writing
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow
from app.paths import Places

CLINICAL = BookDescription("国家临床版", "2.0", Language.ZH, "clinical.csv", "")
SETTLEMENT = BookDescription("医保版", "2.0", Language.ZH, "settlement.csv", "")
TABULAR = BookDescription("ICD-10-CM", "2026-04", Language.EN, "made up", "")
CLINICAL_CODES = (
    ("I10.x00x002", "高血压"),
    ("I10.x00x032", "高血压病3级（极高危）"),
    ("I20.000", "不稳定性心绞痛"),
    ("I20.800x007", "微血管性心绞痛"),
    ("I25.103", "冠状动脉粥样硬化性心脏病"),
    ("E11.900", "2型糖尿病"),
    ("J18.900", "肺炎"),
    ("J18.901", "重症肺炎"),
)
SETTLEMENT_CODES = (("I20.000", "不稳定型心绞痛"), ("I10.x00x032", "高血压病3级"), ("J18.900", "肺炎"))
TABULAR_CODES = (
    ("E10.9", "Type 1 diabetes mellitus without complications"),
    ("E11.9", "Type 2 diabetes mellitus without complications"),
    ("E11.65", "Type 2 diabetes mellitus with hyperglycemia"),
    ("Z79.4", "Long term (current) use of insulin"),
)
NOTES = (
    ("E11", NoteKind.EXCLUDES1, "type 1 diabetes mellitus (E10.-)", ("E10.-",)),
    ("E11", NoteKind.USE_ADDITIONAL, "code to identify control using insulin (Z79.4)", ("Z79.4",)),
    ("E11", NoteKind.INCLUDES, "diabetes NOS", ()),
    ("E11", NoteKind.INCLUDES, "insulin resistant diabetes", ()),
    ("E11", NoteKind.REMARK, "the fifth note", ()),
)


def fill_shelf(places: Places) -> None:
    """Import the Chinese books with their map, and the English one with its notes."""
    path = places.codebooks
    for book, codes in ((CLINICAL, CLINICAL_CODES), (SETTLEMENT, SETTLEMENT_CODES), (TABULAR, TABULAR_CODES)):
        import_table(path, (TableRow(n, code, name) for n, (code, name) in enumerate(codes, 2)), book)
    pairs = [(code, code) for code, _ in SETTLEMENT_CODES] + [("J18.901", "J18.900")]
    walk = [CrosswalkRow(n, source, target) for n, (source, target) in enumerate(pairs, 2)]
    import_crosswalk(path, CLINICAL.book_id, SETTLEMENT.book_id, walk)
    with writing(path) as connection:
        (number,) = connection.execute("SELECT number FROM book WHERE book_id = ?", (TABULAR.book_id,)).fetchone()
        connection.executemany(
            "INSERT INTO note (book, code, kind, text, codes, position) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (number, code, kind.value, text, json.dumps(codes), n)
                for n, (code, kind, text, codes) in enumerate(NOTES)
            ],
        )
