"""How a code is written: what kind of row its text alone makes it, without any table."""

import re
from enum import StrEnum

_ZH = r"[A-Z]\d\d(?:\.(?:\d{1,3}|x\d\d)(?:x\d{2,3})?)?"
"""A national code: category, subcategory, six characters, x-extension, or x in place of the fourth character."""


class Form(StrEnum):
    """What a code's text says it is."""

    CODE = "code"
    HEADING = "heading"
    """A three-character category or four-character subcategory, which Chinese tables never code."""
    PAIR = "pair"
    ASTERISK = "asterisk"
    MORPHOLOGY = "morphology"
    GLUED = "glued"
    INVALID = "invalid"


_FORMS_ZH = (
    (Form.HEADING, re.compile(r"[A-Z]\d\d(?:\.\d)?")),
    (Form.CODE, re.compile(_ZH)),
    (Form.ASTERISK, re.compile(rf"{_ZH}\*")),
    (Form.PAIR, re.compile(rf"{_ZH}[†+]{_ZH}\*?")),
    (Form.MORPHOLOGY, re.compile(r"M\d{5}/\d")),
    (Form.GLUED, re.compile(rf"{_ZH}(?:M\d{{5}}/\d|{_ZH}\*?)")),
)
"""Asked in this order; every row of 国家临床版2.0 and 医保版2.0 has one of these forms."""
_FORM_CM = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?")


def form_of(code: str, *, icd10cm: bool) -> Form:
    """Return the form of a code as its classification writes it."""
    if icd10cm:
        return Form.CODE if _FORM_CM.fullmatch(code) else Form.INVALID
    return next((form for form, pattern in _FORMS_ZH if pattern.fullmatch(code)), Form.INVALID)
