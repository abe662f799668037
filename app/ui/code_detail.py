"""What stands behind the chosen code: definition, evidence, the stated reason (folded), where it is from."""

from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.coding.completion import Source
from app.coding.evidence import Evidence, Kind
from app.coding.record import Record
from app.coding.suggest import Suggestion
from app.ui import words
from app.ui.code_rows import Row
from app.ui.code_words import agreement, standing
from app.ui.theme import Theme

AROUND = 14
"""Characters of the record shown on each side of a piece of evidence."""


class CodeDetail(QTextBrowser):
    """Show one code; links jump to its evidence and unfold the reason."""

    evidence_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._unfolded = False
        self._shown: tuple[Row | None, Suggestion | None, Record | None] = (None, None, None)
        self.setOpenLinks(False)
        self.setAccessibleName(self.tr("About the chosen code"))
        self.document().setDocumentMargin(10)
        self.anchorClicked.connect(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Write again in another theme's colours."""
        self._theme = theme
        self.show_row(*self._shown)

    def show_row(self, row: Row | None, suggestion: Suggestion | None, record: Record | None) -> None:
        """Show a row of a record's code list, or only where the suggestion is from."""
        before = self._shown[0]
        if before is None or row is None or before.code != row.code:
            self._unfolded = False
        self._shown = (row, suggestion, record)
        parts: list[str] = []
        if row and record:
            parts += [self._head(row), self._definition(row), self._evidence(row, record)]
            parts.append(self._reason(row, suggestion))
        parts.append(self._provenance(suggestion))
        place = self.verticalScrollBar().value() if before and row and before.code == row.code else 0
        self.setHtml("".join(parts))
        self.verticalScrollBar().setValue(place)

    def toggle_reason(self) -> None:
        """Fold or unfold the model's stated reason."""
        self._unfolded = not self._unfolded
        self.show_row(*self._shown)

    def _follow(self, url: QUrl) -> None:
        kind, _, number = url.toString().partition(":")
        if kind == "evidence":
            self.evidence_chosen.emit(int(number))
        elif kind == "reason":
            self.toggle_reason()

    def _head(self, row: Row) -> str:
        shape, said = agreement(row)
        facts = " · ".join(filter(None, (f"{shape} {said}", words.task(row.task), standing(row))))
        if row.on_admission is not None:
            facts += " · " + self.tr("on admission: {0} {1}").format(
                int(row.on_admission), words.on_admission(row.on_admission)
            )
        return (
            f"<p style='margin:0'><b style='font-size:large'>{escape(row.code.name)}</b></p>"
            f"<p style='margin:2px 0 8px 0; color:{self._theme.muted}'>{escape(row.code.code)} · "
            f"{escape(row.code.book)}<br/>{escape(facts)}</p>"
        )

    def _title(self, text: str) -> str:
        return f"<p style='margin:8px 0 2px 0; color:{self._theme.muted}'><b>{escape(text)}</b></p>"

    def _definition(self, row: Row) -> str:
        text = row.code.definition or self.tr("No definition in this code book.")
        return self._title(self.tr("Definition")) + f"<p style='margin:0'>{escape(text)}</p>"

    def _evidence(self, row: Row, record: Record) -> str:
        title = self._title(self.tr("Evidence in the record ({0})").format(len(row.evidence)))
        if not row.evidence:
            none = self.tr("No verified evidence: neither named nor quoted as present in this record.")
            return title + f"<p style='margin:0'>⚠ {escape(none)}</p>"
        return title + "".join(self._quote(number, evidence, record) for number, evidence in enumerate(row.evidence))

    def _quote(self, number: int, evidence: Evidence, record: Record) -> str:
        text = record.text(evidence.section)
        before = text[max(0, evidence.start - AROUND) : evidence.start]
        after = text[evidence.end : evidence.end + AROUND]
        kind = self.tr("quoted") if evidence.kind is Kind.QUOTE else self.tr("named")
        return (
            f"<p style='margin:0 0 3px 0'><a href='evidence:{number}' style='color:{self._theme.accent}'>"
            f"{escape(evidence.section)}</a> …{escape(before)}<b>{escape(text[evidence.start : evidence.end])}</b>"
            f"{escape(after)}… <span style='color:{self._theme.muted}'>({escape(kind)})</span></p>"
        )

    def _reason(self, row: Row, suggestion: Suggestion | None) -> str:
        text = suggestion.rationale.get(row.task, "") if suggestion and row.candidate else ""
        if not text:
            return ""
        sign = "▾" if self._unfolded else "▸"
        by_rules = suggestion is not None and suggestion.model.source is Source.RULES
        label = escape(self.tr("The rules' reason") if by_rules else self.tr("Model's stated reason"))
        title = (
            f"<p style='margin:8px 0 2px 0'><a href='reason:' style='color:{self._theme.accent}'>{sign} {label}</a></p>"
        )
        if not self._unfolded:
            return title
        warning = (
            self.tr("What the rules went by.")
            if by_rules
            else self.tr("What the model wrote about this question; not checked, and not the cause of its answer.")
        )
        body = "<br/>".join(escape(line) for line in text.splitlines())
        return (
            title
            + f"<p style='margin:0; color:{self._theme.muted}'>{escape(warning)}</p><p style='margin:2px 0'>{body}</p>"
        )

    def _provenance(self, suggestion: Suggestion | None) -> str:
        if suggestion is None:
            none = self.tr("No suggestion yet. F5 makes one.")
            return f"<p style='color:{self._theme.muted}'>{escape(none)}</p>"
        by_rules = suggestion.model.source is Source.RULES
        lines = [self.tr("Made by the rules") if by_rules else self.tr("Made by {0}").format(suggestion.model.name)]
        if suggestion.model.sha256:
            lines[0] += f" ({suggestion.model.sha256[:12]})"
        versions = suggestion.versions
        lines.append(
            self.tr("Prompt {0} · scope {1} · code book {2}").format(versions.prompt, versions.scope, versions.book)
        )
        title = self._title(self.tr("Where this is from"))
        return title + f"<p style='margin:0; color:{self._theme.muted}'>" + "<br/>".join(map(escape, lines)) + "</p>"
