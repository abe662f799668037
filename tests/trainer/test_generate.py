"""A Hugging Face model behind the contract's protocol: batched votes, seeds, endings, scores."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.coding.completion import Completion, Finish, Message, ModelInfo, Request, Sampling, TokenScore
from app.coding.scope import Task
from tests.builders import record, scope
from trainer.generate import HfModel, LoopWatch, draw
from trainer.model import ModelSettings, load_base

PROMPTS = ("高血压病3级（极高危）。", "患者胸痛3天。问题：主要诊断是哪一个？", "Record: chest pain.")
PLAN = (Sampling(0.0, 1, 24), Sampling(0.7, 2, 24), Sampling(0.7, 3, 24))


@pytest.fixture(scope="module")
def model(tiny: Path) -> HfModel:
    return HfModel(*load_base(ModelSettings(base=tiny)), ModelInfo("tiny"), 2048)


def asked(text: str, plan: Sequence[Sampling] = PLAN) -> Request:
    return Request(Task.PRINCIPAL, (Message("user", text),), tuple(plan), (), record(), scope())


def texts(completions: Sequence[Sequence[Completion]]) -> list[list[str]]:
    return [[each.text for each in votes] for votes in completions]


def test_greedy_is_what_the_library_decodes(tiny: Path, model: HfModel) -> None:
    library: Any
    library, tokenizer = load_base(ModelSettings(base=tiny))
    ((ours,),) = model.complete([asked(PROMPTS[0], PLAN[:1])])
    prompt = torch.tensor([model.prompt_tokens((Message("user", PROMPTS[0]),))])
    theirs = library.generate(prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=24, do_sample=False)
    assert ours.text == tokenizer.decode(theirs[0, prompt.shape[1] :], skip_special_tokens=False)


def test_a_batch_answers_as_each_request_alone(model: HfModel) -> None:
    together = model.complete([asked(text) for text in PROMPTS])
    alone = [model.complete([asked(text)])[0] for text in PROMPTS]
    assert texts(together) == texts(alone)


def test_small_batches_answer_as_large_ones(tiny: Path, model: HfModel) -> None:
    small = HfModel(*load_base(ModelSettings(base=tiny)), ModelInfo("tiny"), 2048, rows=1)
    requests = [asked(text) for text in PROMPTS]
    assert texts(small.complete(requests)) == texts(model.complete(requests))


def test_a_seed_repeats_its_completion_wherever_it_stands(model: HfModel) -> None:
    one = model.complete([asked(PROMPTS[0], (PLAN[1],))])[0][0]
    two = model.complete([asked(PROMPTS[1]), asked(PROMPTS[0], (PLAN[2], PLAN[1]))])[1][1]
    other = model.complete([asked(PROMPTS[0], (PLAN[2],))])[0][0]
    assert one.text == two.text != other.text


def test_training_mode_is_restored(tiny: Path) -> None:
    library, tokenizer = load_base(ModelSettings(base=tiny))
    library.train()
    HfModel(library, tokenizer, ModelInfo("tiny"), 2048).complete([asked(PROMPTS[0], PLAN[:1])])
    assert library.training


def test_length_ends_a_completion(model: HfModel) -> None:
    ((completion,),) = model.complete([asked(PROMPTS[0], (Sampling(0.0, 1, 5),))])
    assert (completion.finish, completion.tokens) == (Finish.LENGTH, 5)


class Puppet(torch.nn.Module):
    """A model that says a fixed reply token by token, whatever it is asked; one more repeat of it after the end."""

    def __init__(self, library: torch.nn.Module, reply: list[int]) -> None:
        super().__init__()
        self.inner, self.reply, self.said = library, reply, 0
        self.config, self.generation_config, self.device = library.config, library.generation_config, library.device

    def forward(self, **inputs):
        out = self.inner(**inputs)
        out.logits = torch.zeros_like(out.logits)
        out.logits[:, -1, self.reply[self.said % len(self.reply)]] = 3.0
        self.said += 1
        return out


def puppet(tiny: Path, reply: str, *, end: bool) -> HfModel:
    library, tokenizer = load_base(ModelSettings(base=tiny))
    tokens = tokenizer(reply)["input_ids"] + ([tokenizer.eos_token_id] if end else [])
    return HfModel(Puppet(library, tokens), tokenizer, ModelInfo("puppet"), 2048)


def test_the_end_mark_ends_a_completion_and_is_no_part_of_it(tiny: Path) -> None:
    ((completion,),) = puppet(tiny, "<answer>无</answer>", end=True).complete([asked(PROMPTS[0], PLAN[:1])])
    assert (completion.text, completion.finish) == ("<answer>无</answer>", Finish.STOP)


def test_scores_are_those_of_the_answer_with_its_closing_tag(tiny: Path) -> None:
    reply = "<think>因为</think>\n<answer>高血压</answer>"
    ((completion,),) = puppet(tiny, reply, end=True).complete([asked(PROMPTS[0], PLAN[:1])])
    assert "".join(score.text for score in completion.scores) == "高血压</answer>"
    vocabulary = 2048
    expected = 3.0 - np.log(np.exp(3.0) + vocabulary - 1)
    assert [score.logprob for score in completion.scores] == pytest.approx([expected] * len(completion.scores), 1e-5)


def test_a_reply_without_an_answer_has_no_scores(tiny: Path) -> None:
    ((completion,),) = puppet(tiny, "不知道", end=True).complete([asked(PROMPTS[0], PLAN[:1])])
    assert completion.scores == ()


def test_repetition_ends_a_completion(tiny: Path) -> None:
    ((completion,),) = puppet(tiny, "胸痛", end=False).complete([asked(PROMPTS[0], (Sampling(0.0, 1, 400),))])
    assert completion.finish is Finish.LOOP
    assert completion.tokens < 60


def test_a_loop_needs_four_turns_and_forty_tokens() -> None:
    def first(tokens: list[int]) -> int:
        watch = LoopWatch()
        return next((n for n, token in enumerate(tokens, 1) if watch.looping(token)), 0)

    assert first([7] * 100) == 41
    assert first(list(range(60)) * 4) == 240
    assert first(list(range(200))) == 0


def test_draws_follow_the_softmax_at_their_temperature() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0]]).repeat(4000, 1)
    drawn = draw(logits, [0.7] * 4000, [np.random.default_rng(seed) for seed in range(4000)])
    shares = torch.bincount(drawn, minlength=3) / 4000
    assert torch.allclose(shares, torch.softmax(logits[0] / 0.7, -1), atol=0.03)


def test_draws_are_the_workstations(model: HfModel) -> None:
    from app.inference.votes import draw as workstation

    logits = torch.randn(50, 3000, generator=torch.Generator().manual_seed(5)) * 4
    ours = draw(logits, [0.7] * 50, [np.random.default_rng(seed) for seed in range(50)])
    theirs = [workstation(row.numpy(), 0.7, np.random.default_rng(seed)) for seed, row in enumerate(logits)]
    assert ours.tolist() == theirs


class Holder:
    """Says one token, then ends: what a hold must be able to do."""

    def __init__(self) -> None:
        self.tokens: list[int] = []
        self.finish: Finish | None = None

    def take(self, row: np.ndarray) -> None:
        if self.tokens:
            self.finish = Finish.STOP
        else:
            self.tokens.append(int(row.argmin()))

    def completion(self) -> Completion:
        return Completion("held", Finish.STOP, 1, (TokenScore("held", -1.0),))


def test_a_hold_chooses_the_tokens(tiny: Path) -> None:
    base = load_base(ModelSettings(base=tiny))
    held = HfModel(*base, ModelInfo("tiny"), 2048, hold=lambda request, sampling: Holder())
    assert texts(held.complete([asked(PROMPTS[0])])) == [["held"] * 3]
