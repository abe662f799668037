"""Which book records are coded from, which is shown beside it, and which grouper computes the DRG."""

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from app.paths import Places
from app.settings import Settings
from app.ui.desk import Desk
from app.ui.settings_general import choice_box


@dataclass(frozen=True, slots=True)
class _Known:
    """What is found out beside the window: the release of ICD-10-CM here, and every grouper's versions."""

    icd10cm: str
    versions: dict[str, tuple[str, ...]]


class BookSettings(QWidget):
    """Ask for the books and the grouper; a book that is gone stays named until another is chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        settings, knowledge = desk.settings, desk.knowledge
        self._settings = settings
        self._known: _Known | None = None
        self.wanted = True
        """Until the dialog is closed."""
        imported = tuple((info.book_id, f"{info.book_id}  ({info.rows:,})") for info in knowledge.index.books())
        closed = self.tr("the {0} codes of CCL25 ({1})").format(len(knowledge.book), knowledge.book.title)
        self.book = choice_box(self, settings.book, ("", closed), *imported)
        self.second = choice_box(self, settings.second_book, ("", self.tr("none")), *imported)
        for box, current in ((self.book, settings.book), (self.second, settings.second_book)):
            if current and box.findData(current) < 0:
                box.addItem(self.tr("{0}  ⚠ not here any more").format(current), current)
                box.setCurrentIndex(box.count() - 1)
        self.grouper = choice_box(
            self, settings.grouper, ("", self.tr("none")), ("ms-drg", "MS-DRG"), ("chs-drg", "CHS-DRG")
        )
        self.version = QComboBox(self)
        self.grouper.currentIndexChanged.connect(lambda _index: self._show_versions())
        self._lay_out()
        places = desk.places
        desk.runner.aside(lambda: _find_out(places), self._learn)

    def taken(self, settings: Settings) -> Settings:
        """Return the settings with what this page says; versions not known yet stay as they were."""
        same = self.grouper.currentData() == self._settings.grouper
        version = self._settings.grouper_version if same else ""
        return replace(
            settings,
            book=self.book.currentData(),
            second_book=self.second.currentData(),
            grouper=self.grouper.currentData(),
            grouper_version=version if self._known is None else self.version.currentData(),
        )

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.addRow(self.tr("&Coding book (F5 suggests from it)"), self.book)
        form.addRow("", self._remark(self.tr("From a whole book, each record is asked about the codes that fit it.")))
        form.addRow(self.tr("S&econd book (shown on every row)"), self.second)
        form.addRow("", self._remark(self.tr("Through the crosswalk of the two; import it on the code-book page.")))
        form.addRow(self.tr("&Grouper"), self.grouper)
        form.addRow(self.tr("&Version"), self.version)
        switching = self.tr(
            "Switching books loses nothing: codes already decided keep their book and version, and those that the new "
            "book has not are marked, with E to search another."
        )
        form.addRow("", self._remark(switching))

    def _remark(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName("muted")
        label.setWordWrap(True)
        return label

    def _learn(self, known: _Known) -> None:
        """Offer ICD-10-CM although it is not compiled yet, and the groupers' versions."""
        if not self.wanted:
            return
        self._known = known
        at = self.book.findData(known.icd10cm)
        if at < 0:
            self.book.addItem(self.tr("{0}  (prepared at first use)").format(known.icd10cm), known.icd10cm)
        elif self._settings.book == known.icd10cm and "⚠" in self.book.itemText(at):
            self.book.setItemText(at, self.tr("{0}  (prepared at first use)").format(known.icd10cm))
        self._show_versions()

    def _show_versions(self) -> None:
        """Offer the chosen grouper's versions, the latest by default."""
        self.version.clear()
        self.version.addItem(self.tr("the latest"), "")
        grouper = self.grouper.currentData()
        for name in self._known.versions.get(grouper, ()) if self._known else ():
            self.version.addItem(name, name)
        current = self._settings.grouper_version
        if grouper == self._settings.grouper and current and self.version.findData(current) < 0:
            self.version.addItem(current, current)
        at = self.version.findData(current) if grouper == self._settings.grouper else 0
        self.version.setCurrentIndex(max(0, at))
        self.version.setEnabled(bool(grouper))


def _find_out(places: Places) -> _Known:
    """Ask the modules that take a moment to load (beside the window)."""
    from app.knowledge.grouping.chs_tables import installed  # noqa: PLC0415 - the window need not wait for it
    from app.knowledge.grouping.versions import VERSIONS  # noqa: PLC0415 - as above
    from app.knowledge.tables.icd10cm import describe  # noqa: PLC0415 - as above

    versions = {
        "ms-drg": tuple(version.name for version in reversed(VERSIONS)),
        "chs-drg": tuple(reversed(installed(places.grouper_tables))),
    }
    return _Known(describe().book_id, versions)
