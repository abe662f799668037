"""The DRG of a code set, what carries it, and what it would be otherwise; information, never a goal."""

from app.knowledge.grouping.chs_import import TablesReport, import_tables
from app.knowledge.grouping.grouped import (
    Alternative,
    Carrier,
    Caveat,
    DrgKind,
    Grouped,
    Grouper,
    Level,
    Missing,
    Reason,
    Unused,
    WhatIf,
    Why,
)
from app.knowledge.grouping.opening import GROUPERS, open_grouper
from app.knowledge.grouping.severity import Severity, Standing, base_and_severity
from app.knowledge.grouping.titles import Agreement, Disagreement, disagreement, drg_scope
from app.knowledge.grouping.words import Words

__all__ = [
    "GROUPERS",
    "Agreement",
    "Alternative",
    "Carrier",
    "Caveat",
    "Disagreement",
    "DrgKind",
    "Grouped",
    "Grouper",
    "Level",
    "Missing",
    "Reason",
    "Severity",
    "Standing",
    "TablesReport",
    "Unused",
    "WhatIf",
    "Why",
    "Words",
    "base_and_severity",
    "disagreement",
    "drg_scope",
    "import_tables",
    "open_grouper",
]
