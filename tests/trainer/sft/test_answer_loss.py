"""The loss over answers alone is the model's own loss, and so are its gradients."""

import pytest
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from trainer.sft.answer_loss import answer_loss
from trainer.sft.rows import IGNORED

CONFIG = Qwen2Config(
    vocab_size=97,
    hidden_size=16,
    intermediate_size=32,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=1,
    max_position_embeddings=64,
)


@pytest.fixture
def model():
    torch.manual_seed(1)
    return Qwen2ForCausalLM(CONFIG)


def _batch() -> dict[str, torch.Tensor]:
    """Two rows with answers of other lengths at other places, the second one padded."""
    ids = torch.randint(3, 97, (2, 12), generator=torch.Generator().manual_seed(2))
    labels = ids.clone()
    labels[0, :7] = IGNORED
    labels[1, :4] = IGNORED
    labels[1, 9:] = IGNORED
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def _gradients(model, loss) -> torch.Tensor:
    model.zero_grad()
    loss.backward()
    return torch.cat([weight.grad.flatten() for weight in model.parameters()])


def test_loss_and_gradients_are_the_models_own(model):
    batch = _batch()
    learned = (batch["labels"][:, 1:] != IGNORED).sum()

    mine, _ = answer_loss(model, batch, learned)
    own = model(**batch, num_items_in_batch=learned).loss

    assert mine.item() == pytest.approx(own.item(), abs=1e-6)
    assert torch.allclose(_gradients(model, mine), _gradients(model, own), atol=1e-6)


def test_without_a_count_the_batchs_own_tokens_are_counted(model):
    loss, _ = answer_loss(model, _batch(), None)

    assert loss.item() == pytest.approx(model(**_batch()).loss.item(), abs=1e-6)


def test_the_share_that_is_right_counts_learned_tokens_only(model):
    batch = _batch()
    said = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits[:, :-1].argmax(-1)
    learned = batch["labels"][:, 1:] != IGNORED
    batch["labels"][:, 1:][learned] = said[learned]

    assert answer_loss(model, batch, None)[1].item() == 1.0
