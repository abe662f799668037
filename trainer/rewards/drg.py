"""What an answered DRG title is worth: DRG-Sapphire's three tables, and the dense one by the grouper's own groups.

Titles are members of the version's list by equality, and compared by their numbers and their parts by equality: never
as substrings, which gave full reward to wrong titles in the public code (methods M38).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.coding.answer import parse
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import Scope, Task
from app.knowledge.grouping.severity import Severity, Standing

_BODY = re.compile(r"<answer>((?!</?(?:think|answer)>).)*</answer>", re.DOTALL)
_SPLIT = re.compile(r"\s+(?=with(?:out)?\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DrgTable:
    """The reward of each way in which an answer can stand to the gold group (M38)."""

    full: float
    base: float
    severity: float
    nothing: float
    no_title: float


TABLES: Mapping[str, DrgTable] = MappingProxyType(
    {
        "drg-strict": DrgTable(2.0, 0.0, 0.0, 0.0, -1.5),
        "drg-dense": DrgTable(2.0, 1.5, 0.5, -0.5, -1.5),
        "drg-balanced": DrgTable(2.0, 1.0, 1.0, -0.5, -1.5),
        "drg-grouped": DrgTable(2.0, 1.5, 0.5, -0.5, -1.5),
    }
)
"""DRG-Sapphire's variants (methods M38), and the dense values by true base group and severity."""


def title_reward(table: DrgTable, answered: str | None, gold: str, standings: Mapping[str, Standing]) -> float:
    """Return an answer's reward; `answered` and `gold` are numbers, `answered` None where it is no title.

    Full only for the same number; partly for the same base group or the same severity of a group that is split.
    """
    if answered is None:
        return table.no_title
    if answered == gold:
        return table.full
    ours, theirs = standings.get(gold), standings.get(answered)
    if ours is None or theirs is None:
        return table.nothing
    if ours.base == theirs.base:
        return table.base
    same = ours.severity is theirs.severity is not Severity.UNSPLIT
    return table.severity if same else table.nothing


def part_reward(table: DrgTable, answered: str | None, gold: str, titles: Mapping[str, str]) -> float:
    """Return an answer's reward by the two parts of the titles, as DRG-Sapphire's own tables do (M38).

    `titles` is number → title. Parts are equal or not; a title without WITH or WITHOUT earns and gives no part.
    """
    if answered is None:
        return table.no_title
    if answered == gold:
        return table.full
    ours, theirs = parts(titles[gold]), parts(titles[answered])
    if ours is None or theirs is None:
        return table.nothing
    if ours[0] == theirs[0]:
        return table.base
    return table.severity if ours[1] == theirs[1] else table.nothing


def parts(title: str) -> tuple[str, str] | None:
    """Part a title before its first WITH or WITHOUT into base and tail, in one case; None when it has neither."""
    halves = _SPLIT.split(" ".join(title.split()).casefold(), maxsplit=1)
    return (halves[0], halves[1]) if len(halves) == 2 else None


def tags_hold(text: str, scope: Scope, order: AnswerOrder) -> bool:
    """Say whether a completion has its blocks and nothing else, whatever stands in the answer (format reward, M37).

    The contract's parser judges it, with a title of the list put in the place of the answer.
    """
    title = scope.label(scope.codes(Task.DRG)[0])
    return parse(
        _BODY.sub(lambda _: f"<answer>{title}</answer>", text), Task.DRG, scope, order, Language.EN
    ).well_formed
