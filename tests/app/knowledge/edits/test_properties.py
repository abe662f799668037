"""What holds of the edits whatever the codes are."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission, Procedure
from app.coding.record import Patient, Sex
from app.knowledge.edits import Edit, check
from app.knowledge.edits.patterns import Patterns
from app.knowledge.edits.rule import Kind
from tests.app.knowledge.edits.rule_cases import tables, tabular
from tests.app.knowledge.edits.stays import CM, YB, ZH, shipped

RULES = shipped()
ORDERED = {rule.rule_id for rule in RULES.rules if rule.kind in (Kind.SEQUENCE, Kind.CODE_FIRST_ORDER)}
CODES = """
I10.x00x032 I10.x00x028 I20.000 I21.401 E11.900 E11.200 E14.900x001 I50.900x008 I50.900x014 I48.x01 I48.x02
J44.900 J18.900 J98.414 R07.400 Z95.501 T81.000 S72.000 W19.x00 C34.900 M80000/3 D63.0* K77.0* A01.001†K77.0*
I20.8 O80.000 P07.000 N40.x00 A41.900x003 Z03.800x001 E11.9 E10.9 G63 N18.4 I12.9 M17.10 M17.11 S52.501 S52.501Z
""".split()  # noqa: SIM905 - a list of forty strings would fill the screen
NAMES = ("", "肺恶性肿瘤", "左肺恶性肿瘤", "Osteoarthritis, right knee", "in diseases classified elsewhere", "{x}")


def diagnoses(codes: st.SearchStrategy[str]) -> st.SearchStrategy[Diagnosis]:
    code = st.builds(Code, codes, st.sampled_from(NAMES), st.sampled_from((ZH, ZH, YB, CM, "本院", "")))
    return st.builds(Diagnosis, code, st.none() | st.sampled_from(OnAdmission))


def code_sets(codes: st.SearchStrategy[str]) -> st.SearchStrategy[CodeSet]:
    procedures = st.builds(Procedure, st.builds(Code, codes, st.just(""), st.just("9")), st.text(max_size=12))
    return st.builds(
        CodeSet,
        st.none() | diagnoses(codes),
        st.lists(diagnoses(codes), max_size=12).map(tuple),
        st.lists(procedures, max_size=3).map(tuple),
    )


PATIENTS = st.builds(
    Patient,
    st.none() | st.sampled_from(Sex),
    st.none() | st.integers(0, 120),
    st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)
INDEXES = st.sampled_from((None, tables(), tabular()))


def told(edits: tuple[Edit, ...]) -> set[tuple[str, frozenset[Code]]]:
    return {(edit.rule_id, frozenset(edit.codes)) for edit in edits if edit.rule_id not in ORDERED}


@settings(deadline=None, max_examples=60)
@given(code_sets(st.sampled_from(CODES)), PATIENTS, INDEXES, st.randoms())
def test_the_order_of_the_others_matters_only_to_the_rules_about_order(codes, patient, index, random):
    others = list(codes.others)
    random.shuffle(others)
    shuffled = CodeSet(codes.principal, tuple(others), codes.procedures)
    assert told(check(codes, patient, RULES, index, YB)) == told(check(shuffled, patient, RULES, index, YB))


@settings(deadline=None, max_examples=60)
@given(code_sets(st.text(max_size=12) | st.sampled_from(CODES)), PATIENTS, INDEXES, st.sampled_from(("", YB, "?")))
def test_no_code_set_makes_the_check_fail(codes, patient, index, settlement):
    edits = check(codes, patient, RULES, index, settlement)
    held = {each.code for each in (*codes.others, *([codes.principal] if codes.principal else []))}
    assert {code for edit in edits for code in edit.codes} <= held
    assert [edit.level.rank for edit in edits] == sorted(edit.level.rank for edit in edits)


@given(st.lists(st.sampled_from(["I21", "=I20.000", "I20-I25", "A-Q", "I21.-", "morphology"])), st.text(max_size=12))
def test_a_set_of_patterns_means_what_any_of_them_means(texts, code):
    whole = Patterns.of(texts).match(code)
    assert whole is any(Patterns.of([text]).match(code) for text in texts)
