"""Shaping of the reasoning: DRG-Sapphire's CoT-first rule, which wants no DRG title at its very beginning (M39)."""

import re
from collections.abc import Callable, Iterable, Sequence

Pieces = Callable[[str], Sequence[str]]
"""Parts a text into its tokens, each as text."""
_PIECE = re.compile(r"\s*(?:\w+|[^\w\s])")
_WORD = re.compile(r"\w")


def words_and_marks(text: str) -> Sequence[str]:
    """Part a text into words and marks: what stands for tokens where no tokenizer is given."""
    return _PIECE.findall(text)


def names_title_early(reasoning: str, titles: Iterable[str], tokens: int, pieces: Pieces = words_and_marks) -> bool:
    """Say whether a title stands whole within the first so many tokens of the reasoning (any case, any blanks)."""
    opening = _evened("".join(pieces(reasoning)[:tokens]))
    return any(_stands(_evened(title), opening) for title in titles)


def _stands(title: str, text: str) -> bool:
    """Say whether a title stands in a text between word borders."""
    start = text.find(title)
    while start >= 0:
        end = start + len(title)
        if not _WORD.match(text[start - 1 : start]) and not _WORD.match(text[end : end + 1]):
            return True
        start = text.find(title, start + 1)
    return False


def _evened(text: str) -> str:
    return " ".join(text.split()).casefold()
