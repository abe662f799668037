"""The child process that holds the model: the only module that imports llama_cpp.

Reads one JSON object a line from standard input and writes one a line to standard output (wire.py says which); ends
when its input ends, so it never outlives the window.
"""

import contextlib
import ctypes
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before llama_cpp: spinning threads starve each other
import llama_cpp
import numpy as np
from llama_cpp import llama_chat_format

from app.coding.completion import Completion, Message
from app.errors import ModelError
from app.inference import memory, wire
from app.inference.constrain import ClosedList, State, TokenIndex
from app.inference.decoder import Cancelled, ConsensusDecoder, Question, Row, common
from app.inference.modelfile import ModelFile, inspect
from app.inference.prefixes import PrefixFiles
from app.inference.votes import Logits, outline

BATCH = 512
"""Tokens decoded at once in a prefill, as the library does."""
_CELL_STEP = 512
_ABORTED = 2
_NO_SLOT = 1
_SLOW_STEP = 0.1
"""Seconds a step may take before the abort callback is worth its cost."""
_CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)


class Tokens:
    """The model's vocabulary."""

    def __init__(self, vocab: Any) -> None:
        self._vocab = vocab
        self.size = int(llama_cpp.llama_vocab_n_tokens(vocab))
        self._pieces: dict[int, bytes] = {}
        self._ends: dict[int, bool] = {}
        self._index: TokenIndex | None = None

    def piece(self, token: int) -> bytes:
        """Return a token's bytes."""
        found = self._pieces.get(token)
        if found is None:
            found = self._pieces[token] = self._read_piece(token)
        return found

    def is_end(self, token: int) -> bool:
        """Tell whether the token ends a reply."""
        found = self._ends.get(token)
        if found is None:
            found = self._ends[token] = bool(llama_cpp.llama_vocab_is_eog(self._vocab, token))
        return found

    def encode(self, text: str, *, special: bool = False, begin: bool = False) -> list[int]:
        """Return the tokens of a text; special reads markup such as <|im_end|> as single tokens."""
        raw = text.encode(errors="replace")
        room = len(raw) + 8
        tokens = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self._vocab, raw, len(raw), tokens, room, begin, special)
        return list(tokens[:count])

    def legal(self, closed: ClosedList, state: State, *, closing: bool) -> Sequence[int]:
        """Return the tokens a closed list allows in this state; the index is made when first needed."""
        if self._index is None:
            usable = [b"" if self._is_control(token) else self.piece(token) for token in range(self.size)]
            self._index = TokenIndex(usable)
        return self._index.legal(closed, state, closing=closing)

    def _is_control(self, token: int) -> bool:
        return self.is_end(token) or bool(llama_cpp.llama_vocab_is_control(self._vocab, token))

    def _read_piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(64)
        size = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, 64, 0, True)
        if size < 0:
            buffer = ctypes.create_string_buffer(-size)
            size = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, -size, 0, True)
        return buffer.raw[: max(size, 0)]


