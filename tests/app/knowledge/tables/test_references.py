"""Codes that notes refer to."""

import pytest

from app.knowledge.tables.references import codes_in, covers


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("subsequent type 1 myocardial infarction (I22.-)", ("I22.-",)),
        ("burns and corrosions (T20-T32)", ("T20-T32",)),
        ("sepsis (O03.37, O03.87, T81.44-)", ("O03.37", "O03.87", "T81.44-")),
        ("diabetes (E08.00-E13.9)", ("E08.00-E13.9",)),
        ("to all codes from category S72", ("S72",)),
        ("conditions in categories A00-B89 as the cause", ("A00-B89",)),
        ("subcategory E08.32 to designate laterality", ("E08.32",)),
        ("malignant neuroendocrine tumor (C7A.-, C7B)", ("C7A.-", "C7B")),
        ("vitamin B12 deficiency, type 2", ()),
        ("(S06.0X-) and again (S06.0X-)", ("S06.0X-",)),
        ("insulin (Z79.4)\noral drugs (Z79.84)", ("Z79.4", "Z79.84")),
    ],
)
def test_codes_stems_and_ranges_are_read(text: str, codes: tuple[str, ...]):
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("reference", "code", "means"),
    [
        ("I25.2", "I25.2", True),
        ("I21.-", "I21.4", True),
        ("I21.-", "I22.0", False),
        ("I21", "I21.4", True),
        ("T20-T32", "T32.0", True),
        ("T20-T32", "T33.0", False),
        ("E08.00-E13.9", "E11.65", True),
        ("E08.00-E13.9", "E14.0", False),
        ("S06.0X-", "S06.0X0A", True),
        ("S06.0X-", "s060x0a", True),
    ],
)
def test_a_reference_covers_what_lies_below_it(reference: str, code: str, means: bool):
    assert covers(reference, code) is means
