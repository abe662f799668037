"""The forms a code can have, by which an import tells what a row is (classes of 国家临床版2.0, measured)."""

import re
import unicodedata
from dataclasses import dataclass

from app.knowledge.entries import Kind, Language

_CATEGORY = r"[A-Z]\d\d"
_PLAIN = rf"{_CATEGORY}\.(?:\d{{3}}|x\d\d)(?:x\d{{2,4}})?"
_MORPHOLOGY = r"M\d{4,5}/\d"
_FORMS: tuple[tuple[str, Kind, re.Pattern[str]], ...] = tuple(
    (name, kind, re.compile(pattern))
    for name, kind, pattern in (
        ("six_character", Kind.CODE, rf"{_CATEGORY}\.\d\d\d"),
        ("x_extension", Kind.CODE, rf"{_CATEGORY}\.(?:\d\d\d|x\d\d)x\d{{2,4}}"),
        ("placeholder_x", Kind.CODE, rf"{_CATEGORY}\.x\d\d"),
        ("pair", Kind.PAIR, rf"{_PLAIN}[†+]{_CATEGORY}(?:\.\d+)?\*"),
        ("asterisk_unmarked", Kind.PAIR, rf"{_PLAIN}[†+]{_CATEGORY}(?:\.\d+)?"),
        ("asterisk", Kind.ASTERISK, rf"{_CATEGORY}(?:\.[\dx]+)?\*"),
        ("morphology", Kind.MORPHOLOGY, _MORPHOLOGY),
        ("glued", Kind.GLUED, rf"{_PLAIN}(?:{_MORPHOLOGY}|{_CATEGORY}(?:\.\d+)?\*?)"),
        ("short", Kind.CODE, rf"{_CATEGORY}(?:\.\d{{1,2}})?[†+]?"),
    )
)
_CLINICAL = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?")
_UNDOTTED = re.compile(r"([A-Z]\d[0-9A-Z])([0-9A-Zx][0-9A-Zx]*)")
_PLACEHOLDER = re.compile(r"(?<=[.\dx])X")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Form:
    """What a code's spelling says of it; `name` is the key it is counted under."""

    name: str
    kind: Kind


def tidy_code(text: str, language: Language) -> str:
    """Return a code in its table's own spelling: widths, blanks, case, and the dot where it was left out."""
    if form_of(text, language):
        return text
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if language is Language.ZH:
        code = _PLACEHOLDER.sub("x", code)
    if form_of(code, language) is None and (parts := _UNDOTTED.fullmatch(code)):
        dotted = f"{parts[1]}.{parts[2]}"
        return dotted if form_of(dotted, language) else code
    return code


def form_of(code: str, language: Language) -> Form | None:
    """Tell what a code is by its form, None when it has none of a code's."""
    if language is Language.EN:
        return Form("clinical", Kind.CODE) if _CLINICAL.fullmatch(code) else None
    return next((Form(name, kind) for name, kind, pattern in _FORMS if pattern.fullmatch(code)), None)


def is_number(text: str) -> bool:
    """Say whether a cell holds nothing but a number, as a spreadsheet makes of what it takes for one."""
    return _NUMBER.fullmatch(text) is not None


def looks_like_code(text: str) -> bool:
    """Say whether a cell could be a code of either language."""
    return any(form_of(tidy_code(text, language), language) for language in Language)
