"""What grouping says to people, in Chinese and English, read from resources/grouping/words.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.errors import InputError
from app.knowledge.entries import Language
from app.paths import resources


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by part and key: the part of an enum's member is the enum's name (`[missing.sex]`)."""

    texts: Mapping[str, Mapping[str, Mapping[str, str]]]

    @classmethod
    def load(cls, path: Path | None = None) -> "Words":
        """Read the texts; raise InputError on a file that is none."""
        path = path or resources() / "grouping" / "words.toml"
        try:
            return cls(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise InputError(f"{path.name} cannot be read: {error}.", "Restore the file.") from error

    def say(self, key: StrEnum, language: Language) -> str:
        """Return the text of an enum's member."""
        return self.texts[type(key).__name__.lower()][key.value][language.value]

    def phrase(self, name: str, language: Language) -> str:
        """Return a phrase of the panel (`if_removed`), with `{}` where a value goes."""
        return self.texts["phrase"][name][language.value]
