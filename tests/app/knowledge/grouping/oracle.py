"""A second grouper, msdrg, as the judge of ours; a test oracle only."""

from collections.abc import Iterator
from random import Random

import msdrg

from app.coding.codeset import CodeSet
from app.coding.record import Patient, Sex
from app.knowledge.grouping.reading import dotless
from tests.app.knowledge.grouping.claims import codes

PRINCIPALS = """
I21.4 I21.09 I20.0 I50.23 I11.0 I48.91 I63.9 I61.9 I26.99 I10 I16.1 J18.9 J44.1 J44.0 J69.0 J96.01
J45.901 A41.9 A41.51 N39.0 N17.9 N18.6 K92.2 K85.90 K56.609 K80.00 K35.80 K57.32 K70.30 E10.10
E11.65 E11.52 E87.1 L03.115 M17.11 M16.12 S72.001A S72.141A F20.0 F10.231 F32.2 G40.909 G20.A1 R55
R07.9 T81.41XA T40.2X1A C34.90 C18.9 C50.911 D57.00 D50.0 B20 O34.211 O14.14 O42.92 Z51.11
"""
COMORBIDITIES = """
I10 I25.10 I48.20 I50.22 I50.32 E11.9 E11.22 E11.65 E78.5 E66.01 E87.1 E87.6 E43 E44.0 N17.9 N17.0
N18.30 N18.6 J96.01 J96.11 J18.9 J44.9 J44.1 J45.909 J90 D62 D64.9 D69.6 D68.32 K92.2 K21.9 K70.30
R57.0 R57.1 R65.20 R65.21 R09.02 G47.33 G93.41 G93.40 F32.A F10.20 F17.210 F03.90 Z79.4 Z79.01
Z87.891 Z95.5 Z66 Z99.2 I69.354 L89.153 L89.152 B96.20 N39.0 A41.9 I27.20 I95.9 I82.409 I26.99 K56.7
T81.41XA M10.9 E03.9 E05.90 G20.A1 H40.9 R00.1 R13.10 Z16.12
"""
PROCEDURES = {
    "I2": "027034Z 4A023N7 B2111ZZ 02HV33Z",
    "I5": "4A023N7 02HV33Z 5A1945Z",
    "I6": "3E03317 02HV33Z 0BH17EZ",
    "J": "5A1955Z 5A1945Z 0BH17EZ 0B9J8ZX",
    "K80": "0FT44ZZ",
    "K35": "0DTJ4ZZ",
    "K": "0DJ08ZZ 30233N1",
    "M17": "0SRC0J9",
    "M16": "0SR90JA",
    "S72.0": "0SRR01Z",
    "S72.1": "0QS604Z",
    "O34": "10D00Z1",
    "O": "10E0XZZ",
    "N18": "5A1D70Z 02HV33Z",
    "": "30233N1 02HV33Z",
}
"""What is done about a principal diagnosis, by the beginning of its code; the longest beginning counts."""


def claims(count: int, *, procedures: bool, seed: int = 20) -> Iterator[tuple[CodeSet, Patient]]:
    """Make stays as they come: one frequent principal, up to eight frequent comorbidities, one procedure for it."""
    random = Random(seed)
    for _ in range(count):
        principal = random.choice(PRINCIPALS.split())
        others = [code for code in random.sample(COMORBIDITIES.split(), random.randint(0, 8)) if code != principal]
        fitting = max((start for start in PROCEDURES if principal.startswith(start)), key=len)
        done = [random.choice(PROCEDURES[fitting].split())] if procedures else []
        sex = Sex.FEMALE if principal[0] == "O" else random.choice(list(Sex))
        yield codes(" ".join([principal, *others]), " ".join(done)), Patient(sex, random.randint(18, 90))


def judged(grouper: msdrg.MsdrgGrouper, claim: CodeSet, patient: Patient) -> tuple[str, str]:
    """Group one claim by msdrg: the group's number, and that of its base."""
    assert claim.principal
    made = grouper.group(
        {
            "version": 431,
            "age": patient.age or 0,
            "sex": 0 if patient.sex is Sex.MALE else 1,
            "discharge_status": 1,
            "hospital_status": "NOT_EXEMPT",
            "pdx": {"code": dotless(claim.principal.code.code), "poa": "Y"},
            "sdx": [{"code": dotless(each.code.code), "poa": "Y"} for each in claim.others],
            "procedures": [{"code": dotless(each.code.code)} for each in claim.procedures],
        }
    )
    return f"{made.get('final_drg') or 999:03d}", f"{made.get('final_base_drg') or 999:03d}"


def zone(ours: str, theirs: str) -> str:
    """Name the known zone two different groups lie in, "" outside every one."""
    both = {ours, theirs}
    unrelated = {"939", "940", "941", "981", "982", "983", "987", "988", "989"}
    if both <= {"949", "950"}:
        return "aftercare"
    if both & {"969", "970", "974", "975", "976", "977"}:
        return "HIV with a related condition"
    if both & unrelated:
        return "procedures unrelated to the principal"
    return ""
