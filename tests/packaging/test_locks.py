"""The locks: complete, hashed, and free of places."""

import re

import pytest

import lock
from places import LOCKS
from tests.architecture.tree import project

NAMES = sorted(lock.TARGETS)


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_a_hash(name: str):
    entries = re.split(r"\n(?=\S)", (LOCKS / f"{name}.txt").read_text(encoding="utf-8").split("\n", 1)[1])

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", NAMES)
def test_no_lock_names_a_place(name: str):
    lines = (LOCKS / f"{name}.txt").read_text(encoding="utf-8").splitlines()

    assert not [line for line in lines if not line.startswith("#") and lock.PLACES.search(line)]


def test_the_app_lock_holds_what_the_app_asks_for():
    locked = _locked("app")
    wanted = {_plain(each) for each in project()["project"]["dependencies"]} - {lock.LLAMA}

    assert wanted <= locked


def test_running_the_app_installs_no_torch():
    assert not {"torch", "transformers"} & (_locked("app") | _locked("dev"))


def test_torch_stays_a_range():
    assert "torch" not in _locked("trainer")
    assert "torch>=2.8,<3" in project()["project"]["optional-dependencies"]["trainer"]


def test_the_archive_of_llama_is_the_version_asked_for():
    assert f"{lock.LLAMA}==" in (LOCKS / "llama.txt").read_text(encoding="utf-8")
    assert _version_of_llama() in project()["project"]["dependencies"]


def _version_of_llama() -> str:
    found = re.search(rf"^{lock.LLAMA}==\S+", (LOCKS / "llama.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[0]


def _locked(name: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", (LOCKS / f"{name}.txt").read_text(encoding="utf-8"), re.MULTILINE))


def _plain(requirement: str) -> str:
    return re.split(r"[\s<>=!~;\[]", requirement)[0].lower()
