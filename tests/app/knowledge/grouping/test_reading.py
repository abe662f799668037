"""Codes of other books are read through a crosswalk; MS-DRG takes one as CHS-DRG does."""

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.knowledge.entries import Crosswalk, Entry
from app.knowledge.grouping.grouped import Why
from app.knowledge.grouping.msdrg import ICD_10_CM, MsDrg
from app.knowledge.grouping.reading import BookReader, dotless
from app.knowledge.grouping.versions import find_version
from tests.app.knowledge.grouping.claims import MAN

OWN = Code("ZJ001", "pneumonia", "ward list")


class Map:
    """A crosswalk from a ward's own list to ICD-10-CM."""

    def crosswalks(self):
        return (Crosswalk("ward list", "ICD-10-CM 2026-04", 1, ""),)

    def mapped(self, source_book: str, code: str, target_book: str):
        return Entry(Code("J18.9", "Pneumonia", target_book)) if code == "ZJ001" else None


def test_a_release_of_the_book_is_the_book():
    assert BookReader(ICD_10_CM).read(Code("J18.9", "", "ICD-10-CM 2026-04")) == "J18.9"


def test_a_crosswalk_is_followed_where_there_is_one():
    assert BookReader(ICD_10_CM, Map()).read(OWN) == "J18.9"
    assert BookReader(ICD_10_CM, Map()).read(Code("ZJ002", "", "ward list")) is Why.UNMAPPED
    assert BookReader(ICD_10_CM, Map()).read(Code("J18.900", "", "国家临床版2.0")) is Why.OTHER_BOOK


def test_a_mapped_principal_is_grouped_and_keeps_its_own_code():
    made = MsDrg(find_version(), BookReader(ICD_10_CM, Map())).group(CodeSet(Diagnosis(OWN)), MAN)
    assert made.drg == "195"


def test_the_grouper_is_given_no_dots_and_upper_case():
    assert dotless(" j18.9 ") == "J189"
