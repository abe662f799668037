"""What the converter's process runs: llama.cpp's scripts as they stand, with two things added.

Those are our header fields, and the pre-tokenizer a recipe names for a tokenizer the converter does not know. Its own
gguf library goes first on the path: it is newer than the installed one.
"""

import importlib
import os
import runpy
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a script; every header field is a text."""

    folder: str
    script: str
    arguments: tuple[str, ...]
    header: tuple[tuple[str, str], ...]
    pre_tokenizer: str


def say_nothing() -> None:
    """Send what the scripts print to nowhere: what matters of it comes as an exception."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.environ["NO_LOCAL_GGUF"] = "1"  # the scripts' gguf stands on the path already, before everything else


def convert(job: Job) -> None:
    """Run a script; what it raises is raised, an early exit as RuntimeError."""
    _put_first(job.folder)
    definitions: Any = importlib.import_module("conversion.base")
    model, text = definitions.ModelBase, definitions.TextModel
    own, recognise = model.prepare_metadata, text.get_vocab_base_pre
    model.prepare_metadata = _with_header(own, job.header)
    if job.pre_tokenizer:
        text.get_vocab_base_pre = lambda _self, _tokenizer: job.pre_tokenizer
    script = f"{job.folder}/{job.script}"
    sys.argv = [script, *job.arguments]
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as ended:
        if ended.code:
            raise RuntimeError("the converter knows no such model, or did not understand its options") from ended
    finally:
        model.prepare_metadata, text.get_vocab_base_pre = own, recognise


def _put_first(folder: str) -> None:
    """Have the converter's modules found before any of their name, also where a starting script had imported some."""
    if sys.path[0] == folder:
        return
    sys.path[:0] = [folder, f"{folder}/gguf-py"]
    for name in [each for each in sys.modules if each.partition(".")[0] in ("gguf", "conversion")]:
        del sys.modules[name]


def _with_header(own: Any, header: tuple[tuple[str, str], ...]) -> Any:
    """Write our fields after the converter's own, in place of one of the same name."""

    def prepare_metadata(self: Any, vocab_only: bool) -> None:  # noqa: FBT001 - the converter's signature
        own(self, vocab_only)
        for key, value in header:
            for part in self.gguf_writer.kv_data:
                part.pop(key, None)
            self.gguf_writer.add_string(key, value)

    return prepare_metadata
