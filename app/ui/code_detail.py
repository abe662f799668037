"""What stands behind the chosen code: its book's words and notes, evidence, the stated reason, where it is from."""

from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.coding.codebook import Code
from app.coding.completion import Source
from app.coding.evidence import Evidence, Kind
from app.coding.record import Record
from app.coding.suggest import Suggestion
from app.ui import entry_html, words
from app.ui.code_rows import Row
from app.ui.code_words import agreement, standing
from app.ui.knowledge import Knowledge
from app.ui.theme import Theme

FIRST_NOTES = 4
"""Notes shown before they are unfolded."""
RETRIEVED = "retrieved@"
"""How the scope of a suggestion is named that was retrieved for its record (`app.knowledge.retrieval.SCOPE_ID`)."""
AROUND = 14
"""Characters of the record shown on each side of a piece of evidence."""


class CodeDetail(QTextBrowser):
    """Show one code; links jump to its evidence and unfold the reason."""

    evidence_chosen = Signal(int)
    code_chosen = Signal(object)

    def __init__(self, knowledge: Knowledge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._knowledge = knowledge
        self._theme = theme
        self._unfolded = False
        self._notes_unfolded = False
        self._shown: tuple[Row | None, Suggestion | None, Record | None] = (None, None, None)
        self.setOpenLinks(False)
        self.setAccessibleName(self.tr("About the chosen code"))
        self.document().setDocumentMargin(10)
        self.anchorClicked.connect(self._follow)
        knowledge.changed.connect(self._show_again)

    def set_theme(self, theme: Theme) -> None:
        """Write again in another theme's colours."""
        self._theme = theme
        self.show_row(*self._shown)

    def show_row(self, row: Row | None, suggestion: Suggestion | None, record: Record | None) -> None:
        """Show a row of a record's code list, or only where the suggestion is from."""
        before = self._shown[0]
        if before is None or row is None or before.code != row.code:
            self._unfolded = self._notes_unfolded = False
        self._shown = (row, suggestion, record)
        parts: list[str] = []
        if row and record:
            parts += [self._head(row), self._definition(row), self._evidence(row, record)]
            parts += [self._reason(row, suggestion), self._in_book(row.code)]
        parts.append(self._provenance(suggestion))
        place = self.verticalScrollBar().value() if before and row and before.code == row.code else 0
        self.setHtml("".join(parts))
        self.verticalScrollBar().setValue(place)

    def _show_again(self) -> None:
        """Write anew what the books say, after they changed."""
        self.show_row(*self._shown)

    def toggle_reason(self) -> None:
        """Fold or unfold the model's stated reason."""
        self._unfolded = not self._unfolded
        self.show_row(*self._shown)

    def toggle_notes(self) -> None:
        """Fold or unfold the notes beyond the first few."""
        self._notes_unfolded = not self._notes_unfolded
        self.show_row(*self._shown)

    def _follow(self, url: QUrl) -> None:
        kind, _, number = url.toString().partition(":")
        if kind == "evidence":
            self.evidence_chosen.emit(int(number))
        elif kind == "reason":
            self.toggle_reason()
        elif kind == "notes":
            self.toggle_notes()
        elif named := entry_html.linked(url.toString(QUrl.ComponentFormattingOption.FullyEncoded)):
            entry = entry_html.resolve(self._knowledge, *named)
            if entry is not None:
                self.code_chosen.emit(entry.code)

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
        return entry_html.title(text, self._theme)

    def _definition(self, row: Row) -> str:
        shipped = self._knowledge.shipped(row.code)
        text = row.code.definition or (shipped.definition if shipped else "")
        text = text or self.tr("No definition in this code book.")
        return self._title(self.tr("Definition")) + f"<p style='margin:0'>{escape(text)}</p>"

    def _in_book(self, code: Code) -> str:
        """Write what the code's book says of it: missing from the book in force, place, counterpart, first notes."""
        parts: list[str] = []
        if lacking := self._knowledge.missing_from(code):
            parts.append(f"<p style='margin:8px 0 2px 0'>⚠ {escape(self.tr('Not in {0}').format(lacking))}</p>")
        entry = self._knowledge.look_up(code)
        if entry is None:
            return "".join(parts)
        parts += [
            entry_html.path(self._knowledge, entry, self._theme),
            entry_html.second(self._knowledge, code, self._theme),
        ]
        found = self._knowledge.index.notes(code.book, entry.code.code)
        parts.append(entry_html.notes(found, entry.code, self._theme, None if self._notes_unfolded else FIRST_NOTES))
        if len(found) > FIRST_NOTES:
            sign = "▾" if self._notes_unfolded else "▸"
            label = self.tr("All {0} notes").format(len(found))
            anchor = f"<a href='notes:' style='color:{self._theme.accent}'>{sign} {escape(label)}</a>"
            parts.append(f"<p style='margin:4px 0'>{anchor}</p>")
        return "".join(parts)

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
        retrieved = versions.scope.startswith(RETRIEVED)
        from_book = (
            self.tr("Prompt {0} · codes retrieved for this record from the whole of {1}")
            if retrieved
            else self.tr("Prompt {0} · scope {1} · code book {2}")
        )
        values = (versions.prompt, versions.book) if retrieved else (versions.prompt, versions.scope, versions.book)
        lines.append(from_book.format(*values))
        title = self._title(self.tr("Where this is from"))
        return title + f"<p style='margin:0; color:{self._theme.muted}'>" + "<br/>".join(map(escape, lines)) + "</p>"
