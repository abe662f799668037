"""The child process that holds the model: what `ModelWorker` starts.

Reads one JSON object a line from standard input and writes one a line to standard output (wire.py says which); ends
when its input ends, so it never outlives the window.
"""

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from app.coding.completion import Completion
from app.errors import ModelError
from app.inference import memory, wire
from app.inference.decoder import ConsensusDecoder, Question, common
from app.inference.engine import RUNTIME, Llama
from app.inference.modelfile import inspect
from app.inference.prefixes import PrefixFiles
from app.inference.stop_flag import StopFlag
from app.inference.votes import outline


class Engine:
    """Answers wire requests with one loaded model."""

    def __init__(self, load: wire.Load, send: Callable[[dict[str, Any]], None]) -> None:
        file = inspect(load.model)
        free = memory.free_bytes()
        memory.require(file.size + memory.COMPUTE_BYTES, free, f"the model {file.path.name}")
        parts = (load.model_key, load.adapter_key, RUNTIME, "f16")
        prefixes = PrefixFiles(load.prefixes, parts)
        self._llama = Llama(file, adapter=load.adapter, threads=load.threads, prefixes=prefixes)
        self._decoder = ConsensusDecoder(self._llama)
        self._context_length = load.context_length
        self._send = send

    @property
    def stop(self) -> StopFlag:
        """Return the flag that stops the completion in progress."""
        return self._llama.stop

    def close(self) -> None:
        """Free the model."""
        self._llama.close()

    def count(self, text: str) -> int:
        """Count the tokens of a text."""
        return len(self._llama.vocabulary.encode(text))

    def complete(self, orders: Sequence[wire.Order]) -> list[list[Completion]]:
        """Answer every order; streams text while it goes."""
        questions = [self._question(order) for order in orders]

        def pieces(found: list[tuple[int, int, str]]) -> None:
            self._send({"event": "text", "pieces": found})

        return self._decoder.complete(questions, pieces, self.stop.is_set)

    def timing(self) -> dict[str, Any]:
        """Say where the last completion's time went."""
        timing = self._decoder.timing
        return {name: getattr(timing, name) for name in timing.__slots__}

    def _question(self, order: wire.Order) -> Question:
        llama = self._llama
        prompt = llama.render(order.messages)
        asked = "\n".join(message.content for message in order.messages)
        shape = outline(asked, order.closed_list, single=order.single, vocabulary=llama.vocabulary)
        tokens = llama.encode_prompt(prompt + shape.opening if shape else prompt)
        longest = len(tokens) + max((sampling.max_tokens for sampling in order.samplings), default=0)
        if longest > self._context_length:
            raise ModelError(
                f"Prompt and answer take {longest} tokens, and the context holds {self._context_length}.",
                "Choose a longer context (setting context_tokens) or a smaller scope.",
            )
        last = order.messages[-1].content
        at = prompt.rfind(last) if order.static_length else -1
        static = llama.encode_prompt(prompt[: at + order.static_length]) if at >= 0 else []
        return Question(
            tuple(tokens), common([static, tokens]) if static else 0, order.samplings, shape, endless=order.endless
        )


class _Service:
    """Reads orders, runs them one after another, and sends what comes of them."""

    def __init__(self, source: Any, sink: Any) -> None:
        self._source = source
        self._sink = sink
        self._lock = threading.Lock()
        self._orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._engine: Engine | None = None
        self._cancelled: set[int] = set()

    def run(self) -> None:
        """Serve until told to close."""
        threading.Thread(target=self._read, daemon=True).start()
        while True:
            order = self._orders.get()
            if order["op"] == "close":
                break
            try:
                self._serve(order)
            except ModelError as error:
                self._send({"event": "error", "message": error.message, "advice": error.advice, "id": order["id"]})
        if self._engine:
            self._engine.close()

    def _serve(self, order: dict[str, Any]) -> None:
        if order["op"] == "load":
            self._engine = Engine(wire.read_load(order), self._send)
            self._send({"event": "ready", "id": order["id"], "runtime": RUNTIME})
            return
        if self._engine is None:
            raise ModelError("No model is loaded.", "Load one first.")
        if order["op"] == "count":
            self._send({"event": "counted", "id": order["id"], "count": self._engine.count(order["text"])})
        elif order["op"] == "complete":
            self._engine.stop.clear()
            if order["id"] in self._cancelled:
                self._engine.stop.set()
            found = self._engine.complete(wire.read_orders(order))
            done = {"event": "done", "id": order["id"], "completions": wire.write_completions(found)}
            self._send(done | {"timing": self._engine.timing()})

    def _read(self) -> None:
        """Read orders; a cancel takes effect at once, and the end of input ends the process."""
        for line in self._source:
            order = wire.loads(line)
            if order is None:
                continue
            if order["op"] == "cancel":
                self._cancelled.add(order["id"])
                if self._engine:
                    self._engine.stop.set()
            else:
                self._orders.put(order)
        os._exit(0)

    def _send(self, event: dict[str, Any]) -> None:
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._sink.write(wire.dumps(event))
            self._sink.flush()


def main() -> None:
    """Serve on the standard streams; whatever llama.cpp prints goes to standard error."""
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _Service(sys.stdin.buffer, sink).run()
    os._exit(0)  # the reader still waits on standard input, and an ordinary exit would wait for it


if __name__ == "__main__":
    main()
