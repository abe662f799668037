"""The weights of the rules, read from resources/rules: how often a code is coded, given how the record states it."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.errors import InputError
from app.paths import resources


class Stated(StrEnum):
    """How a record states a condition, strongest first."""

    LISTED = "listed"
    STATED = "stated"
    REPORTED = "reported"
    HINTED = "hinted"


@dataclass(frozen=True, slots=True)
class Weights:
    """Rounded shares; `often` gives a step (0–3) per code and principal, `chance` a share per statement and step."""

    often: dict[str, dict[str, int]]
    chance: dict[Stated, tuple[float, ...]]
    count: dict[str, tuple[int, int]]
    usual: dict[str, float]
    sway: float
    keep: float
    fill: float

    def of(self, code: str, principal: str | None, stated: Stated) -> float:
        """Return the chance (0–1) that a code so stated is coded under a principal."""
        steps = self.often.get(code, {})
        step = steps.get(principal, 0) if principal else max(steps.values(), default=1)
        return self.chance[stated][step]


def load_weights(path: Path | None = None) -> Weights:
    """Read the weights; raise InputError when the file is missing or faulty."""
    path = path or resources() / "rules" / "ccl25-task8.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        principals: list[str] = content["principals"]
        return Weights(
            often={code: dict(zip(principals, steps, strict=True)) for code, steps in content["often"].items()},
            chance={stated: tuple(content["chance"][stated]) for stated in Stated},
            count={code: (fewest, most) for code, (fewest, most) in content["count"].items()},
            usual=content["usual"],
            sway=content["cut"]["sway"],
            keep=content["cut"]["keep"],
            fill=content["cut"]["fill"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path.name} cannot be used: {error}.", "Restore the file.") from error
