"""The child process in which the workstation's own engine reads a GGUF file; what probe.py starts.

Reads one job on standard input, leaves answers.json and one array of logits a track in the job's folder.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.coding.completion import Message
from app.coding.errors import DxDeskError
from app.inference.decoder import Row
from app.inference.engine import Llama
from app.inference.modelfile import Kind, check
from app.inference.prefixes import PrefixFiles
from app.inference.threads import default_threads
from trainer.export.probe import ANSWERS, logits_file

_ROWS = 4
"""Logits asked for at once; the engine keeps no more of one step."""


def main() -> int:
    """Answer one job; a file the workstation would refuse is refused in its words."""
    job = json.load(sys.stdin)
    try:
        llama = _open(job)
    except DxDeskError as error:
        print(error.message, file=sys.stderr)
        return 1
    folder = Path(job["folder"])
    prompts = [llama.render([Message(role, content) for role, content in chat]) for chat in job["chats"]]
    answers = {
        "ids": [llama.vocabulary.encode(text) for text in job["texts"]],
        "prompts": prompts,
        "prompt_ids": [llama.encode_prompt(prompt) for prompt in prompts],
    }
    for number, (tokens, start) in enumerate(job["tracks"]):
        np.save(logits_file(folder, number), follow(llama, tokens, start))
    llama.close()
    (folder / ANSWERS).write_text(json.dumps(answers), encoding="utf-8")
    return 0


def follow(llama: Llama, tokens: Sequence[int], start: int) -> NDArray[np.float32]:
    """Return the logits before each token from start on: float32 [len(tokens) − start, vocabulary]."""
    llama.reserve(len(tokens), 0, 1)
    llama.cut(0, 0)
    llama.prefill(0, tokens[:start], 0)
    found = [llama.logits(-1).copy()]
    rest = range(start, len(tokens) - 1)
    for first in rest[::_ROWS]:
        places = range(first, min(first + _ROWS, rest.stop))
        llama.decode([Row(tokens[place], 0, place, wanted=True) for place in places])
        found += [llama.logits(row).copy() for row in range(len(places))]
    return np.stack(found).astype(np.float32)


def _open(job: dict[str, Any]) -> Llama:
    file = check(Path(job["model"]))
    adapter = Path(job["adapter"]) if job["adapter"] else None
    if adapter:
        check(adapter, kind=Kind.ADAPTER)
    threads = job["threads"] or default_threads()
    return Llama(file, adapter=adapter, threads=threads, prefixes=PrefixFiles(Path(job["folder"]), ()), exact=False)


if __name__ == "__main__":
    sys.exit(main())
