"""Benchmarks by name; each module's `run` returns its figures, measured on this machine."""

import importlib
from collections.abc import Callable
from pathlib import Path

BENCHES = ("approval", "codebooks", "inference", "intake", "lookups", "retrieval", "search", "window", "worklist")
"""Each is a module of this package."""

Figures = dict[str, float]


def run_bench(name: str, model: Path | None, pairs: int, on_progress: Callable[[str], None]) -> Figures:
    """Run one benchmark; the inference figures need a model file and alternate in pairs."""
    module = importlib.import_module(f"app.bench.{name}")
    if name == "inference":
        return module.run(model, pairs=pairs, on_progress=on_progress)
    return module.run(on_progress)
