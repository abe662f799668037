"""The report of an import: how many rows were kept, and each kind of finding with its first rows, to be copied."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.knowledge.entries import ImportReport
from app.knowledge.tables.sift import REFUSED
from app.ui import book_words
from app.ui.error_words import say

LEFT_OUT = (*REFUSED, "unknown_source", "unknown_target", "unknown_code", "conflict")
"""Kinds of findings that say why a row was not taken; they stand first."""


class BookReport(QDialog):
    """Show a report; what was left out is unfolded."""

    def __init__(self, report: ImportReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.setWindowTitle(self.tr("Import report"))
        summary = QLabel(summed(report), self)
        summary.setWordWrap(True)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([self.tr("What was found"), self.tr("Rows"), self.tr("The first of them")])
        self.tree.setAccessibleName(self.tr("Findings"))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._fill()
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton(self.tr("&Copy the report"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(summary)
        column.addWidget(self.tree, 1)
        column.addWidget(buttons)
        self.resize(820, 520)

    def copy(self) -> None:
        """Put the whole report on the clipboard as lines."""
        lines = [summed(self.report)]
        for key in _ordered(self.report):
            lines.append(f"{book_words.finding(key)}\t{self.report.counts[key]}")
            lines += [f"\t{row}\t{text}" for row, text in _rows(self.report, key)]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _fill(self) -> None:
        for key in _ordered(self.report):
            sign = "✗ " if key in LEFT_OUT else ""
            rows = _rows(self.report, key)
            first = rows[0][1] if rows else ""
            item = QTreeWidgetItem(self.tree, [sign + book_words.finding(key), f"{self.report.counts[key]:,}", first])
            for row, text in rows:
                where = self.tr("row {0}").format(row) if row else ""
                item.addChild(QTreeWidgetItem(item, [where, "", text]))
            item.setExpanded(key in LEFT_OUT)
        self.tree.setCurrentIndex(self.tree.model().index(0, 0))


def summed(report: ImportReport) -> str:
    """Say in one sentence what an import kept and left out."""
    left = sum(report.counts.get(key, 0) for key in LEFT_OUT)
    said = book_words.translate("books", "{0}: {1} of {2} rows taken in").format(
        report.book_id, f"{report.kept:,}", f"{report.rows:,}"
    )
    return said + (" · " + book_words.translate("books", "{0} left out").format(f"{left:,}") if left else "")


def _ordered(report: ImportReport) -> list[str]:
    """Return the kinds that were found: what was left out first, then by how often."""
    found = [key for key, count in report.counts.items() if count]
    return sorted(found, key=lambda key: (key not in LEFT_OUT, -report.counts[key]))


def _rows(report: ImportReport, key: str) -> list[tuple[int, str]]:
    return [(each.row, _said(key, each.text)) for each in report.findings if each.what == key]


def _said(key: str, text: str) -> str:
    """Say a finding's own words in the window's language as far as they are not the table's."""
    if key == "broken":
        return say(text)
    return text.replace("(before: ", book_words.translate("books", "(before: "))
