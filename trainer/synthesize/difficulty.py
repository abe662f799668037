"""How hard invented records are: what the fixed baseline reaches on them when it learns from as many as it did in life.

On real records it scored 63.0 (facts.BASELINE). Much more here means that the invented ones give their codes away.
"""

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from app.coding.example import Example
from app.coding.metric import Outcome, Report, evaluate
from app.coding.scope import Scope
from trainer.classifier.bagofwords import BagOfWords
from trainer.synthesize import facts
from trainer.synthesize.tables import Cell, Table

TRAIN = facts.BASELINE_EXAMPLES
ALL_WRITERS, ONE_WRITER, UNREAD = WAYS = (
    "other records of the same writers",
    "other records of one and the same writer",
    "writers it has not read",
)
LEAST_TEST, MOST_TEST = 300, 600
"""Records the baseline is judged on: fewer say too little, more cost time only."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """The baseline's scores over several draws of training records; `composite` 0–100, the others 0–1."""

    name: str
    reports: tuple[Report, ...]

    @property
    def composite(self) -> tuple[float, float]:
        """Return mean and spread (standard deviation over the draws) of formula (6) ×100."""
        return self._of("composite")

    @property
    def inside(self) -> bool:
        """Say whether the mean lies where it must."""
        low, high = facts.WANTED_COMPOSITE
        return low <= self.composite[0] <= high

    def row(self) -> tuple[Cell, ...]:
        """Return the row of the table: each score as mean ± spread."""
        told = [f"{mean:.1f} ± {spread:.1f}" for mean, spread in (self.composite, self._of("principal_accuracy", 100))]
        others = "{:.3f} ± {:.3f}".format(*self._of("others_f1"))
        return (self.name, *told, others, len(self.reports), self.reports[0].n, "yes" if self.inside else "no")

    def _of(self, figure: str, times: float = 1) -> tuple[float, float]:
        values = [times * getattr(report, figure) for report in self.reports]
        return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else 0.0


def measure(
    examples: Sequence[Example], scope: Scope, *, draws: int, seed: int, held_out: Collection[str] = ()
) -> list[Difficulty]:
    """Train and judge the baseline `draws` times: on all writers' records, on one writer's, on writers it has not read.

    The first is the figure that must lie inside. The second (a writer a draw, in turn) is nearer to the real one, whose
    records come from one hospital. The third holds out the named writers, else another third of them in each draw.
    Records outside the scope take no part: the real figure knows none. What there are too few records for is left out.
    """
    inside = [example for example in examples if not example.out_of_scope]
    found: list[Difficulty] = []
    for way in WAYS:
        reports: list[Report] = []
        for draw in range(draws):
            chance = random.Random(f"{seed}/{draw}/{way}")  # noqa: S311 - a repeatable draw, no secret
            if way == UNREAD:
                train, test = _by_writer(inside, chance, held_out)
            else:
                train, test = _at_random(_of_one_writer(inside, draw) if way == ONE_WRITER else inside, chance)
            if len(train) >= TRAIN and len(test) >= LEAST_TEST:
                reports.append(score(BagOfWords.fit(train[:TRAIN], scope, seed=draw), test[:MOST_TEST]))
        if reports:
            found.append(Difficulty(way, tuple(reports)))
    return found


def score(baseline: BagOfWords, examples: Sequence[Example]) -> Report:
    """Judge a fitted baseline on examples by formula (6)."""
    said = baseline.predictions([example.record for example in examples])
    return evaluate(
        [
            Outcome(example.gold.principal_code, example.gold.other_codes, each.principal, each.others)
            for example, each in zip(examples, said, strict=True)
        ]
    )


def difficulty_table(found: Sequence[Difficulty]) -> Table:
    """Write what was measured beside the real figure."""
    real = facts.BASELINE
    rows: list[tuple[Cell, ...]] = [each.row() for each in found]
    rows.append(
        ("real records", f"{real['composite']}", f"{100 * real['principal']:.0f}", f"{real['others']}", None, None, "–")
    )
    low, high = facts.WANTED_COMPOSITE
    note = (
        f"The bag-of-words baseline trained on {TRAIN} records in the scope; mean ± standard deviation over draws. "
        f"Formula (6) must lie in {low:.0f}–{high:.0f}."
    )
    if not found:
        note += f" Not measured: that takes {TRAIN + LEAST_TEST} records in the scope."
    columns = ("judged on", "formula (6)", "principal %", "others F1", "draws", "records", "inside")
    return Table("Difficulty", columns, tuple(rows), note)


def _at_random(examples: Sequence[Example], chance: random.Random) -> tuple[list[Example], list[Example]]:
    """Part the examples by chance, no group in both halves."""
    groups = sorted({_group(example) for example in examples})
    chance.shuffle(groups)
    rank = {group: number for number, group in enumerate(groups)}
    dealt = sorted(examples, key=lambda example: rank[_group(example)])
    train, rest = dealt[:TRAIN], dealt[TRAIN:]
    taken = {_group(example) for example in train}
    return train, [example for example in rest if _group(example) not in taken]


def _of_one_writer(examples: Sequence[Example], draw: int) -> list[Example]:
    """Return the records of one writer who has enough of them, another in each draw; none where there is none."""
    counts = Counter(example.writer for example in examples)
    enough = sorted(writer for writer, count in counts.items() if count >= TRAIN + LEAST_TEST)
    return [example for example in examples if enough and example.writer == enough[draw % len(enough)]]


def _by_writer(
    examples: Sequence[Example], chance: random.Random, held_out: Collection[str]
) -> tuple[list[Example], list[Example]]:
    """Part the examples by writer, each part in a random order."""
    writers = sorted({example.writer for example in examples})
    unread = set(held_out) or set(chance.sample(writers, len(writers) // 3))
    dealt = chance.sample(list(examples), len(examples))
    train = [example for example in dealt if example.writer not in unread]
    return train, [example for example in dealt if example.writer in unread]


def _group(example: Example) -> str:
    return example.group or example.parent_id or example.example_id
