"""The edits figure is measured on a full code set that the rules have something to say about."""

from app.bench import lookups
from app.coding.record import Patient, Sex
from app.knowledge.edits import Rules, check
from app.knowledge.grouping.msdrg import ICD_10_CM, MsDrg
from app.knowledge.grouping.versions import find_version
from app.paths import resources


def test_the_figure_is_given():
    assert lookups.edits(repeats=1)["edits_ms"] > 0


def test_both_sets_have_25_codes():
    for codes in (lookups.chinese_set(), lookups.english_set("ICD-10-CM")):
        assert codes.principal is not None
        assert 1 + len(codes.others) == lookups.CODES


def test_the_measured_set_is_worth_checking():
    rules = Rules.load(resources() / "rules" / "edits.toml")
    assert len(check(lookups.chinese_set(), Patient(), rules)) > 5


def test_the_what_ifs_are_measured_on_a_claim_that_groups():
    made = MsDrg(find_version()).group(lookups.english_set(ICD_10_CM), Patient(Sex.MALE, 67))
    assert made.drg == "291"
    assert lookups.what_ifs(repeats=1)["what_ifs_ms"] > 0
