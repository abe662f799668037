"""Code-book figures: importing and indexing a table of 37,294 rows (its search rows told apart), compiling ICD-10-CM.

The table is the real one where DXDESK_TESTDATA names a folder that has it, else an invented one of the same size and
mix of classes.
"""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from time import perf_counter

from app.exchange.codetables import read_code_table
from app.knowledge.entries import Language
from app.knowledge.tables import search_rows
from app.knowledge.tables.build import import_table
from app.knowledge.tables.connection import connect
from app.knowledge.tables.icd10cm import compile_icd10cm
from app.knowledge.tables.rows import BookDescription

ROWS = 37_294
BOOK = BookDescription("国家临床版", "2.0", Language.ZH, "bench", "")
_PLACES = ("左侧", "右侧", "双侧", "胸部", "腹部", "颈部", "上肢", "下肢", "颅内", "盆腔")
_ORGANS = (
    "心脏",
    "肝",
    "肺",
    "肾",
    "胃",
    "结肠",
    "胰腺",
    "甲状腺",
    "脑",
    "骨",
    "关节",
    "皮肤",
    "血管",
    "淋巴结",
    "膀胱",
)
_NATURES = ("急性", "慢性", "先天性", "继发性", "复发性", "创伤性", "感染性", "良性", "恶性", "其他特指的")
_ENDS = ("炎", "肿瘤", "梗死", "出血", "畸形", "损伤", "功能障碍", "囊肿", "狭窄", "瘘", "骨折", "结石", "坏死", "水肿")


def run(on_progress: Callable[[str], None]) -> dict[str, float]:
    """Measure an import of 37,294 rows and the compilation of ICD-10-CM, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "codebooks.db"
        figures = measure(_table(Path(folder), on_progress), index, on_progress)
        on_progress("compiling ICD-10-CM")
        start = perf_counter()
        compile_icd10cm(index)
        return figures | {"compile_icd10cm_s": round(perf_counter() - start, 2)}


def measure(table: Path, index: Path, on_progress: Callable[[str], None]) -> dict[str, float]:
    """Import one table file into an index; give the seconds of all of it, and of its search rows made once more."""
    on_progress("importing the table")
    start = perf_counter()
    _, rows = read_code_table(table)
    import_table(index, rows, BOOK)
    whole = perf_counter() - start
    with closing(connect(index)) as connection:
        (number,) = connection.execute("SELECT number FROM book WHERE book_id = ?", (BOOK.book_id,)).fetchone()
        start = perf_counter()
        search_rows.drop(connection, number)
        search_rows.fill(connection, number)
        connection.commit()
    return {"import_table_s": round(whole, 2), "import_table_search_s": round(perf_counter() - start, 2)}


def write_table(path: Path, rows: int) -> None:
    """Write an invented table: six-character codes, x-extensions, pairs and morphology in the real table's shares."""
    random = Random(37294)  # noqa: S311 - the same table in every run
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("编码", "名称"))
        for code in _codes(rows, random):
            name = "".join(random.choice(words) for words in (_PLACES, _NATURES, _ORGANS, _ENDS))
            table.writerow((code, f"{name}[{random.choice(_ORGANS)}病]" if random.random() < 0.05 else name))


def _codes(rows: int, random: Random) -> Iterator[str]:
    """Yield so many different codes."""
    letters = "ABCDEFGHIJKLMNOPQRSTVWXYZ"
    for number in range(rows):
        place, ending = divmod(number, 12)
        category = f"{letters[place % 25]}{place // 25 % 100:02}"
        stem = f"{category}.{place // 2500 % 10}{ending // 4:02}"
        last = ending % 4
        if random.random() < 0.04:
            yield f"M8{number % 10000:04}/{number // 10000}"
        elif random.random() < 0.03:
            yield f"{stem}x9{last}{ending % 10}†G{number % 100:02}.{last}*"
        else:
            yield f"{stem}x00{last}" if last else stem


def _table(folder: Path, on_progress: Callable[[str], None]) -> Path:
    """Return the real table where it can be had, else an invented one."""
    named = os.environ.get("DXDESK_TESTDATA")
    real = Path(named) / "icd10cn" / "guolin_2.0_2022.csv" if named else None
    if real and real.is_file():
        return real
    on_progress(f"writing {ROWS:,} rows")
    write_table(folder / "table.csv", ROWS)
    return folder / "table.csv"
