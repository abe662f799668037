"""From nothing to a model the workstation opens: every stage of the tiny recipe, then its file answering at a desk."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from app.coding.mentions import Finder
from app.coding.prompt import AnswerOrder, Style
from app.coding.record import Record
from app.coding.suggest import suggest
from app.inference.backends import open_file
from app.knowledge.scopes import load_scope
from trainer.__main__ import main
from trainer.tiny import tiny_base

SMALLER = (
    "synthesize.count=60",
    "synthesize.processes=1",
    "evaluate.limit=2",
    "sft.max_steps=4",
    "evaluate.plots=false",
)
STYLE = Style(order=AnswerOrder.ANSWER_ONLY)
"""What the recipe trains."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_whole_chain_ends_in_a_file_that_the_workstation_opens_and_that_answers(tmp_path: Path):
    base = tiny_base(tmp_path / "base")
    settings = [part for each in (f"base={base}", *SMALLER) for part in ("--set", each)]

    assert main(["chain", "tiny/chain", "--out", str(tmp_path), *settings]) == 0

    run = tmp_path / "tiny"
    figures = json.loads((run / "evaluate" / "figures.json").read_text(encoding="utf-8"))
    assert set(figures["systems"]) == {"policy", "gguf", "reader", "bag-of-words"}
    parity = json.loads((run / "export" / "parity.json").read_text(encoding="utf-8"))
    assert [each["faults"] for each in parity["files"]] == [[], [], []]
    scope = load_scope()
    record = Record.of("R1", {"入院诊断": "1.冠心病 不稳定型心绞痛 2.高血压病3级（极高危）"})
    file = run / "export" / "policy-q8_0.gguf"
    with closing(open_file(file, tmp_path / "home", context_tokens=16384)) as model:
        made = suggest(record, scope, model, Finder(scope.all_codes), style=STYLE, reply_tokens=32)
    assert len(made.votes) == 6
    assert all(vote.answer.readable for vote in made.votes)
