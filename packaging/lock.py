"""`make lock`: remakes packaging/locks/ from pyproject.toml, for every system and Python at once.

The locks name versions and hashes and no place to get them from: no index, no local folder.
"""

import os
import re
import sys

import console
from places import LOCKS, ROOT, VENV, program

LOWEST_PYTHON = "3.11"
NO_TORCH = "torch ; python_version < '3'"  # an override that no Python matches: torch stays a range, chosen per machine
LLAMA = "llama-cpp-python"

TARGETS = {
    "app": ["pyproject.toml", "--group", "build", "--no-emit-package", LLAMA],
    "dev": ["pyproject.toml", "--extra", "secure", "--group", "build", "--group", "dev", "--no-emit-package", LLAMA],
    "trainer": ["pyproject.toml", "--group", "build", "--extra", "trainer", "--no-emit-package", LLAMA],
    "tools": ["--group", "tools"],
    "llama-build": ["--group", "llama-build"],
    "llama": ["--no-deps", "-"],
}
PLACES = re.compile(r"https?:|file:|@ |(^|\s)/\w|find-links|index-url")


def compile_lock(name: str) -> str:
    """Resolve one target and return the lock's text."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))}
    overrides = ROOT / "build" / "overrides.txt"
    overrides.parent.mkdir(exist_ok=True)
    overrides.write_text(NO_TORCH + "\n", encoding="utf-8")
    wanted = ROOT / "build" / "llama.in"
    wanted.write_text(_llama_requirement() + "\n", encoding="utf-8")
    targets = [str(wanted) if part == "-" else part for part in TARGETS[name]]
    options = ["--universal", "--python-version", LOWEST_PYTHON, "--generate-hashes", "--upgrade"]
    quiet = ["--no-emit-index-url", "--no-annotate", "--no-header", "--no-config", "-q"]
    text = console.call(
        [program(VENV, "uv"), "pip", "compile", *options, *quiet, "--override", overrides, *targets],
        doing=f"Resolving {name}",
        advice="read the resolver's words above: two ranges in pyproject.toml may not meet.",
        env=env,
        cwd=ROOT,
    )
    return f"# Made by `make lock` from pyproject.toml. Install with --require-hashes.\n{text}"


def _llama_requirement() -> str:
    described = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(rf'"({LLAMA}==[^"]+)"', described)
    if not found:
        raise console.StepError(f"pyproject.toml pins no {LLAMA}.", "pin one version of it there, with ==.")
    return found[1]


def main() -> int:
    """Write every lock; refuse one that names a place."""
    for name in TARGETS:
        text = compile_lock(name)
        for line in text.splitlines():
            if not line.startswith("#") and PLACES.search(line):
                raise console.StepError(f"The lock {name} would name a place: {line}", "find out what put it there.")
        (LOCKS / f"{name}.txt").write_text(text, encoding="utf-8")
        console.say(f"  {name}: {text.count('==')} packages")
    return 0


if __name__ == "__main__":
    sys.exit(console.main_border(main))
