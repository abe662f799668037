"""`make check`: every step of the gate by name and time, going on after a failure so that one run tells all."""

import subprocess
import sys
import time

import console
from places import ROOT, VENV, program

STEPS = (
    ("format", ["ruff", "format", "--check", "--output-format", "concise", "."]),
    ("lint", ["ruff", "check", "--output-format", "concise", "."]),
    ("types", ["basedpyright", "--level", "error"]),
    ("layers", ["lint-imports", "--no-logo"]),
    ("tests", ["python", "-m", "pytest", "-n", "2", "--dist", "loadgroup"]),
)


def main() -> int:
    """Run every step, then say how each ended; return 1 when any failed."""
    outcome: list[tuple[str, bool, str]] = []
    for name, (tool, *arguments) in STEPS:
        console.say(f"\n== {name}")
        started = time.monotonic()
        done = subprocess.run([program(VENV, tool), *arguments], cwd=ROOT, check=False)
        outcome.append((name, done.returncode == 0, console.elapsed(started)))
    console.say("")
    for name, fine, took in outcome:
        console.say(f"  {name:<8} {'ok' if fine else 'FAILED':<7} {took}")
    return 0 if all(fine for _, fine, _ in outcome) else 1


if __name__ == "__main__":
    sys.exit(console.main_border(main))