class Llama:
    """A loaded model with its context; the decoder's Runtime."""

    def __init__(self, file: ModelFile, *, adapter: Path | None, threads: int, prefixes: PrefixFiles) -> None:
        self._file = file
        self._threads = threads
        self._prefixes = prefixes
        self.stop = threading.Event()
        self.split = True
        self._context: Any = None
        self._memory: Any = None
        self._cells = self._own = self._sequences = 0
        self._last_step = 0.0
        self._rows = 0
        llama_cpp.llama_backend_init()
        params = llama_cpp.llama_model_default_params()
        self._model = llama_cpp.llama_model_load_from_file(os.fsencode(file.path), params)
        if not self._model:
            raise ModelError(
                f"llama.cpp cannot load {file.path.name}.", "Fetch the model again, or choose another one."
            )
        self.vocabulary = Tokens(llama_cpp.llama_model_get_vocab(self._model))
        self._adapter = self._load_adapter(adapter) if adapter else None
        self._abort = llama_cpp.ggml_abort_callback(lambda _data: self.stop.is_set())
        self._never = llama_cpp.ggml_abort_callback()
        self._batch = llama_cpp.llama_batch_init(BATCH, 0, 1)
        for place in range(BATCH):
            self._batch.n_seq_id[place] = 1
        self._formatter = self._make_formatter()

    def close(self) -> None:
        """Free everything in the order llama.cpp wants."""
        self._free_context()
        if self._adapter:
            llama_cpp.llama_adapter_lora_free(self._adapter)
        llama_cpp.llama_batch_free(self._batch)
        llama_cpp.llama_model_free(self._model)

    def render(self, messages: Sequence[Message]) -> str:
        """Write the messages as the model's own chat template does."""
        plain: list[Any] = [{"role": m.role, "content": wire.plain(m.content)} for m in messages]
        return self._formatter(messages=plain).prompt

    def encode_prompt(self, text: str) -> list[int]:
        """Return the tokens of a rendered prompt."""
        return self.vocabulary.encode(text, special=True, begin=not self._file.template)

    def reserve(self, cells: int, own: int, sequences: int) -> bool:
        """Have a context for sequences of this many cells; own of all cells are not shared between them."""
        cells += 8
        enough = self.split or cells + own <= self._cells
        if self._context and cells <= self._cells and sequences <= self._sequences and enough:
            return False
        self._free_context()
        sequences = max(sequences, self._sequences, 6)
        each = -(-cells // _CELL_STEP) * _CELL_STEP
        shared = -(-(cells + own) // _CELL_STEP) * _CELL_STEP
        free = memory.free_bytes()
        self.split = each * sequences * self._file.cell_bytes + memory.COMPUTE_BYTES <= free
        if not self.split:
            memory.require(shared * self._file.cell_bytes + memory.COMPUTE_BYTES, free, "the record's context")
        self._open(each if self.split else shared, sequences)
        return True

    def prefill(self, sequence: int, tokens: Sequence[int], start: int) -> None:
        """Decode tokens from position start in batches; the last one's logits stay."""
        for offset in range(0, len(tokens), BATCH):
            part = tokens[offset : offset + BATCH]
            last = offset + len(part) == len(tokens)
            rows = [
                Row(token, sequence, start + offset + place, wanted=last and place + 1 == len(part))
                for place, token in enumerate(part)
            ]
            self._decode(rows, watch=True)

    def decode(self, rows: Sequence[Row]) -> None:
        """Decode one step; watch for a stop only where a step is long enough to need it."""
        self._decode(rows, watch=self._last_step > _SLOW_STEP)

    def logits(self, row: int) -> Logits:
        """Return one row's logits as a view on llama.cpp's own memory."""
        pointer = llama_cpp.llama_get_logits_ith(self._context, row)
        if not pointer:
            raise ModelError("llama.cpp gave no logits.", "Restart the model.")
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary.size,))

    def copy(self, source: int, target: int) -> None:
        """Give target the whole content of source."""
        llama_cpp.llama_memory_seq_rm(self._memory, target, -1, -1)
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def cut(self, sequence: int, start: int) -> None:
        """Forget a sequence from position start on."""
        if self._context:
            llama_cpp.llama_memory_seq_rm(self._memory, sequence, start, -1)

    def load_prefix(self, tokens: Sequence[int]) -> bool:
        """Fill sequence 0 from disk."""
        path = self._prefixes.find(tokens)
        if path is None:
            return False
        room = len(tokens)
        found = (llama_cpp.llama_token * room)()
        count = ctypes.c_size_t()
        read = llama_cpp.llama_state_seq_load_file(
            self._context, os.fsencode(path), 0, found, room, ctypes.byref(count)
        )
        if read and list(found[: count.value]) == list(tokens):
            return True
        self._prefixes.drop(path)
        return False

    def save_prefix(self, tokens: Sequence[int]) -> None:
        """Write sequence 0 to disk; a full disk only costs the prefill next time."""

        def write(path: Path) -> bool:
            held = (llama_cpp.llama_token * len(tokens))(*tokens)
            return bool(llama_cpp.llama_state_seq_save_file(self._context, os.fsencode(path), 0, held, len(tokens)))

        self._prefixes.keep(tokens, write)

    def _decode(self, rows: Sequence[Row], *, watch: bool) -> None:
        batch = self._batch
        for place, row in enumerate(rows):
            batch.token[place] = row.token
            batch.pos[place] = row.position
            batch.seq_id[place][0] = row.sequence
            batch.logits[place] = row.wanted
        batch.n_tokens = len(rows)
        llama_cpp.llama_set_abort_callback(self._context, self._abort if watch else self._never, None)
        started = time.monotonic()
        code = llama_cpp.llama_decode(self._context, batch)
        self._last_step = time.monotonic() - started
        if code == _ABORTED:
            raise Cancelled
        if code == _NO_SLOT:
            raise ModelError("The model's context is full.", "Choose a longer context or shorter answers.")
        if code:
            raise ModelError(f"llama.cpp failed to decode (code {code}).", "Restart the model.")

    def _open(self, cells: int, sequences: int) -> None:
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = cells * (sequences if self.split else 1)
        params.n_batch = params.n_ubatch = BATCH
        params.n_seq_max = params.n_outputs_max = sequences
        params.n_threads = params.n_threads_batch = self._threads
        params.kv_unified = not self.split
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._context = llama_cpp.llama_init_from_model(self._model, params)
        if not self._context:
            raise ModelError("llama.cpp cannot make a context.", "Close other programs or choose a smaller model.")
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._cells, self._sequences = cells, sequences
        if self._adapter:
            adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(self._adapter)
            llama_cpp.llama_set_adapters_lora(self._context, adapters, 1, (ctypes.c_float * 1)(1.0))

    def _free_context(self) -> None:
        if self._context:
            llama_cpp.llama_free(self._context)
            self._context = self._memory = None

    def _load_adapter(self, path: Path) -> Any:
        adapter = llama_cpp.llama_adapter_lora_init(self._model, os.fsencode(path))
        if not adapter:
            raise ModelError(
                f"The adapter {path.name} does not fit {self._file.path.name}.",
                "Choose the base model it was trained on.",
            )
        return adapter

    def _make_formatter(self) -> Any:
        vocab = llama_cpp.llama_model_get_vocab(self._model)
        names = [llama_cpp.llama_vocab_eos(vocab), llama_cpp.llama_vocab_bos(vocab)]
        end, begin = (self.vocabulary.piece(t).decode(errors="replace") if t >= 0 else "" for t in names)
        return llama_chat_format.Jinja2ChatFormatter(self._file.template or _CHATML, eos_token=end, bos_token=begin)


class Engine:
    """Answers wire requests with one loaded model."""

    def __init__(self, load: wire.Load, send: Callable[[dict[str, Any]], None]) -> None:
        file = inspect(load.model)
        free = memory.free_bytes()
        memory.require(file.size + memory.COMPUTE_BYTES, free, f"the model {file.path.name}")
        parts = (load.model_key, load.adapter_key, llama_cpp.__version__, "f16")
        prefixes = PrefixFiles(load.prefixes, parts)
        self._llama = Llama(file, adapter=load.adapter, threads=load.threads, prefixes=prefixes)
        self._decoder = ConsensusDecoder(self._llama)
        self._context_length = load.context_length
        self._send = send

    @property
    def stop(self) -> threading.Event:
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
            self._send({"event": "ready", "id": order["id"], "runtime": f"llama-cpp-python {llama_cpp.__version__}"})
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
