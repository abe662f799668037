"""Which codes the policy still misses at each prompt, and prompts with a hint at some of them (training only)."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.coding.answer import parse, parse_composite
from app.coding.codebook import Code
from app.coding.completion import Message
from app.coding.scope import Task
from trainer.policy.hints import HintSettings, hinted_codes, with_hint
from trainer.policy.prompts import Prompt
from trainer.samples.targets import Question


class Hinting:
    """Remembers what was missed when a prompt was last rolled out, and hints at it when it is asked again."""

    def __init__(self, prompts: Iterable[Prompt], settings: HintSettings) -> None:
        self._settings = settings
        self._frequency = Counter(code.code for prompt in prompts for code in gold_codes(prompt))
        self._missed: dict[str, list[str]] = {}

    def messages(self, prompt: Prompt, rng: random.Random) -> tuple[Message, ...]:
        """Return the prompt's messages, perhaps with a hint."""
        missed = self._missed.get(prompt.prompt_id, [])
        hinted = hinted_codes(missed, self._frequency, self._settings, rng)
        labels = {code.code: prompt.asked.scope.label(code) for code in gold_codes(prompt)}
        plain = [{"role": message.role, "content": message.content} for message in prompt.messages]
        told = with_hint(plain, [labels[code] for code in hinted], prompt.asked.language)
        both = zip(prompt.messages, told, strict=True)
        return tuple(Message(message.role, each["content"]) for message, each in both)

    def observe(self, missed: Mapping[str, Sequence[str]]) -> None:
        """Take in what was missed at the prompts just rolled out."""
        self._missed.update({prompt_id: list(codes) for prompt_id, codes in missed.items()})

    def state_dict(self) -> dict[str, Any]:
        """Return what a resumed run needs."""
        return {"missed": self._missed}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self._missed = {str(prompt_id): list(codes) for prompt_id, codes in state["missed"].items()}


def gold_codes(prompt: Prompt) -> tuple[Code, ...]:
    """Return the scope's codes that are right of a prompt."""
    asked = prompt.asked
    if asked.task is Question.DRG:
        return tuple(code for code in asked.scope.codes(Task.DRG) if code.code == asked.drg)
    first = (asked.gold.principal,) if asked.gold.principal else ()
    return tuple(diagnosis.code for diagnosis in (*first, *asked.gold.others))


def missed_codes(prompt: Prompt, texts: Sequence[str]) -> list[str]:
    """Return the right codes that fewer than half of the completions name."""
    asked = prompt.asked
    question = Question(asked.task.value)
    named = Counter[str]()
    for text in texts:
        if question is Question.COMPOSITE:
            answers = parse_composite(text, asked.scope, asked.order, asked.language)
        else:
            answers = (parse(text, question.tasks[0], asked.scope, asked.order, asked.language),)
        named.update({code.code for answer in answers for code in answer.codes})
    return [code.code for code in gold_codes(prompt) if 2 * named[code.code] < len(texts)]
