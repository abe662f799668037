"""llama.cpp as the decoder needs it: one model, one context, many sequences; the only module that imports llama_cpp.

Lives in the child process only (child.py): llama.cpp's own checks end the process they run in.
"""

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before llama_cpp: spinning threads starve each other
import llama_cpp
import numpy as np
from llama_cpp import llama_chat_format

from app.coding.completion import Message
from app.errors import ModelError
from app.inference import memory, wire
from app.inference.constrain import ClosedList, State, TokenIndex
from app.inference.decoder import Cancelled, Row
from app.inference.modelfile import ModelFile
from app.inference.prefixes import PrefixFiles
from app.inference.stop_flag import StopFlag
from app.inference.votes import Logits

C: Any = llama_cpp
"""The bindings; their annotations demand ctypes objects where plain numbers are right."""
RUNTIME = f"llama-cpp-python {llama_cpp.__version__}"
BATCH = 512
"""Tokens decoded at once in a prefill, as the library does."""
_CELL_STEP = 512
_LOUD = (3, 4)
"""llama.cpp's log levels for warnings and errors."""
_ABORTED = 2
_NO_SLOT = 1
_CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)


def _log(level: int, text: bytes, _data: object) -> None:
    """Pass on llama.cpp's warnings and errors; its information is a line for every step."""
    if level in _LOUD:
        sys.stderr.buffer.write(text)
        sys.stderr.flush()


_LOG = C.llama_log_callback(_log)
"""llama.cpp keeps one for the whole process, so it must outlive every model."""


class Tokens:
    """The model's vocabulary."""

    def __init__(self, vocab: Any) -> None:
        self._vocab = vocab
        self.size = int(C.llama_vocab_n_tokens(vocab))
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
            found = self._ends[token] = bool(C.llama_vocab_is_eog(self._vocab, token))
        return found

    def encode(self, text: str, *, special: bool = False, begin: bool = False) -> list[int]:
        """Return the tokens of a text; special reads markup such as <|im_end|> as single tokens."""
        raw = text.encode(errors="replace")
        room = len(raw) + 8
        tokens = (C.llama_token * room)()
        count = C.llama_tokenize(self._vocab, raw, len(raw), tokens, room, begin, special)
        return list(tokens[:count])

    def legal(self, closed: ClosedList, state: State, *, closing: bool) -> Sequence[int]:
        """Return the tokens a closed list allows in this state; the index is made when first needed."""
        if self._index is None:
            usable = [b"" if self._is_control(token) else self.piece(token) for token in range(self.size)]
            self._index = TokenIndex(usable)
        return self._index.legal(closed, state, closing=closing)

    def _is_control(self, token: int) -> bool:
        return self.is_end(token) or bool(C.llama_vocab_is_control(self._vocab, token))

    def _read_piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(64)
        size = C.llama_token_to_piece(self._vocab, token, buffer, 64, 0, True)
        if size < 0:
            buffer = ctypes.create_string_buffer(-size)
            size = C.llama_token_to_piece(self._vocab, token, buffer, -size, 0, True)
        return buffer.raw[: max(size, 0)]


