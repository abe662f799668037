"""Completions and groups by hand, and a drawer that answers as it is told."""

from collections.abc import Iterator, Sequence

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.completion import Finish, Message, Sampling
from app.coding.prompt import AnswerOrder
from tests.trainer.policy_runs import NAMES, SCOPE
from trainer.generate import Drawn
from trainer.policy.filtering import FilterSettings, Switch
from trainer.policy.prompts import Prompt, Stream
from trainer.policy.rollouts import Group, Roller
from trainer.rewards.reward import Asked, Reward, reward
from trainer.rewards.settings import RewardSettings
from trainer.samples.targets import Question


def prompt(number: int) -> Prompt:
    """Build a question whose answer is the numbered name."""
    gold = CodeSet(Diagnosis(SCOPE.principal[number % len(NAMES)]))
    asked = Asked(Question.PRINCIPAL, SCOPE, gold, order=AnswerOrder.ANSWER_ONLY)
    text = NAMES[number % len(NAMES)]
    return Prompt(f"{number}", f"E{number}", (Message("user", text),), asked, answer(number))


def answer(number: int) -> str:
    """Write the numbered name as an answer."""
    return f"<answer>{NAMES[number % len(NAMES)]}</answer>"


def reply(text: str, tokens: int = 4, finish: Finish = Finish.STOP) -> Drawn:
    """Build a completion of so many tokens."""
    return Drawn(tuple(range(1, tokens + 1)), text, finish)


def group(drawn: Sequence[Drawn], number: int = 0) -> Group:
    """Build a group that was rewarded."""
    asked = prompt(number)
    got: list[Reward] = [reward(each.text, len(each.tokens), asked.asked, RewardSettings()) for each in drawn]
    return Group(asked, (1, 2), tuple(drawn), tuple(got))


class Told:
    """Answers each group as the next pattern says: a character a completion, r right, w wrong, x out of form."""

    def __init__(self, patterns: Sequence[str], prompts: Sequence[Prompt]) -> None:
        self._patterns: Iterator[str] = iter(patterns)
        self._by_text: dict[tuple[int, ...], Prompt] = {(ord(each.messages[0].content[0]),): each for each in prompts}
        self.asked: list[Prompt] = []
        self.samplings: list[Sampling] = []

    def __call__(
        self, prompts: Sequence[Sequence[int]], samplings: Sequence[Sequence[Sampling]]
    ) -> list[tuple[Drawn, ...]]:
        """Complete prompts."""
        return [self._group(tuple(tokens), plan) for tokens, plan in zip(prompts, samplings, strict=True)]

    def _group(self, tokens: tuple[int, ...], plan: Sequence[Sampling]) -> tuple[Drawn, ...]:
        asked = self._by_text[tokens]
        self.asked.append(asked)
        self.samplings += plan
        number = int(asked.prompt_id)
        pattern = next(self._patterns)
        texts = {"r": answer(number), "w": answer(number + 1), "x": "?"}
        return tuple(reply(texts[each]) for each in pattern)


def roller(patterns: Sequence[str], filtering: FilterSettings | None = None, group_size: int = 2) -> Roller:
    """Build a roller over the four questions, in their order."""
    prompts = [prompt(number) for number in range(len(NAMES))]
    settings = filtering or FilterSettings()
    made = Roller(
        prompts=prompts,
        stream=Stream(len(prompts), 0, shuffle=False),
        switch=Switch(settings),
        tokenise=lambda messages: [ord(messages[0].content[0])],
        rewards=RewardSettings(),
        filtering=settings,
        group_size=group_size,
        temperature=1.0,
        reply_tokens=8,
        seed=42,
    )
    made.draw = Told(patterns, prompts)
    return made
