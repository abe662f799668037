"""What lies where: the top level, the folder of scripts, and what no file may name."""

import re

from app.inference.catalog import load_catalog
from tests.architecture.tree import MADE, MADE_AT_TOP, ROOT, files, project

FOLDERS = {"app", "trainer", "resources", "packaging", "tests", ".ci"}

# Put together here, so that this file does not name them either.
NOWHERE = re.compile(
    "|".join(
        re.escape(host + rest)
        for host, rest in (
            ("pypi", ".org"),
            ("python", "hosted.org"),
            ("registry.npm", "js.org"),
            ("deb.deb", "ian.org"),
            ("/wo", "rk/"),
            ("/tmp/", "dx"),
            ("/ro", "ot/"),
            ("/opt/", "wheels"),
        )
    )
)
TEXT = {".py", ".toml", ".txt", ".md", ".json", ".csv", ".sh", ".ps1", ".ts", ".svg", ".gbnf", ".yml", ".cfg", ""}


def test_the_top_level_has_no_other_source_folder():
    found = {path.name for path in ROOT.iterdir() if path.is_dir()} - MADE - MADE_AT_TOP

    assert found <= FOLDERS


def test_packaging_is_a_folder_of_scripts_and_never_a_package():
    assert not list((ROOT / "packaging").rglob("__init__.py"))


def test_no_file_names_a_package_index_or_a_path_of_one_machine():
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in files()
        if path.suffix in TEXT and (found := NOWHERE.search(path.read_text(encoding="utf-8", errors="replace")))
    ]

    assert not named


def test_no_model_and_no_store_lies_in_the_tree_but_the_catalogues_adapters():
    there = {path for path in files() if path.suffix in {".gguf", ".db", ".sqlite", ".safetensors"}}
    shipped = ROOT / "resources" / "models"
    assert there == {shipped / entry.adapter for entry in load_catalog() if entry.adapter}


def test_the_version_is_said_once():
    assert project()["project"]["dynamic"] == ["version"]
    assert (ROOT / "app" / "__init__.py").read_text(encoding="utf-8").strip().count("\n") == 0
