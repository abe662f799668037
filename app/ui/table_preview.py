"""Before a code table is taken in: its first rows, what each column is, and what book it makes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.exchange.codecolumns import TableField
from app.exchange.shelving import TableAsked
from app.knowledge.entries import BookInfo, Language
from app.knowledge.tables.rows import BookDescription
from app.ui import book_words
from app.ui.book_work import Looked
from app.ui.error_words import told

WIDEST = 260
"""Pixels a column of the preview may take."""


class TablePreviewDialog(QDialog):
    """One box over each column says what it is; title and version name the book."""

    asked = Signal(object)

    def __init__(self, looked: Looked, books: tuple[BookInfo, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import {0}").format(looked.path.name))
        self._looked = looked
        self._books = {info.book_id: info for info in books}
        title, version = looked.named
        self.title = QLineEdit(title, self)
        self.version = QLineEdit(version, self)
        self.language = QComboBox(self)
        for language in Language:
            self.language.addItem(book_words.language(language), language.value)
        self.language.setCurrentIndex(self.language.findData(looked.language.value))
        self.header_row = QSpinBox(self)
        self.header_row.setRange(1, len(looked.top))
        self.header_row.setValue(looked.header_at + 1)
        self.table = QTableWidget(self)
        self.table.setAccessibleName(self.tr("The first rows of the table"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.boxes: list[QComboBox] = []
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = QPushButton(self)
        self.buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setDefault(True)
        self._lay_out()
        self._fill()
        self._connect()
        self._judge()
        self.resize(980, 560)

    @property
    def table_asked(self) -> TableAsked:
        """Return what is asked for as it stands now."""
        return TableAsked(
            self._looked.path,
            self._looked.header,
            tuple(TableField(box.currentData()) for box in self.boxes),
            self.title.text().strip(),
            self.version.text().strip(),
            Language(self.language.currentData()),
        )

    def accept(self) -> None:
        """Import, when nothing is missing."""
        if not self._missing():
            self.asked.emit(self.table_asked)
            super().accept()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("&Title (国家临床版)"), self.title)
        form.addRow(self.tr("&Version (2.0)"), self.version)
        facts = QFormLayout()
        facts.addRow(self.tr("&Language of the names"), self.language)
        facts.addRow(self.tr("&Header is row"), self.header_row)
        top = QHBoxLayout()
        top.addLayout(form, 3)
        top.addLayout(facts, 2)
        hint = QLabel(self.tr("What each column is — remembered for every table with these columns:"), self)
        hint.setObjectName("muted")
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(hint)
        column.addWidget(self.table, 1)
        column.addWidget(self.message)
        column.addWidget(self.buttons)

    def _connect(self) -> None:
        for field in (self.title, self.version):
            field.textChanged.connect(lambda _text: self._judge())
        self.header_row.valueChanged.connect(self._change_header)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _change_header(self, row: int) -> None:
        self._looked = self._looked.with_header(row - 1)
        self._fill()
        self._judge()

    def _fill(self) -> None:
        looked = self._looked
        self.boxes = []
        self.table.clear()
        self.table.setColumnCount(len(looked.header))
        self.table.setRowCount(1 + len(looked.sample))
        self.table.setHorizontalHeaderLabels([name or "—" for name in looked.header])
        self.table.setVerticalHeaderLabels(
            [self.tr("is"), *(str(looked.header_at + 2 + n) for n in range(len(looked.sample)))]
        )
        for place, field in enumerate(looked.taken):
            self.table.setCellWidget(0, place, self._box(looked.header[place], field))
        for number, row in enumerate(looked.sample, 1):
            for place, text in enumerate(row):
                self.table.setItem(number, place, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        self.table.resizeRowToContents(0)
        for place in range(len(looked.header)):
            self.table.setColumnWidth(place, min(WIDEST, max(130, self.table.columnWidth(place))))

    def _box(self, name: str, field: TableField) -> QComboBox:
        box = QComboBox(self.table)
        box.setAccessibleName(self.tr("What the column {0} is").format(name))
        for value, label in self._fields().items():
            box.addItem(label, value.value)
        box.setCurrentIndex(box.findData(field.value))
        box.setEnabled(bool(name.strip()))
        box.currentIndexChanged.connect(lambda _index: self._judge())
        self.boxes.append(box)
        return box

    def _missing(self) -> str:
        """Say what still keeps the table from being imported, empty for nothing."""
        taken = [box.currentData() for box in self.boxes]
        twice = [value for value in TableField if value != "ignored" and taken.count(value.value) > 1]
        if twice:
            return self.tr("Two columns are said to be “{0}”.").format(self._fields()[twice[0]])
        if TableField.CODE.value not in taken or TableField.NAME.value not in taken:
            return self.tr("Say which column holds the codes and which the names.")
        if not self.title.text().strip() or not self.version.text().strip():
            return self.tr("A code book needs a title and a version: together they are its name.")
        return ""

    def _judge(self) -> None:
        """Show what is missing, or what the import would replace."""
        missing, problem = self._missing(), self._looked.problem
        asked = self.table_asked
        book = BookDescription(asked.title, asked.version, asked.language, "", "").book_id
        former = self._books.get(book)
        self.ok.setEnabled(not missing)
        self.ok.setText(self.tr("Replace {0}").format(book) if former else self.tr("Import"))
        if missing:
            said = f"⚠ {missing}"
            self.message.setText(f"{said}\n{told(problem)}" if problem else said)
        elif former:
            self.message.setText(
                self.tr(
                    "⚠ {0} is here already ({1} codes, from {2}) and is replaced whole. Decisions keep their codes."
                ).format(book, f"{former.rows:,}", former.source)
            )
        else:
            self.message.setText(self.tr("✓ becomes the book {0}").format(book))

    def _fields(self) -> dict[TableField, str]:
        return {
            TableField.IGNORED: self.tr("not taken in"),
            TableField.CODE: self.tr("★ code"),
            TableField.NAME: self.tr("★ name"),
            TableField.PINYIN: self.tr("pinyin"),
            TableField.ALIASES: self.tr("other names"),
            TableField.SEX: self.tr("sex"),
            TableField.AGE: self.tr("ages (from–to)"),
            TableField.AGE_FROM: self.tr("youngest age"),
            TableField.AGE_TO: self.tr("oldest age"),
            TableField.FLAGS: self.tr("marks"),
            TableField.GREY: self.tr("grey code (灰码)"),
            TableField.DEFINITION: self.tr("definition"),
            TableField.CATEGORY: self.tr("category's name (类目名称)"),
            TableField.SUBCATEGORY: self.tr("subcategory's name (亚目名称)"),
        }
