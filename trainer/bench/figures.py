"""What one side of a measured pair took."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of the steps alone, by the clock and of all processors, and the most memory the process held (MB)."""

    seconds: float
    processor_seconds: float
    peak_memory_mb: float

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Read them from what a training tells of its pace."""
        return cls(*(float(content[name]) for name in ("seconds", "processor_seconds", "peak_memory_mb")))

    def told(self) -> dict[str, float]:
        """Return them as a JSON value."""
        return asdict(self)

    def said(self) -> str:
        """Say them."""
        return f"{self.seconds:.1f} s, {self.processor_seconds:.1f} s of processors, {self.peak_memory_mb:,.0f} MB"
