"""Patterns mean the codes a coder would say they mean."""

import pytest

from app.knowledge.edits.forms import Form, form_of
from app.knowledge.edits.patterns import Patterns


@pytest.mark.parametrize(
    ("pattern", "code", "meant"),
    [
        ("I21", "I21.401", True),
        ("I21.-", "I21.401", True),
        ("O24.4-", "O24.410", True),
        ("O24.4-", "O24.510", False),
        ("=I20.000", "I20.000", True),
        ("=I20.000", "I20.000x001", False),
        ("I20.000", "I20.000x001", True),
        ("T80-T88", "T88.900", True),
        ("T80-T88", "T90.000", False),
        ("E11.2-E11.7", "E11.200x011†N08.3*", True),
        ("E11.2-E11.7", "E11.900", False),
        ("A-Q", "Q24.501", True),
        ("A-Q", "R07.400", False),
        ("C00-D49", "C7A.010", True),
        ("M80", "M80.900", True),
        ("M80", "M80000/3", False),
        ("A-Q", "M80000/3", False),
        ("morphology", "M80000/3", True),
        ("morphology", "C22.101M81600/3", True),
        ("C00-D48", "C22.101M81600/3", True),
        ("morphology", "M80.900", False),
    ],
)
def test_a_pattern_means_a_code(pattern, code, meant):
    assert Patterns.of([pattern]).match(code) is meant


@pytest.mark.parametrize("text", ["", "110", "i21", "I2", "I21,I22", "I25-I20", "I21.4.1", "循环"])
def test_what_is_no_pattern_is_refused(text):
    with pytest.raises(ValueError, match=text or "^$"):
        Patterns.of([text])


def test_a_note_may_hold_what_is_no_code():
    assert Patterns.of_note(["see also", "E10.-"]).match("E10.9")


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("A00.000", Form.CODE),
        ("A00.000x001", Form.CODE),
        ("A35.x00x001", Form.CODE),
        ("I38.x01", Form.CODE),
        ("A00.0", Form.HEADING),
        ("A00", Form.HEADING),
        ("A01.001†K77.0*", Form.PAIR),
        ("A01.001+K77.0*", Form.PAIR),
        ("K74.300x011†I98.2", Form.PAIR),
        ("D63.0*", Form.ASTERISK),
        ("D77*", Form.ASTERISK),
        ("M80000/0", Form.MORPHOLOGY),
        ("C22.101M81600/3", Form.GLUED),
        ("B37.600I39.8", Form.GLUED),
        ("T66.x02H47.5", Form.GLUED),
        ("I10.X00", Form.INVALID),
        ("l10.x00", Form.INVALID),
        ("I10", Form.HEADING),
        (" I10.x00", Form.INVALID),
        ("", Form.INVALID),
    ],
)
def test_the_form_of_a_national_code(code, form):
    assert form_of(code, icd10cm=False) is form


@pytest.mark.parametrize(
    ("code", "form"),
    [("I10", Form.CODE), ("S52.501A", Form.CODE), ("T14.90XA", Form.CODE), ("C7A.010", Form.CODE)]
    + [(code, Form.INVALID) for code in ("s52.501A", "S52501A", "I10.x00", "S52.501AA", "I1")],
)
def test_the_form_of_an_icd10cm_code(code, form):
    assert form_of(code, icd10cm=True) is form
