"""A Hugging Face model answers as the workstation's engine does: the trainer's implementation of CompletionModel.

All votes of several requests are decoded in one batch after one prefill a request. Every completion draws from its
own seed, over the whole vocabulary (top-p 1, top-k off), in the same way as the workstation's engine, so that the same
weights give the same text. Nothing is held to the closed list unless `hold` is given: rollouts must be able to fail.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import DynamicCache
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from app.coding.completion import (
    Completion,
    Finish,
    Fragment,
    Message,
    ModelInfo,
    OnText,
    Request,
    Sampling,
    TokenScore,
)

ENDS = ("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "</s>")
"""Marks that end a reply wherever a vocabulary has them, as llama.cpp reads them."""
_OPEN, _CLOSE = "<answer>", "</answer>"
_PACKS = "support_avx512bf16_for_cpu"
"""What a 4-bit layer of bitsandbytes calls it that it packs weights anew."""
Row = NDArray[np.float32]


class Held(Protocol):
    """One completion held to its closed list: takes logits, chooses tokens (app.inference.votes.Vote is one)."""

    tokens: list[int]
    finish: Finish | None

    def take(self, row: Row) -> None:
        """Choose the next token from its logits: `tokens[-1]` then, or `finish` is set."""
        ...

    def completion(self) -> Completion:
        """Return the completion as far as it goes."""
        ...


Hold = Callable[[Request, Sampling], Held]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One completion as tokens, the mark that ended it among them; `text` is what stands before that mark."""

    tokens: tuple[int, ...]
    text: str
    finish: Finish


class LoopWatch:
    """Notices repetition: a period of at most 64 tokens, four turns of it, and at least forty tokens repeated."""

    LONGEST, LEAST, TURNS = 64, 40, 4

    def __init__(self) -> None:
        self._seen: list[int] = []
        self._runs = [0] * (self.LONGEST + 1)

    def looping(self, token: int) -> bool:
        """Take the next token; tell whether it closes a loop."""
        seen, runs = self._seen, self._runs
        found = False
        for period in range(1, min(len(seen), self.LONGEST) + 1):
            runs[period] = runs[period] + 1 if seen[-period] == token else 0
            found = found or runs[period] >= max(self.LEAST, period * (self.TURNS - 1))
        seen.append(token)
        return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """A prompt's tokens and its samplings; the contract's request where it is one."""

    tokens: Sequence[int]
    samplings: Sequence[Sampling]
    request: Request | None = None


@dataclass(slots=True)
class _Draft:
    """One completion in the making."""

    prompt: int
    sampling: Sampling
    held: Held | None
    tokens: list[int] = field(default_factory=list[int])
    scores: list[float] = field(default_factory=list[float])
    finish: Finish | None = None
    end: int | None = None
    loop: LoopWatch = field(default_factory=LoopWatch)
    generator: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.generator = np.random.default_rng(self.sampling.seed)

    @property
    def ended(self) -> bool:
        return (self.held.finish if self.held else self.finish) is not None

    def take(self, token: int, score: float, ends: frozenset[int]) -> None:
        """Take the token drawn, with its log-probability before temperature."""
        if token in ends:
            self.finish, self.end = Finish.STOP, token
            return
        self.tokens.append(token)
        self.scores.append(score)
        if self.loop.looping(token):
            self.finish = Finish.LOOP
        elif len(self.tokens) >= self.sampling.max_tokens:
            self.finish = Finish.LENGTH


