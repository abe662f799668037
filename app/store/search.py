"""Text as the full-text index sees it: a space after every Chinese character, so that any run of them is a phrase."""

import re
import unicodedata
from collections.abc import Iterable

_CHINESE = re.compile(r"[\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LONE = re.compile(r"[\ud800-\udfff\x00]")

BETWEEN_SECTIONS = " ¶ "
"""A token of its own, so that no phrase runs from one section into the next."""


def indexed(texts: Iterable[str]) -> str:
    """Return the searchable text of a record's sections; never changed without a migration that indexes anew."""
    return BETWEEN_SECTIONS.join(map(_spaced, texts))


def phrase(text: str) -> str | None:
    """Return the FTS5 query that finds a text as a phrase (its last word as a prefix); None when it has no word."""
    spaced = _spaced(text.replace("¶", " ")).replace('"', " ")
    if not any(character.isalnum() for character in spaced):
        return None
    return f'"{spaced.strip()}" *'


def _spaced(text: str) -> str:
    plain = _LONE.sub(" ", unicodedata.normalize("NFKC", text))
    return _CHINESE.sub(lambda run: f" {' '.join(run[0])} ", plain)
