"""For every shipped rule a stay that it fires on and one that it is silent on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Procedure
from app.coding.record import Patient, Sex
from app.knowledge.edits.edit import PlaceField
from app.knowledge.entries import Kind, NoteKind
from tests.app.knowledge.edits.stays import CM, YB, ZH, SmallIndex, code_set

UNKNOWN = Patient()
MAN = Patient(sex=Sex.MALE, age=63)
WOMAN = Patient(sex=Sex.FEMALE, age=63)
CHILD = Patient(sex=Sex.MALE, age=0)
STAY = Patient(admitted=date(2026, 1, 2), discharged=date(2026, 1, 9))
TURNED = Patient(admitted=date(2026, 1, 9), discharged=date(2026, 1, 2))


def tables() -> SmallIndex:
    """Build two Chinese books with a crosswalk, as far as the cases need them."""
    index = SmallIndex()
    for code in ("I20.000", "J18.900", "A41.900x003", "Z03.800x001", "I20.800", "D63.0*", "K77.0*", "C34.900"):
        index.add(code)
    index.add("A01.001†K77.0*", kind=Kind.PAIR)
    index.add("N40.x00", sex=Sex.MALE)
    index.add("XH-01", "本院自编")
    index.add("P59.900", age_to=0)
    index.add("I20.8", kind=Kind.HEADING, leaf=False)
    index.add("I20.000", book=YB)
    index.add("J18.900", book=YB)
    index.add("R57.200", "休克", YB)
    index.add("I20.800", book=YB, flags=frozenset({"grey"}))
    index.map = {"I20.000": "I20.000", "J18.900": "J18.900", "A41.900x003": "R57.200", "I20.800": "I20.800"}
    index.pairs = {"K77.0*": ("A01.001", "B25.100")}
    return index


def tabular() -> SmallIndex:
    """Build a part of ICD-10-CM with its notes."""
    index = SmallIndex()
    for code, name in {
        "I10": "Essential (primary) hypertension",
        "I21.4": "Non-ST elevation (NSTEMI) myocardial infarction",
        "E10.9": "Type 1 diabetes mellitus without complications",
        "E11.9": "Type 2 diabetes mellitus without complications",
        "E85.9": "Amyloidosis, unspecified",
        "G63": "Polyneuropathy in diseases classified elsewhere",
        "N18.4": "Chronic kidney disease, stage 4 (severe)",
        "I12.9": "Hypertensive chronic kidney disease",
        "M17.0": "Bilateral primary osteoarthritis of knee",
        "M17.10": "Unilateral primary osteoarthritis, unspecified knee",
        "M17.11": "Unilateral primary osteoarthritis, right knee",
        "M17.12": "Unilateral primary osteoarthritis, left knee",
        "H25.11": "Age-related nuclear cataract, right eye",
        "H25.12": "Age-related nuclear cataract, left eye",
        "H25.13": "Age-related nuclear cataract, bilateral",
        "S52.501A": "Unspecified fracture of the lower end of right radius, initial encounter",
    }.items():
        index.add(code, name, CM)
    index.add("S52.501", "Unspecified fracture of the lower end of right radius", CM, leaf=False)
    index.add("I21", "Acute myocardial infarction", CM, leaf=False)
    index.note("E11.9", NoteKind.EXCLUDES1, "E10.-", "O24.4-", text="type 1 diabetes mellitus (E10.-)", origin="E11")
    index.note("I10", NoteKind.EXCLUDES1, "O10-O11", "O13.-", text="complicating pregnancy (O10-O11, O13.-)")
    index.note("G63", NoteKind.CODE_FIRST, "E85.-", "C00-D49", text="underlying disease, such as: amyloidosis (E85.-)")
    index.note("N18.4", NoteKind.CODE_FIRST, "I12.-", "I13.-", text="hypertensive kidney disease (I12.-)", origin="N18")
    for code in ("S52.501", "S52.501A"):
        index.note(code, NoteKind.SEVENTH, text="A: initial encounter", origin="S52")
    return index


@dataclass(frozen=True)
class Case:
    """One rule with a stay it fires on and one it is silent on; `place` is the field to mend when it fires."""

    rule: str
    fires: str
    silent: str
    place: PlaceField = PlaceField.OTHER
    book: str = ZH
    patient: Patient = UNKNOWN
    silent_patient: Patient | None = None
    index: Callable[[], SmallIndex] | None = None
    settlement: str = ""
    on: tuple[str, ...] = ()
    """Procedures of the firing stay, as `code day`."""
    silent_on: tuple[str, ...] = ()

    def firing(self) -> CodeSet:
        return _with(code_set(self.fires, self.book), self.on)

    def silence(self) -> CodeSet:
        return _with(code_set(self.silent, self.book), self.silent_on)


def _with(codes: CodeSet, procedures: tuple[str, ...]) -> CodeSet:
    held = (each.partition(" ") for each in procedures)
    return CodeSet(codes.principal, codes.others, tuple(Procedure(Code(code, "", "9"), on) for code, _, on in held))


P, PRINCIPAL = PlaceField, PlaceField.PRINCIPAL

CASES = (
    Case("code-form", "I20.000|I20,0", "I20.000|M80000/0;A01.001†K77.0*;C22.101M81600/3"),
    Case("code-form", "I20.O00|", "I10.x00x032|", PRINCIPAL),
    Case("code-form", "I20.000|XH-02", "I20.000|XH-01", index=tables),
    Case("code-form", "I21.4|e119", "I21.4|E11.9;S52.501A", book=CM),
    Case("principal-missing", "|I20.000", "I20.000|", PRINCIPAL),
    Case("duplicate-code", "I20.000|E11.900;E11.900", "I20.000|E11.900;E11.901"),
    Case("principal-among-others", "I20.000|E11.900;I20.000", "I20.000|E11.900"),
    Case("mixed-books", f"I20.000|I21.4@{CM}", "I20.000|E11.900"),
    Case("unknown-code", "I20.000|I20.999", "I20.000|J18.900", index=tables),
    Case("heading-code", "I20.000|I20.8", "I20.000|I20.800", index=tables),
    Case("heading-code", "I20|", "I20.000|", PRINCIPAL),
    Case("grey-code", "I20.000|I20.800", "I20.000|J18.900", index=tables, settlement=YB),
    Case("grey-code", "I20.000|I20.800", "I20.000|J18.900", book=YB, index=tables),
    Case("no-settlement-code", "I20.000|Z03.800x001", "I20.000|M80000/0;J18.900", index=tables, settlement=YB),
    Case("asterisk-principal", "K77.0*|A01.001", "A01.001†K77.0*|", PRINCIPAL),
    Case("asterisk-without-dagger", "I20.000|K77.0*", "B25.100|K77.0*", index=tables),
    Case("asterisk-without-dagger", "|D63.0*", "C34.900|D63.0*"),
    Case("asterisk-unchecked", "C34.900|D63.0*", "B25.100|K77.0*", index=tables),
    Case("symptom-principal", "R07.400|I20.000", "R07.400|Z95.501;R06.000", PRINCIPAL),
    Case("symptom-principal", "R07.400|U07.100", "I20.000|R07.400", PRINCIPAL),
    Case(
        "symptom-principal-settlement",
        "A41.900x003|J18.900",
        "A41.900x003|",
        PRINCIPAL,
        index=tables,
        settlement=YB,
    ),
    Case("symptom-principal-settlement", "R57.200|J18.900", "R57.200|Z95.501", PRINCIPAL, book=YB),
    Case("complication-alone", "T81.000|T82.000;Y83.100", "T81.000|K66.100", PRINCIPAL),
    Case("absent-principal", "I20.000=4|E11.900", "I20.000=1|E11.900=4", P.ON_ADMISSION),
    Case("history-principal", "Z95.501|I20.000", "Z51.100|C34.900", PRINCIPAL),
    Case("sequela-principal", "I69.300x002|I10.x00x032", "I63.900|I69.300x002", PRINCIPAL),
    Case("external-cause-principal", "W19.x00|S72.000", "S72.000|W19.x00", PRINCIPAL),
    Case("morphology-principal", "M80000/0|C34.900", "M80.900|M80000/0", PRINCIPAL),
    Case("hypertension-principal", "I10.x00x032|I63.900", "I63.900|I10.x00x032", PRINCIPAL),
    Case("two-hypertension-grades", "I20.000|I10.x00x032;I10.x00x028", "I20.000|I10.x00x032;I10.x06"),
    Case("two-nyha-classes", "I20.000|I50.900x007;I50.900x008", "I20.000|I50.900x008;I50.900x018"),
    Case("two-killip-classes", "I21.401|I50.900x014;I50.900x016", "I21.401|I50.900x014;I50.907"),
    Case("nyha-with-killip", "I21.401|I50.900x008;I50.900x014", "I21.401|I50.900x014;I50.900x015"),
    Case("unstable-angina-with-infarction", "I21.401|I20.000", "I21.401|I20.005"),
    Case("two-fibrillations", "I20.000|I48.x01;I48.x02", "I20.000|I48.x02;I48.x03"),
    Case("diabetes-unspecified-with-typed", "I20.000|E11.900;E14.900x001", "I20.000|E14.900x001;E14.900"),
    Case("two-diabetes-types", "I20.000|E10.900;E11.900", "I20.000|E11.900;E11.200"),
    Case("two-ventricular-beats", "I20.000|I49.300x001;I49.300x002", "I20.000|I49.300x001;I49.100x001"),
    Case("two-atrial-beats", "I20.000|I49.100x001;I49.100x002", "I20.000|I49.300x001;I49.100x001"),
    Case("pneumonia-with-lung-infection", "I20.000|J18.900;J98.414", "I20.000|J18.900;J98.400"),
    Case("arrhythmia-unspecified", "I20.000|I49.900;I48.x02", "I20.000|I49.900;I44.700"),
    Case("copd-with-infection", "J44.900|J18.900", "J44.000|J18.900", PRINCIPAL),
    Case("copd-unspecified-principal", "J44.900|I10.x00x032", "I20.000|J44.900", PRINCIPAL),
    Case("hypertension-with-heart-failure", "I50.900x018|I10.x00x032", "I20.000|I10.x00x032"),
    Case("hypertension-with-kidney-disease", "I20.000|I10.x00x032;N18.900", "I12.900|N18.900"),
    Case("diabetes-with-kidney", "I20.000|E11.900;N18.900", "I20.000|E11.200;N18.900"),
    Case("diabetes-with-eye", "I20.000|E11.900;H36.0*", "I20.000|E11.900;H40.900"),
    Case("diabetes-with-nerves", "I20.000|E11.900;G63.2*", "I20.000|E11.900;G45.900"),
    Case("diabetes-with-vessels", "I20.000|E11.900;I70.203", "I20.000|E11.900;I70.806"),
    Case("diabetes-with-other-complication", "I20.000|E11.900;L97.x00", "I20.000|E11.900;L30.900"),
    Case("diabetes-several-complications", "I20.000|E11.200;E11.300", "I20.000|E11.200;E11.201"),
    Case("gallstones-with-cholecystitis", "K80.200|K81.000", "K80.000|K81.000", PRINCIPAL),
    Case("kidney-stone-with-hydronephrosis", "N20.000|N13.300", "N20.000|N28.101", PRINCIPAL),
    Case("pregnancy-male", "O80.000|", "O80.000|", P.PATIENT_SEX, patient=MAN, silent_patient=WOMAN),
    Case("female-organ-male", "I20.000|N80.000", "I20.000|N80.000", P.PATIENT_SEX, patient=MAN, silent_patient=WOMAN),
    Case("male-organ-female", "C61.x00|", "C61.x00|", P.PATIENT_SEX, patient=WOMAN, silent_patient=MAN),
    Case(
        "table-sex",
        "I20.000|N40.x00",
        "I20.000|N40.x00",
        P.PATIENT_SEX,
        patient=WOMAN,
        silent_patient=MAN,
        index=tables,
    ),
    Case("perinatal-age", "P07.000|", "P07.000|", P.PATIENT_AGE, patient=MAN, silent_patient=CHILD),
    Case("table-age", "P59.900|", "P59.900|", P.PATIENT_AGE, patient=MAN, silent_patient=CHILD, index=tables),
    Case("discharge-before-admission", "I20.000|", "I20.000|", P.DATES, patient=TURNED, silent_patient=STAY),
    Case(
        "procedure-twice",
        "I20.000|",
        "I20.000|",
        P.PROCEDURE,
        on=("36.0600 2026-01-03", "36.0600 2026-01-03"),
        silent_on=("36.0600 2026-01-03", "36.0600 2026-01-05"),
    ),
    Case(
        "procedure-outside-stay",
        "I20.000|",
        "I20.000|",
        P.PROCEDURE,
        patient=STAY,
        on=("36.0600 2026-01-10",),
        silent_on=("36.0600 2026-01-03", "36.0700 sometime", "36.0800 2026-02-30"),
    ),
    Case("trauma-without-cause", "S72.000|I10.x00x032", "S72.000|W19.x00", PRINCIPAL),
    Case("tumour-without-morphology", "C34.900|", "C34.900|M80000/3", PRINCIPAL),
    Case("tumour-without-morphology", "C34.900|", "C22.101M81600/3|", PRINCIPAL),
    Case("incidental-finding", "I20.000|R91.x00x003;K76.000", "R91.x00x003|I20.000"),
    Case("complications-first", "I21.401|E11.900;I97.100", "I21.401|I97.100;E11.900"),
    Case("complications-first", "I21.401|E11.900;J18.900=4", "I21.401|E11.900;J18.900=1"),
    Case("treated-first", "I21.401|Z95.501;E11.900", "I21.401|E11.900;Z95.501"),
    Case(
        "side-unspecified",
        "I20.000|C34.900x004:左肺恶性肿瘤;C34.900:肺恶性肿瘤",
        "I20.000|C34.900x004:左肺恶性肿瘤;C34.900:支气管恶性肿瘤",
    ),
    Case(
        "side-within-both",
        "I20.000|C56.x00x003:双侧卵巢恶性肿瘤;C56.x00x001:左侧卵巢恶性肿瘤",
        "I20.000|C56.x00x002:右侧卵巢恶性肿瘤;C56.x00x001:左侧卵巢恶性肿瘤",
    ),
    Case("cm-heading", "I21|", "I21.4|", PRINCIPAL, book=CM, index=tabular),
    Case("cm-seventh-character", "S52.501|", "S52.501A|", PRINCIPAL, book=CM, index=tabular),
    Case("cm-seventh-character", "I10|S52.501Z", "I10|S52.501A", book=CM, index=tabular),
    Case("cm-excludes1", "E11.9|E10.9", "E11.9|I10", book=CM, index=tabular),
    Case("cm-excludes1", "E10.9|E11.9", "E10.9|I10", book=CM, index=tabular),
    Case("cm-excludes1", "I10|O10.011", "I10|O12.01", book=CM, index=tabular),
    Case("cm-excludes1", "O13.1|I10", "O14.00|I10", book=CM, index=tabular),
    Case(
        "cm-manifestation-principal",
        "G63:Polyneuropathy in diseases classified elsewhere|E85.9",
        "E85.9|G63:Polyneuropathy in diseases classified elsewhere",
        PRINCIPAL,
        book=CM,
        index=tabular,
    ),
    Case(
        "cm-manifestation-alone",
        "I10|G63:Polyneuropathy in diseases classified elsewhere",
        "E85.9|G63:Polyneuropathy in diseases classified elsewhere",
        book=CM,
        index=tabular,
    ),
    Case("cm-code-first", "I21.4|N18.4", "I12.9|N18.4", book=CM, index=tabular),
    Case("cm-code-first-order", "N18.4|I12.9", "I12.9|N18.4", PRINCIPAL, book=CM, index=tabular),
    Case(
        "cm-laterality-unspecified",
        "I10|M17.10:Osteoarthritis, unspecified knee;M17.11:Osteoarthritis, right knee",
        "I10|M17.11:Osteoarthritis, right knee;M17.12:Osteoarthritis, left knee",
        book=CM,
    ),
    Case(
        "cm-laterality-bilateral",
        "I10|M17.0:Bilateral osteoarthritis of knee;M17.11:Osteoarthritis, right knee",
        "I10|M17.0:Bilateral osteoarthritis of knee;M17.4:Other osteoarthritis, right knee",
        book=CM,
    ),
    Case(
        "cm-laterality-both",
        "I10|H25.11:Age-related nuclear cataract, right eye;H25.12:Age-related nuclear cataract, left eye",
        "I10|M17.11:Osteoarthritis, right knee;M17.12:Osteoarthritis, left knee",
        book=CM,
        index=tabular,
    ),
    Case("cm-hypertension-with-heart-failure", "I10|I50.9", "I11.0|I50.9", PRINCIPAL, book=CM),
    Case("cm-hypertension-with-kidney-disease", "I10|N18.4", "I12.9|N18.4", PRINCIPAL, book=CM),
    Case("cm-diabetes-with-complication", "I10|E11.9;N18.4", "I10|E11.22;N18.4", book=CM),
    Case("cm-copd-with-infection", "J44.9|J18.9", "J44.0|J18.9", PRINCIPAL, book=CM),
    Case("cm-symptom-principal", "R07.9|I21.4", "R65.21|A41.9", PRINCIPAL, book=CM),
    Case("cm-history-principal", "Z87.891|I10", "Z51.11|C34.90", PRINCIPAL, book=CM),
    Case("cm-external-cause-principal", "W19.XXXA|S52.501A", "S52.501A|W19.XXXA", PRINCIPAL, book=CM),
)
