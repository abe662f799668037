"""What the corrections preview writes: kinds of identifiers, counts, known limits."""

from PySide6.QtCore import QCoreApplication

from app.knowledge.identifiers import FACE, Kind, Removed
from app.review.corrections import Preview, PreviewCase
from app.ui.approval_lists import Line, Tone

translate = QCoreApplication.translate


def kind(value: Kind) -> str:
    """Name a kind of identifier."""
    return {
        Kind.ID_NUMBER: translate("corrections", "ID numbers"),
        Kind.BANK_CARD: translate("corrections", "bank cards"),
        Kind.PHONE: translate("corrections", "phone numbers"),
        Kind.HOSPITAL_NUMBER: translate("corrections", "hospital numbers"),
        Kind.EMAIL: translate("corrections", "e-mail addresses"),
        Kind.ACCOUNT: translate("corrections", "accounts"),
        Kind.OTHER_NUMBER: translate("corrections", "other long numbers"),
        Kind.ADDRESS: translate("corrections", "addresses"),
        Kind.HOSPITAL: translate("corrections", "hospitals and wards"),
        Kind.NAME: translate("corrections", "names"),
        Kind.DATE: translate("corrections", "dates (shifted)"),
        Kind.AGE: translate("corrections", "ages over 89"),
    }[value]


def limits() -> tuple[str, ...]:
    """Return the known limits of the de-identification, in the order of `app.review.corrections.LIMITS`."""
    return (
        translate(
            "corrections", "Names that stand in no field and behind no word that announces them can stay in the text."
        ),
        translate(
            "corrections",
            "So can parts of addresses without a number, bare months, and years or days so short that they may be "
            "durations or values (18年, 5.12).",
        ),
        translate("corrections", "A value or a duration that is written like a date may have been moved."),
        translate("corrections", "Read the records before you hand the file over."),
    )


def summary(shown: Preview) -> str:
    """Say how many records would leave, and which stay."""
    return translate(
        "corrections",
        "{0} record(s) would leave. {1} finished as suggested and {2} without a suggestion stay here.",
    ).format(len(shown.cases), shown.as_suggested, shown.without_suggestion)


def counts(shown: Preview) -> str:
    """Say what was taken out, by kind."""
    found = " · ".join(f"{kind(each)} {count}" for each, count in shown.counts.items())
    return translate("corrections", "Taken out: {0}").format(found or translate("corrections", "nothing was found"))


def case_line(number: int, case: PreviewCase, *, read: bool) -> Line:
    """Write one record for the list."""
    tag = "✓ " + translate("corrections", "opened") if read else ""
    below = translate("corrections", "{0} replaced").format(len(case.removed))
    if case.spans_dropped:
        below += " · " + translate("corrections", "{0} evidence dropped").format(case.spans_dropped)
    return Line(f"{number}  {case.before.record_id}", tag, below, Tone.GOOD)


def removed_line(removed: Removed) -> Line:
    """Write one replacement for the list."""
    where = translate("corrections", "beside the text") if removed.section == FACE else removed.section
    return Line(f"{_short(removed.was)} → {_short(removed.now) or '∅'}", "", f"{kind(removed.kind)} · {where}")


def _short(text: str) -> str:
    return " ".join(text.split())
