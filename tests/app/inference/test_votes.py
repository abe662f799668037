"""One vote from logits to completion, on a vocabulary of bytes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coding.answer import parse
from app.coding.completion import Finish, Sampling
from app.coding.prompt import AnswerOrder
from app.coding.scope import NONE_OF_THEM, OUT_OF_SCOPE, Task
from app.inference.constrain import TokenIndex
from app.inference.votes import LoopWatch, Vote, draw, log_probability, outline
from tests.builders import scope

TEXTS = ("<think>", "</think>", "<answer>", "</answer>", "</", "<", "高血压", "病", "；", "心", "不稳定性", "\n", "无")
END = 256 + len(TEXTS)
PROMPTS = {
    AnswerOrder.THINK_FIRST: "先<think>再<answer>",
    AnswerOrder.ANSWER_FIRST: "先<answer>再<think>",
    AnswerOrder.ANSWER_ONLY: "只<answer>",
}


class Words:
    """A vocabulary of all bytes, some whole texts and an end."""

    pieces = [bytes([byte]) for byte in range(256)] + [text.encode() for text in TEXTS] + [b""]

    def __init__(self):
        self.index = TokenIndex(self.pieces)

    def piece(self, token):
        return self.pieces[token]

    def is_end(self, token):
        return token == END

    def encode(self, text):
        return list(text.encode())

    def legal(self, closed, state, *, closing):
        return self.index.legal(closed, state, closing=closing)


def row_for(*tokens, high=10.0):
    row = np.zeros(END + 1, dtype=np.float32)
    row[list(tokens)] = high
    return row


def feed(vote, tokens):
    for token in tokens:
        if vote.finish is None:
            vote.take(row_for(token))
    return vote.completion()


def held(order, task=Task.OTHERS, max_tokens=200, temperature=0.0, seed=1):
    special = OUT_OF_SCOPE if task is Task.PRINCIPAL else NONE_OF_THEM
    labels = (*scope().labels(task), special)
    words = Words()
    shape = outline(PROMPTS[order], labels, single=task is Task.PRINCIPAL, vocabulary=words)
    return Vote(Sampling(temperature, seed, max_tokens), words, shape)


def test_greedy_takes_the_first_of_equal_logits():
    assert draw(np.array([0, 5, 5, 1], dtype=np.float32), 0.0, np.random.default_rng(1)) == 1


def test_drawing_follows_the_softmax():
    row = np.log(np.array([0.5, 0.3, 0.2], dtype=np.float32))
    random = np.random.default_rng(7)
    counts = np.bincount([draw(row, 1.0, random) for _ in range(20_000)], minlength=3) / 20_000
    assert counts == pytest.approx([0.5, 0.3, 0.2], abs=0.02)


def test_temperature_sharpens():
    row = np.log(np.array([0.6, 0.4], dtype=np.float32))
    random = np.random.default_rng(7)
    share = np.mean([draw(row, 0.5, random) == 0 for _ in range(20_000)])
    assert share == pytest.approx(0.36 / 0.52, abs=0.02)


def test_the_same_seed_draws_the_same():
    rows = np.random.default_rng(3).normal(size=(50, 5000)).astype(np.float32)
    one, two = (np.random.default_rng(9) for _ in range(2))
    assert [draw(row, 0.7, one) for row in rows] == [draw(row, 0.7, two) for row in rows]


def test_log_probability_is_natural_and_before_temperature():
    row = np.log(np.array([0.25, 0.75], dtype=np.float32))
    assert log_probability(row, 1) == pytest.approx(np.log(0.75), abs=1e-5)


@pytest.mark.parametrize("period", [1, 2, 7, 40])
def test_a_loop_is_noticed(period):
    watch = LoopWatch()
    assert any(watch.looping(n % period) for n in range(400))


def test_a_list_of_different_lines_is_no_loop():
    watch = LoopWatch()
    assert not any(watch.looping(token) for token in np.random.default_rng(1).integers(0, 50, 2000))


def test_free_text_ends_with_the_end_token():
    completion = feed(Vote(Sampling(0, 1, 50), Words()), [*"胸痛".encode(), END])
    assert (completion.text, completion.finish, completion.tokens) == ("胸痛", Finish.STOP, 6)


def test_broken_bytes_become_replacement_marks():
    completion = feed(Vote(Sampling(0, 1, 50), Words()), [0xE9, 0xAB, ord("x"), 0xFF, END])
    assert completion.text == "\ufffdx\ufffd"


def test_characters_are_told_only_when_whole():
    vote = Vote(Sampling(0, 1, 50), Words())
    told = []
    for byte in "痛".encode():
        vote.take(row_for(byte))
        told.append(vote.fresh_text())
    assert told == ["", "", "痛"]


def test_an_endless_loop_is_stopped():
    completion = feed(Vote(Sampling(0, 1, 500), Words()), [ord("a")] * 500)
    assert completion.finish is Finish.LOOP
    assert completion.tokens < 60


def test_a_think_that_never_closes_is_closed_and_answered():
    vote = held(AnswerOrder.THINK_FIRST)
    random = np.random.default_rng(1)
    while vote.finish is None:
        vote.take(row_for(int(random.integers(ord("a"), ord("z")))))
    completion = vote.completion()
    assert completion.finish is Finish.LENGTH
    assert "</think>\n<answer>" in completion.text


def test_a_looping_think_is_answered_and_said():
    completion = feed(held(AnswerOrder.THINK_FIRST, max_tokens=400), [ord("a")] * 400)
    assert completion.finish is Finish.LOOP
    assert parse(completion.text, Task.OTHERS, scope()).well_formed


def test_an_end_inside_the_think_still_gives_an_answer():
    completion = feed(held(AnswerOrder.THINK_FIRST), [*"理由".encode(), *[END] * 150])
    assert completion.text.startswith("<think>理由</think>\n<answer>")
    assert parse(completion.text, Task.OTHERS, scope()).well_formed


def test_what_the_model_writes_well_is_left_as_it_is():
    written = "理由</think>\n<answer>心力衰竭；脑梗死</answer>"
    think, answer = written.split("\n<answer>")
    completion = feed(held(AnswerOrder.THINK_FIRST), [*think.encode(), *b"\n<answer>", *answer.encode()])
    assert completion.text == "<think>" + written
    assert completion.finish is Finish.STOP


def test_answer_first_goes_on_with_its_reasons():
    vote = held(AnswerOrder.ANSWER_FIRST)
    completion = feed(vote, [*"心力衰竭</answer>".encode(), *b"\n<think>", *"理由</think>".encode()])
    assert completion.text == "<answer>心力衰竭</answer>\n<think>理由</think>"
    assert completion.finish is Finish.STOP


def test_answer_tokens_keep_their_scores():
    completion = feed(held(AnswerOrder.ANSWER_ONLY), [*"心力衰竭</answer>".encode()])
    assert len(completion.scores) == len("心力衰竭</answer>".encode())
    assert all(score.logprob <= 0 for score in completion.scores)


def test_a_legal_token_is_never_drawn_again():
    vote = held(AnswerOrder.ANSWER_ONLY)
    feed(vote, [*"心力衰竭</answer>".encode()])
    assert vote.resampled == 0


@settings(max_examples=60)
@given(
    st.integers(0, 2**32),
    st.sampled_from(list(AnswerOrder)),
    st.sampled_from((Task.PRINCIPAL, Task.OTHERS)),
    st.sampled_from((0.0, 0.7)),
    st.integers(1, 220),
)
def test_whatever_the_logits_the_completion_parses_strictly(seed, order, task, temperature, max_tokens):
    vote, random = held(order, task, max_tokens, temperature), np.random.default_rng(seed)
    while vote.finish is None:
        vote.take(random.normal(0, 4, END + 1).astype(np.float32))
    completion = vote.completion()
    assert parse(completion.text, task, scope(), order).well_formed, completion
    assert completion.tokens <= vote.room()
