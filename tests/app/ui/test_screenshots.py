"""Every page can be rendered, with the demo records and the rules, into files of their own."""

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui.screenshots import shoot

CHECKS = ("edits", "drg", "patient")
LOOP = ("variants", "variants_facts", "variants_reject", "variants_edit", "corrections")
LOOKUPS = ("hierarchy", "codebooks", "preview", "report", "abbreviations")


def test_every_page_is_rendered(qapp: QApplication, tmp_path: Path) -> None:
    palette, sheet, font = qapp.palette(), qapp.styleSheet(), qapp.font()
    made = shoot(qapp, tmp_path, ("zh_CN",), ("dark",), icd10cm=False)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
    pages = {path.name.split("-")[0] for path in made}
    assert {"settings_books", "settings_rules"} <= pages
    assert {
        "worklist",
        "review",
        "decided",
        "model",
        "search",
        "reasons",
        "keys",
        "settings",
        *LOOKUPS,
        *CHECKS,
        *LOOP,
    } <= pages
    assert all(path.stat().st_size > 2000 and not QImage(str(path)).isNull() for path in made)
