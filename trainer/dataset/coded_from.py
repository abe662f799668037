"""What the examples of a dataset folder are coded from and how they are parted, as the later stages read it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from trainer.errors import DataError
from trainer.jsonfiles import write_json

SCOPE = "scope.json"
FOLDS = "folds.json"
_AGAIN = "Name a folder that dxdesk-train dataset wrote, or run the dataset stage again."


@dataclass(frozen=True, slots=True)
class CodedFrom:
    """A closed list by its id, or a whole book in an index; and the MS-DRG version of the DRG labels.

    Fields that do not apply are empty.
    """

    scope_id: str = ""
    version: str = ""
    index: str = ""
    book: str = ""
    drg_version: str = ""

    def write(self, folder: Path) -> None:
        """Write scope.json."""
        write_json(folder / SCOPE, {key: value for key, value in asdict(self).items() if value or key == "scope_id"})


def read_coded_from(folder: Path) -> CodedFrom:
    """Read what a dataset's examples are coded from; raise DataError when the folder does not say."""
    try:
        content = json.loads((folder / SCOPE).read_text(encoding="utf-8"))
        return CodedFrom(**{key: str(value) for key, value in content.items()})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DataError(f"{folder} holds no {SCOPE}.", _AGAIN) from error


def write_folds(folder: Path, folds: int, fold_of: Mapping[str, int]) -> None:
    """Write folds.json: how many folds there are, and which one each example is in."""
    write_json(folder / FOLDS, {"folds": folds, "of": dict(fold_of)})


def read_folds(folder: Path) -> dict[str, int]:
    """Return the fold of each example by its id; raise DataError when the folder does not say."""
    try:
        content = json.loads((folder / FOLDS).read_text(encoding="utf-8"))
        return {str(name): int(fold) for name, fold in content["of"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{folder} holds no {FOLDS}.", _AGAIN) from error
