"""Which language a text is written in: prompts, sections, mentions and assertions have one way for each."""

import re
from enum import StrEnum

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_PER_HAN = 8
"""Latin letters per Han character above which a whole text counts as English: a Chinese name in an English note."""


class Language(StrEnum):
    """The language a text or a book's names are written in."""

    ZH = "zh"
    EN = "en"


def has_han(text: str) -> bool:
    """Say whether a text holds a Han character."""
    return not text.isascii() and _HAN.search(text) is not None


def language_of(text: str) -> Language:
    """Say what a whole text is written in; one without letters counts as Chinese, the workstation's first language."""
    latin = len(_LATIN.findall(text))
    if not latin:
        return Language.ZH
    han = 0 if text.isascii() else len(_HAN.findall(text))
    return Language.EN if latin > _LATIN_PER_HAN * han else Language.ZH


def line_language(text: str, start: int, end: int) -> Language:
    """Say what the line around a span is written in: English only when it holds Latin letters and no Han character."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    line = text[begin : stop if stop >= 0 else len(text)]
    return Language.EN if not has_han(line) and _LATIN.search(line) else Language.ZH
