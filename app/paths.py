"""Where DxDesk reads its resources and keeps its files; DXDESK_HOME moves all of the latter to one folder."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs


def resources() -> Path:
    """Return the folder of read-only resources, in an installed package or in a source tree."""
    packaged = Path(__file__).parent / "_resources"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "resources"


@dataclass(frozen=True, slots=True)
class Places:
    """The user's folders; nothing is made until it is needed."""

    home: Path
    cache: Path

    @classmethod
    def of_user(cls) -> Self:
        """Return this user's folders, or those under DXDESK_HOME."""
        if moved := os.environ.get("DXDESK_HOME"):
            return cls(Path(moved), Path(moved) / "cache")
        return cls(
            Path(platformdirs.user_data_dir("dxdesk", appauthor=False)),
            Path(platformdirs.user_cache_dir("dxdesk", appauthor=False)),
        )

    @property
    def store(self) -> Path:
        """Return the file of the store."""
        return self.home / "dxdesk.db"

    @property
    def codebooks(self) -> Path:
        """Return the file of the code-book index, which can be made again from the imported tables."""
        return self.home / "codebooks.db"

    @property
    def site_rules(self) -> Path:
        """Return the site's own coding rules, levels and switches."""
        return self.home / "rules.toml"

    @property
    def abbreviations(self) -> Path:
        """Return the site's own abbreviations and synonyms."""
        return self.home / "abbreviations.toml"

    @property
    def grouper_tables(self) -> Path:
        """Return the folder of imported grouper tables (CHS-DRG)."""
        return self.home / "grouper"

    @property
    def settings(self) -> Path:
        """Return the file of the settings."""
        return self.home / "settings.toml"

    @property
    def models(self) -> Path:
        """Return the folder of model files (DXDESK_MODELS names another)."""
        named = os.environ.get("DXDESK_MODELS")
        return Path(named) if named else self.home / "models"

    @property
    def prefixes(self) -> Path:
        """Return the folder of prefix KV files, which may be deleted at any time."""
        return self.cache / "prefixes"

    @property
    def backups(self) -> Path:
        """Return the folder of dated backups."""
        return self.home / "backups"

    @property
    def logs(self) -> Path:
        """Return the folder of log files."""
        return self.home / "logs"
