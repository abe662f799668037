"""Pictures of the bad-case loop's two pages: variants to approve, and the corrections before they leave."""

import time
from collections.abc import Iterator

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.application import Application
from app.ui.approval_demo import put_demo_variants
from app.ui.corrections_demo import put_demo_correction

LONGEST_S = 20
BROKEN = 2
"""The row of a demo variant that changes what must not change."""


def approvals(running: Application) -> Iterator[tuple[str, QWidget]]:
    """Give each page's name and widget once it stands; the caller takes the picture before asking for the next."""
    window = running.window
    page, acts = window.approval, window.approval_acts
    put_demo_variants(running.desk)
    _wait(running)
    window.notice.hide()
    window.show_page(page)
    _wait(running)
    yield "variants", window
    for name in ("score:4", "approve", "passed"):
        page.buttons[name].click()
        _wait(running)
    page.variants.step(BROKEN)
    _wait(running)
    page.acted.emit("next_fact")
    _wait(running)
    yield "variants_facts", window
    for name in ("reject", "edit"):
        page.buttons[name].click()
        _wait(running)
        if acts.dialog is not None:
            yield f"variants_{name}", acts.dialog
        acts.close_dialog()
    yield from _corrections(running)


def _corrections(running: Application) -> Iterator[tuple[str, QWidget]]:
    for number in range(3):
        put_demo_correction(running.store, running.desk, number)
    running.window.worklist.refresh()
    acts = running.window.corrections
    acts.preview()
    _wait(running)
    if acts.dialog is not None:
        yield "corrections", acts.dialog
        acts.dialog.reject()


def _wait(running: Application) -> None:
    """Let everything that was asked for arrive and be painted."""
    until = time.monotonic() + LONGEST_S
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        busy = running.desk.runner.busy or running.window.approval.comparing.busy
        quiet = 0 if busy else quiet + 1
        time.sleep(0.005)
