"""A site's rule file adds, re-levels and switches off; a mistake in it is named, and the shipped rules stay."""

import pytest

from app.errors import InputError
from app.knowledge.edits import Incidental, Level, Rules
from tests.app.knowledge.edits.stays import SHIPPED, found, ids, shipped, site_file

OWN = """
[[rule]]
id = "site-two-stents"
kind = "exclusive"
level = "notice"
groups = [["Z95.501"], ["Z95.502"]]
zh = "{code} 与 {other} 请只保留一个。"
"""


def load(tmp_path, text: str) -> Rules:
    return Rules.load(SHIPPED, site_file(tmp_path, text))


def test_without_a_site_file_the_shipped_rules_are_in_force(tmp_path):
    rules = Rules.load(SHIPPED, tmp_path / "rules.toml")
    assert rules == shipped()
    assert not rules.faults


def test_a_site_adds_a_rule(tmp_path):
    rules = load(tmp_path, OWN)
    edits = found("I20.000|Z95.501;Z95.502", rules=rules)
    assert not rules.faults
    assert "site-two-stents" in ids(edits)
    assert next(e.text("en") for e in edits if e.rule_id == "site-two-stents") == "Z95.501 与 Z95.502 请只保留一个。"


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ('kind = "needs_companion"\ncodes = ["I21"]\nothers = ["I25"]', "I21.401|E11.900"),
        ('kind = "principal_forbidden"\ncodes = ["I10"]', "I10.x00x032|"),
        ('kind = "combination"\ngroups = [["I10"], ["I50"]]', "I10.x00x032|I50.900x018"),
        ('kind = "sex"\ncodes = ["N60"]\nsex = "male"', ""),
        ('kind = "age"\ncodes = ["I10"]\nage_from = 18', ""),
        ('kind = "advice"\ncodes = ["I25.103"]\nwhere = "others"', "I20.000|I25.103"),
    ],
)
def test_a_site_may_add_each_of_these_kinds(tmp_path, keys, line):
    rules = load(tmp_path, f'[[rule]]\nid = "own"\nlevel = "notice"\nzh = "{{code}}"\n{keys}\n')
    assert not rules.faults
    assert rules.get("own")
    assert not line or "own" in ids(found(line, rules=rules))


def test_a_site_changes_a_level_and_switches_a_rule_off(tmp_path):
    text = '[[change]]\nid = "duplicate-code"\nlevel = "error"\n[[change]]\nid = "treated-first"\nlevel = "off"\n'
    rules = load(tmp_path, text)
    edits = found("I20.000|Z95.501;E11.900;E11.900", rules=rules)
    assert {edit.rule_id: edit.level for edit in edits} == {"duplicate-code": Level.ERROR}


def test_a_site_switches_a_rule_on(tmp_path):
    rules = load(tmp_path, '[[change]]\nid = "arrhythmia-unspecified"\nlevel = "notice"\n')
    assert "arrhythmia-unspecified" in ids(found("I20.000|I49.900;I48.x02", rules=rules))


def test_a_site_says_what_it_does_with_incidental_findings(tmp_path):
    rules = load(tmp_path, 'incidental = "code"\n')
    assert rules.incidental is Incidental.CODE
    assert "incidental-finding" not in ids(found("I20.000|R91.x00x003", rules=rules))


def test_a_site_raises_an_unverified_rule_only_with_a_clause_it_stands_for(tmp_path):
    change = '[[change]]\nid = "two-nyha-classes"\nlevel = "warning"\n'
    (fault,) = load(tmp_path, change).faults
    assert fault.message.startswith("rules.toml: rule two-nyha-classes: level: ")
    rules = load(tmp_path, change + 'verified = true\nclause = "本院病案质控会议 2026-03"\n')
    assert not rules.faults
    (edit,) = [e for e in found("I20.000|I50.900x007;I50.900x008", rules=rules) if e.rule_id == "two-nyha-classes"]
    assert (edit.level, edit.clause, edit.verified) == (Level.WARNING, "本院病案质控会议 2026-03", True)


