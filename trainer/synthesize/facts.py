"""What was counted on the real task, CCL25-Eval Task 8: the right-hand side of the realism table.

Sources, by the constant: "800" = the 800 public label sets of the training records; "206" = the 206 of them whose full
text is public; "100" = a sample of those. Counts over records only: no text, no patient.
"""

from types import MappingProxyType

RECORDS = 800
"""Label sets behind PRINCIPAL_COUNTS, OTHER_COUNTS, NUMBER_OF_OTHERS and TOGETHER."""

PRINCIPAL_COUNTS = MappingProxyType(
    {"I50.900x018": 162, "I20.000": 162, "I20.800x007": 161, "I21.401": 159, "I10.x00x032": 156}
)
"""Records by principal (800)."""

OTHER_COUNTS = MappingProxyType(
    {
        "I25.103": 473, "I49.900": 259, "E11.900": 250, "I10.x00x032": 228, "R91.x00x003": 227, "I70.806": 171,
        "K76.000": 170, "E78.500": 157, "I70.203": 151, "I10.x00x028": 135, "I25.200": 102, "I20.000": 89,
        "I49.300x002": 83, "I50.907": 81, "I48.x01": 68, "I69.300x002": 64, "K76.807": 57, "Q24.501": 56,
        "I50.900x008": 55, "E04.101": 54, "J18.900": 54, "N28.101": 47, "I48.x02": 45, "I63.900": 45,
        "I10.x00x024": 44, "I50.900x010": 41, "I38.x01": 40, "I49.300x001": 40, "J98.414": 40, "E87.600": 39,
        "I49.400x002": 39, "I49.100x002": 38, "I49.100x001": 33, "Z95.501": 30, "E72.101": 26, "I50.900x014": 22,
        "I10.x00x027": 16, "I50.900x018": 14, "I50.900x007": 13, "I10.x00x031": 8, "I10.x00x023": 7,
        "I50.900x015": 5, "I50.900x016": 5, "I49.400x003": 4, "I25.102": 3, "E14.900x001": 1, "I67.200x011": 1,
        "N19.x00x002": 1, "R42.x00x004": 1, "E04.102": 0, "I31.800x004": 0, "Z54.000x033": 0, "Z98.800x612": 0,
    }
)  # fmt: skip
"""Records that carry a code among their others (800)."""

NUMBER_OF_OTHERS = MappingProxyType({1: 35, 2: 39, 3: 132, 4: 198, 5: 146, 6: 149, 7: 101})
"""Records by how many others they carry (800)."""
MEAN_OTHERS = MappingProxyType(
    {"I20.000": 6.5, "I21.401": 5.1, "I50.900x018": 4.4, "I20.800x007": 4.0, "I10.x00x032": 2.7}
)
"""Mean number of others by principal (800)."""

NYHA = ("I50.900x007", "I50.900x008", "I50.900x010")
KILLIP = ("I50.900x014", "I50.900x015", "I50.900x016")
GRADES = ("I10.x00x023", "I10.x00x024", "I10.x00x027", "I10.x00x028", "I10.x00x031", "I10.x00x032")
ARRHYTHMIAS = (
    "I48.x01", "I48.x02", "I49.100x001", "I49.100x002", "I49.300x001", "I49.300x002", "I49.400x002", "I49.400x003",
)  # fmt: skip

TOGETHER: tuple[tuple[str, tuple[str, ...], tuple[str, ...], int], ...] = (
    ("two grades of hypertension", GRADES, GRADES, 0),
    ("two NYHA classes", NYHA, NYHA, 0),
    ("two Killip classes", KILLIP, KILLIP, 0),
    ("NYHA with Killip", NYHA, KILLIP, 2),
    ("I48.x01 with I48.x02", ("I48.x01",), ("I48.x02",), 0),
    ("I49.300x001 with I49.300x002", ("I49.300x001",), ("I49.300x002",), 0),
    ("I49.100x001 with I49.100x002", ("I49.100x001",), ("I49.100x002",), 0),
    ("J18.900 with J98.414", ("J18.900",), ("J98.414",), 0),
    ("E11.900 with E14.900x001", ("E11.900",), ("E14.900x001",), 0),
    ("I63.900 with I69.300x002", ("I63.900",), ("I69.300x002",), 1),
    ("I20.000 with I21.401", ("I20.000",), ("I21.401",), 3),
)
"""Records in which codes of both sets occur, principal included (800)."""

