"""Why a stay has its MS-DRG, in a sentence or three: what drives the base group, and what carries the severity."""

from app.coding.codeset import CodeSet
from app.knowledge.grouping import DrgKind, Grouped, Level, Why
from trainer.synthesize.en.wording import listed


def rationale(codes: CodeSet, grouped: Grouped) -> str:
    """State what drives the group; names are the codes' own, and the group itself is not named."""
    assert codes.principal is not None  # noqa: S101  a generated stay has one
    parts = [f"The principal diagnosis is {codes.principal.code.name}, of major category {grouped.mdc}."]
    if grouped.kind is DrgKind.SURGICAL:
        parts.append(f"The stay is surgical because of {listed([each.code.name for each in codes.procedures])}.")
    else:
        parts.append("Nothing done makes the stay a surgical one.")
    defining = [carrier.code.name for carrier in grouped.carriers if carrier.why is Why.EXCLUDED_BY_GROUP]
    if defining:
        parts.append(f"{listed(defining)} {'define' if len(defining) > 1 else 'defines'} the group.")
    counted = [carrier for carrier in grouped.carriers if carrier.counted]
    for level, word in ((Level.MCC, "MCC"), (Level.CC, "CC")):
        carrying = [carrier.code.name for carrier in counted if carrier.level is level]
        if carrying:
            several = len(carrying) > 1
            counts = f"count as {word}s" if several else f"counts as {'an' if level is Level.MCC else 'a'} {word}"
            parts.append(f"{listed(carrying)} {counts}.")
    if not any(carrier.level is not Level.NONE for carrier in counted):
        parts.append("None of the other diagnoses counts as a CC or MCC.")
    return " ".join(parts)
