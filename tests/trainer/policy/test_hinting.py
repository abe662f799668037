"""Which codes count as missed, and prompts with a hint at them."""

import random

from tests.trainer.policy_rolls import answer, prompt
from trainer.policy.hinting import Hinting, gold_codes, missed_codes
from trainer.policy.hints import HintSettings

ALWAYS = HintSettings(probability=1.0)


def test_a_code_is_missed_that_fewer_than_half_of_the_completions_name() -> None:
    asked = prompt(0)
    assert missed_codes(asked, [answer(1), answer(1), answer(0)]) == ["A00"]
    assert missed_codes(asked, [answer(0), answer(1)]) == []
    assert missed_codes(asked, ["?", "?"]) == ["A00"]


def test_a_prompt_is_hinted_at_only_after_it_was_missed() -> None:
    asked = prompt(0)
    hinting = Hinting([asked], ALWAYS)
    assert hinting.messages(asked, random.Random(0)) == asked.messages
    hinting.observe({asked.prompt_id: ["A00"]})
    told = hinting.messages(asked, random.Random(0))[-1].content
    assert told.startswith(asked.messages[-1].content)
    assert told.count("高血压病") == 2


def test_what_was_missed_is_gone_on_with() -> None:
    asked = prompt(2)
    first, second = Hinting([asked], ALWAYS), Hinting([asked], ALWAYS)
    first.observe({asked.prompt_id: ["A02"]})
    second.load_state_dict(first.state_dict())
    assert second.messages(asked, random.Random(1)) == first.messages(asked, random.Random(1))
    assert [code.code for code in gold_codes(asked)] == ["A02"]
