"""Small code books in an index of their own, and records that name their codes."""

from pathlib import Path

from app.knowledge.entries import Language
from app.knowledge.tables.build import import_table
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription, TableRow

ZH = BookDescription("国家临床版", "2.0", Language.ZH, "test", "")
EN = BookDescription("ICD-10-CM", "2026-04", Language.EN, "test", "")
CHINESE = (
    ("E11.900", "2型糖尿病"),
    ("E14.900x001", "糖尿病"),
    ("E87.600", "低钾血症"),
    ("I10.x00x002", "高血压"),
    ("I10.x00x028", "高血压病2级（极高危）"),
    ("I10.x00x032", "高血压病3级（极高危）"),
    ("I20.000", "不稳定型心绞痛"),
    ("I20.800x007", "微血管性心绞痛"),
    ("I21.401", "急性非ST段抬高型心肌梗死"),
    ("I48.x01", "心房颤动"),
    ("I48.x02", "阵发性心房颤动"),
    ("I49.100x001", "房性期前收缩[房性早搏]"),
    ("I65.200x014", "颈总动脉斑块"),
    ("I70.806", "颈动脉硬化"),
    ("K25.901", "胃溃疡"),
    ("K35.900", "急性阑尾炎"),
    ("N40.x00", "前列腺增生"),
    ("N80.900", "子宫内膜异位症"),
    ("R07.400", "胸痛"),
    ("D63.0*", "肿瘤性贫血"),
    ("M80000/0", "良性肿瘤"),
)
ENGLISH = (
    ("A41.9", "Sepsis, unspecified organism"),
    ("E11.9", "Type 2 diabetes mellitus without complications"),
    ("E87.6", "Hypokalemia"),
    ("I10", "Essential (primary) hypertension"),
    ("J18.9", "Pneumonia, unspecified organism"),
    ("J45.909", "Unspecified asthma, uncomplicated"),
    ("K80.20", "Calculus of gallbladder without cholecystitis without obstruction"),
    ("N28.1", "Cyst of kidney, acquired"),
    ("R07.9", "Chest pain, unspecified"),
    ("S72.001A", "Fracture of unspecified part of neck of right femur, initial encounter for closed fracture"),
    ("S72.001S", "Fracture of unspecified part of neck of right femur, sequela"),
    ("Z79.4", "Long term (current) use of insulin"),
)


def shelf(folder: Path, rows: tuple[tuple[str, str], ...] = CHINESE, book: BookDescription = ZH) -> CodeIndex:
    """Make an index with one book of these codes and names."""
    path = folder / "codebooks.db"
    import_table(path, (TableRow(n, code, name) for n, (code, name) in enumerate(rows, start=2)), book)
    return CodeIndex.open(path)
