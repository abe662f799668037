"""What the guard holds a rewrite to."""

import pytest

from app.coding.mentions import Finder
from app.coding.record import Record, Section
from app.knowledge.drugs import load_drugs
from tests.trainer.cases import ccl25
from trainer.augment.guard import Guard, counted

TEXT = "患者王建国，3天前无诱因出现左侧胸痛，否认高血压病，口服阿司匹林100mg，电话13812345678。"
ORIGINAL = Record("R1", (Section("现病史", TEXT),))


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard(ORIGINAL, Finder(ccl25().all_codes), load_drugs())


def test_other_words_for_the_same_facts_pass(guard: Guard):
    text = "患者王建国，左侧胸痛3天，起病无诱因，否认高血压病，阿司匹林100mg口服中，电话13812345678。"

    verdict = guard.verdict(Record("V1", (Section("现病史", text),)))

    assert (verdict.passed, verdict.why) == (True, "")


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("100mg", "200mg", "number"),
        ("左侧", "右侧", "side"),
        ("阿司匹林", "氯吡格雷", "drug"),
        ("否认高血压病", "有高血压病", "negation"),
        ("王建国", "李建国", "identifier"),
        ("13812345678", "13887654321", "identifier"),
    ],
)
def test_a_changed_fact_or_identifier_is_found_and_said(guard: Guard, old: str, new: str, kind: str):
    section = ORIGINAL.sections[0]

    found = guard.of_section(section, TEXT.replace(old, new))
    verdict = guard.verdict(Record("V1", (Section("现病史", TEXT.replace(old, new)),)))

    assert kind in {name.partition(" ")[0] for name in counted(found)}
    assert not verdict.passed
    assert f"{kind} " in verdict.why
