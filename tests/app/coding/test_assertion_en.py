"""English assertion: at least 95 % of the hand-written sentences, with every miss named.

sentences_en.tsv and the first 52 sentences of sentences_en_heldout.tsv were written, by the rules' own author, before
the rules. The first run on the held-out 52 gave 51 (98.1 %); 30 more were written after the rules had been changed once
and their first run gave 29 (96.7 %). Both misses, and what the demo summaries showed, were closed afterwards.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.assertion import Assertion, assertion_at, mention_assertion
from app.coding.codebook import Code
from app.coding.mentions import Finder
from app.coding.record import Record

FILES = ("sentences_en.tsv", "sentences_en_heldout.tsv")
LEAST = 0.95


def sentences(name: str) -> list[tuple[str, str, str, int, int]]:
    """Read expected assertion, section, text and the marked span."""
    found: list[tuple[str, str, str, int, int]] = []
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            expected, section, marked = line.split("\t")
            start, end = marked.index("⟦"), marked.index("⟧") - 1
            found.append((expected, section, marked.replace("⟦", "").replace("⟧", ""), start, end))
    return found


def test_there_are_enough_of_them_of_every_kind():
    main, held_out = (sentences(name) for name in FILES)
    assert (len(main) >= 100, len(held_out) >= 40) == (True, True)
    kinds = [expected for expected, *_ in (*main, *held_out)]
    assert all(kinds.count(kind) >= 15 for kind in Assertion)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("judge", [assertion_at, mention_assertion])
def test_accuracy(name: str, judge):
    every = sentences(name)
    missed = [
        f"{expected} read as {got}: {text[start:end]} in {text}"
        for expected, section, text, start, end in every
        if (got := judge(text, start, end, section)) != expected
    ]
    assert 1 - len(missed) / len(every) >= LEAST, "\n".join(missed)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("denies chest pain", Assertion.NEGATED),
        ("troponin negative", Assertion.NEGATED),
        ("possible pneumonia", Assertion.SUSPECTED),
        ("pneumonia?", Assertion.SUSPECTED),
        ("history of stroke", Assertion.PAST),
        ("Her mother had lupus", Assertion.FAMILY),
        ("acute pancreatitis", Assertion.AFFIRMED),
    ],
)
def test_a_quote_is_read_with_its_own_cue(quote: str, expected: Assertion):
    assert assertion_at(f"{quote} today", 0, len(quote)) is expected


def test_each_line_of_a_mixed_record_is_read_in_its_own_language():
    finder = Finder((Code("I10", "Hypertension", "b", aliases=("高血压",)), Code("R07", "Chest pain", "b")))
    record = Record.of("r", {"现病史": "否认高血压。\nHe denies chest pain but has hypertension.\n高血压10年"})
    assert [(m.text, m.assertion.value) for m in finder.find(record)] == [
        ("高血压", "negated"),
        ("chest pain", "negated"),
        ("hypertension", "affirmed"),
        ("高血压", "affirmed"),
    ]


WORDS = ("no ", "denies ", "pneumonia", ", ", ". ", "; ", "\n", "1. ", "history of ", "mother ", "? ", "if ", "(", ")")


@given(st.lists(st.sampled_from(WORDS)).map("".join) | st.text(), st.data())
def test_assertion_never_raises(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert assertion_at(text + "a", start, end, "Family History") in Assertion
