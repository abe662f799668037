"""The question for the DRG (Task.DRG): asked of a loaded model beside the window, set beside the computed group.

The answer is no code and no decision: it is shown under the computed group and not kept with the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.coding.completion import Finish, Source
from app.coding.drg_question import DrgAnswer, answer_drg
from app.coding.language import Language
from app.coding.prompt import Layout, Style, asked_in
from app.coding.record import Record
from app.coding.suggest import Vote
from app.ui.case import OpenCase
from app.ui.desk import Desk
from app.ui.drg_panel import DrgPanel
from app.ui.jobs import Control
from app.ui.turns import Taking

if TYPE_CHECKING:
    from app.knowledge.grouping import Agreement, Grouped, Standing
    from app.review.checks import Checks


@dataclass(frozen=True, slots=True)
class _Answered:
    """What came back, with what it takes to set it beside a computed group."""

    answer: DrgAnswer
    standings: "Mapping[str, Standing]"


class DrgQuestion(QObject):
    """Ask for the open record's DRG and keep the answers of this window's life by record."""

    def __init__(self, desk: Desk, panel: DrgPanel, case: OpenCase, action: QAction) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._case = case
        self._action = action
        self._answers: dict[str, _Answered] = {}
        self._asked = ""
        self._grouped: Grouped | None = None
        action.triggered.connect(lambda _checked=False: self.ask())
        case.opened.connect(lambda _case: self._forget_group())
        case.changed.connect(lambda _case: self._enable())
        desk.reading.model_changed.connect(self._enable)
        desk.checking.checked.connect(self._compare)
        self._enable()

    @property
    def can_ask(self) -> bool:
        """Say whether there is an English record and a model to ask about it."""
        case = self._case.case
        model = self._desk.reading.info.source is Source.MODEL
        return model and case is not None and is_english(case.record) and not self._asked

    def ask(self) -> None:
        """Ask beside the window; the jobs panel shows and can cancel it."""
        case = self._case.case
        if case is None or not self.can_ask:
            return
        record = case.record
        self._asked = record.record_id
        self._enable()
        self._desk.jobs.start(
            self.tr("Ask for the DRG of {0}").format(record.record_id),
            lambda control: self._answer(record, control),
            self._answered,
            otherwise=self._failed,
        )
        self._show()

    def _answer(self, record: Record, control: Control) -> _Answered:
        """Load the titles and ask (on a side thread, the model shared with what else reads)."""
        from app.knowledge.grouping.engine import load_engine  # noqa: PLC0415 - only this question needs it
        from app.knowledge.grouping.severity import standings  # noqa: PLC0415 - as above
        from app.knowledge.grouping.titles import titles_of  # noqa: PLC0415 - as above
        from app.knowledge.grouping.versions import find_version  # noqa: PLC0415 - as above

        reading, version = self._desk.reading, find_version(self._version).name
        engine = load_engine(version)
        model = Taking(reading.model, reading.turns, urgent=True, stopped=lambda: control.cancelled)
        control.interrupts(model.cancel)
        style = Style(Layout.RECORD_FIRST, reading.style.order)
        answer = answer_drg(record, titles_of(engine, version), model, style=style, reply_tokens=reading.reply_tokens)
        return _Answered(answer, standings(engine))

    @property
    def _version(self) -> str:
        """Return the version asked about: the grouper's where it is MS-DRG, else the latest."""
        settings = self._desk.settings
        return settings.grouper_version if settings.grouper == "ms-drg" else ""

    def _answered(self, answered: _Answered) -> None:
        self._asked = ""
        if all(vote.completion.finish is not Finish.CANCELLED for vote in answered.answer.votes):
            self._answers[answered.answer.record_id] = answered
        self._enable()

    def _failed(self, error: Exception) -> None:
        self._asked = ""
        self._enable()
        self._desk.runner.failed.emit(error)

    def _compare(self, checks: "Checks") -> None:
        self._grouped = checks.grouped
        self._show()

    def _forget_group(self) -> None:
        self._grouped = None
        self._enable()

    def _enable(self) -> None:
        self._action.setEnabled(self.can_ask)
        self._show()

    def _show(self) -> None:
        """Write the section of the open record, empty where nothing was asked."""
        record_id = self._case.record_id
        answered = self._answers.get(record_id)
        if record_id and self._asked == record_id:
            self._panel.show_answer(self._section(escape(self.tr("the model is being asked for the DRG…"))))
        elif answered is None:
            self._panel.show_answer("")
        else:
            self._panel.show_answer(self._section(self._page(answered)))

    def _section(self, body: str) -> str:
        title = escape(self.tr("The model's answer to the question for the DRG"))
        muted = self._desk.theme.muted
        return f"<p style='margin:12px 0 2px 0; color:{muted}'><b>{title}</b></p><p style='margin:0'>{body}</p>"

    def _page(self, answered: _Answered) -> str:
        """Set the answered title beside the computed group, in the grouping's own words."""
        answer = answered.answer
        agreement, other_version = self._agreement(answered)
        title = answer.title
        shown = f"{title.code}  {title.name}" if title else "; ".join(answer.answer.outside) or "—"
        votes = sum(_names(vote, answer) for vote in answer.votes)
        lines = [f"<b>{escape(shown)}</b>"]
        if title:
            lines.append(escape(self.tr("{0} of {1} votes").format(votes, len(answer.votes))))
        computed = self._grouped
        if computed is not None and computed.drg:
            lines.append(escape(self.tr("computed: {0}  {1}").format(computed.drg, computed.title)))
        lines.append(f"<b>{escape(self._panel.say(agreement))}</b>")
        if other_version:
            lines.append(escape(self.tr("The answer is of another version than the computed group.")))
        note = self.tr(
            "By {0}. The computed group follows from the codes and stands; where the two differ, look whether a code "
            "is missing or too much. This answer is not kept with the record."
        ).format(answer.model.name)
        return "<br/>".join(lines) + f"<br/><span style='color:{self._desk.theme.muted}'>{escape(note)}</span>"

    def _agreement(self, answered: _Answered) -> "tuple[Agreement, bool]":
        from app.knowledge.grouping import Agreement, disagreement  # noqa: PLC0415 - as above

        answer = answered.answer.answer
        if self._grouped is None:
            return (Agreement.NOT_COMPUTED if answer.readable else Agreement.NO_ANSWER), False
        found = disagreement(self._grouped, answer, answered.standings)
        return found.agreement, found.other_version


def is_english(record: Record) -> bool:
    """Say whether a record is asked about in English."""
    return asked_in(record.sections, Style(Layout.RECORD_FIRST)) is Language.EN


def _names(vote: Vote, answer: DrgAnswer) -> bool:
    return answer.title is not None and vote.answer.principal == answer.title