BESIDE: tuple[tuple[str, tuple[str, ...], str, float], ...] = (
    ("I49.900 beside a specific arrhythmia", ARRHYTHMIAS, "I49.900", 207 / 256),
    ("principal I21.401 over a Killip class", KILLIP, "I21.401", 30 / 32),
    ("principal I50.900x018 over a NYHA class", NYHA, "I50.900x018", 81 / 109),
    ("principal I50.900x018 over I20.000", ("I20.000",), "I50.900x018", 78 / 89),
    ("principal I21.401 over I50.907", ("I50.907",), "I21.401", 64 / 81),
    ("principal I20.800x007 over Q24.501", ("Q24.501",), "I20.800x007", 37 / 56),
)
"""Of the records with one of these others, the share with the code beside it: principal, or I49.900 as other (800)."""

NEVER_UNDER_MICROVASCULAR = (*NYHA, "I50.900x014", "I50.907", "I50.900x018", "Z95.501")
"""Others that never stand under the principal I20.800x007 (800)."""

EVIDENCE: tuple[tuple[str, str, float], ...] = (
    ("入院诊断", "I25.200", 1.00),
    ("入院诊断", "I69.300x002", 1.00),
    ("入院诊断", "I48", 0.88),
    ("入院诊断", "E11.900", 0.84),
    ("入院诊断", "I25.103", 0.84),
    ("入院诊断", "E78.500", 0.70),
    ("入院诊断", "I49.900", 0.66),
    ("诊疗经过", "I70.806", 0.95),
    ("诊疗经过", "R91.x00x003", 0.91),
    ("诊疗经过", "K76.000", 0.90),
    ("诊疗经过", "I70.203", 0.88),
    ("诊疗经过", "Q24.501", 0.87),
    ("诊疗经过", "E04.101", 0.85),
)
"""Share of the records with a code in whose section its name or an alias occurs (206); a stem stands for its codes."""

FALSE_MENTIONS = ("R91.x00x003", "I70.203", "I70.806")
"""Codes of which a plain mention is false as often as FALSE_MENTION_RANGE says (206)."""
FALSE_MENTION_RANGE = (0.51, 0.61)

NAMED_ON_ADMISSION: tuple[tuple[str, float, str], ...] = (
    ("I10.x00x032", 1.00, "高血压"),
    ("I20.000", 0.87, "不稳定型?性?心绞痛"),
    ("I50.900x018", 0.82, "心力衰竭|心衰|心功能不全"),
    ("I21.401", 0.63, "(?<!陈旧性)(?<!陈旧)(?:心肌梗[死塞]|心梗)|NSTEMI"),
    ("I20.800x007", 0.08, "微血管|微循环|X综合征"),
)
"""Share of a principal's records whose 入院诊断 holds its idea (206), and the pattern taken for the idea here."""

MEAN_LENGTHS = MappingProxyType(
    {
        "主诉": 15, "现病史": 567, "既往史": 168, "个人史": 68, "婚姻史": 36, "家族史": 40, "入院情况": 404,
        "入院诊断": 62, "诊疗经过": 571, "出院情况": 110, "出院医嘱": 361,
    }
)  # fmt: skip
"""Mean characters of a section (206)."""
WHOLE_LENGTH = MappingProxyType({"mean": 2402, "median": 2168, "least": 1257, "most": 5425})
"""Characters of a whole record (206)."""

BASELINE = MappingProxyType({"composite": 63.0, "principal": 0.77, "others": 0.49})
"""The bag-of-words baseline, trained on 165 real records: formula (6) ×100, principal accuracy, F1 of the others."""
BASELINE_EXAMPLES = 165
WANTED_COMPOSITE = (55.0, 70.0)
"""Between which the baseline's composite must lie on invented records: not easier and not harder than real ones."""
