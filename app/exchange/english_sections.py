"""English discharge summaries cut into sections: the names their headings go by, and the cutting."""

import re

from app.coding.record import SECTIONS_EN

WHOLE_TEXT_EN = "Full Text"
"""The section of an English text without headings."""
PREAMBLE_EN = "Header"
"""The section of what stands before the first English heading."""

ALIASES_EN: dict[str, tuple[str, ...]] = {
    "Chief Complaint": ("CC", "Presenting Complaint", "Reason for Admission", "Reason for Visit", "Chief Complaints"),
    "History of Present Illness": ("HPI", "Present Illness", "History of the Present Illness", "Presenting History"),
    "Past Medical History": (
        "PMH",
        "PMHx",
        "Past History",
        "Medical History",
        "PMH/PSH",
        "Past Medical/Surgical History",
    ),
    "Past Surgical History": ("PSH", "PSHx", "Surgical History"),
    "Medications on Admission": (
        "Admission Medications",
        "Home Medications",
        "Home Meds",
        "Medications Prior to Admission",
        "Preadmission Medications",
        "Outpatient Medications",
    ),
    "Allergies": ("Allergy", "Drug Allergies", "Allergies/Adverse Reactions"),
    "Social History": ("SH", "SHx", "SocHx", "Personal and Social History", "Habits"),
    "Family History": ("FH", "FHx", "FamHx", "Family Medical History"),
    "Review of Systems": ("ROS", "Systems Review"),
    "Physical Exam": (
        "Physical Examination",
        "Admission Physical Exam",
        "Physical Exam on Admission",
        "Examination",
        "Exam",
        "PE",
        "Vital Signs and Physical Exam",
    ),
    "Laboratory Data": (
        "Labs",
        "Laboratory Results",
        "Laboratory Studies",
        "Laboratory",
        "Laboratories",
        "Pertinent Results",
        "Pertinent Labs",
        "Admission Labs",
        "Labs/Imaging",
        "Labs and Imaging",
        "Results",
        "Microbiology",
    ),
    "Imaging": (
        "Imaging Studies",
        "Radiology",
        "Radiology Results",
        "Diagnostic Studies",
        "Diagnostic Imaging",
        "Studies",
    ),
    "Admission Diagnoses": (
        "Admission Diagnosis",
        "Admitting Diagnosis",
        "Admitting Diagnoses",
        "Preoperative Diagnosis",
    ),
    "Procedures": (
        "Procedure",
        "Procedures Performed",
        "Operations and Procedures",
        "Major Surgical or Invasive Procedure",
        "Operations",
        "Operation Performed",
    ),
    "Hospital Course": (
        "Brief Hospital Course",
        "Hospital Course by Problem",
        "Hospital Course by System",
        "Summary of Hospital Course",
        "Course in Hospital",
        "Course of Treatment",
        "Hospital Course and Treatment",
        "Clinical Course",
    ),
    "Discharge Condition": (
        "Condition at Discharge",
        "Condition on Discharge",
        "Status at Discharge",
        "Discharge Status",
    ),
    "Discharge Diagnoses": (
        "Discharge Diagnosis",
        "Final Diagnosis",
        "Final Diagnoses",
        "Diagnoses at Discharge",
        "Principal and Secondary Diagnoses",
        "Postoperative Diagnosis",
    ),
    "Discharge Medications": ("Medications at Discharge", "Medications on Discharge", "Discharge Meds"),
    "Discharge Instructions": (
        "Followup Instructions",
        "Follow-up Instructions",
        "Follow-up",
        "Follow Up",
        "Followup",
        "Discharge Plan",
        "Discharge Orders",
        "Disposition and Plan",
        "Patient Instructions",
    ),
}
"""Usual spellings of each heading; case, a plural s and the marks around it do not matter."""
_OWN_EN = ("Consultations", "Pathology", "Operative Findings", "Code Status", "Immunizations", "Discharge Exam")
"""Further headings, kept under their own names."""
_SAFE_INLINE = 2
"""Words a heading needs to be one in the middle of a line, after a full stop."""


def plain_en(name: str) -> str:
    """Reduce an English heading to what matters for comparing."""
    return re.sub(r"[\s_\-:/.()\[\]\"'#*]+", "", name).casefold()


def english_sections() -> dict[str, str]:
    """Map every plain heading to the section's name."""
    known = {plain_en(alias): name for name, aliases in ALIASES_EN.items() for alias in aliases}
    return known | {plain_en(name): name for name in (*SECTIONS_EN, *_OWN_EN)}


def english_columns() -> dict[str, str]:
    """Map the headings that also name a table's column: whole names, and spellings of several words."""
    aliases = {plain_en(alias): name for name, found in ALIASES_EN.items() for alias in found if " " in alias}
    return aliases | {plain_en(name): name for name in SECTIONS_EN}


def split_english(text: str) -> tuple[tuple[str, str], ...]:
    """Cut an English text at its headings; a text without any is one section, headings in capitals keep their names."""
    known = english_sections()
    found = list(_headings().finditer(text))
    if not found:
        return ((WHOLE_TEXT_EN, text.strip()),)
    parts: dict[str, list[str]] = {}
    if before := text[: found[0].start()].strip():
        parts[PREAMBLE_EN] = [before]
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=True):
        written = " ".join((match["line"] or match["alone"] or match["inline"] or match["capitals"]).split())
        name = known.get(plain_en(written), written.title())
        if body := text[match.end() : end].strip():
            parts.setdefault(name, []).append(body)
    return tuple((name, "\n".join(bodies)) for name, bodies in parts.items())


def _headings() -> re.Pattern[str]:
    """Write the heading pattern.

    A known name at a line's start with a colon, or alone on its line; one of several words with a colon after a full
    stop; an unknown one in capitals with a colon, alone on its line.
    """
    names = (*SECTIONS_EN, *_OWN_EN, *(alias for aliases in ALIASES_EN.values() for alias in aliases))
    every = _alternatives(names)
    long = _alternatives(tuple(name for name in names if len(name.split()) >= _SAFE_INLINE))
    start = r"(?:^|(?<=\n))[ \t]*(?:[#*]+[ \t]*|\d{1,2}[.)][ \t]*)?"
    return re.compile(
        rf"{start}(?:(?P<line>(?i:{every}))[ \t]*\**[ \t]*(?::[ \t]*\**|(?:-|–|—)[ \t])"
        rf"|(?P<alone>(?i:{every}))[ \t]*\**[ \t]*(?=\n|$)"
        r"|(?P<capitals>[A-Z][A-Z /&-]{4,40}[A-Z]):[ \t]*(?=\n))"
        rf"|(?<=[.;])[ \t]+(?P<inline>(?=[A-Z])(?i:{long}))[ \t]*:"
    )


def _alternatives(names: tuple[str, ...]) -> str:
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    spaced = (re.escape(name).replace(r"\ ", r"[ \t]+") for name in longest_first)
    return "(?:" + "|".join(spaced) + ")"
