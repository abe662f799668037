"""NEFTune's noise: each token's is scaled by its own sequence, packed or padded."""

from typing import Any

import pytest
import torch

from trainer.sft.neftune import SequenceNoise, sequence_lengths

WIDTH = 16
LENGTHS = (5, 11, 8)


def noise_of(inputs: dict[str, torch.Tensor], *, training: bool = True) -> torch.Tensor:
    embeddings = torch.nn.Embedding(10, WIDTH)
    torch.nn.init.zeros_(embeddings.weight)
    embeddings.train(training)
    noise = SequenceNoise(embeddings, 5.0)
    noise.see(inputs)
    torch.manual_seed(3)
    shown = embeddings(inputs["input_ids"]).detach()
    noise.remove()
    assert not embeddings(inputs["input_ids"]).any()
    return shown


def packed() -> dict[str, torch.Tensor]:
    positions = torch.cat([torch.arange(length) for length in LENGTHS])[None]
    return {"input_ids": torch.ones_like(positions), "position_ids": positions}


def test_packed_tokens_know_their_own_sequences_length() -> None:
    assert sequence_lengths(packed()).tolist() == [[5] * 5 + [11] * 11 + [8] * 8]


def test_padding_has_no_length() -> None:
    mask = torch.tensor([[1, 1, 0], [1, 1, 1]])
    assert sequence_lengths({"attention_mask": mask}).tolist() == [[2, 2, 0], [3, 3, 3]]


def test_packed_noise_is_that_of_the_sequences_one_by_one() -> None:
    torch.manual_seed(3)
    drawn = [torch.zeros(length, WIDTH).uniform_(-1, 1) for length in LENGTHS]  # Jain et al. 2023, algorithm 1
    one_by_one = [noise * 5.0 / (len(noise) * WIDTH) ** 0.5 for noise in drawn]
    assert torch.allclose(noise_of(packed())[0], torch.cat(one_by_one))


def test_packed_noise_is_as_strong_as_the_librarys_on_unpacked_rows() -> None:
    from transformers.integrations.neftune import neftune_post_forward_hook

    row: Any = torch.nn.Embedding(10, WIDTH)
    torch.nn.init.zeros_(row.weight)
    row.neftune_noise_alpha = 5.0
    row.register_forward_hook(neftune_post_forward_hook)
    theirs = row(torch.ones(1, 400, dtype=torch.long)).std().item()
    positions = torch.cat([torch.arange(400)] * 2)[None]
    ours = noise_of({"input_ids": torch.ones_like(positions), "position_ids": positions}).std().item()
    packed_by_library = row(torch.ones(1, 800, dtype=torch.long)).std().item()
    assert ours == pytest.approx(theirs, rel=0.05)
    assert packed_by_library == pytest.approx(theirs / 2**0.5, rel=0.05)


def test_padded_noise_leaves_the_padding_alone() -> None:
    mask = torch.tensor([[1, 1, 0, 0], [1, 1, 1, 1]])
    shown = noise_of({"input_ids": torch.ones_like(mask), "attention_mask": mask})
    assert not shown[0, 2:].any()
    assert shown[0, :2].abs().max() > shown[1].abs().max() * 0.5


def test_there_is_no_noise_outside_training() -> None:
    assert not noise_of(packed(), training=False).any()
