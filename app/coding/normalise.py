"""Text as it is compared: widths, case, numerals of grades, spaces and brackets evened out, each character traceable.

`mentions` matches names in folded text and gives spans of the original back. Folding never raises on any text.
"""

import re
import unicodedata
from dataclasses import dataclass

_DROPPED = frozenset("()[]{}<>«»\"'`“”‘’「」『』【】〔〕〖〗《》〈〉（）［］｛｝＜＞\u200b\u200c\u200d\ufeff\u00ad")
_DASHES = frozenset("‐‑‒–—―−－~～〜")
_TYPING = dict(zip("憨瞩塞疼返瘀阀、；;：:", "憋嘱死痛反淤瓣,,,,,", strict=True))
"""What is often typed for another character, and the list marks that are typed for one another.

塞 for 死 makes 脑梗塞 the same words as 脑梗死 (older and newer name of one condition).
"""
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4"}
_UNIT = "[级型度期°]"
_GRADE = re.compile(
    r"(?:(?<![a-z])|(?<=killip)|(?<=nyha))(?P<roman>[il1|]{1,3}v?)(?=(?:[-,/至到](?:[il1|]{1,3}v?))?" + _UNIT + ")"
    r"|(?:(?<=killip)|(?<=nyha)|(?<=分级))(?P<bare>i{1,3}|iv)(?![a-z])"
    r"|(?P<chinese>[一二三四])(?=" + _UNIT + ")"
)
_RISK = re.compile("(?<=级),(?=[极很高])")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character i of `text` comes from the original's code points starts[i] to ends[i]."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's span of the folded characters start to end (end exclusive, not empty)."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold a text for comparison: full width, case, Ⅲ/III/三 of a grade, spaces, brackets, list marks, common typos."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    known: dict[str, str] = {}
    for position, character in enumerate(text):
        folded = known.get(character)
        if folded is None:
            folded = known[character] = _fold_character(character)
        for piece in folded:
            characters.append(piece)
            starts.append(position)
            ends.append(position + 1)
    return _fold_runs("".join(characters), starts, ends)


def fold_text(text: str) -> str:
    """Return the folded text alone; of ASCII text only Killip and NYHA grades fold as runs, which spares the walk."""
    if text.isascii():
        folded = text.translate(_ASCII)
        if "killip" not in folded and "nyha" not in folded:
            return folded
    return fold(text).text


def close_bracket(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the closing bracket of a span that ends inside one (高血压病3级（极高危）)."""
    opened = sum(character in "(（[［" for character in text[start:end])
    closed = sum(character in ")）]］" for character in text[start:end])
    return (start, end + 1) if opened > closed and text[end : end + 1] in {")", "）", "]", "］"} else (start, end)


def _fold_character(character: str) -> str:
    """Fold one character by itself: to nothing, to one, or to several."""
    if character in _DROPPED or character.isspace():
        return ""
    if character in _DASHES:
        return "-"
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(_TYPING.get(piece, piece) for piece in plain if piece not in _DROPPED and not piece.isspace())


_ASCII = {letter: _fold_character(chr(letter)) for letter in range(128)}
"""What every ASCII character folds to."""


def _fold_runs(text: str, starts: list[int], ends: list[int]) -> Folded:
    """Turn the numeral of a grade into a digit and drop the comma between grade and risk (3级，极高危)."""
    pieces: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    last = 0
    for match, digit in _runs(text):
        begin, end = match.span()
        pieces += text[last:begin], digit
        new_starts += starts[last:begin]
        new_ends += ends[last:begin]
        if digit:
            new_starts.append(starts[begin])
            new_ends.append(ends[end - 1])
        last = end
    pieces.append(text[last:])
    return Folded("".join(pieces), (*new_starts, *starts[last:]), (*new_ends, *ends[last:]))


def _runs(text: str) -> list[tuple[re.Match[str], str]]:
    """Find what folds as a run, in order: the match and what stands for it."""
    found = [(match, "") for match in _RISK.finditer(text)]
    for match in _GRADE.finditer(text):
        digit = _digit(match)
        if digit:
            found.append((match, digit))
    return sorted(found, key=lambda item: item[0].start())


def _digit(match: re.Match[str]) -> str:
    """Return the digit a grade's numeral stands for; l and | are read as the I they were typed for."""
    if match["chinese"]:
        return _CHINESE[match["chinese"]]
    written = match["roman"] or match["bare"]
    if written.isdigit():
        return ""
    return _ROMAN.get(re.sub("[l1|]", "i", written), "")
