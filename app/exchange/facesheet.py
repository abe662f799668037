"""The face sheet's table: one row per record, diagnoses side by side, provenance behind them; as CSV and XLSX."""

import csv
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TextIO

from app.coding.codeset import Diagnosis
from app.coding.record import Disposition, Sex
from app.exchange.delivered import DeliveredCase, Stamp, Status
from app.exchange.jsonform import versions_object
from app.exchange.workbook_file import write_sheet

SEX_WORDS = {Sex.MALE: "男", Sex.FEMALE: "女"}
DISPOSITION_NUMBERS = {
    Disposition.HOME: "1",
    Disposition.TRANSFER: "2",
    Disposition.COMMUNITY: "3",
    Disposition.AGAINST_ADVICE: "4",
    Disposition.DIED: "5",
    Disposition.OTHER: "9",
}
_PATIENT = ("病案标识", "性别", "年龄", "入院日期", "出院日期", "离院方式")
_PROVENANCE = (
    "状态",
    "编码员",
    "完成时间",
    "模型",
    "模型校验",
    "提示词版本",
    "答案版本",
    "编码范围",
    "编码库",
    "审计链首",
    "软件版本",
    "导出时间",
)
_SECOND = "第二编码库"
_NO_COUNTERPART = "（无对应编码）"
_STATUS_WORDS = {Status.SUGGESTED: "建议（未审核）", Status.FINAL: "已完成"}
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the start of a cell."""


def write_csv(cases: Iterable[DeliveredCase], out: TextIO, stamp: Stamp) -> None:
    """Write the table with standard quoting and CRLF."""
    writer = csv.writer(out, lineterminator="\r\n")
    for row in _table(cases, stamp):
        writer.writerow([safe(cell) for cell in row])


def write_xlsx(cases: Iterable[DeliveredCase], path: Path, stamp: Stamp) -> None:
    """Write the table as a workbook's one sheet, every cell a text."""
    write_sheet(path, "病案首页", ([safe(cell) for cell in row] for row in _table(cases, stamp)))


def safe(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if cell.startswith(_COMPUTED) else cell


def _table(cases: Iterable[DeliveredCase], stamp: Stamp) -> Iterable[list[str]]:
    """Give the header and the rows; only these texts are kept, because the widest row decides the header."""
    second = ""
    rows: list[tuple[list[str], list[list[str]], list[str]]] = []
    for case in cases:
        second = second or (case.second.book if case.second else "")
        rows.append((_patient(case), _diagnoses(case), _provenance(case, stamp)))
    widest = max((len(diagnoses) for _, diagnoses, _ in rows), default=1)
    columns = [_header("主要诊断", "", second), *(_header("其他诊断", str(n), second) for n in range(1, widest))]
    yield [*_PATIENT, *chain(*columns), *_PROVENANCE, *([_SECOND] if second else [])]
    for patient, diagnoses, provenance in rows:
        padded = [*diagnoses, *[[]] * (widest - len(diagnoses))]
        cells = (each + [""] * (len(columns[0]) - len(each)) for each in padded)
        yield [*patient, *chain(*cells), *provenance, *([second] if second else [])]


def _header(kind: str, number: str, second: str) -> list[str]:
    """Name the columns of one diagnosis; those of a second book carry its name."""
    own = [f"{kind}编码{number}", f"{kind}名称{number}", f"{kind}入院病情{number}"]
    return own + ([f"{kind}编码{number}（{second}）", f"{kind}名称{number}（{second}）"] if second else [])


def _patient(case: DeliveredCase) -> list[str]:
    patient = case.record.patient
    return [
        case.record.record_id,
        SEX_WORDS[patient.sex] if patient.sex else "",
        "" if patient.age is None else str(patient.age),
        patient.admitted.isoformat() if patient.admitted else "",
        patient.discharged.isoformat() if patient.discharged else "",
        DISPOSITION_NUMBERS[patient.disposition] if patient.disposition else "",
    ]


def _diagnoses(case: DeliveredCase) -> list[list[str]]:
    return [_cells(case, each) for each in (case.codeset.principal, *case.codeset.others)]


def _cells(case: DeliveredCase, diagnosis: Diagnosis | None) -> list[str]:
    if diagnosis is None:
        return []
    on_admission = str(int(diagnosis.on_admission)) if diagnosis.on_admission else ""
    own = [diagnosis.code.code, diagnosis.code.name, on_admission]
    if case.second is None:
        return own
    counterpart = case.counterpart(diagnosis.code)
    return own + ([counterpart.code, counterpart.name] if counterpart else ["", _NO_COUNTERPART])


def _provenance(case: DeliveredCase, stamp: Stamp) -> list[str]:
    versions = versions_object(case, stamp)
    stated = ("model", "model_sha256", "prompt", "answer", "scope", "book", "audit_head", "software", "exported_at")
    return [
        _STATUS_WORDS[case.status],
        case.actor.name if case.actor else "",
        case.finished_at.isoformat() if case.finished_at else "",
        *(versions[name] for name in stated),
    ]
