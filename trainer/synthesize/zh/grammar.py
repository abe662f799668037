"""The little language of the writer packs, and text that knows which of its words state a code.

`{name}` is a hole the engine fills, `{a|b|}` a choice (an empty alternative leaves it out; choices nest), `<bank>` one
entry of the pack's own word bank, and `«…»` the words that count as evidence, where they are not the whole template.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

_TOKEN = re.compile(r"<([a-z][a-z_0-9]*)>|([{}|«»])")
_NAME = re.compile(r"[a-z][a-z_0-9]*\Z")
_DEPTH = 8
"""How deep word banks may name one another."""
_EDGES = " \n\t。；，、：;,:."


class Mark(NamedTuple):
    """Words that state a code, by offsets in their text."""

    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the marks in it."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is said."""
        return bool(self.text)

    def stating(self, codes: Iterable[str], core: tuple[int, int] | None = None) -> "Words":
        """Mark the whole text, or its core, as stating codes; closing punctuation is left out."""
        start, end = core or (0, len(self.text))
        while end > start and self.text[end - 1] in _EDGES:
            end -= 1
        while start < end and self.text[start] in _EDGES:
            start += 1
        if start == end:
            return self
        return Words(self.text, (*self.marks, *(Mark(start, end, code) for code in codes)))


def joined(parts: Iterable[Words], between: str = "") -> Words:
    """Put texts one after the other, the empty ones left out, and move their marks along."""
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for part in parts:
        if not part.text:
            continue
        if texts and between:
            texts.append(between)
            at += len(between)
        marks.extend(Mark(start + at, end + at, code) for start, end, code in part.marks)
        texts.append(part.text)
        at += len(part.text)
    return Words("".join(texts), tuple(marks))


@dataclass(frozen=True, slots=True)
class _Hole:
    name: str


@dataclass(frozen=True, slots=True)
class _Bank:
    name: str


@dataclass(frozen=True, slots=True)
class _Core:
    """Where the core of what is stated begins or ends."""


@dataclass(frozen=True, slots=True)
class _Choice:
    ways: "tuple[tuple[_Node, ...], ...]"


_Node = str | _Hole | _Bank | _Core | _Choice


class GrammarError(ValueError):
    """A template that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Template:
    """One alternative of a slot, parsed."""

    source: str
    nodes: tuple[_Node, ...]

    def holes(self) -> frozenset[str]:
        """Name the holes it may use."""
        return frozenset(node.name for node in _walk(self.nodes) if isinstance(node, _Hole))

    def banks(self) -> frozenset[str]:
        """Name the word banks it may use."""
        return frozenset(node.name for node in _walk(self.nodes) if isinstance(node, _Bank))


Banks = Mapping[str, Sequence[Template]]


def parse(source: str) -> Template:
    """Read a template; raise GrammarError for a brace without its partner or an ill-formed hole."""
    tokens = _TOKEN.split(source)
    nodes, rest = _sequence(_pieces(tokens), 0, source, inside=False)
    del rest
    return Template(source, nodes)


def _pieces(split: Sequence[str | None]) -> list[tuple[str, str]]:
    """Turn the split text into (kind, text) pieces."""
    pieces: list[tuple[str, str]] = []
    for index in range(0, len(split), 3):
        if split[index]:
            pieces.append(("text", str(split[index])))
        if index + 2 < len(split):
            bank, sign = split[index + 1], split[index + 2]
            pieces.append(("bank", bank) if bank else ("sign", str(sign)))
    return pieces


def _sequence(pieces: list[tuple[str, str]], at: int, source: str, *, inside: bool) -> tuple[tuple[_Node, ...], int]:
    """Read nodes from `at` on, up to the end or (inside braces) up to `|` or `}`."""
    nodes: list[_Node] = []
    while at < len(pieces):
        kind, text = pieces[at]
        if kind == "text":
            nodes.append(text)
        elif kind == "bank":
            nodes.append(_Bank(text))
        elif text in "«»":
            nodes.append(_Core())
        elif text == "{":
            node, at = _braces(pieces, at + 1, source)
            nodes.append(node)
        elif inside:
            return tuple(nodes), at
        elif text == "}":
            raise GrammarError(f"a }} without its {{: {source}")
        else:
            nodes.append(text)
        at += 1
    if inside:
        raise GrammarError(f"a {{ without its }}: {source}")
    return tuple(nodes), at


def _braces(pieces: list[tuple[str, str]], at: int, source: str) -> tuple[_Node, int]:
    """Read what stands in braces: a choice, or a hole."""
    ways: list[tuple[_Node, ...]] = []
    while True:
        nodes, at = _sequence(pieces, at, source, inside=True)
        ways.append(nodes)
        if pieces[at][1] == "}":
            break
        at += 1
    if len(ways) > 1:
        return _Choice(tuple(ways)), at
    (only,) = ways
    if len(only) == 1 and isinstance(only[0], str) and _NAME.match(only[0]):
        return _Hole(only[0]), at
    raise GrammarError(f"braces hold neither a hole's name nor a choice: {source}")


def _walk(nodes: Iterable[_Node]) -> Iterable[_Node]:
    for node in nodes:
        yield node
        if isinstance(node, _Choice):
            for way in node.ways:
                yield from _walk(way)


class _Pen:
    """Writes nodes one after the other and keeps count of where it stands."""

    def __init__(self, rng: Random, holes: Mapping[str, Words], banks: Banks) -> None:
        self._rng = rng
        self._holes = holes
        self._banks = banks
        self.texts: list[str] = []
        self.marks: list[Mark] = []
        self.core: list[int] = []
        self._at = 0

    def write(self, nodes: Sequence[_Node], depth: int = 0) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._put(node)
            elif isinstance(node, _Hole):
                self._fill(self._holes.get(node.name, Words()))
            elif isinstance(node, _Choice):
                self.write(self._rng.choice(node.ways), depth)
            elif isinstance(node, _Core):
                self.core.append(self._at)
            elif depth < _DEPTH:
                self.write(self._rng.choice(self._banks[node.name]).nodes, depth + 1)

    def _put(self, text: str) -> None:
        self.texts.append(text)
        self._at += len(text)

    def _fill(self, words: Words) -> None:
        self.marks.extend(Mark(start + self._at, end + self._at, code) for start, end, code in words.marks)
        self._put(words.text)


def fill(
    template: Template,
    holes: Mapping[str, Words],
    banks: Banks,
    rng: Random,
    states: Sequence[str] = (),
) -> Words:
    """Write a template out; where it states codes, its core (else all of it) is marked with them."""
    pen = _Pen(rng, holes, banks)
    pen.write(template.nodes)
    words = Words("".join(pen.texts), tuple(pen.marks))
    if not states:
        return words
    core = (pen.core[0], pen.core[-1]) if len(pen.core) > 1 else None
    return words.stating(states, core)
