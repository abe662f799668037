"""JSON files as rows: a list of objects, one object, JSON lines, or {"data": […]}, read object by object."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, cast

from app.errors import InputError
from app.exchange.refusal import CUT_ADVICE, RECORD_LIMIT, TOO_LONG
from app.exchange.rows import Fault, RawRow, Row

OBJECT_LIMIT = 6 * RECORD_LIMIT
"""Characters of one object's text: a Chinese character may be written as six."""
_CHUNK = 1 << 16
_STRUCTURE = re.compile(r'[{}\[\]"]')
_IN_STRING = re.compile(r'["\\]')
_WRAPPER = re.compile(
    r'\s*+\{\s*+(?:"[^"]*+"\s*+:\s*+(?:"[^"\\]*+"\s*+|[^\[\]{}",]++),\s*+)*'
    r'"(?:data|records|rows|items|list|results?|病案|病历)"\s*+:\s*+\['
)
_SHAPE = "Expected a list of objects with 病案标识 and sections."


def json_rows(path: Path, encoding: str) -> Iterator[Row]:
    """Read the objects of a JSON file one after another, in memory bounded by the longest of them."""
    with path.open(encoding=encoding, newline="") as stream:
        first = stream.readline(OBJECT_LIMIT)
        by_lines = _is_object(first) and _starts_object(stream.readline(_CHUNK))
    with path.open(encoding=encoding, newline="") as stream:
        if by_lines:
            yield from _lines(stream)
            return
        head = stream.read(_CHUNK)
        wrapper = _WRAPPER.match(head)
        scanner = _Scanner(inside=2 if wrapper else 0)
        yield from scanner.scan(head[wrapper.end() :] if wrapper else head, lambda: stream.read(_CHUNK))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text, strict=False), dict)
    except (ValueError, RecursionError):
        return False


def _starts_object(line: str) -> bool:
    return line.lstrip().startswith("{")


def _lines(stream: TextIO) -> Iterator[Row]:
    number = 0
    while line := stream.readline(OBJECT_LIMIT):
        number += 1
        if len(line) == OBJECT_LIMIT and not line.endswith("\n"):
            while (rest := stream.readline(_CHUNK)) and not rest.endswith("\n"):
                pass
            yield Fault(number, InputError(TOO_LONG, CUT_ADVICE))
        elif line.strip():
            yield _row(number, line)


def _row(number: int, text: str) -> Row:
    """Parse one object's text."""
    try:
        value: object = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        return Fault(number, InputError(f"It is not JSON: {error.msg} at character {error.pos}.", "Export it again."))
    except (ValueError, RecursionError):
        return Fault(number, InputError("It is not JSON that can be read.", "Export it again."))
    if not isinstance(value, dict):
        return Fault(number, InputError("It is not an object.", _SHAPE))
    fields = cast("dict[str, object]", value)
    return RawRow(number, tuple(fields), tuple(fields.values()))


@dataclass(slots=True)
class _Scanner:
    """Find each listed object's text in a stream of chunks by its braces and quotes, without parsing.

    `inside` is the number of open brackets around the listed objects: 0 for JSON lines, 1 in a list, 2 in a wrapper.
    """

    inside: int
    depth: int = field(init=False)
    number: int = 0
    ended: bool = False
    in_string: bool = False
    escaped: bool = False
    parts: list[str] = field(default_factory=list[str])
    size: int = 0

    def __post_init__(self) -> None:
        self.depth = self.inside

    def scan(self, chunk: str, more: Callable[[], str]) -> Iterator[Row]:
        """Yield a row for every listed object or list, then what is wrong with the file as a whole."""
        while chunk and not self.ended:
            yield from self._chunk(chunk)
            chunk = more()
        if self.ended and self.number:
            return
        if self.depth > self.inside or self.in_string:
            at = f"in the middle of object {self.number}" if self.number else "in the middle"
            yield Fault(self.number, InputError(f"The file ends {at}.", "It is truncated: export it again."))
        elif self.number == 0:
            yield Fault(0, InputError("It holds no records.", _SHAPE))
        elif self.depth:
            yield Fault(0, InputError("The list is not closed.", "The file may be truncated: compare the counts."))

    def _chunk(self, chunk: str) -> Iterator[Row]:
        at = 0
        begin = 0
        while (token := self._next(chunk, at)) is not None:
            at = token + 1
            mark = chunk[token]
            if mark in "{[":
                if self.depth == self.inside == 0 and mark == "[" and self.number == 0:
                    self.inside = self.depth = 1
                    continue
                if self.depth == self.inside:
                    self.number += 1
                    begin = token
                self.depth += 1
            elif mark in "}]":
                self.depth -= 1
                if self.depth < self.inside:
                    self.ended = True
                    return
                if self.depth == self.inside:
                    self._keep(chunk[begin:at])
                    yield self._emit()
        if self.depth > self.inside:
            self._keep(chunk[begin:])

    def _next(self, chunk: str, at: int) -> int | None:
        """Return where the next bracket outside strings stands, None when the chunk has no more."""
        while at < len(chunk):
            if self.escaped:
                self.escaped = False
                at += 1
                continue
            match = (_IN_STRING if self.in_string else _STRUCTURE).search(chunk, at)
            if match is None:
                return None
            if match.group() == "\\":
                self.escaped = True
            elif match.group() == '"':
                self.in_string = not self.in_string
            else:
                return match.start()
            at = match.end()
        return None

    def _keep(self, text: str) -> None:
        self.size += len(text)
        if self.size <= OBJECT_LIMIT:
            self.parts.append(text)
        else:
            self.parts.clear()

    def _emit(self) -> Row:
        text, size = "".join(self.parts), self.size
        self.parts.clear()
        self.size = 0
        if size > OBJECT_LIMIT:
            return Fault(self.number, InputError(TOO_LONG, CUT_ADVICE))
        return _row(self.number, text)
