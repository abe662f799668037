"""Several systems become one (M13): the principal by majority, an other by how many name it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from app.coding.example import Example
from app.coding.judged import Answered, Proposed, Said
from app.coding.metric import set_f1
from app.coding.scope import OUT_OF_SCOPE, Task
from app.coding.suggest import TASKS
from trainer.evaluate.readings import Reading

PARTS = 5
"""Parts of the records by which a threshold is tuned: each part's is chosen on the four others."""


def combine(members: Sequence[Reading], threshold: int) -> Reading:
    """Make one reading of several of the same record; an other needs `threshold` votes (1 union … n intersection).

    What is agreed on is suggested where a member suggests it, which it does with verified evidence only.
    """
    principal = majority([_choice(each) for each in members], [each.logprob for each in members])
    refused = principal == OUT_OF_SCOPE
    code = None if refused else principal
    votes = votes_of(members)
    others = frozenset(other for other, n in votes.items() if n >= threshold) - {code}
    chosen = Counter(each.said.principal for each in members if each.said.principal)
    borne_out = {each.code for member in members for each in member.said.candidates if each.suggested}
    suggested = borne_out & {*others, code}
    candidates = [Proposed(c, Task.PRINCIPAL, c == code and c in suggested, n) for c, n in chosen.most_common()]
    candidates += [Proposed(c, Task.OTHERS, c in others & suggested, n) for c, n in votes.most_common() if c != code]
    led = next((each for each in members if _choice(each) == principal), members[0])
    return Reading(
        record_id=members[0].record_id,
        said=Said(code, others, refused, _answers(members, code, others, refused=refused), tuple(candidates)),
        votes_of=len(members),
        quotes=tuple(dict.fromkeys(span for each in members for span in each.quotes if span.code in suggested)),
        rationale=led.rationale,
        seconds=sum(each.seconds for each in members),
        tokens=sum(each.tokens for each in members),
        shortened=any(each.shortened for each in members),
    )


def majority(choices: Sequence[str | None], logprobs: Sequence[float | None] = ()) -> str | None:
    """Return the choice with the most votes; of equals the one its voters are surest of, else the first (M13).

    None is no vote. `logprobs` are mean log-probabilities, one for each choice; they decide only where all are known.
    """
    counted = Counter(choice for choice in choices if choice is not None)
    if not counted:
        return None
    most = max(counted.values())
    tied = [choice for choice, n in counted.items() if n == most]
    if len(tied) == 1 or not logprobs:
        return tied[0]
    sure: dict[str, float] = {}
    for choice in tied:
        given = [logprob for each, logprob in zip(choices, logprobs, strict=True) if each == choice]
        known = [logprob for logprob in given if logprob is not None]
        if len(known) < len(given):
            return tied[0]
        sure[choice] = sum(known) / len(known)
    return max(tied, key=lambda choice: sure[choice])


def votes_of(members: Sequence[Reading]) -> Counter[str]:
    """Count how many members name each other."""
    return Counter(code for each in members for code in sorted(each.said.others))


def tuned_thresholds(examples: Sequence[Example], readings: Mapping[str, Sequence[Reading]]) -> dict[str, int]:
    """Choose for each record the threshold with the best mean F1 of the others on the records of the other parts.

    `readings` are the members' by record. Records that belong together (patient, contrast pair, variant) are in one
    part, so that no record's own gold has a say in its threshold. Of equals the highest is taken.
    """
    parts = {example.example_id: part_of(example) for example in examples}
    members = max((len(each) for each in readings.values()), default=1)
    scores = [
        (parts[example.example_id], _f1_by_threshold(example, readings[example.example_id], members))
        for example in examples
    ]
    chosen: dict[int, int] = {}
    for part in set(parts.values()):
        rest = [row for other, row in scores if other != part]
        means = [sum(row[n] for row in rest) for n in range(members)]
        best = max(range(members), key=lambda n: (round(means[n], 9), n)) + 1
        chosen[part] = best if rest else members // 2 + 1
    return {record_id: chosen[part] for record_id, part in parts.items()}


def part_of(example: Example) -> int:
    """Return the part an example belongs to, by the hash of what must not be parted."""
    together = example.group or example.parent_id or example.example_id
    return hashlib.sha256(together.encode()).digest()[0] % PARTS


def _f1_by_threshold(example: Example, members: Sequence[Reading], count: int) -> list[float]:
    votes = votes_of(members)
    return [
        set_f1(example.gold.other_codes, {code for code, n in votes.items() if n >= threshold})
        for threshold in range(1, count + 1)
    ]


def _choice(reading: Reading) -> str | None:
    return reading.said.principal or (OUT_OF_SCOPE if reading.said.out_of_scope else None)


def _answers(
    members: Sequence[Reading], principal: str | None, others: frozenset[str], *, refused: bool
) -> tuple[Answered, ...]:
    """Answer for all: readable when any member is, well formed when most members' first answers are."""
    formed = 2 * sum(each.said.formed for each in members) > len(members)
    readable = any(each.said.readable for each in members)
    codes = {Task.PRINCIPAL: (principal,) if principal else (), Task.OTHERS: tuple(sorted(others))}
    return tuple(Answered(task, 0, formed, readable, codes[task], refused and task is Task.PRINCIPAL) for task in TASKS)
