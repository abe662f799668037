"""A rewrite is compared with its original: what differs is found, what is only worded otherwise is not."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.language import has_han
from app.coding.mentions import Finder
from app.coding.record import Record, Section
from app.coding.sameness import Change, DrugNames, Place, Sort, compare
from app.exchange.intake import read_files
from app.knowledge.drugs import load_drugs
from app.knowledge.scopes import load_scope
from app.paths import resources
from tests.builders import english_scope

HERE = Path(__file__).parent
SECTION = "现病史"
DEMO = resources() / "demo"
PRECISION, RECALL = 0.82, 0.9
"""What the held-out pairs gave when the rules were done, rounded down."""


def read(name: str, table: str = "pair") -> list[dict[str, Any]]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))[table]


@cache
def known() -> tuple[Finder, DrugNames]:
    return Finder((*load_scope("ccl25").all_codes, *english_scope().all_codes)), load_drugs()


def found(pair: dict[str, Any]) -> list[str]:
    original, rewrite = (Record.of(name, {SECTION: pair[name]}) for name in ("original", "rewrite"))
    return sorted(difference.kind.value for difference in compare(original, rewrite, *known()))


def overlap(pairs: Iterable[dict[str, Any]]) -> tuple[int, int, int]:
    """Count differences found rightly, found in all, and to be found."""
    right = said = true = 0
    for pair in pairs:
        got, wanted = Counter(found(pair)), Counter(pair["expected"])
        right += (got & wanted).total()
        said += got.total()
        true += wanted.total()
    return right, said, true


@pytest.mark.parametrize("pair", read("pairs.toml"), ids=lambda pair: pair["rewrite"][:24])
def test_what_a_rewrite_changes_is_found_and_nothing_else(pair: dict[str, Any]) -> None:
    assert found(pair) == sorted(pair["expected"])


@pytest.mark.parametrize("pair", read("pairs.toml", "blind"), ids=lambda pair: pair["rewrite"][:24])
def test_what_the_comparison_is_blind_to(pair: dict[str, Any]) -> None:
    assert found(pair) == []


def test_pairs_it_was_not_made_with_are_read_about_as_well() -> None:
    """The figures that are reported: differences found rightly of those found, and of those there are."""
    right, said, true = overlap(read("heldout.toml"))
    assert right / said >= PRECISION
    assert right / true >= RECALL


def test_a_difference_says_where_it_is_on_both_sides() -> None:
    original, rewrite = Record.of("a", {"主诉": "胸痛3天。"}), Record.of("b", {"主诉": "反复胸痛5天。"})
    (difference,) = compare(original, rewrite, *known())
    assert (difference.kind, difference.change, difference.what) == (Sort.NUMBER, Change.CHANGED, "3天 → 5天")
    assert (difference.in_original, difference.in_rewrite) == (Place("主诉", 2, 4), Place("主诉", 4, 6))


def test_sections_may_be_cut_otherwise() -> None:
    original = Record.of("a", {"主诉": "胸痛3天。", "既往史": "高血压10年，否认脑梗死。"})
    rewrite = Record.of("b", {"既往史": "否认脑梗死，高血压十年。", "现病史": "三天来胸痛。"})
    assert compare(original, rewrite, *known()) == ()


@pytest.mark.parametrize("rewrite", read("rewrites.toml", "rewrite"), ids=lambda rewrite: rewrite["record"])
def test_a_faithful_rewrite_of_a_record_keeps_everything(rewrite: dict[str, Any]) -> None:
    original = parts(rewrite["record"], rewrite["sections"])
    assert compare(original, Record.of("rewrite", rewrite["sections"]), *known()) == ()


@pytest.mark.parametrize(
    ("rewrite", "fault"),
    [(rewrite, fault) for rewrite in read("rewrites.toml", "rewrite") for fault in rewrite["fault"]],
    ids=lambda part: part.get("now"),
)
def test_a_fault_in_a_rewrite_is_found(rewrite: dict[str, Any], fault: dict[str, str]) -> None:
    sections = {name: text.replace(fault["was"], fault["now"]) for name, text in rewrite["sections"].items()}
    original = parts(rewrite["record"], rewrite["sections"])
    kinds = {each.kind.value for each in compare(original, Record.of("rewrite", sections), *known())}
    assert kinds == {fault["kind"]}


@pytest.mark.parametrize("file", sorted(DEMO.glob("records/*.json"))[:6] + sorted(DEMO.glob("en/records/*.json"))[:3])
def test_a_record_whose_sentences_are_reordered_is_the_same(file: Path) -> None:
    record = demo(file)
    turned = {section.name: "".join(reversed(sentences(section.text))) for section in record.sections}
    assert compare(record, Record.of("turned", turned), *known()) == ()


@cache
def demo(file: Path) -> Record:
    (record,) = (each for each in read_files([file], None, lambda _: None) if isinstance(each, Record))
    return record


def parts(file: str, names: Iterable[str]) -> Record:
    record = demo(DEMO / file)
    return Record.of(record.record_id, {name: record.text(name) for name in names})


def sentences(text: str) -> list[str]:
    return re.findall(r"[^。\n]+(?:。|\n+|$)", text) if has_han(text) else [text]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    records = [Record("a", (Section("x", text),)) for text in (one, other)]
    assert compare(records[0], records[0], *known()) == ()
    for difference in compare(records[0], records[1], *known()):
        assert difference.in_original or difference.in_rewrite
