"""Errors of the layers below in the window's language: their English sentences are looked up where they are shown.

A sentence is known by its template; its values are put into the Chinese one, a value that is itself a known sentence
in Chinese too. A sentence nobody knows is shown as it is.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator

from app.errors import DxDeskError
from app.paths import resources

CONTEXT = "errors"
_VALUE = re.compile(r"\{(?:!r)?\}")
_FORMS = {"{}": r"(.*?)", "{!r}": r"""('.*?'|".*?"|[\[({<].*?[\])}>]|[^\s'":]+)"""}
"""What a value looks like: anything, or what Python writes for one in quotes."""
_WIDE = "\u2e80"
"""From this character on a text is written without blanks between its sentences."""


def say(text: str) -> str:
    """Say one sentence of a lower layer in the window's language."""
    encodable = text.encode("utf-8", "replace").decode().replace("\0", "")
    return QCoreApplication.translate(CONTEXT, encodable) if encodable else ""


def joined(*sentences: str) -> str:
    """Say sentences one after another, apart as the language wants it."""
    whole = ""
    for said in filter(None, map(say, sentences)):
        whole += (" " if whole and whole[-1] < _WIDE else "") + said
    return whole


def told(error: DxDeskError) -> str:
    """Say what happened and what to do in the window's language."""
    return joined(error.message, error.advice)


def sentences_file() -> Path:
    """Return the Chinese sentences."""
    return resources() / "translations" / "errors_zh_CN.toml"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with values: the English text around them, their forms, the pattern of both, and the Chinese."""

    pieces: tuple[str, ...]
    forms: tuple[str, ...]
    pattern: re.Pattern[str]
    zh: str

    @classmethod
    def of(cls, en: str, zh: str) -> "Sentence":
        """Read an entry of the file."""
        pieces, forms = tuple(_VALUE.split(en)), tuple(_VALUE.findall(en))
        rest = (_FORMS[form] + re.escape(piece) for form, piece in zip(forms, pieces[1:], strict=True))
        return cls(pieces, forms, re.compile(re.escape(pieces[0]) + "".join(rest), re.DOTALL), zh)

    @property
    def weight(self) -> int:
        """Count the characters that are the sentence's own."""
        return sum(map(len, self.pieces))

    def values(self, text: str) -> tuple[str, ...] | None:
        """Return the values a text has when it is this sentence, otherwise None."""
        if not (text.startswith(self.pieces[0]) and text.endswith(self.pieces[-1])):
            return None
        found = self.pattern.fullmatch(text)
        return found.groups() if found else None


@dataclass(frozen=True, slots=True)
class Found:
    """A translation, and how many characters of the text were known sentences' own: in all, and the outermost's."""

    weight: int
    own: int
    zh: str


class Sentences:
    """The sentences of one language."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Take pairs of an English sentence and its translation."""
        known = list(entries)
        self._plain = {en: Found(len(en), len(en), zh.format()) for en, zh in known if not _VALUE.search(en)}
        self._varied = [Sentence.of(en, zh) for en, zh in known if _VALUE.search(en)]
        self._best = lru_cache(maxsize=4096)(self._search)

    @classmethod
    def read(cls, path: Path) -> "Sentences":
        """Read a file of sentences."""
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls((each["en"], each["zh"]) for part in content.values() for each in part)

    def find(self, text: str) -> str | None:
        """Return a sentence's translation, None when it is not known."""
        found = self._best(text)
        return found.zh if found else None

    def _search(self, text: str) -> Found | None:
        """Where several sentences fit, the one that explains most of the text wins, the sentences in it included."""
        if (plain := self._plain.get(text)) is not None:
            return plain
        fitting = (self._put(each, values, text) for each in self._varied if (values := each.values(text)) is not None)
        return max(fitting, key=lambda found: (found.weight, found.own), default=None)

    def _put(self, sentence: Sentence, values: tuple[str, ...], text: str) -> Found:
        """Put values into the Chinese; one that is a sentence itself, a reason inside another, is translated first."""
        plain = [_unquoted(value, form) for value, form in zip(values, sentence.forms, strict=True)]
        inner = [(self._best(value) if value not in ("", text) else None) or Found(0, 0, value) for value in plain]
        weight = sentence.weight + sum(found.weight for found in inner)
        return Found(weight, sentence.weight, sentence.zh.format(*(found.zh for found in inner)))


class ErrorTranslator(QTranslator):
    """Answers for the errors only; reads its file when the first one is shown."""

    def isEmpty(self) -> bool:
        """Say that there is something to translate with."""
        return False

    def translate(self, context: str, source: str, _comment: str | None = None, _n: int = -1) -> str | None:  # type: ignore[override]
        """Return the translation, None when there is none (Qt then shows the source)."""
        return self._sentences.find(source) if context == CONTEXT else None

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences.read(sentences_file())


def _unquoted(value: str, form: str) -> str:
    quoted = form == "{!r}" and len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value
