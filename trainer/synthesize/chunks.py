"""Invented records written as lines, chunk by chunk, in several processes; imports no more than that needs."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Literal

from app.coding.example import to_json
from app.knowledge.scopes import load_scope
from trainer.synthesize.en import generate as english
from trainer.synthesize.zh import generate as chinese

Language = Literal["zh", "en"]
CHUNK = 100
"""Records a process writes at a time."""


@dataclass(frozen=True, slots=True)
class Order:
    """The records that are asked for: number start and the count - 1 behind it."""

    language: Language
    seed: int
    count: int
    start: int = 0
    scope: str = "ccl25"
    writers: tuple[str, ...] = ()
    out_of_scope: float = 0.0

    def chunks(self) -> list["Order"]:
        """Return the order in chunks."""
        stop = self.start + self.count
        return [
            Order(
                self.language, self.seed, min(CHUNK, stop - start), start, self.scope, self.writers, self.out_of_scope
            )
            for start in range(self.start, stop, CHUNK)
        ]


def writers(language: Language) -> tuple[str, ...]:
    """Name the writers of a language."""
    return english.writers() if language == "en" else chinese.writers()


def lines(order: Order) -> list[str]:
    """Write an order's records, one a line; `scope` and `out_of_scope` are of the Chinese ones only."""
    named = order.writers or None
    if order.language == "en":
        made = english.examples(order.count, order.seed, writers=named, start=order.start)
    else:
        scope = load_scope(order.scope)
        made = chinese.examples(order.count, order.seed, scope, named, order.out_of_scope, start=order.start)
    return [json.dumps(to_json(example), ensure_ascii=False) + "\n" for example in made]


def written(order: Order, processes: int) -> Iterator[list[str]]:
    """Yield an order's chunks in their order, by processes of their own where there is work for several."""
    chunks = order.chunks()
    if processes == 1 or len(chunks) < 2:
        yield from map(lines, chunks)
        return
    with ProcessPoolExecutor(min(processes, len(chunks)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(lines, chunks)
