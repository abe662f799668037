"""What the window remembers between files: a small JSON object, losing which costs one more question."""

import json
from pathlib import Path
from typing import Any


def remembered(memory: Path) -> dict[str, Any]:
    """Return what was remembered; nothing when the file is missing or damaged."""
    try:
        found = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(memory: Path, key: str, value: object) -> None:
    """Remember one value more."""
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps(remembered(memory) | {key: value}, ensure_ascii=False), encoding="utf-8")
