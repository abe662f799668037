"""Levels chosen in the window reach the site's rule file; what somebody wrote there by hand stays."""

from pathlib import Path

import pytest

from app.errors import InputError
from app.knowledge.edits import Incidental, Level, RuleFaultError, Rules
from app.knowledge.edits.site_file import change_site_rules
from app.paths import resources

SHIPPED = resources() / "rules" / "edits.toml"
BY_HAND = """# 病案科 2026
incidental = "code"   # agreed

[[change]]
id = "treated-first"
level = "off"

# our own
[[rule]]
id = "site-two-stents"
kind = "exclusive"
level = "notice"
groups = [["Z95.501"], ["Z95.502"]]
zh = "{code} 与 {other} 请只保留一个。"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "home" / "rules.toml"


def level_of(rules: Rules, rule_id: str) -> Level:
    rule = rules.get(rule_id)
    assert rule is not None
    return rule.level


def test_a_first_change_makes_the_file(site: Path) -> None:
    rules = change_site_rules(SHIPPED, site, {"duplicate-code": Level.OFF}, Incidental.OFF)
    assert level_of(rules, "duplicate-code") is Level.OFF
    assert rules == Rules.load(SHIPPED, site)
    assert rules.incidental is Incidental.OFF


def test_what_stands_in_the_file_stays(site: Path) -> None:
    site.parent.mkdir()
    site.write_text(BY_HAND, encoding="utf-8")
    change_site_rules(SHIPPED, site, {"duplicate-code": Level.NOTICE})
    assert site.read_text(encoding="utf-8").startswith(BY_HAND)


def test_a_level_written_before_is_changed_in_its_place(site: Path) -> None:
    site.parent.mkdir()
    site.write_text(BY_HAND, encoding="utf-8")
    rules = change_site_rules(
        SHIPPED, site, {"treated-first": Level.NOTICE, "site-two-stents": Level.OFF}, Incidental.ADVISE
    )
    assert level_of(rules, "treated-first") is Level.NOTICE
    assert level_of(rules, "site-two-stents") is Level.OFF
    written = site.read_text(encoding="utf-8")
    assert written.count("[[") == BY_HAND.count("[[")
    assert 'incidental = "advise"   # agreed' in written


def test_the_shipped_level_takes_the_change_out(site: Path) -> None:
    site.parent.mkdir()
    site.write_text(BY_HAND, encoding="utf-8")
    shipped = level_of(Rules.load(SHIPPED), "treated-first")
    rules = change_site_rules(SHIPPED, site, {"treated-first": shipped})
    assert level_of(rules, "treated-first") is shipped
    written = site.read_text(encoding="utf-8")
    assert "[[change]]" not in written
    assert "# our own" in written


def test_an_unverified_rule_cannot_go_above_notice(site: Path) -> None:
    unverified = next(rule for rule in Rules.load(SHIPPED).rules if not rule.verified)
    with pytest.raises(RuleFaultError, match=r"rules\.toml"):
        change_site_rules(SHIPPED, site, {unverified.rule_id: Level.ERROR})
    assert not site.exists()


def test_a_faulty_file_is_left_as_it_is(site: Path) -> None:
    site.parent.mkdir()
    site.write_text("[[change]]\nid = 'no-such-rule'\nlevel = 'off'\n", encoding="utf-8")
    before = site.read_bytes()
    with pytest.raises(RuleFaultError, match="no-such-rule"):
        change_site_rules(SHIPPED, site, {"duplicate-code": Level.OFF})
    assert site.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        change_site_rules(SHIPPED, tmp_path / "home" / "rules.toml", {"duplicate-code": Level.OFF})
