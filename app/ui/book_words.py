"""What the values of a code book are called on the screen: how a hit was met, what an entry is, notes, findings."""

from PySide6.QtCore import QCoreApplication

from app.knowledge.entries import Entry, Kind, Language, NoteKind
from app.ui import words

translate = QCoreApplication.translate


def why(value: str) -> str:
    """Say how a hit was met."""
    return {
        "code": translate("books", "by its code"),
        "exact": translate("books", "the very name"),
        "prefix": translate("books", "name begins so"),
        "parts": translate("books", "parts of the name"),
        "pinyin": translate("books", "by pinyin"),
        "synonym": translate("books", "by a synonym"),
    }.get(value, "")


def kind(value: Kind) -> str:
    """Say what a row of a table is, where it is no ordinary code."""
    return {
        Kind.CODE: "",
        Kind.HEADING: translate("books", "heading"),
        Kind.PAIR: translate("books", "dagger and asterisk in one"),
        Kind.ASTERISK: translate("books", "asterisk: never alone"),
        Kind.MORPHOLOGY: translate("books", "morphology"),
        Kind.GLUED: translate("books", "two codes in one"),
    }[value]


def standing(entry: Entry) -> str:
    """Say whether an entry is coded itself."""
    if entry.leaf:
        return "● " + translate("books", "codable")
    return "▤ " + translate("books", "heading, not coded itself")


def flag(value: str) -> str:
    """Name a mark of a table; a table's own is shown as it is."""
    return {
        "grey": translate("books", "grey code (灰码): not for settlement"),
        "cc": "CC",
        "mcc": "MCC",
        "derived": translate("books", "heading made by DxDesk"),
    }.get(value, value)


def limits(entry: Entry) -> str:
    """Say for which sex and ages an entry is, empty without limits."""
    said: list[str] = []
    if entry.sex:
        said.append(translate("books", "only {0}").format(words.sex(entry.sex)))
    if entry.age_from is not None or entry.age_to is not None:
        youngest = "" if entry.age_from is None else entry.age_from
        oldest = "" if entry.age_to is None else entry.age_to
        said.append(translate("books", "age {0}–{1}").format(youngest, oldest))
    return " · ".join(said)


def note_kind(value: NoteKind) -> str:
    """Name a kind of instructional note; those of ICD-10-CM keep their own name beside the Chinese one."""
    return {
        NoteKind.INCLUDES: translate("books", "Includes"),
        NoteKind.INCLUSION_TERM: translate("books", "Inclusion terms"),
        NoteKind.EXCLUDES1: translate("books", "Excludes1: never together"),
        NoteKind.EXCLUDES2: translate("books", "Excludes2: not included here"),
        NoteKind.CODE_FIRST: translate("books", "Code first"),
        NoteKind.USE_ADDITIONAL: translate("books", "Use additional code"),
        NoteKind.CODE_ALSO: translate("books", "Code also"),
        NoteKind.SEVENTH: translate("books", "Seventh character"),
        NoteKind.REMARK: translate("books", "Note"),
    }[value]


def language(value: Language) -> str:
    """Name a book's language."""
    return {Language.ZH: translate("books", "Chinese"), Language.EN: translate("books", "English")}[value]


def finding(value: str) -> str:
    """Name a kind of finding of an import report."""
    return {
        "six_character": translate("books", "six-character codes"),
        "x_extension": translate("books", "x-extensions (A00.000x001)"),
        "placeholder_x": translate("books", "codes with a placeholder x (I10.x00)"),
        "pair": translate("books", "dagger and asterisk in one row"),
        "asterisk": translate("books", "asterisk codes alone (never valid by themselves)"),
        "asterisk_unmarked": translate("books", "dagger pairs whose asterisk sign is missing"),
        "morphology": translate("books", "morphology codes (M80000/0)"),
        "glued": translate("books", "two codes written as one"),
        "short": translate("books", "categories and subcategories"),
        "clinical": translate("books", "codes"),
        "billable": translate("books", "billable codes"),
        "heading": translate("books", "headings"),
        "broken": translate("books", "rows that cannot be read"),
        "no_code": translate("books", "rows without a code (merged cells?)"),
        "no_name": translate("books", "rows without a name"),
        "malformed": translate("books", "rows whose code has no code's form"),
        "number_as_code": translate("books", "rows whose code is a number or a date"),
        "duplicate": translate("books", "rows whose code stood before"),
        "header_again": translate("books", "rows that repeat the header"),
        "grey": translate("books", "grey codes (灰码)"),
        "mended_code": translate("books", "codes whose spelling was evened out"),
        "mended_name": translate("books", "names whose spelling was evened out (found under both)"),
        "doubtful_name": translate("books", "names with ? in place of a character"),
        "shared_name": translate("books", "names that several codes share"),
        "fact_not_read": translate("books", "sexes or ages that could not be read"),
        "unknown_column": translate("books", "columns nothing was taken from"),
        "derived_heading": translate("books", "headings named after their codes"),
        "unknown_source": translate("books", "rows whose source code is not in its book"),
        "unknown_target": translate("books", "rows whose target code is not in its book"),
        "unknown_code": translate("books", "codes that are not in the book"),
        "conflict": translate("books", "rows that contradict one before"),
        "unmapped": translate("books", "codes of the source without a row"),
        "spelling": translate("books", "codes written in another way than in the book († and +)"),
        "trimmed": translate("books", "codes with blanks around them"),
        "many_to_one": translate("books", "codes that share their target with another"),
    }.get(value) or _note_key(value)


def _note_key(value: str) -> str:
    return note_kind(NoteKind(value)) if value in set(NoteKind) else value
