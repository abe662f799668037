"""The rules as a table: what each says, from which clause, and the level a site gives it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.knowledge.edits import Incidental, Level, Rules
from app.paths import resources
from app.ui import edit_words
from app.ui.desk import Desk
from app.ui.error_words import told
from app.ui.settings_general import choice_box

if TYPE_CHECKING:
    from app.knowledge.edits.rule import Rule

STEPS = {Qt.Key.Key_Left: 1, Qt.Key.Key_Minus: 1, Qt.Key.Key_Right: -1, Qt.Key.Key_Plus: -1}
"""Keys that make the chosen rule milder (towards off) or graver."""


class RuleTable(QTableWidget):
    """Rules with their levels; ← → change the chosen one's, digits and letters go nowhere."""

    def __init__(self, rules: "tuple[Rule, ...]", language: str, parent: QWidget | None = None) -> None:
        super().__init__(len(rules), 4, parent)
        self.rules = rules
        self._language = language
        self.levels = {rule.rule_id: rule.level for rule in rules}
        self.setHorizontalHeaderLabels([self.tr("Level"), self.tr("Rule"), self.tr("Says"), self.tr("Clause")])
        self.setAccessibleName(self.tr("Rules"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        for row, rule in enumerate(rules):
            for column, text in enumerate((level_text(rule.level), rule.rule_id, self._said(rule), self._clause(rule))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(row, column, item)
        header = self.horizontalHeader()
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(0, 130)
        self.setColumnWidth(1, 200)
        self.setColumnWidth(3, 200)
        self.selectRow(0)

    @property
    def whole_text(self) -> str:
        """Return everything the chosen rule says and where it is from, which the columns may have no room for."""
        row = self.currentRow()
        if not 0 <= row < len(self.rules):
            return ""
        rule = self.rules[row]
        return f"{self._said(rule)}\n{self._clause(rule)} · {rule.rule_id}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the chosen rule's level with ← and →."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.step(step)

    def step(self, by: int) -> None:
        """Make the chosen rule milder or graver, an unverified one no graver than a notice."""
        row = self.currentRow()
        if not 0 <= row < len(self.rules):
            return
        rule = self.rules[row]
        gravest = 0 if rule.verified else Level.NOTICE.rank
        rank = min(Level.OFF.rank, max(gravest, self.levels[rule.rule_id].rank + by))
        self.levels[rule.rule_id] = tuple(Level)[rank]
        self._show(row)

    def _said(self, rule: "Rule") -> str:
        return rule.zh if self._language == "zh" else rule.en

    def _clause(self, rule: "Rule") -> str:
        return rule.clause if rule.verified else self.tr("not verified: {0}").format(rule.clause or "—")

    def _show(self, row: int) -> None:
        rule = self.rules[row]
        level = self.levels[rule.rule_id]
        changed = "" if level is rule.level else "  *"
        item = self.item(row, 0)
        if item is not None:
            item.setText(level_text(level) + changed)


class RuleSettings(QWidget):
    """Ask for the levels; they go into the site's rule file, and a file with mistakes is told and left alone."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rules: Rules | None = None
        self.table: RuleTable | None = None
        self.incidental = choice_box(
            self,
            "",
            (Incidental.CODE.value, self.tr("code them: nothing is said")),
            (Incidental.ADVISE.value, self.tr("advise: ask whether they were treated")),
            (Incidental.OFF.value, self.tr("off")),
        )
        self.faults = QLabel(self)
        self.faults.setWordWrap(True)
        self.keys = QLabel(
            self.tr(
                "← milder · → graver, for the chosen rule. An error blocks finishing. A rule whose clause could not be "
                "verified is never above a notice; to raise it, write the clause your hospital stands for into {0}."
            ).format(desk.places.site_rules),
            self,
        )
        self.keys.setObjectName("muted")
        self.keys.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("&Incidental imaging findings"), self.incidental)
        self._column = QVBoxLayout(self)
        self._column.addLayout(form)
        self._column.addWidget(self.faults)
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(self.about)
        self._column.addWidget(self.keys)

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the table when it is first looked at."""
        super().showEvent(event)
        if self._rules is None:
            self._fill(self._desk.knowledge.rules)

    def change(self) -> Callable[[], Rules] | None:
        """Return what writes the changes, to be run beside the window; None when nothing was changed."""
        rules, table = self._rules, self.table
        if rules is None or table is None or rules.faults:
            return None
        levels = {rule.rule_id: table.levels[rule.rule_id] for rule in table.rules}
        changed = {rule.rule_id: levels[rule.rule_id] for rule in table.rules if levels[rule.rule_id] is not rule.level}
        incidental = Incidental(self.incidental.currentData())
        if not changed and incidental is rules.incidental:
            return None
        shipped, site = resources() / "rules" / "edits.toml", self._desk.places.site_rules

        def write() -> Rules:
            from app.knowledge.edits.site_file import change_site_rules  # noqa: PLC0415 - only a change needs it

            return change_site_rules(shipped, site, changed, None if incidental is rules.incidental else incidental)

        return write

    def _tell_rule(self) -> None:
        self.about.setText(self.table.whole_text if self.table else "")

    def _fill(self, rules: Rules) -> None:
        self._rules = rules
        self.incidental.setCurrentIndex(self.incidental.findData(rules.incidental.value))
        self.table = RuleTable(rules.rules, self._desk.knowledge.language, self)
        self._column.insertWidget(2, self.table, 1)
        self.table.itemSelectionChanged.connect(self._tell_rule)
        self._tell_rule()
        self.setFocusProxy(self.table)
        if rules.faults:
            said = "\n".join(f"⚠ {told(fault)}" for fault in rules.faults)
            left_out = self.tr("The site's rule file has mistakes and none of it is in force:")
            self.faults.setText(f"{left_out}\n{said}")
            self.table.setEnabled(False)
            self.incidental.setEnabled(False)
        self.faults.setVisible(bool(rules.faults))


def level_text(level: Level) -> str:
    """Write a level with its sign."""
    return f"{edit_words.sign(level)} {edit_words.word(level)}".strip()
