"""The coder's guide: its pictures are there, its rule file can be used as it stands, both languages say the same."""

import re
from pathlib import Path

import pytest

from app.knowledge.edits import Rules
from app.paths import resources

GUIDES = ("zh", "en")


def guide(language: str) -> str:
    return (resources() / "help" / f"coders-guide.{language}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", GUIDES)
def test_its_pictures_are_there(language: str) -> None:
    named = re.findall(r"!\[[^]]*\]\(([^)]+)\)", guide(language))
    assert named
    assert [name for name in named if not (resources() / "help" / name).is_file()] == []


@pytest.mark.parametrize("language", GUIDES)
def test_its_rule_file_can_be_used(language: str, tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", guide(language), re.DOTALL)
    assert len(blocks) == 1
    site = tmp_path / "rules.toml"
    site.write_text(blocks[0], encoding="utf-8")
    rules = Rules.load(resources() / "rules" / "edits.toml", site)
    assert rules.faults == ()
    assert rules.get("site-two-stents") is not None


def test_both_languages_have_the_same_chapters_and_keys() -> None:
    zh, en = (guide(language) for language in GUIDES)
    assert zh.count("\n## ") == en.count("\n## ")
    keys = [set(re.findall(r"(?:Ctrl|Alt)\+\w+(?:\+\w+)?", text)) for text in (zh, en)]
    assert keys[0] == keys[1]
