"""The running mean against a plain one, and the learning rate that goes with it."""

from pathlib import Path

import pytest
import torch
from torch import nn

from trainer.classifier.swa import Average, SwaSettings, trainable


def _walk(steps: int) -> list[nn.Linear]:
    torch.manual_seed(0)
    return [nn.Linear(3, 2) for _ in range(steps)]


def test_it_is_the_plain_mean():
    average, models = Average(), _walk(5)

    for model in models:
        average.take(trainable(model))

    plain = torch.stack([model.weight.detach() for model in models]).mean(0)
    assert torch.allclose(average.mean["weight"], plain, atol=1e-7)
    assert average.count == 5


def test_the_mean_is_put_into_the_model():
    average, models = Average(), _walk(2)
    for model in models:
        average.take(trainable(model))

    average.put(trainable(models[0]))

    assert torch.equal(models[0].weight, average.mean["weight"])


def test_frozen_parameters_are_left_out():
    model = _walk(1)[0]
    model.bias.requires_grad_(False)

    assert [name for name, _ in trainable(model)] == ["weight"]


def test_half_precision_weights_are_averaged_in_fp32():
    average, model = Average(), nn.Linear(1, 1).bfloat16()
    for value in (1.0, 1.0078125, 1.0078125):
        nn.init.constant_(model.weight, value)
        average.take(trainable(model))

    assert average.mean["weight"].item() == pytest.approx(1.0052083, abs=1e-6)


def test_it_goes_on_from_a_checkpoint_as_if_never_stopped(tmp_path: Path):
    models, whole, first, second = _walk(4), Average(), Average(), Average()
    for model in models:
        whole.take(trainable(model))

    for model in models[:2]:
        first.take(trainable(model))
    first.save(tmp_path)
    second.load(tmp_path)
    for model in models[2:]:
        second.take(trainable(model))

    assert torch.equal(second.mean["weight"], whole.mean["weight"])


def test_the_learning_rate_falls_to_its_share_and_is_held():
    settings = SwaSettings(start=0.5, learning_rate_share=0.2)

    factors = [settings.factor(step, 100, 10) for step in (0, 9, 10, 30, 50, 99)]

    assert factors == pytest.approx([0.1, 1.0, 1.0, 0.6, 0.2, 0.2])
