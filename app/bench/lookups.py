"""Figures of what happens at every change of the code set: edits and DRG what-ifs of a 25-code set."""

from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.record import Disposition, Patient, Sex
from app.knowledge.edits import Rules, check
from app.knowledge.grouping.msdrg import ICD_10_CM, MsDrg
from app.knowledge.grouping.versions import find_version
from app.knowledge.scopes import load_book
from app.knowledge.tables.index import CodeIndex
from app.paths import Places, resources

CODES = 25
_REPEATS = 200
_PATIENT = Patient(Sex.MALE, 67, date(2025, 2, 20), date(2025, 2, 28), Disposition.HOME)
_ENGLISH = (
    ("I13.0", "Hypertensive heart and chronic kidney disease with heart failure"),
    ("I50.23", "Acute on chronic systolic (congestive) heart failure"),
    ("N18.4", "Chronic kidney disease, stage 4 (severe)"),
    ("E11.22", "Type 2 diabetes mellitus with diabetic chronic kidney disease"),
    ("I25.10", "Atherosclerotic heart disease of native coronary artery without angina pectoris"),
    ("I48.20", "Chronic atrial fibrillation, unspecified"),
    ("J44.1", "Chronic obstructive pulmonary disease with (acute) exacerbation"),
    ("J18.9", "Pneumonia, unspecified organism"),
    ("E78.5", "Hyperlipidemia, unspecified"),
    ("Z95.5", "Presence of coronary angioplasty implant and graft"),
    ("D63.1", "Anemia in chronic kidney disease"),
    ("M17.11", "Unilateral primary osteoarthritis, right knee"),
    ("M17.12", "Unilateral primary osteoarthritis, left knee"),
    ("S52.501A", "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture"),
    ("W19.XXXA", "Unspecified fall, initial encounter"),
    ("E87.6", "Hypokalemia"),
    ("K21.9", "Gastro-esophageal reflux disease without esophagitis"),
    ("G47.33", "Obstructive sleep apnea (adult) (pediatric)"),
    ("F32.A", "Depression, unspecified"),
    ("Z79.4", "Long term (current) use of insulin"),
    ("Z79.01", "Long term (current) use of anticoagulants"),
    ("Z87.891", "Personal history of nicotine dependence"),
    ("R09.02", "Hypoxemia"),
    ("N39.0", "Urinary tract infection, site not specified"),
    ("L97.511", "Non-pressure chronic ulcer of other part of right foot limited to breakdown of skin"),
)


def run(on_progress: Callable[[str], None]) -> dict[str, float]:
    """Measure what is looked up at every change of a code set."""
    on_progress(f"edits of a {CODES}-code set")
    figures = edits()
    on_progress(f"both DRG what-ifs of a {CODES}-code set")
    figures |= what_ifs()
    slower = max(figures["edits_ms"], figures.get("edits_icd10cm_ms", 0.0))
    return figures | {"lookups_ms": round(slower + figures["what_ifs_ms"], 2)}


def edits(repeats: int = _REPEATS) -> dict[str, float]:
    """Return the median milliseconds that all rules take over 25 codes.

    `edits_ms` is the Chinese set without a table, as it is after installing. Where ICD-10-CM was compiled on this
    machine, `edits_icd10cm_ms` adds the set that has to ask its notes.
    """
    rules = Rules.load(resources() / "rules" / "edits.toml")
    chinese = chinese_set()
    figures = {"edits_ms": _median_ms(lambda: check(chinese, _PATIENT, rules), repeats)}
    path = Places.of_user().codebooks
    if path.exists():
        with CodeIndex.open(path) as index:
            book = next((info.book_id for info in index.books() if info.book_id.startswith("ICD-10-CM")), None)
            if book is not None:
                english = english_set(book)
                figures["edits_icd10cm_ms"] = _median_ms(lambda: check(english, _PATIENT, rules, index), repeats)
    return figures


def what_ifs(repeats: int = _REPEATS) -> dict[str, float]:
    """Return the median milliseconds of grouping 25 codes, without each other and with each as the principal."""
    grouper = MsDrg(find_version())
    grouper.load()
    codes = english_set(ICD_10_CM)

    def panel() -> None:
        grouper.group(codes, _PATIENT)
        grouper.what_if(codes, _PATIENT)

    return {"what_ifs_ms": _median_ms(panel, repeats)}


def chinese_set() -> CodeSet:
    """Return the first 25 codes of the shipped book, the first of them principal."""
    return _code_set(load_book().codes[:CODES])


def english_set(book_id: str) -> CodeSet:
    """Return a full ICD-10-CM claim with every kind of note in it."""
    return _code_set(tuple(Code(code, name, book_id) for code, name in _ENGLISH))


def _code_set(codes: tuple[Code, ...]) -> CodeSet:
    first, *rest = (Diagnosis(code, OnAdmission.PRESENT) for code in codes)
    return CodeSet(first, tuple(rest))


def _median_ms(act: Callable[[], object], repeats: int) -> float:
    times: list[float] = []
    for _ in range(repeats):
        start = perf_counter()
        act()
        times.append(perf_counter() - start)
    return round(median(times) * 1000, 2)
