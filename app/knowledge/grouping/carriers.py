"""Which other diagnoses carry the severity of a group, and why the rest do not."""

from typing import Any

from app.knowledge.grouping.claim import Claim, Read
from app.knowledge.grouping.engine import Engine
from app.knowledge.grouping.grouped import Carrier, Level, Why
from app.knowledge.grouping.severity import CARRYING, Standing


def carriers_of(claim: Claim, drg: str | None, standing: Standing | None, engine: Engine) -> tuple[Carrier, ...]:
    """Weigh every other diagnosis after exclusion by the principal, POA and the alive-only rule, in claim order."""
    needed = CARRYING[standing.severity] if standing else frozenset[Level]()
    return tuple(_carrier(read, claim, drg or "", needed, engine) for read in claim.others)


def _carrier(read: Read, claim: Claim, drg: str, needed: frozenset[Level], engine: Engine) -> Carrier:
    if read.why is not None:
        return Carrier(read.code, Level.NONE, counted=False, why=read.why, read_as=read.plain)
    info = engine.ccmap.get(read.plain)
    if info is None:
        return Carrier(read.code, Level.NONE, counted=False, why=Why.NO_LEVEL, read_as=read.plain)
    level = Level(str(info["level"]).lower())
    why = _why(read, info, claim, drg, engine)
    counted = why is Why.COUNTED
    return Carrier(
        code=read.code,
        level=level,
        counted=counted,
        why=why,
        excluded_by=claim.principal.code if claim.principal and why is Why.EXCLUDED_BY_PRINCIPAL else None,
        carries=counted and level in needed,
        read_as=read.plain,
    )


def _why(read: Read, info: dict[str, Any], claim: Claim, drg: str, engine: Engine) -> Why:
    """Apply drgpy's own four tests, in its order."""
    if claim.principal and claim.principal.plain in engine.exmap.get(info["pdx"], ()):
        return Why.EXCLUDED_BY_PRINCIPAL
    if read.plain in engine.drg_exclusions.get(drg, ()):
        return Why.EXCLUDED_BY_GROUP
    if info["aowa"] and not claim.alive:
        return Why.ONLY_IF_ALIVE
    if info["hac"] is not None and read.poa in {"N", "U"}:
        return Why.NOT_ON_ADMISSION
    return Why.COUNTED
