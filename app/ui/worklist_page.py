"""The worklist page: find, filter and sort records, bring them in, have them read, open one with Enter."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStackedLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.store.worklist import CaseStatus, WorklistQuery, WorklistSort
from app.ui.actions import key_text
from app.ui.desk import Desk
from app.ui.jobs import Operation
from app.ui.worklist_model import SIGNS, WorklistModel, status_name

DEBOUNCE_MS = 150


class RecordTable(QTableView):
    """The table: Enter opens the current row."""

    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter; everything else moves about."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Do not search the loaded rows only; the filter box asks the store."""


class WorklistPage(QWidget):
    """Show the records of the store."""

    opened = Signal(str)

    def __init__(self, desk: Desk, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rows = WorklistModel(desk.runner, self)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("Filter by record, code or diagnosis  (Ctrl+L)"))
        self.words.setAccessibleName(self.tr("Filter"))
        self.words.setClearButtonEnabled(True)
        self.table = self._table()
        self.summary = QLabel(self)
        self.summary.setObjectName("muted")
        self._chips: dict[CaseStatus | None, QToolButton] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._apply)
        self._refreshing = QTimer(self)
        self._refreshing.setSingleShot(True)
        self._refreshing.setInterval(400)
        self._refreshing.timeout.connect(self.refresh)
        self._lay_out(actions)
        self.words.textChanged.connect(lambda _text: self._timer.start())
        self.words.returnPressed.connect(self.table.setFocus)
        self.rows.loaded.connect(self._loaded)
        desk.records_changed.connect(self._refreshing.start)
        self._query = WorklistQuery(sort=WorklistSort.ADMITTED)
        self._apply()

    def refresh(self) -> None:
        """Fetch the shown rows and the counts again."""
        self.rows.refresh()
        self._count()

    @property
    def current(self) -> str:
        """Return the current row's record, empty for none."""
        row = self.rows.row(self.table.currentIndex().row())
        return row.record_id if row else ""

    def select(self, record_id: str) -> None:
        """Put the cursor on a record."""
        number = self.rows.row_of(record_id)
        if number >= 0:
            self.table.selectRow(number)
            self.table.scrollTo(self.rows.index(number, 0))

    def filter_by(self, status: CaseStatus | None) -> None:
        """Show the records of one status, or all."""
        self._chips[status].setChecked(True)
        self._query = replace(self._query, status=status)
        self._apply()

    def _table(self) -> RecordTable:
        table = RecordTable(self)
        table.setModel(self.rows)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(self.tr("Worklist"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(int(table.fontMetrics().height() * 1.55))
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(WorklistModel.COLUMNS.index(WorklistSort.ADMITTED), Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sortIndicatorChanged.connect(self._sort)
        em = table.fontMetrics().horizontalAdvance("主")
        widths = (7, 9, 4, 4, 7, 7, 6, 26, 5, 6)
        for number, width in enumerate(widths):
            table.setColumnWidth(number, width * em)
        at = WorklistModel.COLUMNS.index(WorklistSort.PRINCIPAL)
        header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        table.opened.connect(self._open)
        table.doubleClicked.connect(self._open_index)
        return table

    def _lay_out(self, actions: list[QAction]) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.words, 1)
        for action in actions:
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setText(_with_key(action))
            buttons.addWidget(button)
        chips = QHBoxLayout()
        group = QButtonGroup(self)
        for status in (None, *CaseStatus):
            chip = QToolButton(self)
            chip.setCheckable(True)
            chip.setChecked(status is None)
            chip.clicked.connect(lambda _checked=False, status=status: self.filter_by(status))
            group.addButton(chip)
            chips.addWidget(chip)
            self._chips[status] = chip
        chips.addStretch(1)
        chips.addWidget(self.summary)
        self._empty = QLabel(
            self.tr("No records here. Import the hospital's files (Ctrl+I), or take the filter away."), self
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 6)
        column.addLayout(buttons)
        column.addLayout(chips)
        column.addLayout(self._stack, 1)
        self._name_chips({})

    def _apply(self) -> None:
        self._query = replace(self._query, text=self.words.text().strip())
        self.rows.show(self._query)
        self._count()

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._query = replace(
            self._query,
            sort=WorklistModel.COLUMNS[column],
            descending=order is Qt.SortOrder.DescendingOrder,
        )
        self._apply()

    def _count(self) -> None:
        self._desk.runner.submit(Operation(lambda store: store.worklist.counts(), self._name_chips))

    def _name_chips(self, counts: dict[CaseStatus, int]) -> None:
        for status, chip in self._chips.items():
            count = sum(counts.values()) if status is None else counts.get(status, 0)
            name = self.tr("All") if status is None else f"{SIGNS[status]} {status_name(status)}"
            chip.setText(f"{name}  {count}")

    def _loaded(self, total: int) -> None:
        self.summary.setText(self.tr("{0} shown").format(total))
        self._stack.setCurrentWidget(self.table if total else self._empty)
        if total and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def _open(self) -> None:
        if self.current:
            self.opened.emit(self.current)

    def _open_index(self, _index: QModelIndex) -> None:
        self._open()


def _with_key(action: QAction) -> str:
    return f"{action.text()}  {key_text(action).split(' / ')[0]}".strip()
