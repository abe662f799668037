"""What the tests of the bad-case loop share: bad cases, a rewriter that swaps words, and an expert who approves."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.coding.bundle import Kind, read_bundle, write_bundle
from app.coding.codeset import CodeSet
from app.coding.completion import Completion, CompletionModel, Finish, Request, Sampling
from app.coding.example import Example
from app.coding.rewrite import Approval, BadCase, Standing, Variant, approved_bundle, read_variants
from tests.trainer.cases import example
from tests.trainer.scripted import ScriptedModel
from trainer.augment.making import OpenRewriter
from trainer.augment.settings import RewriterSettings
from trainer.badcases.stage import CASES, write_cases
from trainer.dataset.coded_from import CodedFrom, write_folds
from trainer.examples import write_examples
from trainer.runs import Stage

READ_RIGHT = ("E11.900", "E78.500", "I25.103")
"""Others of an example whose whole code set the workstation's rules read."""
_SWAPS = (
    ("编号", "病案编号"),
    ("考虑", "诊断考虑"),
    ("病史10年", "病史已10年"),
    ("口服二甲双胍", "二甲双胍口服治疗中"),
)
_ORIGINAL = re.compile(r"原文：\n(?P<text>.*)\n\n现在重写", re.DOTALL)
Write = Callable[[str, int], str]


def reworded(text: str, number: int) -> str:
    """Put a text otherwise, each number in its own way, and change no fact."""
    for at, (old, new) in enumerate(_SWAPS):
        if number >> at & 1 or number >= 1 << len(_SWAPS):
            text = text.replace(old, new)
    return f"{text}以上情况属实。" if number % 2 else f"患者{text}"


@dataclass
class Rewriter(ScriptedModel):
    """A model that answers a request to rewrite by `write(text, number)`."""

    write: Write = reworded
    wrap: str = "<rewrite>{}</rewrite>"
    finish: Finish = Finish.STOP

    def reply(self, request: Request, sampling: Sampling, number: int) -> Completion:
        found = _ORIGINAL.search(request.messages[-1].content)
        text = self.write(found["text"] if found else "", sampling.seed % 64)
        return Completion(self.wrap.format(text), self.finish, len(text))

    def open(self) -> OpenRewriter:
        @contextmanager
        def opened(_: RewriterSettings, __: Stage) -> Iterator[CompletionModel]:
            yield self

        return opened


def bad_case(record_id: str = "R1", others: tuple[str, ...] = READ_RIGHT, *, group: str = "") -> BadCase:
    """Build a case whose principal and others were not found."""
    return BadCase(example(record_id, others=others, group=group), CodeSet(), "policy", 1)


def loop_run(root: Path, cases: Sequence[BadCase], heldout: Sequence[Example] = ()) -> Path:
    """Write what [dataset] and [badcases] leave for [augment]."""
    dataset, badcases = root / "dataset", root / "badcases"
    for folder in (dataset, badcases):
        folder.mkdir(parents=True, exist_ok=True)
    examples = [case.example for case in cases]
    write_examples(dataset / "train.jsonl", examples)
    write_examples(dataset / "heldout.jsonl", heldout)
    write_folds(dataset, 2, {each.example_id: n % 2 for n, each in enumerate(examples)})
    CodedFrom("ccl25").write(dataset)
    write_cases(badcases / CASES, cases)
    return root


def approve(
    bundle: Path, target: Path, choose: Callable[[Sequence[Variant]], Sequence[Variant]] = lambda found: found[:1]
) -> list[Variant]:
    """Approve of each case what `choose` picks, as the workstation's expert does; return what was approved."""
    cases = read_variants(read_bundle(bundle.read_text(encoding="utf-8"), Kind.VARIANTS))
    chosen = [variant for _, variants in cases for variant in choose(variants)]
    rows = [(variant, approval(variant)) for variant in chosen]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(write_bundle(approved_bundle(rows, {"site": "test"})), encoding="utf-8", newline="\n")
    return chosen


def approval(variant: Variant, score: int | None = 5) -> Approval:
    """Build an approval of a variant's text as it is."""
    return Approval(
        variant.variant_id,
        variant.case_id,
        Standing.APPROVED,
        "李专家",
        "2026-01-02T03:04:05+00:00",
        score,
        None,
        "",
        variant.seal,
    )
