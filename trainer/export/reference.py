"""What the trained model itself answers, as transformers runs it: the reference of parity."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from trainer.export.probe import Chat, Track


@dataclass(frozen=True, slots=True)
class Reference:
    """Ids of every text, every chat as written and its ids, and its greedy tracks with their logits' files."""

    ids: list[list[int]]
    prompts: list[str]
    prompt_ids: list[list[int]]
    tracks: list[Track]
    logits: list[Path]


def measure(
    model: Any, tokenizer: Any, texts: Sequence[str], chats: Sequence[Chat], tokens: int, folder: Path
) -> Reference:
    """Read texts and chats, and answer every chat greedily for at most `tokens` tokens, up to the end of the answer.

    The logits of a track are written to folder as float32 [tokens followed, vocabulary].
    """
    folder.mkdir(parents=True, exist_ok=True)
    prompts = [write(tokenizer, chat) for chat in chats]
    prompt_ids = [read(tokenizer, prompt) for prompt in prompts]
    tracks: list[Track] = []
    files: list[Path] = []
    for number, ids in enumerate(prompt_ids):
        followed, logits = greedy(model, ids, tokens, tokenizer.eos_token_id)
        tracks.append(Track((*ids, *followed), len(ids)))
        files.append(folder / f"{number:03d}.npy")
        np.save(files[-1], logits)
    return Reference([read(tokenizer, text) for text in texts], prompts, prompt_ids, tracks, files)


def write(tokenizer: Any, chat: Chat) -> str:
    """Write a chat as the tokenizer's template does, ready for the answer."""
    messages = [{"role": message.role, "content": message.content} for message in chat]
    return str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))


def read(tokenizer: Any, text: str) -> list[int]:
    """Return a text's token ids, nothing added to it."""
    return [int(token) for token in tokenizer(text, add_special_tokens=False)["input_ids"]]


@torch.inference_mode()
def greedy(model: Any, prompt: Sequence[int], tokens: int, end: int | None) -> tuple[list[int], NDArray[np.float32]]:
    """Return at most `tokens` tokens, each the likeliest, and the logits each was chosen by.

    Nothing of the model's generation settings has a part in it (a repetition penalty would choose others).
    """
    place = next(model.parameters()).device
    found: list[int] = []
    rows: list[NDArray[np.float32]] = []
    fed = torch.tensor([list(prompt)], device=place)
    past = None
    while len(found) < tokens and (not found or found[-1] != end):
        out = model(input_ids=fed, past_key_values=past, use_cache=True, logits_to_keep=1)
        past = out.past_key_values
        row = out.logits[0, -1].float().cpu().numpy()
        rows.append(row)
        found.append(int(row.argmax()))
        fed = torch.tensor([[found[-1]]], device=place)
    return found, np.stack(rows)
