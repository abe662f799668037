"""The README stays true: every command is in it."""

import re

from tests.architecture.tree import ROOT


def test_every_command_is_in_the_readme():
    from app.commands import COMMANDS

    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert not [name for name in COMMANDS if not re.search(rf"\bdxdesk {re.escape(name)}\b", readme)]


def test_every_make_target_is_in_the_readme():
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert not [name for name in targets if f"make {name}" not in readme and name != "help"]
