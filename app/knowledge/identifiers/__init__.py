"""De-identification: what names a patient is taken out of a record before it leaves the hospital.

`deidentify` reads the sections with one recogniser per kind (numbers, places, people, dates), replaces what they find,
and says what it replaced. It knows forms and the words that announce them, no person: the result must be read.
"""

from app.knowledge.identifiers.deidentify import deidentify, keyed_id
from app.knowledge.identifiers.removed import FACE, Deidentified, Kind, Known, Removed

__all__ = ["FACE", "Deidentified", "Kind", "Known", "Removed", "deidentify", "keyed_id"]