RULE = '[[rule]]\nid = "own"\nlevel = "notice"\nkind = "advice"\ncodes = ["I10"]\nzh = "x"\n'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (RULE.replace("codes", "codez"), "rule own: codez"),
        (RULE.replace("advice", "advise"), "rule own: kind"),
        (RULE.replace("advice", "form"), "rule own: kind"),
        (RULE.replace("notice", "warnig"), "rule own: level"),
        (RULE.replace("notice", "warning"), "rule own: level"),
        (RULE.replace("I10", "110"), "rule own: codes"),
        (RULE.replace("I10", "I25-I20"), "rule own: codes"),
        (RULE.replace('["I10"]', '"I10"'), "rule own: codes"),
        (RULE.replace('["I10"]', "[10]"), "rule own: codes"),
        (RULE.replace('["I10"]', "[]"), "rule own: codes"),
        (RULE.replace('codes = ["I10"]\n', ""), "rule own: codes"),
        (RULE.replace('"x"', '"{kode}"'), "rule own: zh"),
        (RULE.replace('"x"', '"{code"'), "rule own: zh"),
        (RULE.replace('zh = "x"\n', ""), "rule own: zh"),
        (RULE.replace('"x"', "7"), "rule own: zh"),
        (RULE + 'verified = "yes"\n', "rule own: verified"),
        (RULE + "verified = true\n", "rule own: clause"),
        (RULE + 'where = "principle"\n', "rule own: where"),
        (RULE + 'place = "nowhere"\n', "rule own: place"),
        (RULE.replace('id = "own"', 'id = "duplicate-code"'), "rule duplicate-code: id"),
        (RULE.replace('id = "own"\n', ""), "rule no. 1: id"),
        (RULE.replace("advice", "age"), "rule own: age_from"),
        (RULE.replace("advice", "age") + 'age_from = "18"\n', "rule own: age_from"),
        (RULE.replace("advice", "exclusive").replace('codes = ["I10"]', 'groups = [["I10"]]'), "rule own: groups"),
        ('[[change]]\nid = "no-such-rule"\nlevel = "off"\n', "rule no-such-rule: id"),
        ('[[change]]\nid = "duplicate-code"\nlevle = "off"\n', "rule duplicate-code: levle"),
        ('[[change]]\nid = "duplicate-code"\n', "rule duplicate-code: level"),
        ('incidental = "sometimes"\n', "rule ?: incidental"),
        ("incidental = [1]\n", "rule ?: incidental"),
        ("[[rules]]\n", "rule ?: rules"),
        ("rule = 3\n", "rule ?: rule"),
    ],
)
def test_a_typo_is_named_with_file_rule_and_key_and_the_shipped_rules_stay(tmp_path, text, place):
    rules = load(tmp_path, text)
    (fault,) = rules.faults
    assert fault.message.startswith(f"rules.toml: {place}: ")
    assert fault.advice
    assert rules.rules == shipped().rules


@pytest.mark.parametrize("raw", [b"[[rule]\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_toml_is_said_and_the_shipped_rules_stay(tmp_path, raw):
    path = tmp_path / "rules.toml"
    path.write_bytes(raw)
    rules = Rules.load(SHIPPED, path)
    assert rules.faults[0].message.startswith("rules.toml: it cannot be read")
    assert rules.rules == shipped().rules


def test_every_mistake_is_listed_and_none_of_the_file_is_taken(tmp_path):
    rules = load(tmp_path, OWN + RULE.replace("advice", "advise") + '[[change]]\nid = "x"\nlevel = "off"\n')
    assert [(fault.rule, fault.key) for fault in rules.faults] == [("x", "id"), ("own", "kind")]
    assert rules.get("site-two-stents") is None


def test_a_faulty_shipped_file_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"rules.toml: rule own: kind"):
        Rules.load(site_file(tmp_path, RULE.replace("advice", "advise")))
