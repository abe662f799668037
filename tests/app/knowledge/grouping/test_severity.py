"""Base and severity by number: the counts of v43.1, the families split by title, irregular titles, every version."""

import re
from collections import Counter

import pytest

from app.errors import InputError
from app.knowledge.grouping.severity import Severity, Standing, base_and_severity, families, severity_of
from app.knowledge.grouping.versions import VERSIONS

_END = re.compile(r"\s(?:with(?:out)? (?:CC/MCC|MCC|CC))$", re.IGNORECASE)
SEVERAL_BASES = ("280-285", "350-355", "380-384", "411-419", "573-578", "656-661", "715-718", "736-741")


@pytest.fixture(scope="module")
def titles(msdrg) -> dict[str, str]:
    return {number: row["desc"] for number, row in msdrg._loaded().engine.drgmap.items()}


def test_the_families_of_the_tables_do_not_overlap(msdrg, titles):
    found = families(msdrg._loaded().engine)
    covered = Counter(number for family in found for number in family)
    assert (len(found), len(covered), len(titles)) == (257, 690, 772)
    assert set(covered.values()) == {1}
    assert sum(len(family) <= 3 for family in found) == 249


def test_eight_families_join_several_bases(msdrg):
    joined = sorted(family for family in families(msdrg._loaded().engine) if len(family) > 3)
    assert [f"{family[0]}-{family[-1]}" for family in joined] == list(SEVERAL_BASES)
    for family in joined:
        bases = {msdrg.standings[number].base for number in family}
        assert len(bases) > 1
        assert bases <= set(family)


@pytest.mark.parametrize(
    ("number", "base", "severity"),
    [
        ("280", "280", Severity.MCC),
        ("282", "280", Severity.NO_CC_MCC),
        ("283", "283", Severity.MCC),
        ("285", "283", Severity.NO_CC_MCC),
        ("353", "353", Severity.MCC),
        ("383", "383", Severity.MCC),
        ("384", "383", Severity.NO_MCC),
        ("414", "414", Severity.MCC),
        ("419", "417", Severity.NO_CC_MCC),
        ("578", "576", Severity.NO_CC_MCC),
        ("660", "659", Severity.CC),
        ("717", "717", Severity.CC_MCC),
        ("741", "739", Severity.NO_CC_MCC),
    ],
)
def test_they_are_split_by_what_their_titles_say(msdrg, number, base, severity):
    assert msdrg.standings[number] == Standing(base, severity)


@pytest.mark.parametrize(
    ("number", "base", "severity"),
    [
        ("065", "064", Severity.CC),
        ("175", "175", Severity.MCC),
        ("176", "175", Severity.NO_MCC),
        ("276", "276", Severity.MCC),
        ("321", "321", Severity.MCC),
        ("469", "469", Severity.MCC),
        ("470", "469", Severity.NO_MCC),
        ("518", "518", Severity.MCC),
        ("520", "518", Severity.NO_CC_MCC),
        ("005", "005", Severity.MCC),
        ("023", "023", Severity.MCC),
        ("124", "124", Severity.MCC),
        ("838", "837", Severity.CC),
        ("275", "275", Severity.MCC),
        ("003", "003", Severity.UNSPLIT),
        ("870", "870", Severity.UNSPLIT),
        ("871", "871", Severity.MCC),
        ("896", "896", Severity.MCC),
        ("934", "934", Severity.UNSPLIT),
        ("928", "928", Severity.CC_MCC),
    ],
)
def test_irregular_titles_and_mixed_families(msdrg, number, base, severity):
    assert msdrg.standings[number] == Standing(base, severity)


def test_outside_any_family_fifteen_are_split_by_severity(msdrg):
    found = families(msdrg._loaded().engine)
    outside = set(msdrg.standings) - {number for family in found for number in family}
    split = {number for number in outside if msdrg.standings[number].severity is not Severity.UNSPLIT}
    ranges = ((275, 275), (939, 941), (963, 965), (969, 970), (981, 983), (987, 989))
    assert len(outside) == 82
    assert split == {f"{number:03d}" for first, last in ranges for number in range(first, last + 1)}
    assert msdrg.standings["982"] == Standing("981", Severity.CC)


def test_titles_alone_give_362_bases_of_which_sixteen_are_torn_apart(msdrg, titles):
    stems = Counter(_END.sub("", title).casefold() for title in titles.values())
    assert Counter(stems.values()) == {3: 153, 2: 104, 1: 105}
    assert len(stems) == 362
    assert len({standing.base for standing in msdrg.standings.values()}) == 362 - 16


def test_a_base_has_each_severity_once(msdrg):
    every = [(standing.base, standing.severity) for standing in msdrg.standings.values()]
    assert len(set(every)) == len(every)


def test_two_withs_in_a_title_are_read_at_its_end():
    assert severity_of("Cholecystectomy Except by Laparoscope without C.D.E. with MCC") is Severity.MCC
    assert severity_of("HIV with or without Other Related Condition") is Severity.UNSPLIT
    assert severity_of("MALIGNANT BREAST DISORDERS WITH CC/MCC") is Severity.CC_MCC


@pytest.mark.parametrize("version", [version.name for version in VERSIONS[::5]])
def test_every_version_has_a_table(version):
    table = base_and_severity(version)
    assert len(table) >= 761
    assert table["285"] == Standing("283", Severity.NO_CC_MCC)
    assert len({(standing.base, standing.severity) for standing in table.values()}) == len(table)


def test_an_unknown_version_is_refused():
    with pytest.raises(InputError, match="v99"):
        base_and_severity("v99")
