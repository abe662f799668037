"""Where a cue stands before a span: what both languages ask of their patterns."""

import re


def last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the pattern's last match."""
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


def place(match: re.Match[str] | None) -> int:
    """Return where a match starts, -1 for none."""
    return match.start() if match else -1
