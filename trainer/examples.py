"""Examples in files: one JSON object a line, as every stage writes and reads them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.coding.errors import ContractError
from app.coding.example import Example, from_json, to_json
from trainer.errors import DataError


def read_examples(path: Path) -> list[Example]:
    """Read a file of examples; raise DataError naming file and line of what is none."""
    return list(iter_examples(path))


def iter_examples(path: Path) -> Iterator[Example]:
    """Read a file of examples one by one, as read_examples does."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _example(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}.", "Give a file of examples (.jsonl).") from error


def write_examples(path: Path, examples: Iterable[Example]) -> int:
    """Write examples, one a line, and return how many there were."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for count, example in enumerate(examples, 1):  # noqa: B007 - the count after the loop is what is returned
            out.write(json.dumps(to_json(example), ensure_ascii=False) + "\n")
    return count


def _example(path: Path, number: int, line: str) -> Example:
    try:
        return from_json(json.loads(line))
    except (ContractError, ValueError, AttributeError) as error:
        said = error.message if isinstance(error, ContractError) else "it is no JSON object"
        raise DataError(f"{path.name}, line {number}: {said}", "Write the file anew or mend that line.") from error
