"""Published scores to print beside one's own: other data, other records, quoted for orientation only."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

REMARK = (
    "Published on other data (CCL25-Eval Task 8, test A: 200 real records, B: 485; Qwen2.5-7B), which is not public "
    "here. The columns stand beside each other for orientation and must not be subtracted."
)
REMARK_DRG = (
    "Published on other data (MIMIC-IV, 26,244 brief hospital courses, MS-DRG v34; 7B). The columns stand beside each "
    "other for orientation and must not be subtracted."
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One published result: composite by formula (6) on test A and B (None: not reported)."""

    a: float | None
    b: float | None


ANCHORS: Mapping[str, Anchor] = MappingProxyType(
    {
        "multi-task MTL": Anchor(78.5, None),
        "sub-task SFT": Anchor(79.6, 81.39),
        "sub-task CoTD-SFT": Anchor(72.8, None),
        "sub-task K-fold SFT": Anchor(80.35, 81.78),
        "discriminative": Anchor(78.9, 81.4),
        "RBR preference RL": Anchor(72.0, None),
        "RBR-R1, GRPO": Anchor(79.8, None),
        "RBR-R1, optimised GRPO": Anchor(80.78, 82.18),
        "RBR-R1, optimised GRPO + SRADIT": Anchor(80.98, 82.33),
    }
)
"""The rows of the CCL25 report's table 3, in its order."""


@dataclass(frozen=True, slots=True)
class DrgAnchor:
    """One published DRG result in percent (None: not reported)."""

    pass_1: float | None
    pass_8: float | None = None
    maj_8: float | None = None
    base: float | None = None
    severity: float | None = None


DRG_ANCHORS: Mapping[str, DrgAnchor] = MappingProxyType(
    {
        "SFT only, 50 % of the data": DrgAnchor(44.6, 75.3, 50.9),
        "SFT only, 75 %": DrgAnchor(46.5, 76.2, 52.8),
        "SFT only, 95 %": DrgAnchor(47.0, 76.9, 53.3),
        "SFT 90 % + vanilla GRPO": DrgAnchor(54.1, 65.2, 55.0),
        "DRG-Sapphire": DrgAnchor(54.8, 60.3, 54.9, 64.4, 59.9),
        "DRG-LLaMA-7B, classification head": DrgAnchor(52.0, base=67.8, severity=67.5),
    }
)
"""DRG-Sapphire's SFT : RL table and its neighbours (M46, §12)."""
