"""The notes on the open record: foldable lines below its header, and the field that N opens to write another."""

from math import ceil

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from app.store.notes import Note
from app.ui.record_text import showable

SIGN = "※"
"""What stands for notes wherever there is no room for the word."""
MOST_LINES = 5
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Lines(QPlainTextEdit):
    """Plain text as high as its lines, up to `MOST_LINES`; what is more is scrolled to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again when the lines break elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit again when the text size changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Take the height of the lines; a plain document tells its height in lines."""
        lines = min(max(1, ceil(self.document().size().height())), MOST_LINES)
        around = 2 * (self.document().documentMargin() + self.frameWidth()) + 1  # with one less Qt would scroll
        self.setFixedHeight(ceil(lines * ceil(QFontMetricsF(self.font()).lineSpacing()) + around))


class NoteField(Lines):
    """Enter keeps the note, Shift+Enter begins a new line, Esc leaves it."""

    kept = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Claim Enter and Esc before they finish the record or cancel a suggestion."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (*ENTER, Qt.Key.Key_Escape)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep, break the line, leave, or type."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() not in ENTER:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
        else:
            self.kept.emit()


class NotesPanel(QFrame):
    """Show a record's notes, and hold what is typed and not kept yet, for each record apart."""

    kept = Signal(str, str)
    """A record and the note to keep on it; `forget` its draft once it is stored."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drafts: dict[str, str] = {}
        self._record_id = ""
        self._notes: tuple[Note, ...] = ()
        self._folded = False
        self.fold = QToolButton(self)
        self.fold.clicked.connect(self._turn)
        self.shown = Lines(self)
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName(self.tr("Notes on this record"))
        self.field = NoteField(self)
        self.field.setAccessibleName(self.tr("A new note on this record"))
        self.field.setPlaceholderText(
            self.tr("A note on this record: Enter keeps it, Shift+Enter begins a new line, Esc leaves it")
        )
        self.field.hide()
        self.begun = QLabel(self.tr("A note is begun and not kept: N goes on with it."), self)
        self.begun.setObjectName("muted")
        self.field.textChanged.connect(self._remember)
        self.field.kept.connect(self._keep)
        self.field.left.connect(self._leave)
        self._lay_out()
        self.refresh()

    def show_record(self, record_id: str, notes: tuple[Note, ...]) -> None:
        """Show another record's notes, with what was begun on it waiting in the closed field."""
        self._record_id = record_id
        self.field.hide()
        self.field.setPlainText(self.drafts.get(record_id, ""))
        self.show_notes(notes)

    def show_notes(self, notes: tuple[Note, ...]) -> None:
        """Show the record's notes, oldest first, the newest in view."""
        if notes != self._notes:
            self._notes = notes
            self.shown.setPlainText("\n".join(map(_written, notes)))
            self.shown.moveCursor(QTextCursor.MoveOperation.End)
        self.refresh()

    def open_field(self) -> None:
        """Let a note be written, from where it was left."""
        if self._record_id:
            self.field.show()
            self.field.moveCursor(QTextCursor.MoveOperation.End)
            self.refresh()
            self.field.setFocus()

    def forget(self, record_id: str, text: str) -> None:
        """Drop a draft that has been kept, unless it was gone on with meanwhile."""
        if self.drafts.get(record_id, "").strip() == text:
            self.drafts.pop(record_id, None)
            if record_id == self._record_id:
                self.field.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show what there is to show, and nothing where there is nothing."""
        writes = not self.field.isHidden()
        begun = self._record_id in self.drafts and not writes
        self.fold.setText(f"{'▸' if self._folded else '▾'} {SIGN} {self.tr('Notes')} {len(self._notes)}")
        self.fold.setVisible(bool(self._notes))
        self.shown.setVisible(bool(self._notes) and not self._folded)
        self.begun.setVisible(begun)
        self.setVisible(bool(self._notes) or begun or writes)

    def _lay_out(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        upper = QHBoxLayout()
        upper.addWidget(self.fold, 0, top)
        upper.addWidget(self.shown, 1, top)
        upper.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(upper)
        column.addWidget(self.begun)
        column.addWidget(self.field)

    def _remember(self) -> None:
        text = self.field.toPlainText()
        if text.strip():
            self.drafts[self._record_id] = text
        else:
            self.drafts.pop(self._record_id, None)

    def _keep(self) -> None:
        """Hand the note on and close the field; the draft stays until the note is stored."""
        text = self.field.toPlainText().strip()
        if not text:
            self._leave()
            return
        self.field.hide()
        self.left.emit()
        self.kept.emit(self._record_id, text)

    def _leave(self) -> None:
        self.field.hide()
        self.refresh()
        self.left.emit()

    def _turn(self) -> None:
        self._folded = not self._folded
        self.refresh()


def _written(note: Note) -> str:
    """Write when, who, what; further lines of a note stand in from its first."""
    text = showable(note.text).replace("\n", "\n        ")
    return f"{note.at.astimezone():%Y-%m-%d %H:%M}  {note.actor.name}  {text}"
