"""What a name in the sources stands for: the values bound to it, the function that is called, the class of an error."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import app

ROOT = Path(app.__file__).parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Source:
    """One module: its tree, each node's parent, and what it imports from the app."""

    name: str
    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            self.parents.update(dict.fromkeys(ast.iter_child_nodes(node), node))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "app":
                self.imports |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}

    def functions(self, node: ast.AST) -> Iterator[Function]:
        """Give the functions a node stands in, the innermost first."""
        return (each for each in self._around(node) if isinstance(each, Function))

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """Give the class a node stands in."""
        return next((each for each in self._around(node) if isinstance(each, ast.ClassDef)), None)

    def own(self, scope: Function | ast.Module) -> Iterator[ast.AST]:
        """Give the nodes of a function or module without those of the functions inside it."""
        return (node for node in ast.walk(scope) if next(self.functions(node), self.tree) is scope)

    def _around(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self.parents:
            node = self.parents[node]
            yield node


Value = tuple[Source, ast.expr]
"""An expression and the module it stands in."""


@dataclass
class Names:
    """The modules of the app, and the way from a name to what it stands for."""

    modules: dict[str, Source]
    looking: set[ast.AST] = field(default_factory=set)

    @classmethod
    def of_app(cls) -> "Names":
        """Read every module of the app."""
        texts: dict[str, str] = {}
        for path in sorted(ROOT.rglob("*.py")):
            parts = path.relative_to(ROOT.parent).with_suffix("").parts
            texts[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
        return cls.of(texts)

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "Names":
        """Read modules by name and text."""
        return cls({name: Source(name, ast.parse(text)) for name, text in texts.items()})

    def bound(self, source: Source, name: ast.Name) -> list[Value]:
        """Return the expressions a name stands for; a parameter's are those it is called with."""
        for function in source.functions(name):
            if name.id in (named := [each.arg for each in parameters(function)]):
                return self._given(source, function, named.index(name.id), name.id)
            if found := list(self._assigned(source, function, name.id)):
                return found
        if found := list(self._assigned(source, source.tree, name.id)):
            return found
        other, there = self._imported(source, name.id)
        return list(self._assigned(other, other.tree, there)) if other else []

    def function(self, source: Source, call: ast.Call) -> tuple[Source, Function] | None:
        """Return the function of the app that is called: by name, as a method of its own class, as an error's maker.

        A call of a class is one of its `__init__`.
        """
        match call.func:
            case ast.Name(id=name):
                other, there = self._imported(source, name)
                found = _member(source, source.tree, name)
                return found or (_member(other, other.tree, there) if other else None)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                own = source.class_of(call)
                return _member(source, own, name) if own else None
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in source.imports:
                other = self.modules.get(source.imports[module])
                return _member(other, other.tree, name) if other else None
            case ast.Attribute(attr=name):
                return self.makers.get(name)
        return None

    @cached_property
    def calls(self) -> dict[ast.AST, list[tuple[Source, ast.Call]]]:
        """Return every call of every function of the app."""
        found: dict[ast.AST, list[tuple[Source, ast.Call]]] = {}
        for source in self.modules.values():
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call) and (called := self.function(source, node)) is not None:
                    found.setdefault(called[1], []).append((source, node))
        return found

    @cached_property
    def errors(self) -> dict[str, bool]:
        """Return our error classes by name, and whether they are made of message and advice."""
        classes = [node for _, node in self._nodes() if isinstance(node, ast.ClassDef)]
        found = {"DxDeskError": True}
        while new := [each for each in classes if each.name not in found and set(found) & set(_names(each.bases))]:
            found |= {
                each.name: not any(isinstance(n, Function) and n.name == "__init__" for n in each.body) for each in new
            }
        return found

    @cached_property
    def properties(self) -> dict[str, tuple[Source, Function]]:
        """Return the properties whose name means nothing else in the app."""
        found = [(s, n) for s, n in self._nodes() if isinstance(n, Function) and "property" in _names(n.decorator_list)]
        others = {
            n.target.id for _, n in self._nodes() if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
        }
        others |= {n.attr for _, n in self._nodes() if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}
        return {name: one for name, one in _only(found).items() if name not in others}

    @cached_property
    def makers(self) -> dict[str, tuple[Source, Function]]:
        """Return the functions that return an error of ours and whose name no other function has."""
        only = _only([(source, node) for source, node in self._nodes() if isinstance(node, Function)])
        return {
            name: (source, node)
            for name, (source, node) in only.items()
            if isinstance(node.returns, ast.Name) and node.returns.id in self.errors
        }

    def _nodes(self) -> Iterator[tuple[Source, ast.AST]]:
        return ((source, node) for source in self.modules.values() for node in ast.walk(source.tree))

    def _imported(self, source: Source, name: str) -> tuple[Source | None, str]:
        module, _, there = source.imports.get(name, "").rpartition(".")
        return self.modules.get(module), there

    def _given(self, source: Source, function: Function, place: int, name: str) -> list[Value]:
        """Return what is given for a parameter wherever the function is called."""
        place -= isinstance(source.parents[function], ast.ClassDef)
        given: list[Value] = []
        for where, call in self.calls.get(function, []):
            named = [each.value for each in call.keywords if each.arg == name]
            given += [(where, value) for value in (named or call.args[place : place + 1])]
        return given

    def _assigned(self, source: Source, scope: Function | ast.Module, name: str) -> Iterator[Value]:
        for node in source.own(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                    yield source, value
                case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value) if found == name:
                    yield source, value
                case ast.For(target=target, iter=each) if name in _names(ast.walk(target)):
                    yield from self._looped(source, target, each, name)

    def _looped(self, source: Source, target: ast.expr, each: ast.expr, name: str) -> Iterator[Value]:
        """Give the elements of a table written out that a loop's variable stands for."""
        where, table = source, each
        if isinstance(each, ast.Name) and each not in self.looking:
            self.looking.add(each)
            where, table = next(iter(self.bound(source, each)), (source, each))
            self.looking.discard(each)
        for row in table.elts if isinstance(table, ast.Tuple | ast.List) else ():
            if isinstance(target, ast.Tuple) and isinstance(row, ast.Tuple):
                pairs = zip(target.elts, row.elts, strict=True)
                yield from ((where, value) for variable, value in pairs if name in _names([variable]))
            elif name in _names([target]):
                yield where, row


def parameters(function: Function) -> list[ast.arg]:
    """Return a function's parameters in order."""
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _member(source: Source, scope: ast.Module | ast.ClassDef, name: str) -> tuple[Source, Function] | None:
    for each in scope.body:
        if isinstance(each, Function | ast.ClassDef) and each.name == name:
            return (source, each) if isinstance(each, Function) else _member(source, each, "__init__")
    return None


def _names(nodes: "Iterator[ast.AST] | list[ast.expr]") -> list[str]:
    return [each.id for each in nodes if isinstance(each, ast.Name)]


def _only(found: list[tuple[Source, Function]]) -> dict[str, tuple[Source, Function]]:
    """Return the functions whose name is the only one of its kind."""
    by_name: dict[str, list[tuple[Source, Function]]] = {}
    for source, function in found:
        by_name.setdefault(function.name, []).append((source, function))
    return {name: each[0] for name, each in by_name.items() if len(each) == 1}
