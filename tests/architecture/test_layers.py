"""The layers of design: who may import whom."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT, modules, parsed, project

ENGINE = ROOT / "app" / "inference" / "engine.py"
BENCH = ROOT / "app" / "bench"
FREE_TO_THE_TRAINER = {"coding", "knowledge"}
JUDGED_BY_THE_TRAINER = {"inference"}
READ_THROUGH_BY_THE_TRAINER = {"exchange"}


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_every_contract_of_the_import_linter_is_kept():
    linter = Path(sys.executable).with_name("lint-imports")

    done = _run(linter, "--no-logo", "--no-cache")

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_contract_has_exceptions():
    contracts = project()["tool"]["importlinter"]["contracts"]

    assert not [contract["id"] for contract in contracts if "ignore_imports" in contract]


def test_the_contract_starts_with_nothing_but_the_standard_library():
    done = _run(sys.executable, "-S", "-c", "import app.coding.suggest")

    assert done.returncode == 0, done.stderr


def test_the_contract_names_only_itself_and_the_standard_library():
    outside = {
        f"{path.name}: {name}"
        for path in modules("app")
        if path.is_relative_to(ROOT / "app" / "coding")
        for name in _imported(path) - sys.stdlib_module_names - {"app"}
    }

    assert not outside


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_llama_cpp_is_imported_by_the_engine_and_by_what_measures_against_it_only():
    importers = [path for path in modules("app", "trainer") if "llama_cpp" in _imported(path)]

    assert not [path for path in importers if not path.is_relative_to(ENGINE) and not path.is_relative_to(BENCH)]


def test_the_contracts_cover_every_module_of_the_app():
    contracts = {contract["id"]: contract for contract in project()["tool"]["importlinter"]["contracts"]}
    here = {path.stem if path.is_file() else path.name for path in (ROOT / "app").iterdir() if _is_module(path)}
    kept_from_the_trainer = {name.removeprefix("app.") for name in contracts["trainer"]["protected_modules"]}

    for_some_stages = JUDGED_BY_THE_TRAINER | READ_THROUGH_BY_THE_TRAINER
    assert kept_from_the_trainer == here - FREE_TO_THE_TRAINER - for_some_stages - {"__main__"}


def _is_module(path: Path) -> bool:
    return (path.suffix == ".py" and path.name != "__init__.py") or (path / "__init__.py").exists()
