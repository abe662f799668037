"""The worklist as a table over pages of rows from SQL: filter, sort and count happen in the store, never here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.store.worklist import CaseStatus, WorklistQuery, WorklistRow, WorklistSort
from app.ui import words
from app.ui.jobs import Operation, Runner
from app.ui.notes_panel import SIGN as NOTED

PAGE = 200
Index = QModelIndex | QPersistentModelIndex
translate = QCoreApplication.translate

SIGNS: Mapping[CaseStatus, str] = MappingProxyType(
    {CaseStatus.NEW: "○", CaseStatus.SUGGESTED: "◔", CaseStatus.IN_WORK: "◑", CaseStatus.FINISHED: "●"}
)


def status_name(status: CaseStatus) -> str:
    """Name a case's status."""
    return {
        CaseStatus.NEW: translate("worklist", "New"),
        CaseStatus.SUGGESTED: translate("worklist", "Suggested"),
        CaseStatus.IN_WORK: translate("worklist", "In work"),
        CaseStatus.FINISHED: translate("worklist", "Finished"),
    }[status]


class WorklistModel(QAbstractTableModel):
    """Rows fetched page by page on the store's thread."""

    loaded = Signal(int)

    COLUMNS = (
        WorklistSort.STATUS,
        WorklistSort.RECORD_ID,
        WorklistSort.SEX,
        WorklistSort.AGE,
        WorklistSort.ADMITTED,
        WorklistSort.DISCHARGED,
        WorklistSort.LENGTH,
        WorklistSort.PRINCIPAL,
        WorklistSort.OTHERS,
        WorklistSort.OWNER,
    )

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._rows: list[WorklistRow] = []
        self._total = 0
        self._version = 0
        self._fetching = False
        self.query = WorklistQuery(limit=PAGE)

    def show(self, query: WorklistQuery) -> None:
        """Show the first page of a query; pages of an older query that still come in are dropped."""
        self.query = replace(query, offset=0, limit=PAGE)
        self._version += 1
        version = self._version
        self._fetching = True
        asked = self.query
        self._runner.submit(
            Operation(
                lambda store: (store.worklist.page(asked), store.worklist.total(asked)),
                lambda found: self._first(version, found),
            )
        )

    def refresh(self) -> None:
        """Fetch again what is shown, as many rows as are there."""
        self._version += 1
        version = self._version
        asked = replace(self.query, offset=0, limit=max(PAGE, len(self._rows)))
        self._runner.submit(
            Operation(
                lambda store: (store.worklist.page(asked), store.worklist.total(asked)),
                lambda found: self._again(version, found),
            )
        )

    @property
    def total(self) -> int:
        """Return how many records the query has."""
        return self._total

    def row_of(self, record_id: str) -> int:
        """Return the row a record is shown in, -1 when it is not loaded."""
        return next((number for number, row in enumerate(self._rows) if row.record_id == record_id), -1)

    def row(self, number: int) -> WorklistRow | None:
        """Return a loaded row."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def neighbour(self, record_id: str, by: int, *, unfinished: bool = False) -> str:
        """Return the record before (-1) or after (1) one, of the unfinished ones if asked; empty when there is none."""
        at = self.row_of(record_id)
        number = at + by
        while at >= 0 and 0 <= number < len(self._rows):
            row = self._rows[number]
            if not unfinished or row.status is not CaseStatus.FINISHED:
                if number > len(self._rows) - 20:
                    self.fetchMore()
                return row.record_id
            number += by
        return ""

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the loaded rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Count the columns."""
        return 0 if parent is not None and parent.isValid() else len(self.COLUMNS)

    def canFetchMore(self, _parent: Index | None = None) -> bool:
        """Say whether the query has rows that are not loaded."""
        return len(self._rows) < self._total

    def fetchMore(self, _parent: Index | None = None) -> None:
        """Fetch the next page."""
        if self._fetching or not self.canFetchMore():
            return
        self._fetching = True
        version = self._version
        asked = replace(self.query, offset=len(self._rows), limit=PAGE)
        self._runner.submit(Operation(lambda store: store.worklist.page(asked), lambda rows: self._more(version, rows)))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return column_name(self.COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Write a cell."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = self.COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(row, column)
        if role == Qt.ItemDataRole.UserRole:
            return row.record_id
        if role in _SPOKEN and column is WorklistSort.RECORD_ID and row.noted:
            return translate("worklist", "{0}, with notes").format(row.record_id)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def _first(self, version: int, found: tuple[tuple[WorklistRow, ...], int]) -> None:
        if version != self._version:
            return
        self._fetching = False
        self.beginResetModel()
        self._rows, self._total = list(found[0]), found[1]
        self.endResetModel()
        self.loaded.emit(self._total)

    def _again(self, version: int, found: tuple[tuple[WorklistRow, ...], int]) -> None:
        """Replace the rows; keep the selection when the same records stand in the same order."""
        if version != self._version:
            return
        rows, total = list(found[0]), found[1]
        self._fetching = False
        if [row.record_id for row in rows] == [row.record_id for row in self._rows]:
            self._rows, self._total = rows, total
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.COLUMNS) - 1))
            self.loaded.emit(total)
            return
        self._first(version, (tuple(rows), total))

    def _more(self, version: int, rows: tuple[WorklistRow, ...]) -> None:
        if version != self._version:
            return
        self._fetching = False
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()


