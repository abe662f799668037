"""Errors in the words of the window: what happened and what to do, for those a coder can meet in daily work."""

from PySide6.QtCore import QCoreApplication

from app.errors import DxDeskError, ModelRefusedError, ModelStoppedError
from app.review.decide import Refusal
from app.review.session import ActRefusedError
from app.ui.error_words import told

translate = QCoreApplication.translate


def in_words(error: DxDeskError) -> str:
    """Say an error in the window's language: what happened, and what to do here."""
    if isinstance(error, ActRefusedError):
        return refusal(error.refusal)
    if isinstance(error, ModelStoppedError):
        return translate(
            "refusals",
            "The model's process has ended while it read this record. Nothing that was decided is lost. "
            "Restart the model, or go on with the rules.",
        )
    if isinstance(error, ModelRefusedError):
        return translate("refusals", "This model file cannot be used: {0}").format(told(error))
    return told(error)


def refusal(value: Refusal) -> str:
    """Say why an act is not possible now."""
    return {
        Refusal.NO_CODE: translate("refusals", "Choose a code first."),
        Refusal.WRONG_TASK: translate("refusals", "Choose whether the code is principal or other."),
        Refusal.ALREADY_PRINCIPAL: translate("refusals", "This code is the principal diagnosis already."),
        Refusal.ALREADY_OTHER: translate("refusals", "This code is assigned already; P makes it the principal."),
        Refusal.ALREADY_REJECTED: translate("refusals", "This code is rejected for this reason already."),
        Refusal.NOT_CHOSEN: translate("refusals", "Only an assigned code can be replaced."),
        Refusal.NOT_AN_OTHER: translate("refusals", "Only an assigned code can be made principal this way."),
        Refusal.WRONG_ORDER: translate("refusals", "The order does not fit the codes any more; try again."),
        Refusal.NOTHING_CHANGES: translate("refusals", "This would change nothing."),
        Refusal.NOTHING_TO_UNDO: translate("refusals", "There is nothing to take back."),
        Refusal.NO_PRINCIPAL: translate("refusals", "The principal diagnosis is missing."),
        Refusal.FINISHED: translate("refusals", "This record is finished. Reopen it (Ctrl+Shift+O) to change it."),
        Refusal.NOT_FINISHED: translate("refusals", "This record is not finished."),
    }[value]
