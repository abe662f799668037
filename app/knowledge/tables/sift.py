"""First step of an import: the rows of a table judged one by one; what is kept becomes a draft of an entry."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.errors import InputError
from app.knowledge.entries import Finding, Kind, Language
from app.knowledge.tables.forms import Form, form_of, is_number, tidy_code
from app.knowledge.tables.names import clean_name, is_chinese
from app.knowledge.tables.rows import OnProgress, TableRow
from app.knowledge.tables.tally import Tally

COUNTED = (
    "six_character",
    "x_extension",
    "placeholder_x",
    "pair",
    "asterisk",
    "asterisk_unmarked",
    "morphology",
    "glued",
    "short",
    "clinical",
)
"""What a row is, each kept row under one of these."""
REFUSED = ("broken", "no_code", "no_name", "malformed", "number_as_code", "duplicate", "header_again")
"""Why a row is not kept."""
REMARKED = (
    "grey",
    "mended_code",
    "mended_name",
    "doubtful_name",
    "shared_name",
    "fact_not_read",
    "unknown_column",
    "derived_heading",
)
"""What is worth knowing about a kept row, a name, a column or a heading."""
_SHOWN_CLASSES = {"asterisk_unmarked", "glued"}
_MOST_REFUSED = 0.5
_PROGRESS_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that is kept: its code in the table's own spelling, its name mended, what it is."""

    row: TableRow
    code: str
    name: str
    kind: Kind


@dataclass(slots=True)
class Sifted:
    """What came of a table's rows."""

    drafts: list[Draft] = field(default_factory=list[Draft])
    rows: int = 0
    tally: Tally = field(default_factory=Tally)


def sift(rows: Iterable[TableRow | Finding], language: Language, on_progress: OnProgress | None = None) -> Sifted:
    """Judge every row; raise InputError on a table that is none: empty, mostly refused, in another language."""
    sifted = Sifted()
    known: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Finding):
            sifted.tally.add(row)
            sifted.rows += row.what in REFUSED
            continue
        sifted.rows += 1
        draft = _judged(row, language, sifted.tally)
        if draft is not None and draft.code in known:
            sifted.tally.note(row.number, "duplicate", f"{draft.code} {draft.name} (before: {known[draft.code]})")
        elif draft is not None:
            known[draft.code] = draft.name
            sifted.drafts.append(draft)
        if on_progress and sifted.rows % _PROGRESS_EVERY == 0:
            on_progress(sifted.rows)
    _refuse_what_is_no_table(sifted, language)
    for name, codes in _shared(sifted.drafts):
        sifted.tally.note(0, "shared_name", f"{name}: {', '.join(codes)}")
    return sifted


def _judged(row: TableRow, language: Language, tally: Tally) -> Draft | None:
    """Return the draft of one row, or note why there is none."""
    code, name = tidy_code(row.code, language), clean_name(row.name)
    reason, form = _fault(code, name, language)
    if reason or form is None:
        tally.note(row.number, reason, f"{row.code} {row.name}".strip())
        return None
    tally.counts[form.name] += 1
    if form.name in _SHOWN_CLASSES:
        tally.counts[form.name] -= 1
        tally.note(row.number, form.name, f"{code} {name}")
    if code != row.code:
        tally.note(row.number, "mended_code", f"{row.code} → {code}")
    if name != row.name:
        tally.note(row.number, "mended_name", f"{row.name} → {name}")
    if "?" in name or "？" in name or "�" in name:
        tally.note(row.number, "doubtful_name", f"{code} {name}")
    if "grey" in row.flags:
        tally.counts["grey"] += 1
    return Draft(row, code, name, form.kind)


def _fault(code: str, name: str, language: Language) -> tuple[str, Form | None]:
    """Return why a row cannot be kept, empty when it can, and its code's form."""
    if not code:
        return "no_code", None
    if is_number(code):
        return "number_as_code", None
    form = form_of(code, language)
    if form is None:
        return "malformed", None
    return ("" if name else "no_name"), form


def _refuse_what_is_no_table(sifted: Sifted, language: Language) -> None:
    """Raise InputError unless most rows are codes with names of the language."""
    if not sifted.rows:
        raise InputError("The table has no rows below its header.", "Export it again.")
    refused = sifted.rows - len(sifted.drafts)
    if refused > _MOST_REFUSED * sifted.rows:
        reasons = Counter({key: sifted.tally.counts[key] for key in REFUSED if sifted.tally.counts[key]})
        listed = ", ".join(f"{count} × {key}" for key, count in reasons.most_common())
        first = next((found for found in sifted.tally.findings if found.what in REFUSED), Finding(0, "", ""))
        raise InputError(
            f"{refused} of {sifted.rows} rows are no codes of this kind ({listed}); row {first.row}: {first.text!r}.",
            _advice(reasons.most_common(1)[0][0]),
        )
    chinese = sum(is_chinese(draft.name) for draft in sifted.drafts)
    if (chinese * 2 < len(sifted.drafts)) is (language is Language.ZH):
        raise InputError(
            f"The names are not in the language of this book ({language}): {sifted.drafts[0].name!r}.",
            "Check the file and the column of the names, or choose the other language.",
        )


def _advice(reason: str) -> str:
    if reason == "number_as_code":
        return "The column holds numbers: format it as text in the table it comes from, or choose the right column."
    if reason == "duplicate":
        return "Check that the code column is the one of the codes, not of their categories."
    return "Check which column holds the codes and which the names, and the language of the book."


def _shared(drafts: list[Draft]) -> Iterator[tuple[str, list[str]]]:
    """Yield each name that several codes have, with them."""
    codes: dict[str, list[str]] = {}
    for draft in drafts:
        codes.setdefault(draft.name, []).append(draft.code)
    return ((name, having) for name, having in codes.items() if len(having) > 1)