_NUMBERS = (WorklistSort.AGE, WorklistSort.LENGTH, WorklistSort.OTHERS)
_SPOKEN = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def column_name(column: WorklistSort) -> str:
    """Name a column."""
    return {
        WorklistSort.STATUS: translate("worklist", "Status"),
        WorklistSort.RECORD_ID: translate("worklist", "Record"),
        WorklistSort.SEX: translate("worklist", "Sex"),
        WorklistSort.AGE: translate("worklist", "Age"),
        WorklistSort.ADMITTED: translate("worklist", "Admitted"),
        WorklistSort.DISCHARGED: translate("worklist", "Discharged"),
        WorklistSort.LENGTH: translate("worklist", "Characters"),
        WorklistSort.PRINCIPAL: translate("worklist", "Principal diagnosis"),
        WorklistSort.OTHERS: translate("worklist", "Others"),
        WorklistSort.OWNER: translate("worklist", "Coder"),
    }[column]


def _cell(row: WorklistRow, column: WorklistSort) -> str:
    write = _WRITERS.get(column)
    return write(row) if write else ""


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _principal(row: WorklistRow) -> str:
    """Write the principal diagnosis, starred when a coder chose it, with an empty star while it is only suggested."""
    if not row.principal_code:
        return ""
    sign = "★" if row.status in (CaseStatus.IN_WORK, CaseStatus.FINISHED) else "☆"
    return f"{sign} {row.principal_code} {row.principal_name or ''}".strip()


_WRITERS: Mapping[WorklistSort, Callable[[WorklistRow], str]] = MappingProxyType(
    {
        WorklistSort.STATUS: lambda row: f"{SIGNS[row.status]} {status_name(row.status)}",
        WorklistSort.RECORD_ID: lambda row: f"{row.record_id} {NOTED}" if row.noted else row.record_id,
        WorklistSort.SEX: lambda row: words.sex(row.sex),
        WorklistSort.AGE: lambda row: "" if row.age is None else str(row.age),
        WorklistSort.ADMITTED: lambda row: _day(row.admitted),
        WorklistSort.DISCHARGED: lambda row: _day(row.discharged),
        WorklistSort.LENGTH: lambda row: str(row.length),
        WorklistSort.PRINCIPAL: _principal,
        WorklistSort.OTHERS: lambda row: str(row.others) if row.others else "",
        WorklistSort.OWNER: lambda row: row.owner or "",
    }
)
