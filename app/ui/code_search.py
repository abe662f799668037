"""Look a code up: hits of all chosen books as one types, the hierarchy, notes as links; then take it or copy it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.coding.codebook import Code
from app.coding.scope import Task
from app.errors import DxDeskError
from app.knowledge.entries import Entry
from app.ui import entry_html
from app.ui.code_tree import CodeTree
from app.ui.desk import Desk
from app.ui.error_words import told
from app.ui.free_entry import FreeEntry
from app.ui.hits_list import HitsList
from app.ui.knowledge import Knowledge
from app.ui.searching import Question, Row
from app.ui.trail import Trail

PAGE = 8
"""Hits that PgUp and PgDown go."""


class Purpose(StrEnum):
    """What a code is looked up for."""

    LOOK_UP = "look_up"
    ADD = "add"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Found:
    """What was chosen: a code, and which kind of diagnosis it is to be."""

    code: Code
    task: Task


class CodeSearch(QDialog):
    """What is shown on the right is what Enter takes, wherever one came to it from: hits, tree, a link, the trail."""

    found = Signal(object)

    def __init__(
        self, desk: Desk, title: str, purpose: Purpose, parent: QWidget | None = None, start: Code | None = None
    ) -> None:
        super().__init__(parent)
        self._knowledge = desk.knowledge
        self._theme = desk.theme
        self._purpose = purpose
        self._asked = self._taking = False
        self._question = 0
        self._choices = _book_choices(desk.knowledge)
        self._choice = 0
        self.shown: Entry | None = None
        self.trail = Trail()
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._make_parts()
        self._lay_out()
        self._connect()
        self._show_books()
        self._begin(start)
        self.resize(1080, 720)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let ↑, ↓, PgUp and PgDown move among the hits while the words are typed."""
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: PAGE, Qt.Key.Key_PageUp: -PAGE}
            step = steps.get(Qt.Key(event.key()))
            if step and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.list.step(step)
                return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        """Take what was entered freely, otherwise what is shown; a search under way is waited for."""
        if self._purpose is not Purpose.LOOK_UP and self.free.written:
            self._take(self.free.made)
        elif self._asked:
            self._taking = True
        elif self.shown is not None and not self.shown.leaf:
            self._open_heading(self.shown)
        elif self.shown is not None:
            code = self.shown.code
            self._take(self._knowledge.shipped(code) or code)

    def done(self, result: int) -> None:
        """Want no more answers."""
        self._question = -1
        self._knowledge.count_uses()
        super().done(result)

    def show_entry(self, entry: Entry | None) -> None:
        """Jump to an entry, wherever it is."""
        if entry is None:
            self.message.setText(self.tr("✗ This is in none of the imported books."))
            return
        self.trail.jump(entry.code)
        self._show(entry, in_tree=True)

    def copy(self) -> None:
        """Put the shown code and its name on the clipboard."""
        if self.shown is not None:
            code = self.shown.code
            QGuiApplication.clipboard().setText(f"{code.code} {code.name}")
            self.message.setText(self.tr("✓ copied: {0} {1}").format(code.code, code.name))

    def _make_parts(self) -> None:
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("Code, parts of a name, pinyin, abbreviation: I10, 高血压 3级, gxb"))
        self.words.setAccessibleName(self.tr("Search a code"))
        self.books = QToolButton(self)
        self.list = HitsList(self._theme, self)
        self.tree = CodeTree(self._knowledge, self)
        self.page = QTextBrowser(self)
        self.page.setOpenLinks(False)
        self.page.setAccessibleName(self.tr("About the chosen code"))
        self.page.document().setDocumentMargin(10)
        self.back, self.forward = QToolButton(self), QToolButton(self)
        self.back.setText(self.tr("‹ Back  Alt+←"))
        self.forward.setText(self.tr("Forward ›  Alt+→"))
        self.principal = QToolButton(self)
        self.principal.setCheckable(True)
        self.principal.setText(self.tr("☆ as &principal diagnosis"))
        self.free = FreeEntry(self)
        self.code, self.name = self.free.code, self.free.name
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.keys = QLabel(
            self.tr("↑↓ hits · F6 next part · ←→ fold the hierarchy · Tab next link · Ctrl+Shift+C copy"),
            self,
        )
        self.keys.setObjectName("muted")
        self.buttons = QDialogButtonBox(self)
        self.ok = QPushButton(self)
        self.buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.ok.setDefault(True)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.words, 1)
        top.addWidget(self.books)
        left = QSplitter(Qt.Orientation.Vertical, self)
        left.addWidget(self.list)
        left.addWidget(self.tree)
        left.setSizes([320, 260])
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addStretch(1)
        row.addWidget(self.principal)
        column.addLayout(row)
        column.addWidget(self.page, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([560, 500])
        whole = QVBoxLayout(self)
        whole.addLayout(top)
        whole.addWidget(split, 1)
        whole.addWidget(self.message)
        whole.addWidget(self.free)
        bottom = QHBoxLayout()
        bottom.addWidget(self.keys, 1)
        bottom.addWidget(self.buttons)
        whole.addLayout(bottom)
        self.principal.setVisible(self._purpose is Purpose.ADD)
        self.free.setVisible(self._purpose is not Purpose.LOOK_UP)

    def _connect(self) -> None:
        self.words.installEventFilter(self)
        self.words.textChanged.connect(lambda _text: self._ask())
        self.list.chosen.connect(self._hit)
        self.list.doubleClicked.connect(lambda _index: self.accept())
        self.tree.stood_on.connect(self._walked)
        self.tree.doubleClicked.connect(lambda _index: self.accept())
        self.page.anchorClicked.connect(self._follow)
        self.books.clicked.connect(self._next_books)
        self.back.clicked.connect(lambda: self._step(-1))
        self.forward.clicked.connect(lambda: self._step(1))
        self.principal.toggled.connect(self._name_task)
        self.free.changed.connect(self._name_act)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._key("F4", self._next_books)
        self._key("F6", lambda: self._next_pane(1))
        self._key("Shift+F6", lambda: self._next_pane(-1))
        self._key("Alt+Left", lambda: self._step(-1))
        self._key("Alt+Right", lambda: self._step(1))
        self._key("Ctrl+Shift+C", self.copy)
        self._knowledge.changed.connect(self._books_changed)

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _begin(self, start: Code | None) -> None:
        """Show the hierarchy from the start, at a code when one is given."""
        entry = self._knowledge.look_up(start) if start else None
        if entry is not None:
            self.show_entry(entry)
        else:
            self._show(None, in_tree=False)
            self.tree.show_book(self._choices[0][1][0])
        if self._knowledge.trouble is not None:
            self.message.setText("⚠ " + told(self._knowledge.trouble))
        self._ask()

    def _ask(self) -> None:
        """Search for what is typed; an empty field lists a shipped book and leaves the rest to the hierarchy."""
        self._asked = True
        self._question += 1
        number = self._question
        self.message.clear()
        question = Question(self.words.text(), self._choices[self._choice][1])
        self._knowledge.searching.ask(question, lambda: number == self._question, self._answered, self._failed)

    def _answered(self, rows: tuple[Row, ...]) -> None:
        self._asked = False
        typed = bool(self.words.text().strip())
        if typed or rows:
            self.list.hits.show_rows(rows)
        if typed and rows:
            self.list.step(0)
        elif typed:
            self._show(None, in_tree=False)
            self.message.setText(self.tr("No code of these books fits. F4 searches other books."))
        elif self.shown is None:
            self.list.step(0)
        if self._taking:
            self._taking = False
            self.accept()

    def _failed(self, error: DxDeskError) -> None:
        if self._question >= 0:
            self._asked = self._taking = False
            self.message.setText(f"⚠ {told(error)}")

    def _hit(self, row: Row) -> None:
        self.trail.walk(row.entry.code)
        self._show(row.entry, in_tree=True)

    def _walked(self, entry: Entry) -> None:
        self.trail.walk(entry.code)
        self._show(entry, in_tree=False)

    def _follow(self, url: QUrl) -> None:
        named = entry_html.linked(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        if named is not None:
            self.message.clear()
            self.show_entry(entry_html.resolve(self._knowledge, *named))

    def _step(self, by: int) -> None:
        if self.trail.can_step(by):
            self._show(self._knowledge.look_up(self.trail.step(by)), in_tree=True)

    def _show(self, entry: Entry | None, *, in_tree: bool) -> None:
        self.shown = entry
        if entry is None:
            self.page.setHtml(f"<p style='color:{self._theme.muted}'>{self._hint()}</p>")
        else:
            uses = self._knowledge.uses.get((entry.code.book, entry.code.code), 0)
            self.page.setHtml(entry_html.page(self._knowledge, entry, self._theme, uses))
            if in_tree:
                self.tree.show_code(entry.code)
        self.back.setEnabled(self.trail.can_step(-1))
        self.forward.setEnabled(self.trail.can_step(1))
        self._name_act()

    def _open_heading(self, entry: Entry) -> None:
        """Say why a heading cannot be taken, and unfold it."""
        self.tree.show_code(entry.code)
        self.tree.expand(self.tree.currentIndex())
        self.tree.setFocus()
        self.message.setText(
            self.tr("▤ {0} is a heading of {1} and not coded itself: choose one of the codes below it.").format(
                entry.code.code, entry.code.book
            )
        )

    def _take(self, code: Code | None) -> None:
        if code is None:
            return
        if self._purpose is Purpose.LOOK_UP:
            self.copy()
            return
        task = Task.PRINCIPAL if self.principal.isChecked() else Task.OTHERS
        self.found.emit(Found(code, task))
        super().accept()

    def _next_books(self) -> None:
        self._choice = (self._choice + 1) % len(self._choices)
        self._show_books()
        self._ask()

    def _show_books(self) -> None:
        title, books = self._choices[self._choice]
        self.books.setText(f"{title}  F4")
        self.books.setToolTip("\n".join(books))
        self.books.setEnabled(len(self._choices) > 1)

    def _books_changed(self) -> None:
        """Look again when books came or went while the dialog stands open."""
        self._choices, self._choice = _book_choices(self._knowledge), 0
        self._show_books()
        self.tree.codes.show_book(self.tree.codes.book)
        self._ask()

    def _hint(self) -> str:
        """Say what can be typed, where nothing is shown."""
        lines = (
            self.tr("Type a code or its beginning: I10, e11.9"),
            self.tr("parts of the name in any order: 高血压 3级, diabetes foot"),
            self.tr("pinyin or its initials: guanxinbing, gxb"),
            self.tr("an abbreviation: COPD, 房颤"),
            self.tr("or walk the hierarchy: F6, then ↑ ↓ → ←"),
        )
        return "<br/>".join(map(escape, lines))

    def _next_pane(self, by: int) -> None:
        panes = (self.words, self.tree, self.page)
        at = next((n for n, pane in enumerate(panes) if pane.hasFocus()), 0)
        panes[(at + by) % len(panes)].setFocus()

    def _name_task(self, principal: bool) -> None:  # noqa: FBT001 - Qt's signal
        no, yes = self.tr("☆ as &principal diagnosis"), self.tr("★ as &principal diagnosis")
        self.principal.setText(yes if principal else no)

    def _name_act(self) -> None:
        """Say on the button what Enter does now."""
        if self._purpose is not Purpose.LOOK_UP and self.free.written:
            self.ok.setText(self.tr("Take the free entry  Enter"))
            self.ok.setEnabled(self.free.made is not None)
            return
        self.ok.setEnabled(True)
        if self.shown is None:
            self.ok.setText(self.tr("Nothing chosen"))
        elif not self.shown.leaf:
            self.ok.setText(self.tr("Unfold {0}  Enter").format(self.shown.code.code))
        else:
            act = {
                Purpose.LOOK_UP: self.tr("Copy {0}  Enter"),
                Purpose.ADD: self.tr("Add {0}  Enter"),
                Purpose.REPLACE: self.tr("Take {0}  Enter"),
            }[self._purpose]
            self.ok.setText(act.format(self.shown.code.code))


def _book_choices(knowledge: Knowledge) -> list[tuple[str, tuple[str, ...]]]:
    """Return what F4 goes round: the coding book, all books, each other book."""
    known = [info.book_id for info in knowledge.books()]
    if knowledge.book.book_id not in known:
        known.append(knowledge.book.book_id)
    known.sort(key=lambda book: book != knowledge.coding_book)
    choices: list[tuple[str, tuple[str, ...]]] = [(known[0], (known[0],))]
    if len(known) > 1:
        choices.append((entry_html.translate("books", "All books ({0})").format(len(known)), tuple(known)))
        choices += [(book, (book,)) for book in known[1:]]
    return choices
