"""Training-only hints: codes the policy still misses are named in the prompt of some rollouts (LLM4ICD's PHI).

Nothing of the app knows of hints, and evaluation asks by the contract: a hint never stands in a prompt at inference.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Self

from pydantic import Field, model_validator

from app.coding.language import Language
from app.coding.scope import separator
from trainer.recipe import Settings

_WORDS = {
    Language.ZH: "提示：正确答案包括：{}。",
    Language.EN: "Hint: the right answer includes: {}.",
}


class HintSettings(Settings):
    """How often and how much is hinted; LLM4ICD: half of the rollouts' prompts, 1 to 5 codes, rare ones first."""

    probability: float = Field(default=0.0, ge=0, le=1)
    """Share of the prompts with missed codes that get a hint (LLM4ICD: 0.5); 0: none."""
    least: int = Field(default=1, ge=1)
    """Fewest codes of one hint."""
    most: int = Field(default=5, ge=1)
    """Most codes of one hint."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.least > self.most:
            raise ValueError(f"least ({self.least}) is more than most ({self.most}); swap them")
        return self


def hinted_codes(
    missed: Sequence[str], frequency: Mapping[str, int], settings: HintSettings, rng: random.Random
) -> tuple[str, ...]:
    """Draw the missed codes to hint at: none, or so many of the rarest among the training examples (ties by chance).

    `frequency` counts the examples that carry a code; one it does not name is rarest.
    """
    if not missed or rng.random() >= settings.probability:
        return ()
    count = rng.randint(settings.least, settings.most)
    drawn = list(dict.fromkeys(missed))
    rng.shuffle(drawn)
    return tuple(sorted(drawn, key=lambda code: frequency.get(code, 0))[:count])


def with_hint(messages: Sequence[Mapping[str, str]], labels: Sequence[str], language: Language) -> list[dict[str, str]]:
    """Return chat messages whose last one ends with a hint at these labels; unchanged copies without labels."""
    copies = [dict(message) for message in messages]
    if labels:
        copies[-1]["content"] += "\n\n" + _WORDS[language].format(separator(language).join(labels))
    return copies