class Llama:
    """A loaded model with its context; the decoder's Runtime."""

    def __init__(
        self, file: ModelFile, *, adapter: Path | None, threads: int, prefixes: PrefixFiles, exact: bool = True
    ) -> None:
        self._file = file
        self._exact = exact
        self._threads = threads
        self._prefixes = prefixes
        self.stop = StopFlag(C.ggml_abort_callback)
        self.split = exact
        self._context: Any = None
        self._memory: Any = None
        self._cells = self._own = self._sequences = 0
        C.llama_log_set(_LOG, None)
        C.llama_backend_init()
        params = C.llama_model_default_params()
        self._model = C.llama_model_load_from_file(os.fsencode(file.path), params)
        if not self._model:
            raise ModelError(
                f"llama.cpp cannot load {file.path.name}.", "Fetch the model again, or choose another one."
            )
        self.vocabulary = Tokens(C.llama_model_get_vocab(self._model))
        self._adapter = self._load_adapter(adapter) if adapter else None
        self._batch = C.llama_batch_init(BATCH, 0, 1)
        for place in range(BATCH):
            self._batch.n_seq_id[place] = 1
        self._formatter = self._make_formatter()

    def close(self) -> None:
        """Free everything in the order llama.cpp wants."""
        self._free_context()
        if self._adapter:
            C.llama_adapter_lora_free(self._adapter)
        C.llama_batch_free(self._batch)
        C.llama_model_free(self._model)

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
        exact = each * sequences * self._file.cell_bytes + memory.COMPUTE_BYTES
        self.split = self._exact and exact <= free
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
            self.decode(rows)

    def decode(self, rows: Sequence[Row]) -> None:
        """Decode one batch; raises Cancelled when told to stop, and ModelError where llama.cpp cannot."""
        batch = self._batch
        for place, row in enumerate(rows):
            batch.token[place] = row.token
            batch.pos[place] = row.position
            batch.seq_id[place][0] = row.sequence
            batch.logits[place] = row.wanted
        batch.n_tokens = len(rows)
        code = C.llama_decode(self._context, batch)
        if code == _ABORTED:
            raise Cancelled
        if code == _NO_SLOT:
            raise ModelError("The model's context is full.", "Choose a longer context or shorter answers.")
        if code:
            raise ModelError(f"llama.cpp failed to decode (code {code}).", "Restart the model.")

    def logits(self, row: int) -> Logits:
        """Return one row's logits as a view on llama.cpp's own memory."""
        pointer = C.llama_get_logits_ith(self._context, row)
        if not pointer:
            raise ModelError("llama.cpp gave no logits.", "Restart the model.")
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary.size,))

    def copy(self, source: int, target: int) -> None:
        """Give target the whole content of source."""
        C.llama_memory_seq_rm(self._memory, target, -1, -1)
        C.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def cut(self, sequence: int, start: int) -> None:
        """Forget a sequence from position start on."""
        if self._context:
            C.llama_memory_seq_rm(self._memory, sequence, start, -1)

    def load_prefix(self, tokens: Sequence[int]) -> bool:
        """Fill sequence 0 from disk."""
        path = self._prefixes.find(tokens)
        if path is None:
            return False
        room = len(tokens)
        found = (C.llama_token * room)()
        count = ctypes.c_size_t()
        read = C.llama_state_seq_load_file(self._context, os.fsencode(path), 0, found, room, ctypes.byref(count))
        if read and list(found[: count.value]) == list(tokens):
            return True
        self._prefixes.drop(path)
        return False

    def save_prefix(self, tokens: Sequence[int]) -> None:
        """Write sequence 0 to disk; a full disk only costs the prefill next time."""

        def write(path: Path) -> bool:
            held = (C.llama_token * len(tokens))(*tokens)
            return bool(C.llama_state_seq_save_file(self._context, os.fsencode(path), 0, held, len(tokens)))

        self._prefixes.keep(tokens, write)

    def _open(self, cells: int, sequences: int) -> None:
        params = C.llama_context_default_params()
        params.n_ctx = cells * (sequences if self.split else 1)
        params.n_batch = params.n_ubatch = BATCH
        params.n_seq_max = params.n_outputs_max = sequences
        params.n_threads = params.n_threads_batch = self._threads
        params.kv_unified = not self.split
        params.flash_attn_type = C.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._context = C.llama_init_from_model(self._model, params)
        if not self._context:
            raise ModelError("llama.cpp cannot make a context.", "Close other programs or choose a smaller model.")
        self._memory = C.llama_get_memory(self._context)
        C.llama_set_abort_callback(self._context, self.stop.callback, self.stop.about)
        self._cells, self._sequences = cells, sequences
        if self._adapter:
            adapters = (C.llama_adapter_lora_p_ctypes * 1)(self._adapter)
            C.llama_set_adapters_lora(self._context, adapters, 1, (ctypes.c_float * 1)(1.0))

    def _free_context(self) -> None:
        if self._context:
            C.llama_free(self._context)
            self._context = self._memory = None

    def _load_adapter(self, path: Path) -> Any:
        adapter = C.llama_adapter_lora_init(self._model, os.fsencode(path))
        if not adapter:
            raise ModelError(
                f"The adapter {path.name} does not fit {self._file.path.name}.",
                "Choose the base model it was trained on.",
            )
        return adapter

    def _make_formatter(self) -> Any:
        vocab = C.llama_model_get_vocab(self._model)
        names = [C.llama_vocab_eos(vocab), C.llama_vocab_bos(vocab)]
        end, begin = (self.vocabulary.piece(t).decode(errors="replace") if t >= 0 else "" for t in names)
        return llama_chat_format.Jinja2ChatFormatter(self._file.template or _CHATML, eos_token=end, bos_token=begin)
