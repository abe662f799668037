"""Which examples reinforcement learning sees, and in which order: by measured difficulty, and apart from those of SFT.

Difficulty is what one unfiltered run of rollouts measured, on the metric (DRG-Sapphire, methods M44); the split by
share is M46's. Variants, contrast pairs and equal texts are never parted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.coding.example import Example
from trainer.dataset.folds import stratify
from trainer.dataset.kin import units_of
from trainer.errors import DataError
from trainer.recipe import Settings

Order = Literal["none", "remove-easy", "remove-hard", "remove-both", "easy-to-hard"]
Rollouts = Mapping[str, Sequence[float]]
"""By row or example: the metrics (0-1) of its rollouts."""


class CurriculumSettings(Settings):
    """Which examples are left out as too easy or too hard, and their order."""

    order: Order = "none"
    """none, remove-easy (always right), remove-hard (never right), remove-both, or easy-to-hard."""
    measured: str = ""
    """File of pass rates (.jsonl) of an unfiltered run."""
    sft_share: float = Field(default=0.0, ge=0, lt=1)
    """Share of the examples kept for SFT, so that this stage sees only the others (DRG-Sapphire: 0.9); 0: no split."""

    def cautions(self) -> list[str]:
        """Say what DRG-Sapphire found of the orders."""
        found = {"remove-easy": "35.8", "easy-to-hard": "29.4"}.get(self.order)
        return [f"{self.order} lowered Pass@1 in DRG-Sapphire ({found} against 38.5)"] if found else []


def easy(metrics: Sequence[float]) -> bool:
    """Say whether every rollout was right (M44: zero variance and all right)."""
    return bool(metrics) and min(metrics) >= 1


def hard(metrics: Sequence[float]) -> bool:
    """Say whether every rollout was wrong (M44: zero variance and all wrong)."""
    return bool(metrics) and max(metrics) <= 0


def chosen(keys: Sequence[str], measured: Rollouts, order: Order) -> list[str]:
    """Return the rows to train on, in order: some left out, or the easiest (highest mean metric) first.

    Rows as easy as one another stay in the order given. Raises DataError when rows were not measured or none is left.
    """
    if order == "none":
        return list(keys)
    if lacking := [key for key in keys if not measured.get(key)]:
        raise DataError(
            f"{len(lacking)} of {len(keys)} rows have no pass rate, the first is {lacking[0]}.",
            "Measure all of them in one run without a curriculum, then name its file as `measured`.",
        )
    if order == "easy-to-hard":
        return sorted(keys, key=lambda key: -sum(measured[key]) / len(measured[key]))
    drops_easy, drops_hard = order in ("remove-easy", "remove-both"), order in ("remove-hard", "remove-both")
    left = [key for key in keys if not ((drops_easy and easy(measured[key])) or (drops_hard and hard(measured[key])))]
    if not left:
        raise DataError(f"{order} leaves no example.", "Measure with a higher temperature, or choose another order.")
    return left


def write_rollouts(path: Path, measured: Rollouts) -> None:
    """Write pass rates as `read_rollouts` reads them, a row each."""
    rows = (json.dumps({"id": key, "metrics": list(metrics)}, ensure_ascii=False) for key, metrics in measured.items())
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8", newline="\n")


def read_rollouts(path: Path) -> dict[str, list[float]]:
    """Read pass rates; rows of one id are put together. Raises DataError on an unreadable file."""
    measured: dict[str, list[float]] = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                measured.setdefault(str(row["id"]), []).extend(float(metric) for metric in row["metrics"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path.name} holds no readable pass rates: {error}.", "Measure them again.") from error
    return measured


@dataclass(frozen=True, slots=True)
class Shares:
    """Examples for SFT and for reinforcement learning, each in the order given."""

    sft: tuple[Example, ...]
    rl: tuple[Example, ...]


def split_share(examples: Sequence[Example], sft_share: float, seed: int) -> Shares:
    """Part examples so that SFT gets this share of them (0 to 1), by classes, the same for one seed (methods M46).

    What belongs together stays together (trainer.dataset.kin); a share of 0 or 1 gives everything to one side.
    """
    if sft_share in (0, 1):
        whole = tuple(examples)
        return Shares((), whole) if not sft_share else Shares(whole, ())
    units = units_of(examples)
    parts = stratify(units, [sft_share, 1 - sft_share], seed)
    for_rl = {member for unit, part in zip(units, parts, strict=True) if part for member in unit.members}
    return Shares(
        tuple(example for example in examples if example.example_id not in for_rl),
        tuple(example for example in examples if example.example_id in for_rl),
    )
