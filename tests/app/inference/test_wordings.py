"""How real records word things: each line of the table is read to its principal, with and without these others."""

from pathlib import Path

import pytest

from app.coding.record import Record
from app.inference.reader import RuleReader
from app.knowledge.scopes import load_scope

TABLE = Path(__file__).with_name("wordings_zh.tsv")
SCOPE = load_scope()
READER = RuleReader()


def lines() -> list[list[str]]:
    rows = TABLE.read_text(encoding="utf-8").splitlines()
    return [row.split("\t") for row in rows if row and not row.startswith("#")]


@pytest.mark.parametrize(("principal", "present", "absent", "sections"), lines())
def test_wording(principal: str, present: str, absent: str, sections: str):
    texts = dict(section.split("：", 1) for section in sections.split("‖"))
    reading = READER.read(Record.of("r", texts), SCOPE)
    others = {code.code for code in reading.others}
    assert principal in {"*", reading.principal and reading.principal.code}
    assert set(present.split()) <= others
    assert not set(absent.split()) & others
