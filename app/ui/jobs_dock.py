"""The jobs panel: what runs and what has ended, each with progress, pause, cancel and its errors."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.error_words import joined
from app.ui.jobs import Job, Jobs, JobState, Trouble
from app.ui.refusals import in_words


class JobLine(QFrame):
    """One job."""

    def __init__(self, jobs: Jobs, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job = job
        self.title = QLabel(job.title, self)
        self.state = QLabel(self)
        self.state.setObjectName("muted")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(220)
        self.pause = self._button(lambda: jobs.pause(job))
        self.stop = self._button(lambda: jobs.cancel(job))
        self.stop.setText(self.tr("Cancel"))
        self.copy = self._button(self._copy_errors)
        self.copy.setText(self.tr("Copy errors"))
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 2)
        row.addWidget(self.title, 1)
        row.addWidget(self.state)
        row.addWidget(self.bar)
        for button in (self.pause, self.stop, self.copy):
            row.addWidget(button)
        self.refresh()

    def refresh(self) -> None:
        """Show how the job stands."""
        job = self._job
        runs = job.state in (JobState.RUNNING, JobState.PAUSED)
        self.bar.setVisible(runs)
        self.bar.setRange(0, job.total)
        self.bar.setValue(job.done)
        self.pause.setVisible(runs and job.can_pause)
        self.pause.setText(self.tr("Go on") if job.state is JobState.PAUSED else self.tr("Pause"))
        self.stop.setVisible(runs)
        self.copy.setVisible(bool(job.errors))
        self.state.setText(self._words())
        self.state.setToolTip("\n".join(map(self._told, job.errors[:20])))

    def _words(self) -> str:
        job = self._job
        name = {
            JobState.RUNNING: self.tr("runs"),
            JobState.PAUSED: self.tr("paused"),
            JobState.DONE: self.tr("✓ done"),
            JobState.FAILED: self.tr("✗ failed"),
            JobState.CANCELLED: self.tr("cancelled"),
        }[job.state]
        parts = [name]
        if job.total:
            parts.append(self.tr("{0} of {1}").format(job.done, job.total))
        elif job.done:
            parts.append(str(job.done))
        if job.errors:
            parts.append(self.tr("errors {0}").format(len(job.errors)))
        if job.failure:
            parts.append(in_words(job.failure))
        return " · ".join(parts)

    def _copy_errors(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(map(self._told, self._job.errors)))

    def _told(self, trouble: Trouble) -> str:
        where = self.tr("{0}, row {1}").format(trouble.where, trouble.row) if trouble.row else trouble.where
        return f"{where}: {joined(trouble.message, trouble.advice)}"

    def _button(self, act: object) -> QToolButton:
        button = QToolButton(self)
        button.clicked.connect(act)  # type: ignore[arg-type]
        return button


class JobsDock(QDockWidget):
    """The panel at the foot of the window."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Jobs"))
        self.setObjectName("jobs")
        self._jobs = jobs
        self._lines: dict[int, JobLine] = {}
        self._none = QLabel(self.tr("No jobs."), self)
        self._none.setObjectName("muted")
        inside = QWidget(self)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(6, 4, 6, 4)
        self._column.addWidget(self._none)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(area)
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        jobs.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show every job, the newest on top."""
        shown = {id(job) for job in self._jobs.jobs}
        for key in [key for key in self._lines if key not in shown]:
            line = self._lines.pop(key)
            self._column.removeWidget(line)
            line.deleteLater()
        for place, job in enumerate(self._jobs.jobs):
            line = self._lines.get(id(job))
            if line is None:
                line = JobLine(self._jobs, job, self.widget())
                self._lines[id(job)] = line
                self._column.insertWidget(place, line)
            line.refresh()
        self._none.setVisible(not self._jobs.jobs)
