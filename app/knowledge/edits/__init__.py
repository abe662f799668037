"""Coding rules as data: a code set and its patient go in, the edits with their place to mend come out."""

from app.knowledge.edits.check import check
from app.knowledge.edits.edit import Edit, Level, Place, PlaceField
from app.knowledge.edits.rules import Incidental, RuleFaultError, Rules

__all__ = ["Edit", "Incidental", "Level", "Place", "PlaceField", "RuleFaultError", "Rules", "check"]
