"""What every module must be: introduced, named for one idea, and short enough to read."""

import ast

from tests.architecture.tree import ROOT, modules, parsed

NAMES_WITHOUT_AN_IDEA = {"util", "utils", "helper", "helpers", "common", "manager", "base", "misc", "data"}
LONGEST_FILE = 600
LONGEST_FUNCTION = 60
NOWHERE_TO_STAND = {"__init__.py"}
BORDERS = ("job", "main", "excepthook", "per-row intake")


def test_every_module_says_where_it_stands():
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if path.name not in NOWHERE_TO_STAND and not ast.get_docstring(parsed(path))
    ]

    assert not silent


def test_no_module_and_no_class_has_a_name_without_an_idea():
    bad = [path.relative_to(ROOT).as_posix() for path in modules() if path.stem.lower() in NAMES_WITHOUT_AN_IDEA]
    bad += [
        f"{path.relative_to(ROOT).as_posix()}: {node.name}"
        for path in modules("app", "trainer")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and node.name.lower() in NAMES_WITHOUT_AN_IDEA
    ]

    assert not bad


def test_no_file_needs_a_redesign():
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_bytes().splitlines()) for path in modules()}

    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_function_is_longer_than_a_screen():
    long = {}
    for path in modules("app", "trainer", "packaging"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT).as_posix()}: {node.name}"] = lines

    assert not long


def test_what_we_did_not_foresee_is_swallowed_only_at_the_four_borders():
    borders = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in modules("app", "trainer")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not isinstance(node.body[-1], ast.Raise)
    ]

    assert len(borders) <= len(BORDERS), borders


def _catches_all(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )
