"""The DRG of the chosen codes as information: group, what is missing, what carries it, what it would be otherwise."""

from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.coding.codebook import Code
from app.coding.language import Language
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.knowledge.grouping import Alternative, Carrier, Grouped, WhatIf, Words
    from app.review.checks import Checks


class DrgPanel(QTextBrowser):
    """Show one grouping; links (Tab, Enter) lead to the codes. Nothing here is ordered by weight."""

    code_chosen = Signal(object)
    facts_wanted = Signal()

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._language = Language(language)
        self._words: Words | None = None
        self._shown: tuple[Checks | None, str] = (None, "")
        self._codes: list[Code] = []
        self._answer = ""
        self.setOpenLinks(False)
        self.setAccessibleName(self.tr("DRG of the chosen codes"))
        self.document().setDocumentMargin(10)
        self.anchorClicked.connect(self._follow)
        self.show_checks(None, "")

    def set_theme(self, theme: Theme) -> None:
        """Write again in another theme's colours."""
        self._theme = theme
        self.show_checks(*self._shown)

    def show_checks(self, checks: "Checks | None", grouper: str) -> None:
        """Show what the grouper of the settings (its name, empty for none) made of the codes."""
        self._shown = (checks, grouper)
        self._codes = []
        place = self.verticalScrollBar().value()
        self.setHtml(self._shown_page(checks, grouper) + self._answer)
        self.verticalScrollBar().setValue(place)

    def show_answer(self, html: str) -> None:
        """Show the model's answer to the question for the DRG under what is computed; empty for none."""
        if html != self._answer:
            self._answer = html
            self.show_checks(*self._shown)

    def say(self, key: StrEnum) -> str:
        """Say one of grouping's words in the panel's language."""
        return self._say(key)

    def _follow(self, url: QUrl) -> None:
        kind, _, number = url.toString().partition(":")
        if kind == "code":
            self.code_chosen.emit(self._codes[int(number)])
        elif kind == "facts":
            self.facts_wanted.emit()

    def _shown_page(self, checks: "Checks | None", grouper: str) -> str:
        if checks is not None and checks.grouped is not None and checks.what_if is not None:
            return self._page(checks.grouped, checks.what_if)
        if not grouper:
            return self._muted(self.tr("Grouper: none. Choose one in the settings (Ctrl+,)."))
        if checks is None or not checks.coded:
            return self._muted(self.tr("No code is assigned yet: there is nothing to group."))
        unready = self.tr("The grouper {0} is not ready: it is being read, or it cannot be opened.")
        return self._muted(unready.format(grouper))

    def _page(self, grouped: "Grouped", what_if: "WhatIf") -> str:
        parts = [self._head(grouped), self._missing(grouped)]
        if grouped.carriers:
            parts.append(self._title(self.tr("Other diagnoses: CC and MCC")))
            parts.append(self._table([self._carrier(each) for each in grouped.carriers]))
        for title, alternatives in (
            (self.tr("If a code were removed"), what_if.removed),
            (self.tr("If another were principal"), what_if.principal),
        ):
            if alternatives:
                parts.append(self._title(title))
                parts.append(self._table([self._alternative(each) for each in alternatives]))
        if what_if.removed or what_if.principal:
            order = self.tr("In the order of the codes, which follows the coding rules and not the weight.")
            asked = self._phrase("documentation")
            parts.append(self._muted(f"{order} {asked[:1].upper()}{asked[1:]}"))
        return "".join(parts)

    def _head(self, grouped: "Grouped") -> str:
        group = f"{grouped.drg}  {grouped.title}" if grouped.drg else self._phrase("no_group")
        facts = [f"MDC {grouped.mdc}" if grouped.mdc else "", self._say(grouped.kind)]
        if grouped.weight is not None:
            facts.append(self._phrase("weight", f"{grouped.weight:.4f}"))
        if grouped.gmlos is not None:
            facts.append(self._phrase("gmlos", f"{grouped.gmlos:g}"))
        if grouped.reason:
            facts.append(self._say(grouped.reason))
        said = [self._say(each) for each in grouped.caveats]
        version = f"{grouped.scheme} {grouped.version}"
        return (
            f"<p style='margin:0'><b style='font-size:large'>{escape(group)}</b></p>"
            f"<p style='margin:2px 0 0 0'>{escape(' · '.join(filter(None, facts)))}</p>"
            + self._muted(" · ".join([version, *said]))
        )

    def _missing(self, grouped: "Grouped") -> str:
        lines = [self._say(each) for each in grouped.missing]
        lines += [f"{each.code.code} {self._say(each.why)}" for each in grouped.unused]
        if not lines:
            return ""
        link = f"<a href='facts:' style='color:{self._theme.accent}'>{escape(self.tr('Patient facts (F4)'))}</a>"
        listed = "<br/>".join(f"△ {escape(line)}" for line in lines)
        return self._title(self.tr("What is missing")) + f"<p style='margin:0'>{listed}<br/>{link}</p>"

    def _carrier(self, carrier: "Carrier") -> tuple[str, str, str]:
        by = carrier.excluded_by.code if carrier.excluded_by else ""
        why = self._say(carrier.why).format(by)
        if carrier.carries:
            why += f" · <b>{escape(self._phrase('carries'))}</b>"
        return self._link(carrier.code), escape(self._say(carrier.level)), why

    def _alternative(self, each: "Alternative") -> tuple[str, str, str]:
        grouped = each.grouped
        if grouped.carriers:
            counted = ", ".join(carrier.code.code for carrier in grouped.carriers if carrier.counted)
            return self._link(each.code), "", escape(self._phrase("counted", counted or "—"))
        if not each.changed and grouped.drg is not None:
            also = ", ".join(code.code for code in each.also)
            said = self._phrase("no_change") + (f" · {self._phrase('also', also)}" if also else "")
            return self._link(each.code), "", escape(said)
        facts = [grouped.title or self._phrase("no_group")]
        if grouped.weight is not None:
            facts.append(self._phrase("weight", f"{grouped.weight:.4f}"))
        if grouped.reason:
            facts.append(self._say(grouped.reason))
        return self._link(each.code), escape(grouped.drg or "—"), escape(" · ".join(facts))

    def _link(self, code: Code) -> str:
        self._codes.append(code)
        return (
            f"<a href='code:{len(self._codes) - 1}' style='color:{self._theme.accent}'>{escape(code.code)}</a> "
            f"{escape(code.name)}"
        )

    def _table(self, rows: list[tuple[str, str, str]]) -> str:
        cells = "".join(
            f"<tr><td width='46%' style='padding:1px 8px 1px 0'>{first}</td>"
            f"<td width='9%' style='padding:1px 8px 1px 0'>{second}</td><td style='padding:1px 0'>{third}</td></tr>"
            for first, second, third in rows
        )
        return f"<table width='100%' cellspacing='0'>{cells}</table>"

    def _title(self, text: str) -> str:
        return f"<p style='margin:10px 0 2px 0; color:{self._theme.muted}'><b>{escape(text)}</b></p>"

    def _muted(self, text: str) -> str:
        return f"<p style='margin:2px 0 0 0; color:{self._theme.muted}'>{escape(text)}</p>"

    def _phrase(self, name: str, *values: str) -> str:
        return self._said().phrase(name, self._language).format(*values)

    def _say(self, key: StrEnum) -> str:
        return self._said().say(key, self._language)

    def _said(self) -> "Words":
        """Read the words of grouping when the first group is shown."""
        from app.knowledge.grouping.words import Words  # noqa: PLC0415 - a start does not wait for what it needs

        if self._words is None:
            self._words = Words.load()
        return self._words
