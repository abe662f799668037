"""Two evaluations of the same records set against each other: the difference of every system, by paired bootstrap."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trainer.errors import DataError
from trainer.evaluate.intervals import paired

FEWEST = 2
"""Records that two evaluations must share to be compared."""


def read_figures(path: Path) -> dict[str, Any]:
    """Read a figures.json; raise DataError when it is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found["systems"], dict) or not isinstance(found["set"], dict):
            raise TypeError  # noqa: TRY301 - one refusal for all that is no figures.json
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is no figures.json of an evaluation.", "Name one that evaluate wrote.") from error
    return found


def compare(
    figures: Mapping[str, Any], saved: Mapping[str, Any], seed: int, against: str = ""
) -> list[dict[str, object]]:
    """Return for every system its difference to the saved one of the same name, or to the one named `against`.

    Differences are in points of the composite (of Pass@1 for DRGs) over the records both judged. Raises DataError
    when nothing can be compared.
    """
    old: Mapping[str, Any] = saved["systems"]
    if against and against not in old:
        raise DataError(
            f"The saved evaluation has no system {against}.", f"It has: {', '.join(old)}. Correct compare_system."
        )
    if saved.get("task") != figures.get("task"):
        raise DataError("The saved evaluation judged another task.", "Compare codes with codes and DRGs with DRGs.")
    only = next(iter(old)) if len(old) == 1 else ""
    rows: list[dict[str, object]] = []
    for name, new in figures["systems"].items():
        partner = against or (name if name in old else only)
        if partner:
            row = _row(name, new["scores"], partner, old[partner]["scores"], seed)
            rows += [row] if row else []
    if not rows:
        raise DataError(
            "The saved evaluation shares neither system nor records with this one.",
            "Judge the same examples, and name the saved system as compare_system.",
        )
    return rows


def other_set(figures: Mapping[str, Any], saved: Mapping[str, Any]) -> str:
    """Return a caution where two evaluations judged different files, empty where they judged one.

    Records are paired by their ids, and two files can give one id to different records.
    """
    new, old = figures["set"], saved["set"]
    if new.get("sha256") == old.get("sha256"):
        return ""
    return (
        f"The saved evaluation judged another file ({old['name']}, not {new['name']}), and records are paired by their "
        "ids alone: the differences hold only where one id is the same record in both."
    )


def among(figures: Mapping[str, Any], baseline: str, seed: int) -> list[dict[str, object]]:
    """Compare every other system of one evaluation with its system `baseline`."""
    systems: Mapping[str, Any] = figures["systems"]
    rows = [
        _row(name, each["scores"], baseline, systems[baseline]["scores"], seed)
        for name, each in systems.items()
        if name != baseline
    ]
    return [row for row in rows if row]


def _row(
    name: str, new: Mapping[str, float], partner: str, old: Mapping[str, float], seed: int
) -> dict[str, object] | None:
    shared = [record_id for record_id in new if record_id in old]
    if len(shared) < FEWEST:
        return None
    left, right = ([100 * scores[record_id] for record_id in shared] for scores in (new, old))
    found = paired(left, right, seed)
    return {
        "system": name,
        "against": partner,
        "n": len(shared),
        "score": round(sum(left) / len(left), 2),
        "score_against": round(sum(right) / len(right), 2),
        "difference": round(found.mean, 2),
        "low": round(found.low, 2),
        "high": round(found.high, 2),
        "at_or_below_0": round(found.below, 4),
        "clear": found.clear,
    }
