"""Adapters that are cast per product: the same numbers, in the dtype that flows through."""

import copy
from typing import Any

import pytest
import torch
from peft import LoraConfig, get_peft_model
from transformers import Qwen2Config, Qwen2ForCausalLM

from trainer.adapters import without_copies
from trainer.model import quiet

IDS = torch.arange(3, 20)[None]


def _adapted(dtype: torch.dtype):
    torch.manual_seed(3)
    config = Qwen2Config(
        vocab_size=64,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
    )
    base: Any = Qwen2ForCausalLM(config)
    base.to(dtype)
    with quiet():
        return get_peft_model(base, LoraConfig(r=4, target_modules="all-linear", init_lora_weights=False))


def _step(model) -> tuple[float, torch.Tensor]:
    loss = model(input_ids=IDS, labels=IDS).loss
    loss.backward()
    gradients = [weight.grad.flatten() for weight in model.parameters() if weight.requires_grad]
    assert {gradient.dtype for gradient in gradients} == {torch.float32}
    return loss.item(), torch.cat(gradients)


def test_in_32_bits_nothing_changes():
    stock = _adapted(torch.float32)
    mine = copy.deepcopy(stock)

    assert without_copies(mine) == 14
    loss, gradients = _step(mine)
    known, wanted = _step(stock)

    assert loss == pytest.approx(known, abs=1e-7)
    assert torch.equal(gradients, wanted)


def test_in_16_bits_the_loss_is_as_near_to_the_exact_one_as_the_librarys():
    exact, _ = _step(_adapted(torch.float32))
    mine = _adapted(torch.bfloat16)
    without_copies(mine)

    assert _step(mine)[0] == pytest.approx(exact, rel=0.01)


def test_what_is_saved_keeps_its_names_and_bits():
    stock, mine = _adapted(torch.bfloat16), _adapted(torch.bfloat16)
    without_copies(mine)

    assert mine.state_dict().keys() == stock.state_dict().keys()
    assert {weight.dtype for weight in mine.parameters() if weight.requires_grad} == {torch.float32}
