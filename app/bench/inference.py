"""The decoder against llama-cpp-python's own loop on the same file, threads and prompts, in alternating pairs.

Ours runs as users have it: in its child process, with the static prefix of the prompt already read for an earlier
record. The library's `Llama` has the same threads and its default batch, and keeps its own prefix where a figure says
so. Every completion takes the same number of tokens; the end of the text is ignored.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from app.coding.completion import Message, Request, Sampling, tcecp_plan
from app.coding.prompt import Layout, Style, build
from app.coding.record import Record, Section
from app.coding.scope import Scope, Task
from app.exchange.intake import read_files
from app.inference import wire
from app.inference.threads import default_threads
from app.inference.worker import ModelSpec, ModelWorker
from app.knowledge.scopes import load_scope
from app.paths import Places, resources

RECORD_CHARACTERS = 2400
COMPLETION_TOKENS = 128
GREEDY_RECORDS = 10
GREEDY_TOKENS = 64
_CONTEXT = 8192
_TASKS = (Task.PRINCIPAL, Task.OTHERS)
_T = TypeVar("_T")
Say = Callable[[str], None]


def run(model_path: Path | None, *, pairs: int, on_progress: Say) -> dict[str, float]:
    """Return the six figures of one model file; each ratio is the median of alternating pairs."""
    if model_path is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="dxdesk-bench-", ignore_cleanup_errors=True) as folder:
        bench = _Bench(model_path, Path(folder), on_progress)
        try:
            return bench.consensus(pairs) | bench.three_votes(pairs) | bench.speeds(pairs) | bench.greedy()
        finally:
            bench.close()


class _Bench:
    """Both sides with one model loaded in each."""

    def __init__(self, model_path: Path, folder: Path, say: Say) -> None:
        self._say = say
        self._scope = load_scope()
        self._records = [sized(record, RECORD_CHARACTERS) for record in _demo_records()]
        self._ours = ModelWorker(ModelSpec(model_path, context_tokens=_CONTEXT), Places(folder, folder))
        self._theirs = _Library(model_path)
        self._ours.start()

    def close(self) -> None:
        """End both."""
        self._ours.close()
        self._theirs.close()

    def consensus(self, pairs: int) -> dict[str, float]:
        """Time both tasks with full TCECP against six calls, and against the library's own prefix reuse."""
        self._complete(self._records[-1], 2)
        self._theirs.sequence(self._plan(self._records[-1], Style(), 2))
        against_six: list[float] = []
        against_reuse: list[float] = []
        for pair in range(pairs):
            record = self._records[pair % (len(self._records) - 1)]
            seed = self._plan(record, Style(Layout.SEED), COMPLETION_TOKENS)
            shared = self._plan(record, Style(), COMPLETION_TOKENS)
            complete = partial(self._complete, record, COMPLETION_TOKENS)
            ours, reuse = _alternate(pair, complete, partial(self._theirs.sequence, shared))
            six = _timed(partial(self._theirs.independent, seed))
            self._theirs.sequence(self._plan(self._records[-1], Style(), 2))
            against_six.append(ours / six)
            against_reuse.append(ours / reuse)
            self._say(f"  consensus {ours:.1f} s, library with reuse {reuse:.1f} s, six calls {six:.1f} s")
        return {
            "consensus_vs_six_calls": statistics.median(against_six),
            "consensus_vs_library_reuse": statistics.median(against_reuse),
        }

    def three_votes(self, pairs: int) -> dict[str, float]:
        """Time three votes against one generation of the same prompt, both in our decoder."""
        ratios: list[float] = []
        for pair in range(pairs):
            record = self._records[(pair + 7) % len(self._records)]
            complete = partial(self._complete, record, COMPLETION_TOKENS, _TASKS[:1])
            three, one = _alternate(pair, complete, partial(complete, votes=1))
            ratios.append(three / one)
            self._say(f"  three votes {three:.1f} s, one {one:.1f} s")
        return {"three_votes_vs_one": statistics.median(ratios)}

    def speeds(self, pairs: int) -> dict[str, float]:
        """Compare reading and writing speed with the library's own loop, one completion of a prompt read anew."""
        reading: list[float] = []
        writing: list[float] = []
        for pair in range(pairs):
            record = sized(self._records[pair % len(self._records)], RECORD_CHARACTERS // 2)
            request = _request(record, self._scope, Task.OTHERS, Style(Layout.SEED))
            messages = (Message("user", f"{pair} {request.messages[0].content}"),)
            order = replace(_order(request, COMPLETION_TOKENS, 1), messages=messages, static_length=0)
            library = partial(self._theirs.speeds, messages, COMPLETION_TOKENS)
            ours, theirs = _alternate_values(pair, partial(self._our_speeds, order), library)
            reading.append(ours[0] / theirs[0])
            writing.append(ours[1] / theirs[1])
            self._say(
                "  tokens a second, read and written: {:.1f} {:.1f}; library {:.1f} {:.1f}".format(*ours, *theirs)
            )
        return {
            "prompt_speed_vs_library": statistics.median(reading),
            "generation_speed_vs_library": statistics.median(writing),
        }

    def greedy(self) -> dict[str, float]:
        """Return the share of records whose T = 0 stream, decoded among all six votes, is the library's own."""
        same = 0
        for record in self._records[:GREEDY_RECORDS]:
            orders, requests = self._orders(record, GREEDY_TOKENS, _TASKS, 3)
            found = self._ours.complete_orders(orders, requests)
            theirs = [self._theirs.greedy(request.messages, GREEDY_TOKENS) for request in requests]
            equal = [votes[0].text for votes in found] == theirs
            same += equal
            self._say(f"  greedy stream of {record.record_id} {'is' if equal else 'is not'} the library's")
        return {"greedy_identical": same / len(self._records[:GREEDY_RECORDS])}

    def _complete(self, record: Record, tokens: int, tasks: Sequence[Task] = _TASKS, votes: int = 3) -> None:
        self._ours.complete_orders(*self._orders(record, tokens, tasks, votes))

    def _orders(
        self, record: Record, tokens: int, tasks: Sequence[Task], votes: int
    ) -> tuple[list[wire.Order], list[Request]]:
        requests = [_request(record, self._scope, task, Style()) for task in tasks]
        return [_order(request, tokens, votes) for request in requests], requests

    def _our_speeds(self, order: wire.Order) -> tuple[float, float]:
        self._ours.complete_orders([order], [])
        timing = self._ours.timing
        writing = timing["steps"] / (timing["decode_seconds"] + timing["chosen_seconds"])
        return timing["prefill_tokens"] / timing["prefill_seconds"], writing

    def _plan(self, record: Record, style: Style, tokens: int) -> list[tuple[tuple[Message, ...], Sampling]]:
        requests = [_request(record, self._scope, task, style) for task in _TASKS]
        return [(r.messages, replace(s, max_tokens=tokens)) for r in requests for s in r.samplings]


class _Library:
    """llama-cpp-python's `Llama` as its documentation uses it."""

    def __init__(self, model_path: Path) -> None:
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # as the engine has it: spinning would slow this side down
        import llama_cpp  # noqa: PLC0415 - only this benchmark runs the library beside the engine
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter  # noqa: PLC0415

        threads = default_threads()
        self._llama: Any = llama_cpp.Llama(
            str(model_path), n_ctx=_CONTEXT, n_threads=threads, n_threads_batch=threads, verbose=False
        )
        template = self._llama.metadata["tokenizer.chat_template"]
        self._formatter = Jinja2ChatFormatter(template, eos_token="<|im_end|>", bos_token="")  # noqa: S106 - a mark

    def close(self) -> None:
        """Free the model."""
        self._llama.close()

    def sequence(self, plan: Iterable[tuple[tuple[Message, ...], Sampling]]) -> None:
        """Complete one after another; the library keeps the longest prefix it has."""
        for messages, sampling in plan:
            self._generate(self._tokens(messages), sampling.temperature, sampling.max_tokens)

    def independent(self, plan: Iterable[tuple[tuple[Message, ...], Sampling]]) -> None:
        """Complete each as if it were the only one."""
        for messages, sampling in plan:
            self._llama.reset()
            self._generate(self._tokens(messages), sampling.temperature, sampling.max_tokens)

    def greedy(self, messages: tuple[Message, ...], count: int) -> str:
        """Return the greedy completion of a prompt read anew."""
        self._llama.reset()
        tokens = self._generate(self._tokens(messages), 0.0, count)
        return self._llama.detokenize(tokens, special=True).decode(errors="replace")

    def speeds(self, messages: tuple[Message, ...], count: int) -> tuple[float, float]:
        """Return prompt and generation speed in tokens a second."""
        self._llama.reset()
        tokens = self._tokens(messages)
        started = time.perf_counter()
        stream = self._llama.generate(tokens, temp=0.0)
        next(stream)
        read = time.perf_counter()
        for _ in range(count - 1):
            next(stream)
        written = time.perf_counter()
        return len(tokens) / (read - started), (count - 1) / (written - read)

    def _tokens(self, messages: tuple[Message, ...]) -> list[int]:
        plain: list[Any] = [{"role": message.role, "content": message.content} for message in messages]
        prompt = self._formatter(messages=plain).prompt
        return self._llama.tokenize(prompt.encode(), add_bos=False, special=True)

    def _generate(self, tokens: list[int], temperature: float, count: int) -> list[int]:
        stream = self._llama.generate(tokens, temp=temperature, top_k=0, top_p=1.0, min_p=0.0)
        return [next(stream) for _ in range(count)]


def sized(record: Record, characters: int) -> Record:
    """Return the record with this many characters of text: its course of treatment repeated, or its end cut off."""
    length = sum(len(section.text) for section in record.sections)
    course = next((s for s in record.sections if s.name == "诊疗经过"), record.sections[-1])
    more = course.text * (max(characters - length, 0) // max(len(course.text), 1) + 1)
    left = characters
    sections: list[Section] = []
    for section in record.sections:
        text = section.text + more if section is course and length < characters else section.text
        sections.append(Section(section.name, text[:left]))
        left -= len(sections[-1].text)
    return replace(record, sections=tuple(section for section in sections if section.text))


def _demo_records() -> list[Record]:
    files = sorted((resources() / "demo" / "records").glob("*.json"))
    return [item for item in read_files(files) if isinstance(item, Record)]


def _request(record: Record, scope: Scope, task: Task, style: Style) -> Request:
    prompt = build(record.sections, scope, task, style)
    plan = tcecp_plan(record.record_id, task, COMPLETION_TOKENS)
    return Request(task, prompt.messages, plan, (), record, scope, prompt.static_length)


def _order(request: Request, tokens: int, votes: int) -> wire.Order:
    """Return the order with so many votes of so many tokens each, whatever the model writes."""
    samplings = tuple(replace(sampling, max_tokens=tokens) for sampling in request.samplings[:votes])
    return replace(wire.order_of(request), samplings=samplings, endless=True)


def _timed(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _alternate(pair: int, one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Time both, the first one first in every second pair."""
    return _alternate_values(pair, partial(_timed, one), partial(_timed, other))


def _alternate_values(pair: int, one: Callable[[], _T], other: Callable[[], _T]) -> tuple[_T, _T]:
    if pair % 2 == 0:
        return one(), other()
    second = other()
    return one(), second
