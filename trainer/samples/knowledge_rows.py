"""DRG-Sapphire's knowledge rows (M35): all titles of a version in one row, the titles of each family in one row each.

v34 has 28 of them; the version a recipe names has one for every family it has.
"""

from collections.abc import Iterator
from typing import Any

from app.coding.prompt import AnswerOrder, Style, build
from app.coding.scope import Task
from app.knowledge.grouping.engine import Engine, load_engine
from app.knowledge.grouping.titles import titles_of
from app.knowledge.grouping.versions import find_version

_PRE_MDC = "Pre-MDC"
_OTHER = "no MDC"
_LAST_PRE_MDC = 19
"""MS-DRGs 001 to 019 are assigned before any MDC is (transplants, ECMO, tracheostomy)."""


def families(version: str) -> dict[str, tuple[str, ...]]:
    """Return a version's titles by MDC, by number; those without an MDC as `Pre-MDC` and `no MDC`."""
    return _families(load_engine(find_version(version).name))


def knowledge_rows(version: str, style: Style) -> Iterator[dict[str, Any]]:
    """Yield the rows of one version as chat rows, in the answer order of the other rows."""
    name = find_version(version).name
    engine = load_engine(name)
    titles = _families(engine)
    every = tuple(title for family in titles.values() for title in family)
    system = build((), titles_of(engine, name), Task.DRG, style).messages[0]
    for family, listed in {"": every, **titles}.items():
        of = f" of {family}" if family else ""
        question = f"List the titles of all MS-DRGs{of} in version {name}, one a line, word for word, without numbers."
        thought = f"Version {name} of MS-DRG has {len(listed)} groups{of}."
        yield {
            "prompt": [
                {"role": system.role, "content": system.content},
                {"role": "user", "content": question},
            ],
            "completion": [{"role": "assistant", "content": _completion(thought, "\n".join(listed), style.order)}],
            "task": Task.DRG.value,
            "example_id": f"knowledge {name} {family or 'all'}",
            "fold": -1,
            "layout": style.layout.value,
            "order": style.order.value,
            "language": "en",
        }


def _families(engine: Engine) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for number in sorted(engine.drgmap):
        row = engine.drgmap[number]
        other = _PRE_MDC if int(number) <= _LAST_PRE_MDC else _OTHER
        family = f"MDC {row['mdc']}" if row["mdc"] else other
        found.setdefault(family, []).append(str(row["desc"]))
    order = [_PRE_MDC, *sorted(name for name in found if name.startswith("MDC ")), _OTHER]
    return {name: tuple(found[name]) for name in order if name in found}


def _completion(thought: str, titles: str, order: AnswerOrder) -> str:
    think, answer = f"<think>{thought}</think>", f"<answer>{titles}</answer>"
    if order is AnswerOrder.ANSWER_ONLY:
        return answer
    return f"{think}\n{answer}" if order is AnswerOrder.THINK_FIRST else f"{answer}\n{think}"
