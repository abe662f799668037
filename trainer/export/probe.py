"""Asks a GGUF file, as the workstation's engine reads it, for what parity compares: token ids, prompts, logits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.coding.completion import Message
from trainer.export.children import run_child

ANSWERS = "answers.json"
Chat = Sequence[Message]


@dataclass(frozen=True, slots=True)
class Track:
    """Tokens to follow; wanted are the logits before each token from position `start` on."""

    tokens: tuple[int, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Probed:
    """What a file answered: ids of every text, every chat as written and its ids, and a file of logits per track."""

    ids: list[list[int]]
    prompts: list[str]
    prompt_ids: list[list[int]]
    logits: list[Path]


def probe(
    model: Path,
    adapter: Path | None,
    texts: Sequence[str],
    chats: Sequence[Chat],
    tracks: Sequence[Track],
    folder: Path,
    threads: int,
) -> Probed:
    """Run the engine in a child process; raise BaseModelError when it cannot open the file or dies.

    The logits of a track are written to folder as float32 [len(tokens) − start, vocabulary].
    """
    folder.mkdir(parents=True, exist_ok=True)
    job = {
        "model": str(model),
        "adapter": str(adapter) if adapter else "",
        "texts": list(texts),
        "chats": [[[message.role, message.content] for message in chat] for chat in chats],
        "tracks": [[list(track.tokens), track.start] for track in tracks],
        "folder": str(folder),
        "threads": threads,
    }
    run_child(
        "trainer.export.probe_child",
        [],
        doing=f"Opening {model.name}" + (f" with {adapter.name}" if adapter else ""),
        advice="The file cannot be used; export again with --fresh.",
        said=json.dumps(job),
    )
    answers = json.loads((folder / ANSWERS).read_text(encoding="utf-8"))
    return Probed(**answers, logits=[logits_file(folder, number) for number in range(len(tracks))])


def logits_file(folder: Path, number: int) -> Path:
    """Return where a track's logits stand."""
    return folder / f"{number:03d}.npy"
