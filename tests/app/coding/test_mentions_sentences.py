"""The hand-written sentences: assertion accuracy of at least 95 %, with every miss named.

sentences_zh.tsv was written beside the rules. sentences_zh_heldout.tsv was written after them in two batches: the first
run on the first gave 58 of 62 (93.5 %), whereupon two general gaps were closed (未曾患, 不明显) and two sentences are
still misread; the first and only run on the second gave 39 of 40 (97.5 %).
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.coding.mentions import Finder, assertion_at
from app.knowledge.scopes import load_scope

FILES = ("sentences_zh.tsv", "sentences_zh_heldout.tsv")
LEAST = 0.95


@dataclass(frozen=True, slots=True)
class Sentence:
    expected: str
    section: str
    codes: frozenset[str]
    text: str
    start: int
    end: int


def sentences(name: str) -> list[Sentence]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [_sentence(line) for line in lines if line and not line.startswith("#")]


def _sentence(line: str) -> Sentence:
    expected, section, codes, marked = line.split("\t")
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    return Sentence(expected, section, frozenset(codes.split("|")) - {"-"}, text, start, end)


def test_there_are_enough_of_them_of_every_kind():
    every = [sentence for name in FILES for sentence in sentences(name)]
    assert len(every) >= 300
    kinds = [sentence.expected for sentence in every]
    assert {kind: kinds.count(kind) >= 15 for kind in set(kinds)} == dict.fromkeys(
        ("affirmed", "negated", "suspected", "past", "family"), True
    )


@pytest.mark.parametrize("name", FILES)
def test_assertion_accuracy(name: str):
    every = sentences(name)
    missed = [
        f"{sentence.expected} read as {got}: {sentence.text[sentence.start : sentence.end]} in {sentence.text}"
        for sentence in every
        if (got := assertion_at(sentence.text, sentence.start, sentence.end, sentence.section)) != sentence.expected
    ]
    assert 1 - len(missed) / len(every) >= LEAST, "\n".join(missed)


@pytest.mark.parametrize("name", FILES)
def test_every_condition_of_the_scope_is_found_by_its_code(name: str):
    finder = Finder(load_scope().all_codes)
    missed = [
        sentence.text
        for sentence in sentences(name)
        if sentence.codes
        and not any(
            mention.start < sentence.end and sentence.start < mention.end and mention.code.code in sentence.codes
            for mention in finder.find_in(sentence.text, sentence.section)
        )
    ]
    assert missed == []