class HfModel:
    """A model and its tokenizer behind the contract's protocol; also under training, whose mode it restores.

    `rows` bounds how many completions are decoded at once. `hold` chooses tokens instead of free sampling (the
    workstation's own votes, for judging exactly what it would show).
    """

    def __init__(
        self,
        model: Any,
        tokenizer: PreTrainedTokenizerBase,
        info: ModelInfo,
        context_length: int,
        *,
        hold: Hold | None = None,
        rows: int = 48,
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._info = info
        self._context_length = context_length
        self._hold = hold
        self._rows = rows
        self._ends = end_tokens(model, tokenizer)
        self._pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else min(self._ends)

    @property
    def info(self) -> ModelInfo:
        """Name the model and its versions."""
        return self._info

    @property
    def context_length(self) -> int:
        """Give the most tokens prompt and completion may take together."""
        return self._context_length

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text as this model reads it."""
        return len(self._encode(text))

    def prompt_tokens(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens of a request's messages in the model's chat template, ready to be answered."""
        return prompt_tokens(self._tokenizer, messages)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer every request with one completion per sampling, in order; each is told of when it is whole."""
        answers: dict[int, tuple[Completion, ...]] = {}
        asked = [_Asked(self.prompt_tokens(request.messages), request.samplings, request) for request in requests]
        for number, drafts in self._answer(asked):
            answers[number] = completions = tuple(map(self._completion, drafts))
            if on_text is not None:
                for vote, completion in enumerate(completions):
                    on_text(Fragment(requests[number].task, vote, completion.text))
        return tuple(answers[number] for number in range(len(requests)))

    def reply(self, messages: Sequence[Message], samplings: Sequence[Sampling]) -> tuple[Completion, ...]:
        """Answer one prompt with a completion per sampling; never held."""
        return self.replies([messages], [samplings])[0]

    def replies(
        self, prompts: Sequence[Sequence[Message]], samplings: Sequence[Sequence[Sampling]]
    ) -> list[tuple[Completion, ...]]:
        """Answer prompts that are no requests of the contract (rollouts, rationales), a completion per sampling."""
        asked = [_Asked(self.prompt_tokens(messages), plan) for messages, plan in zip(prompts, samplings, strict=True)]
        return [tuple(map(self._completion, drafts)) for _, drafts in self._answer(asked)]

    def draws(
        self, prompts: Sequence[Sequence[int]], samplings: Sequence[Sequence[Sampling]]
    ) -> list[tuple[Drawn, ...]]:
        """Answer prompts given as tokens, with the tokens drawn: the rollouts that a policy learns from."""
        asked = [_Asked(tokens, plan) for tokens, plan in zip(prompts, samplings, strict=True)]
        return [tuple(map(self._drawn, drafts)) for _, drafts in self._answer(asked)]

    def _answer(self, asked: Sequence[_Asked]) -> Iterator[tuple[int, list[_Draft]]]:
        """Yield each question's number and its completed drafts, in order."""
        with answering(self._model):
            for group in self._groups(asked):
                drafts = [
                    [_Draft(row, sampling, self._held(asked[number], sampling)) for sampling in asked[number].samplings]
                    for row, number in enumerate(group)
                ]
                self._decode([asked[number].tokens for number in group], [each for votes in drafts for each in votes])
                yield from zip(group, drafts, strict=True)

    def _held(self, asked: _Asked, sampling: Sampling) -> Held | None:
        return self._hold(asked.request, sampling) if self._hold and asked.request else None

    def _groups(self, asked: Sequence[_Asked]) -> Iterator[list[int]]:
        """Part the questions so that no batch has more than `rows` completions, a question staying whole."""
        group: list[int] = []
        size = 0
        for number, each in enumerate(asked):
            if group and size + len(each.samplings) > self._rows:
                yield group
                group, size = [], 0
            group.append(number)
            size += len(each.samplings)
        if group:
            yield group

    @torch.no_grad()
    def _decode(self, prompts: Sequence[Sequence[int]], drafts: list[_Draft]) -> None:
        """Prefill each prompt once, give its state to each of its votes, and decode until all have ended."""
        where = self._model.device
        longest = max(map(len, prompts))
        padded = [[self._pad] * (longest - len(prompt)) + list(prompt) for prompt in prompts]
        mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts], device=where)
        positions = (mask.cumsum(-1) - 1).clamp(min=0)
        cache = DynamicCache(config=self._model.config)
        logits = self._forward(torch.tensor(padded, device=where), mask, positions, cache)
        live = drafts
        picked = torch.tensor([draft.prompt for draft in live], device=where)
        cache.batch_select_indices(picked)
        mask, positions, logits = mask[picked], positions[picked, -1:], logits[picked]
        while True:
            tokens = self._choose(logits, live)
            kept = [row for row, draft in enumerate(live) if not draft.ended]
            if not kept:
                return
            if len(kept) < len(live):
                live = [live[row] for row in kept]
                picked = torch.tensor(kept, device=where)
                cache.batch_select_indices(picked)
                mask, positions = mask[picked], positions[picked]
            mask = torch.cat([mask, mask.new_ones(len(kept), 1)], dim=1)
            positions = positions + 1
            step = torch.tensor([[tokens[row]] for row in kept], device=where)
            logits = self._forward(step, mask, positions, cache)

    def _forward(
        self, tokens: torch.Tensor, mask: torch.Tensor, positions: torch.Tensor, cache: DynamicCache
    ) -> torch.Tensor:
        """Return the last position's logits in fp32, shape (rows, vocabulary)."""
        out = self._model(
            input_ids=tokens,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        return out.logits[:, -1].float()

    def _choose(self, logits: torch.Tensor, live: Sequence[_Draft]) -> list[int]:
        """Draw the next token of every live completion; one that ends gets any token."""
        if live[0].held is not None:
            return [_held(draft.held, row) for draft, row in zip(live, logits.cpu().numpy(), strict=True) if draft.held]
        tokens = draw(logits, [draft.sampling.temperature for draft in live], [draft.generator for draft in live])
        scores = torch.log_softmax(logits, dim=-1).gather(1, tokens[:, None])[:, 0].tolist()
        chosen = tokens.tolist()
        for draft, token, score in zip(live, chosen, scores, strict=True):
            draft.take(token, score, self._ends)
        return chosen

    def _drawn(self, draft: _Draft) -> Drawn:
        ended = () if draft.end is None else (draft.end,)
        return Drawn((*draft.tokens, *ended), self._decode_text(draft.tokens), draft.finish or Finish.ERROR)

    def _completion(self, draft: _Draft) -> Completion:
        if draft.held is not None:
            return draft.held.completion()
        text = self._decode_text(draft.tokens)
        start, stop = self._answer_tokens(text, draft.tokens)
        scores = tuple(
            TokenScore(self._decode_text([token]), score)
            for token, score in zip(draft.tokens[start:stop], draft.scores[start:stop], strict=True)
        )
        return Completion(text, draft.finish or Finish.ERROR, len(draft.tokens), scores)

    def _answer_tokens(self, text: str, tokens: Sequence[int]) -> tuple[int, int]:
        """Return which tokens stand after the last <answer>, its closing tag included."""
        begin = text.rfind(_OPEN)
        if begin < 0:
            return 0, 0
        begin += len(_OPEN)
        close = text.find(_CLOSE, begin)
        start = self._reaching(tokens, begin)
        return start, len(tokens) if close < 0 else self._reaching(tokens, close + len(_CLOSE))

    def _reaching(self, tokens: Sequence[int], length: int) -> int:
        """Return how many tokens it takes for the text to have so many characters."""
        low, high = 0, len(tokens)
        while low < high:
            middle = (low + high) // 2
            if len(self._decode_text(tokens[:middle])) < length:
                low = middle + 1
            else:
                high = middle
        return low

    def _decode_text(self, tokens: Sequence[int]) -> str:
        text = self._tokenizer.decode(list(tokens), skip_special_tokens=False, clean_up_tokenization_spaces=False)
        return str(text)

    def _encode(self, text: str) -> list[int]:
        return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])


