"""The window: five pages, a menu of every act, the jobs panel and the status line; it only connects them."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.coding.codebook import Code
from app.coding.errors import PromptTooLongError
from app.errors import DxDeskError, ModelError, ModelStoppedError
from app.review.batch import KIND, create_batch
from app.review.guard import ConfirmationNeededError, FinishBlockedError
from app.review.session import ActRefusedError, Case
from app.settings import Settings
from app.store.database import Store
from app.store.jobs import Job as StoredJob
from app.store.jobs import JobState as StoredState
from app.store.worklist import CaseStatus
from app.ui import actions as acts
from app.ui.batching import run_suggestions
from app.ui.case import OpenCase
from app.ui.check_acts import CheckActs
from app.ui.code_search import CodeSearch, Purpose
from app.ui.codebook_page import CodebookPage
from app.ui.corrections_acts import CorrectionsActs
from app.ui.desk import Desk
from app.ui.drg_question import DrgQuestion
from app.ui.files_acts import FileActs
from app.ui.jobs import Operation
from app.ui.jobs_dock import JobsDock
from app.ui.key_sheet import KeySheet
from app.ui.model_page import ModelPage
from app.ui.notice import Notice
from app.ui.refusals import in_words
from app.ui.review_acts import ReviewActs
from app.ui.review_page import ReviewPage
from app.ui.settings_general import Page
from app.ui.status_line import StatusLine
from app.ui.stream import Glimpse
from app.ui.worklist_page import WorklistPage

if TYPE_CHECKING:
    from app.ui.approval_acts import ApprovalActs
    from app.ui.approval_page import ApprovalPage

LAYOUT_VERSION = 1


class MainWindow(QMainWindow):
    """One coder's window on one store."""

    restyle = Signal()
    rebuild = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("main")
        self.case = OpenCase(desk, self)
        self.review = ReviewPage(desk, self)
        self.actions_by_name = acts.make(self, self.review.codes)
        self.review.lay_out(self.actions_by_name)
        self.review_acts = ReviewActs(desk, self.review, self.case, self.actions_by_name)
        self.check_acts = CheckActs(desk, self.review, self.case, self.review_acts, self.actions_by_name)
        self.drg_question = DrgQuestion(desk, self.review.drg, self.case, self.actions_by_name["ask_drg"])
        page_acts = [self.actions_by_name[name] for name in ("import_files", "export", "suggest_all")]
        self.worklist = WorklistPage(desk, page_acts, self)
        self.notice = Notice(self)
        self.models = ModelPage(desk, self.notice, self)
        self.codebooks = CodebookPage(desk, self.notice, self)
        self.files = FileActs(desk, self.notice, self)
        self.corrections = CorrectionsActs(desk, self.notice, self)
        self.jobs_dock = JobsDock(desk.jobs, self)
        self.status = StatusLine(desk, self)
        self.dialog: QWidget | None = None
        self._lay_out()
        self._make_menus()
        self._connect_acts()
        self._connect()
        self.show_page(self.worklist)
        if not desk.settings.actor:
            self.notice.say(
                self.tr("Your name is not set: decisions would be kept under “{0}”.").format(desk.actor.name),
                (self.tr("Set it now"), self.open_settings),
            )
        self._look_for_open_jobs()

    def show_page(self, page: QWidget) -> None:
        """Show a page and give it the focus."""
        self.pages.setCurrentWidget(page)
        first = {
            self.worklist: self.worklist.table,
            self.review: self.review.codes,
            self.codebooks: self.codebooks.table,
        }
        first.get(page, page).setFocus()
        self._name_window()

    @cached_property
    def approval_acts(self) -> "ApprovalActs":
        """Make the approval page and its acts when they are first asked for: a start does not wait for them."""
        from app.ui.approval_acts import ApprovalActs  # noqa: PLC0415 - as said
        from app.ui.approval_page import ApprovalPage  # noqa: PLC0415 - as said

        page = ApprovalPage(self.desk, self)
        self.pages.addWidget(page)
        return ApprovalActs(self.desk, page, self.notice)

    @property
    def approval(self) -> "ApprovalPage":
        """Return the approval page."""
        return self.approval_acts.page

    def set_theme(self) -> None:
        """Repaint every page that is there in the desk's theme."""
        self.review.set_theme()
        if "approval_acts" in vars(self):
            self.approval.set_theme()

    def open_record(self, record_id: str) -> None:
        """Open a record on the review page."""
        if record_id:
            self.desk.reading.cancel()
            self.case.open(record_id)
            self.show_page(self.review)

    def look_up(self, code: Code | None = None) -> None:
        """Open the search to look a code up and copy it; it needs no open record."""
        dialog = CodeSearch(self.desk, self.tr("Look a code up"), Purpose.LOOK_UP, self, code)
        self.dialog = dialog
        dialog.show()

    def restore(self, geometry: bytes, state: bytes) -> None:
        """Put window and panels where they were."""
        self.restoreGeometry(QByteArray(geometry))
        self.restoreState(QByteArray(state), LAYOUT_VERSION)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs; nothing is lost, since every act is stored when it is made."""
        self.desk.reading.cancel()
        event.accept()

    def _lay_out(self) -> None:
        self.pages = QStackedWidget(self)
        for page in (self.worklist, self.review, self.models, self.codebooks):
            self.pages.addWidget(page)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.jobs_dock)
        self.jobs_dock.hide()
        self.resize(1360, 860)

    def _make_menus(self) -> None:
        menus = {menu: self.menuBar().addMenu(acts.menu_name(menu)) for menu in acts.Menu}
        for spec in acts.specs():
            menus[spec.menu].addAction(self.actions_by_name[spec.name])

    def _connect_acts(self) -> None:
        table: dict[str, Callable[[], object]] = {
            "import_files": self.files.choose_files,
            "import_folder": self.files.choose_folder,
            "export": self.files.choose_export,
            "corrections": self.corrections.preview,
            "settings": self.open_settings,
            "quit": self.close,
            "suggest": self._suggest,
            "cancel": self.desk.reading.cancel,
            "suggest_all": self._suggest_all,
            "previous": partial(self._step, -1),
            "next": partial(self._step, 1),
            "worklist": partial(self.show_page, self.worklist),
            "review": self._show_review,
            "model": partial(self.show_page, self.models),
            "codebooks": partial(self.show_page, self.codebooks),
            "variants": lambda: self.show_page(self.approval),
            "look_up": self.look_up,
            "jobs": self._toggle_jobs,
            "filter": self._filter,
            "code_list": partial(self._focus, self.review.codes),
            "record_text": partial(self._focus, self.review.record),
            "larger": partial(self._scale, 10),
            "smaller": partial(self._scale, -10),
            "keys": self._open_keys,
        }
        for name, act in table.items():
            self.actions_by_name[name].triggered.connect(partial(_call, act))
        self.actions_by_name["cancel"].setEnabled(False)

    def _connect(self) -> None:
        desk, reading = self.desk, self.desk.reading
        self.worklist.opened.connect(self.open_record)
        self.pages.currentChanged.connect(
            lambda _page: self.review_acts.set_in_front(self.pages.currentWidget() is self.review)
        )
        self.case.opened.connect(self._opened)
        self.case.changed.connect(self.review.update_case)
        self.case.refused.connect(self._refused)
        self.review.detail.code_chosen.connect(self.look_up)
        self.codebooks.job_started.connect(self.jobs_dock.show)
        self.review_acts.finished.connect(self._finished)
        self.worklist.rows.loaded.connect(lambda _total: self._show_place())
        reading.began.connect(self._began)
        reading.preparing.connect(self._preparing)
        reading.glimpsed.connect(self._glimpsed)
        reading.made.connect(lambda _id, _made: self._settled())
        reading.cancelled.connect(lambda _id: self._settled())
        reading.failed.connect(self._reading_failed)
        desk.runner.failed.connect(self.notice.tell)
        desk.settings_changed.connect(self.status.refresh)
        self.status.jobs.clicked.connect(self._toggle_jobs)
        self.status.model.clicked.connect(partial(self.show_page, self.models))
        self.status.actor.clicked.connect(partial(_call, self.open_settings))
        self.status.book.clicked.connect(partial(_call, self._choose_book))

    def _opened(self, case: Case) -> None:
        self.review.show_case(case)
        self.review_acts.enable(self.review.codes.row)
        self.worklist.select(case.record.record_id)
        self._show_place()
        self._name_window()

    def _finished(self, record_id: str) -> None:
        """Go on to the next unfinished record, or back to the worklist when there is none."""
        following = self.worklist.rows.neighbour(record_id, 1, unfinished=True)
        if following:
            self.open_record(following)
        else:
            self.show_page(self.worklist)
            self.notice.say(self.tr("{0} is finished. No unfinished record follows in this list.").format(record_id))

    def _step(self, by: int) -> None:
        at = self.case.record_id or self.worklist.current
        following = self.worklist.rows.neighbour(at, by)
        if following:
            self.open_record(following)

    def _show_review(self) -> None:
        if self.case.case is None:
            self.open_record(self.worklist.current)
        else:
            self.show_page(self.review)

    def _show_place(self) -> None:
        rows = self.worklist.rows
        self.review.show_place(rows.row_of(self.case.record_id) + 1 if self.case.record_id else 0, rows.total)

    def _suggest(self) -> None:
        if self.case.case is not None:
            self.desk.reading.start(self.case.case.record)

    def _began(self, record_id: str) -> None:
        if record_id == self.case.record_id:
            self.review.notice.hide()
            self.review.begin_progress()
            self.actions_by_name["cancel"].setEnabled(True)

    def _preparing(self, book_id: str, begun: bool) -> None:  # noqa: FBT001 - Qt's signal
        if self.desk.reading.reading == self.case.record_id != "":
            self.review.show_preparing(book_id if begun else "")

    def _glimpsed(self, record_id: str, glimpse: Glimpse) -> None:
        if record_id == self.case.record_id:
            self.review.show_glimpse(glimpse)

    def _settled(self) -> None:
        self.review.stop_progress()
        self.actions_by_name["cancel"].setEnabled(False)

    def _reading_failed(self, _record_id: str, error: DxDeskError) -> None:
        self._settled()
        words = in_words(error)
        if isinstance(error, ModelStoppedError):
            self.review.notice.say(
                words,
                (self.tr("Restart the model"), self._suggest),
                (self.tr("Go on with rules"), self._go_on_with_rules),
            )
        elif isinstance(error, ModelError | PromptTooLongError):
            self.review.notice.say(words, (self.tr("Go on with rules"), self._go_on_with_rules))
        else:
            self.review.notice.say(words, (self.tr("Choose the code book"), self._choose_book))

    def _go_on_with_rules(self) -> None:
        self.models.use_rules()
        self._suggest()

    def _refused(self, error: DxDeskError) -> None:
        if isinstance(error, ActRefusedError):
            self.review.notice.say(in_words(error))
        elif isinstance(error, FinishBlockedError | ConfirmationNeededError):
            self.check_acts.stopped(error)
        else:
            self.notice.tell(error)

    def _suggest_all(self) -> None:
        actor = self.desk.actor

        def create(store: Store) -> int:
            return create_batch(store, store.worklist.ids(CaseStatus.NEW, CaseStatus.SUGGESTED), actor)

        self.desk.runner.submit(Operation(create, self._start_batch))

    def _start_batch(self, job_id: int) -> None:
        desk = self.desk
        desk.jobs.start(
            self.tr("Suggestions for the worklist"),
            lambda control: run_suggestions(desk.runner, desk.reading, job_id, control),
            lambda _job: desk.records_changed.emit(),
            can_pause=True,
            otherwise=self.notice.tell,
        )
        self.jobs_dock.show()

    def _look_for_open_jobs(self) -> None:
        self.desk.runner.submit(Operation(lambda store: store.jobs.open_jobs(), self._offer_jobs))

    def _offer_jobs(self, jobs: tuple[StoredJob, ...]) -> None:
        left = [job for job in jobs if job.kind == KIND]
        if not left:
            return
        job = left[-1]
        self.notice.say(
            self.tr("A run of suggestions was not finished: {0} of {1} records are done.").format(
                job.done + job.failed, job.total
            ),
            (self.tr("Go on with it"), partial(self._start_batch, job.job_id)),
            (self.tr("Drop it"), partial(self._drop, tuple(each.job_id for each in left))),
        )

    def _drop(self, job_ids: tuple[int, ...]) -> None:
        def drop(store: Store) -> None:
            for job_id in job_ids:
                store.jobs.set_state(job_id, StoredState.CANCELLED)

        self.desk.runner.submit(Operation(drop, lambda _none: None))

    def _filter(self) -> None:
        self.show_page(self.worklist)
        self.worklist.words.setFocus()
        self.worklist.words.selectAll()

    def _focus(self, part: QWidget) -> None:
        self.pages.setCurrentWidget(self.review)
        part.setFocus()

    def _toggle_jobs(self) -> None:
        self.jobs_dock.setVisible(not self.jobs_dock.isVisible())

    def open_settings(self, page: Page = Page.GENERAL) -> None:
        """Open the settings on one of their pages."""
        from app.ui.settings_dialog import SettingsDialog  # noqa: PLC0415 - a start does not wait for the rules

        dialog = SettingsDialog(self.desk, page, self)
        dialog.chosen.connect(self._take_settings)
        self.dialog = dialog
        dialog.open()

    def _choose_book(self) -> None:
        self.open_settings(Page.BOOKS)

    def _open_keys(self) -> None:
        self.dialog = KeySheet(self.actions_by_name, self)
        self.dialog.show()

    def _scale(self, by: int) -> None:
        size = min(200, max(70, self.desk.settings.font_scale + by))
        self._take_settings(replace(self.desk.settings, font_scale=size))

    def _take_settings(self, settings: Settings) -> None:
        before = self.desk.settings
        self.desk.change_settings(settings)
        if settings.language != before.language:
            self.rebuild.emit()
        elif (settings.theme, settings.font_scale) != (before.theme, before.font_scale):
            self.restyle.emit()

    def _name_window(self) -> None:
        record = self.case.record_id if self.pages.currentWidget() is self.review else ""
        self.setWindowTitle(f"{record} – DxDesk" if record else "DxDesk")


def _call(act: Callable[[], object], _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
    """Do an act, whatever its signal carries."""
    act()
