"""The closed list: whatever tokens are drawn under it, the answer parses strictly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.answer import parse
from app.coding.codebook import Code
from app.coding.prompt import AnswerOrder
from app.coding.scope import NONE_OF_THEM, NONE_OF_THEM_EN, OUT_OF_SCOPE, Scope, Task
from app.inference.constrain import ClosedList, TokenIndex

NAMES = ("高血压", "高血压病3级", "高血压（待查）", "糖尿病", "a", "ab")
CODES = tuple(Code(f"C{n}", name, "test") for n, name in enumerate(NAMES))
SCOPE = Scope("test", "1", CODES[:3], CODES)


def closed_list(task):
    special = OUT_OF_SCOPE if task is Task.PRINCIPAL else NONE_OF_THEM
    return ClosedList((*SCOPE.labels(task), special), single=task is Task.PRINCIPAL)


def accepts(closed, text):
    state = closed.accept(closed.start, text.encode())
    return state is not None and closed.done(state)


@pytest.mark.parametrize("answer", ["高血压", "高血压；糖尿病", "a；ab；高血压病3级", "高血压（待查）；高血压", "无"])
def test_takes_labels_joined_by_the_separator(answer):
    assert accepts(closed_list(Task.OTHERS), f"{answer}</answer>")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "高血",
        "高血压；高血压",
        "高血压；无",
        "无；高血压",
        "高血压；",
        "；高血压",
        "脑梗死",
        " 高血压",
        "高血压、a",
    ],
)
def test_refuses_what_is_no_answer(answer):
    assert not accepts(closed_list(Task.OTHERS), f"{answer}</answer>")


def test_principal_is_one_label():
    closed = closed_list(Task.PRINCIPAL)
    assert accepts(closed, "高血压</answer>")
    assert accepts(closed, f"{OUT_OF_SCOPE}</answer>\n")
    assert not accepts(closed, "高血压；高血压病3级</answer>")


def test_closing_allows_no_further_label():
    closed = closed_list(Task.OTHERS)
    state = closed.accept(closed.start, "高血压".encode())
    assert state is not None
    assert closed.accept(state, "；".encode()) is not None
    assert closed.accept(state, "；".encode(), closing=True) is None


def test_all_labels_given_leaves_only_the_end():
    closed = ClosedList(("甲", "乙", NONE_OF_THEM), single=False)
    state = closed.accept(closed.start, "甲；乙".encode())
    assert state is not None
    assert closed.next_bytes(state) == {ord("<")}


PIECES = tuple(
    [bytes([byte]) for byte in range(256)]
    + [
        text.encode()
        for text in ("高血压", "高", "；高", "病3级</", "</answer>", ">\n", "糖尿", "病", "；糖尿病", "，", "ab")
    ]
)


@given(st.integers(0, 2**32), st.sampled_from((Task.PRINCIPAL, Task.OTHERS)))
def test_whatever_is_drawn_from_the_legal_tokens_parses_strictly(seed, task):
    closed, index, random = closed_list(task), TokenIndex(PIECES), np.random.default_rng(seed)
    state, text = closed.start, b""
    while not closed.done(state):
        token = random.choice(index.legal(closed, state))
        text += PIECES[token]
        after = closed.accept(state, PIECES[token])
        assert after is not None
        state = after
    assert parse("<answer>" + text.decode(), task, SCOPE, AnswerOrder.ANSWER_ONLY).well_formed


@given(st.integers(0, 2**32))
def test_the_index_finds_exactly_the_tokens_the_automaton_takes(seed):
    closed, index, random = closed_list(Task.OTHERS), TokenIndex(PIECES), np.random.default_rng(seed)
    state = closed.start
    for _ in range(random.integers(0, 12)):
        token = random.choice(index.legal(closed, state))
        state = closed.accept(state, PIECES[token]) or state
    tried = [t for t, piece in enumerate(PIECES) if closed.accept(state, piece) is not None]
    assert index.legal(closed, state) == tried


def test_an_english_list_is_joined_by_a_semicolon_and_a_blank():
    closed = ClosedList(("Gout", "Heart failure, unspecified", NONE_OF_THEM_EN), single=False)
    assert accepts(closed, "Heart failure, unspecified; Gout</answer>")
    assert accepts(closed, "None</answer>")
    assert not accepts(closed, "Gout；Heart failure, unspecified</answer>")
    assert not accepts(closed, "Gout; None</answer>")