def prompt_tokens(tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message]) -> list[int]:
    """Return the tokens of messages in the chat template, with the mark that begins the reply."""
    plain = [{"role": message.role, "content": message.content} for message in messages]
    text = str(tokenizer.apply_chat_template(plain, tokenize=False, add_generation_prompt=True))
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def end_tokens(model: Any, tokenizer: PreTrainedTokenizerBase) -> frozenset[int]:
    """Return the tokens that end a reply: the model's own, the tokenizer's, and the known marks it has."""
    configured = getattr(model.generation_config, "eos_token_id", None)
    found: set[int] = {configured} if isinstance(configured, int) else set(configured or ())
    vocabulary = tokenizer.get_vocab()
    found |= {vocabulary[mark] for mark in ENDS if mark in vocabulary}
    if isinstance(tokenizer.eos_token_id, int):
        found.add(tokenizer.eos_token_id)
    return frozenset(found)


def draw(
    logits: torch.Tensor, temperatures: Sequence[float], generators: Sequence[np.random.Generator]
) -> torch.Tensor:
    """Draw one token a row: the first of the highest logits at T = 0, else from softmax(logits / T) by inversion.

    `logits` (rows, vocabulary) fp32 → (rows,) token ids. One uniform number a row is taken from its own generator,
    as the workstation's engine does, so that the same logits and seed give the same token.
    """
    tokens = logits.argmax(dim=-1)
    warm = [row for row, temperature in enumerate(temperatures) if temperature > 0]
    if not warm:
        return tokens
    rows = torch.tensor(warm, device=logits.device)
    heat = torch.tensor([[1 / temperatures[row]] for row in warm], dtype=torch.float32, device=logits.device)
    points = torch.tensor([[generators[row].random()] for row in warm], dtype=torch.float64, device=logits.device)
    chosen = logits[rows]
    weights = torch.exp((chosen - chosen.amax(-1, keepdim=True)) * heat)
    sums = weights.double().cumsum(-1)
    drawn = torch.searchsorted(sums, points * sums[:, -1:], right=True)[:, 0]
    tokens[rows] = drawn.clamp(max=logits.shape[-1] - 1)
    return tokens


@contextmanager
def answering(model: Any) -> Iterator[None]:
    """Put a model that may be in training into the state for answering, and back.

    Without a GPU bitsandbytes may pack 4-bit weights anew for answering, and cannot learn through them then: it is told
    not to where something is trained.
    """
    training = model.training
    if any(parameter.requires_grad for parameter in model.parameters()):
        for layer in model.modules():
            if hasattr(layer, _PACKS):
                setattr(layer, _PACKS, False)
    model.eval()
    try:
        yield
    finally:
        model.train(training)


def _held(held: Held, row: Row) -> int:
    held.take(row)
    return held.tokens[-1] if held.tokens else 0
