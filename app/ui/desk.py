"""What every page is handed: the places and settings, the store's runner, the jobs, the model, the scope, the actor."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.coding.decision import Actor, Role
from app.errors import DxDeskError, InputError
from app.paths import Places
from app.review.session import Session
from app.settings import Settings, save
from app.store.database import Store
from app.ui.checking import Checking
from app.ui.jobs import Jobs, Runner
from app.ui.knowledge import Knowledge
from app.ui.reading import Reading
from app.ui.theme import Theme


class Desk(QObject):
    """One workstation at work; made once in `application` and handed down."""

    settings_changed = Signal()
    records_changed = Signal()

    def __init__(
        self,
        places: Places,
        settings: Settings,
        knowledge: Knowledge,
        runner: Runner,
        reading: Reading,
        theme: Theme,
        *,
        encrypted: bool,
    ) -> None:
        super().__init__()
        self.places = places
        self.settings = settings
        self.knowledge = knowledge
        self.runner = runner
        self.reading = reading
        self.theme = theme
        self.encrypted = encrypted
        self.jobs = Jobs(runner, self)
        self._compiling = False
        reading.ask_from(settings.book, places)
        reading.preparing.connect(self._prepared)
        self.checking = Checking(knowledge, places, runner, self)
        self._session: tuple[Actor, Session] | None = None

    @property
    def actor(self) -> Actor:
        """Return who acts in this window."""
        return Actor(self.settings.actor or self.tr("coder"), Role(self.settings.role))

    def session(self, store: Store) -> Session:
        """Return the actor's session; called on the store's thread, where it lives until the actor changes."""
        if self._session is None or self._session[0] != self.actor:
            self._session = (self.actor, Session(store, self.actor, guard=self.checking.guard))
        return self._session[1]

    def change_settings(self, settings: Settings) -> None:
        """Keep new settings on disk and tell everybody."""
        self.settings = settings
        self.reading.configure(settings)
        self.reading.ask_from(settings.book, self.places)
        self.knowledge.configure(settings)
        self.runner.aside(lambda: _save(settings, self.places.settings), self._kept, self._kept)

    def _prepared(self, book_id: str, begun: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Show a book that was compiled while it was prepared."""
        if begun:
            self._compiling = all(info.book_id != book_id for info in self.knowledge.index.books())
        elif self._compiling:
            self._compiling = False
            self.knowledge.reload()

    def _kept(self, error: DxDeskError | None) -> None:
        """Go on with the new settings; when they could not be written, say so."""
        self.settings_changed.emit()
        if error is not None:
            self.runner.failed.emit(error)


def _save(settings: Settings, path: Path) -> None:
    try:
        save(settings, path)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path} cannot be written: {reason}.", "Check the folder and its space.") from error
