"""Reads the sources for every sentence a lower layer can tell the user: what stands in its errors and refusals.

A sentence is written as its template: an f-string whose values are `{}` (or `{!r}`). Whatever stands for one of a few
texts (a choice, a loop over a table, a constant, a parameter, a small function) is followed to those texts; a value
that cannot be followed stays a value.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from tests.app.ui.names import Function, Names, Source, Value, parameters

HOLE = "{}"
MOST = 12
"""A value that may be one of more texts than these stays a value, and each text is a sentence of its own."""
HEADLESS = ("app.commands", "app.bench")
"""What only a command can say stays English: these packages are never imported by the window."""
TOLD = {"DxDeskError": (0, 1), "Refused": (2, 3), "Notice": (2,), "note": (0,)}
"""Which arguments of these calls are told; those of every error of ours are told like DxDeskError's."""
KEYWORDS = {"message", "advice", "reason"}
PASSED_ON = {"message", "advice", "reason"}
"""Attributes and keys that hold a sentence which was collected where it was written."""
_NAME = re.compile(r"\S*[^a-z\s]\S*")
"""A file's, a model's or a key's name: no word of any language."""
_FIELD = re.compile(r"\{[^{}!]*\}")


@dataclass(frozen=True, slots=True)
class Told:
    """One argument that is told, the templates it can be, and whether it was followed to the last of them."""

    place: str
    templates: frozenset[str]
    followed: bool


@dataclass(slots=True)
class Raised:
    """What the modules below the window tell."""

    names: Names
    phrases: set[str] = field(default_factory=set)
    """Texts that may stand in the place of a value."""
    _busy: set[ast.AST] = field(default_factory=set)

    @classmethod
    def of(cls, texts: Mapping[str, str] | None = None) -> "Raised":
        """Read modules by name and text, by default the app's."""
        return cls(Names.of_app() if texts is None else Names.of(texts))

    def told(self) -> Iterator[Told]:
        """Give everything that is told outside the headless packages."""
        for source in self.names.modules.values():
            if source.name.startswith(HEADLESS):
                continue
            for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
                positions = self._positions(source, call)
                arguments = [call.args[place] for place in positions if place < len(call.args)]
                arguments += [each.value for each in call.keywords if positions and each.arg in KEYWORDS]
                yield from (self._told(source, argument) for argument in arguments)

    def _told(self, source: Source, argument: ast.expr) -> Told:
        texts = self.texts(source, argument) - {""}
        followed = HOLE not in texts or self._passed_on(source, argument)
        return Told(f"{source.name}:{argument.lineno}", frozenset(texts - {HOLE}), followed)

    def texts(self, source: Source, node: ast.expr) -> set[str]:
        """Return the templates an expression can be; HOLE for what cannot be followed."""
        if node in self._busy:
            return {HOLE}
        self._busy.add(node)
        try:
            return self._written(source, node) or self._any(self._stands_for(source, node)) or {HOLE}
        finally:
            self._busy.discard(node)

    def _any(self, values: Iterable[Value]) -> set[str]:
        return {text for where, value in values for text in self.texts(where, value)}

    def _written(self, source: Source, node: ast.expr) -> set[str]:
        """Return the templates of an expression that is written out, none when it only stands for something."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=values):
                return {"".join(each) for each in product(*(self._part(source, value) for value in values))}
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                both = [self.texts(source, left), self.texts(source, right)]
                return {"".join(each) for each in product(*both)} if {HOLE} not in both else set()
            case ast.Call(func=ast.Attribute(value=written, attr="format")):
                return {_FIELD.sub(HOLE, text) for text in self.texts(source, written)}
        return set()

    def _stands_for(self, source: Source, node: ast.expr) -> list[Value]:
        """Return the expressions that an expression may be."""
        match node:
            case ast.IfExp(body=body, orelse=orelse):
                return [(source, body), (source, orelse)]
            case ast.BoolOp(values=values) | ast.Subscript(value=ast.Dict(values=values)):
                return [(source, each) for each in values]
            case ast.Subscript(value=ast.Name() as name):
                tables = [
                    (where, table) for where, table in self.names.bound(source, name) if isinstance(table, ast.Dict)
                ]
                return [(where, each) for where, table in tables for each in table.values]
            case ast.Name():
                return self.names.bound(source, node)
            case ast.Call():
                return _returned(self.names.function(source, node))
            case ast.Attribute(attr=name):
                return _returned(self.names.properties.get(name))
        return []

    def _part(self, source: Source, node: ast.expr) -> set[str]:
        """Return what one part of an f-string can be; texts beside a value are phrases that stand in its place."""
        if not isinstance(node, ast.FormattedValue):
            return self.texts(source, node)
        if node.conversion == ord("r"):
            return {"{!r}"}
        found = {HOLE} if node.format_spec else self.texts(source, node.value)
        found = {HOLE if _NAME.fullmatch(text) else text for text in found}
        if HOLE in found or len(found) > MOST:
            self.phrases |= {text for text in found - {HOLE} if " " in text}
            return {HOLE}
        return found

    def _positions(self, source: Source, call: ast.Call) -> tuple[int, ...]:
        """Return which arguments of a call are told."""
        errors = self.names.errors
        match call.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
                own = source.class_of(call)
                return TOLD["DxDeskError"] if own and own.name in errors and own.name != "DxDeskError" else ()
            case ast.Name(id=name) if name not in errors:
                ours = {"Notice": "app.exchange.refusal.Notice", "note": ""}.get(name, source.imports.get(name))
                known = source.imports.get(name, "") == ours and (name != "note" or "exchange" in source.name)
                return TOLD.get(name, ()) if known else ()
            case ast.Name(id=name) | ast.Attribute(attr=name) if errors.get(name):
                return TOLD["DxDeskError"]
        return ()

    def _passed_on(self, source: Source, node: ast.expr) -> bool:
        """Say whether an expression hands on a sentence that was told before."""
        match node:
            case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=name)):
                return name in PASSED_ON
            case ast.Name(id=name):
                inside = next(source.functions(node), None)
                return inside is not None and inside.name == "note" and name in {p.arg for p in parameters(inside)}
        return False


def _returned(called: tuple[Source, Function] | None) -> list[Value]:
    """Return what a function that gives a text can give."""
    if called is None or not (isinstance(called[1].returns, ast.Name) and called[1].returns.id == "str"):
        return []
    source, function = called
    return [(source, node.value) for node in source.own(function) if isinstance(node, ast.Return) and node.value]
