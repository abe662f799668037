"""Task.DRG: the titles a model may answer from, and how its answer stands to the computed group.

A title is compared whole, by the number it belongs to; v34's misspelt titles are other titles and match nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.coding.answer import Answer
from app.coding.codebook import Code
from app.coding.scope import Scope
from app.knowledge.grouping.engine import Engine, load_engine
from app.knowledge.grouping.grouped import Grouped
from app.knowledge.grouping.msdrg import MS_DRG
from app.knowledge.grouping.severity import Severity, Standing
from app.knowledge.grouping.versions import find_version


class Agreement(StrEnum):
    """How an answered title stands to the computed group."""

    SAME = "same"
    SAME_BASE = "same_base"
    """The same base group in another severity."""
    SAME_SEVERITY = "same_severity"
    """Another base group, of the same severity."""
    DIFFERENT = "different"
    NOT_A_TITLE = "not_a_title"
    """The answer is no title of the version asked about."""
    NO_ANSWER = "no_answer"
    NOT_COMPUTED = "not_computed"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The computed group and the answered title side by side; the computed one is never replaced."""

    agreement: Agreement
    computed: Grouped
    answered: Code | None
    said: str
    """The answer's own words, where they are no title."""
    other_version: bool
    """Whether the titles asked about are of another version than the computed group; numbers are compared anyway."""


def drg_scope(version: str = "") -> Scope:
    """Return every title of one version as the scope of Task.DRG; raise InputError on an unknown version.

    Loads the version's tables (0.4 s): keep the result.
    """
    name = find_version(version).name
    return titles_of(load_engine(name), name)


def titles_of(engine: Engine, version: str) -> Scope:
    """Return the scope of a loaded engine's titles, by number."""
    book = f"{MS_DRG} {version}"
    titles = tuple(Code(number, str(engine.drgmap[number]["desc"]), book) for number in sorted(engine.drgmap))
    return Scope(MS_DRG.lower(), version, principal=titles, others=())


def disagreement(computed: Grouped, answered: Answer, standings: Mapping[str, Standing]) -> Disagreement:
    """Set an answered title beside the computed group; `standings` are those of the computed version."""
    code = answered.principal
    said = "" if code else "; ".join(answered.outside)
    other_version = code is not None and not code.book.endswith(f" {computed.version}")
    return Disagreement(_agreement(computed, answered, code, standings), computed, code, said, other_version)


def _agreement(computed: Grouped, answered: Answer, code: Code | None, standings: Mapping[str, Standing]) -> Agreement:
    if not answered.readable:
        return Agreement.NO_ANSWER
    if code is None:
        return Agreement.NOT_A_TITLE
    if computed.drg is None:
        return Agreement.NOT_COMPUTED
    if code.code == computed.drg:
        return Agreement.SAME
    ours, theirs = standings.get(computed.drg), standings.get(code.code)
    if ours is None or theirs is None:
        return Agreement.DIFFERENT
    if ours.base == theirs.base:
        return Agreement.SAME_BASE
    same = ours.severity is theirs.severity is not Severity.UNSPLIT
    return Agreement.SAME_SEVERITY if same else Agreement.DIFFERENT
