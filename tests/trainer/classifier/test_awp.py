"""Weight perturbation against a straightforward reference: a copy of the model, moved and differentiated by hand."""

import contextlib
import copy

import pytest
import torch
from torch import Tensor, nn

from trainer.classifier.awp import AwpSettings, matrices, perturbed

CE = nn.CrossEntropyLoss(reduction="none")


@pytest.fixture
def model() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3))


@pytest.fixture
def batch() -> tuple[Tensor, Tensor]:
    torch.manual_seed(1)
    return torch.randn(6, 4), torch.tensor([0, 1, 2, 0, 1, 2])


def _gradients(model: nn.Module, inputs: Tensor, gold: Tensor) -> list[Tensor]:
    return list(torch.autograd.grad(CE(model(inputs), gold).mean(), list(model.parameters())))


def _moved(weight: Tensor, gradient: Tensor, rate: float, radius: float) -> Tensor:
    step = rate * gradient / (gradient.norm() + 1e-6) * (weight.norm() + 1e-6)
    return weight + torch.max(torch.min(step, radius * weight.abs()), -radius * weight.abs())


@pytest.mark.parametrize("keep_on_cpu", [False, True])
def test_the_gradient_is_the_clean_one_and_the_one_at_the_perturbed_weights(
    model: nn.Module, batch: tuple[Tensor, Tensor], *, keep_on_cpu: bool
):
    settings = AwpSettings(radius=0.05, rate=0.02, keep_on_cpu=keep_on_cpu)
    twin = copy.deepcopy(model)
    clean = _gradients(twin, *batch)
    with torch.no_grad():
        for parameter, gradient in zip(twin.parameters(), clean, strict=True):
            if parameter.dim() > 1:
                parameter.copy_(_moved(parameter, gradient, settings.rate, settings.radius))
    wanted = [a + b for a, b in zip(clean, _gradients(twin, *batch), strict=True)]

    CE(model(batch[0]), batch[1]).mean().backward()
    with perturbed(matrices(model), settings):
        CE(model(batch[0]), batch[1]).mean().backward()

    for parameter, gradient in zip(model.parameters(), wanted, strict=True):
        assert parameter.grad is not None
        assert torch.allclose(parameter.grad, gradient, atol=1e-6)


def test_the_weights_are_put_back_exactly_even_after_an_error(model: nn.Module, batch: tuple[Tensor, Tensor]):
    before = copy.deepcopy(model.state_dict())
    CE(model(batch[0]), batch[1]).mean().backward()

    with contextlib.suppress(ZeroDivisionError), perturbed(matrices(model), AwpSettings()):
        assert not torch.equal(model.state_dict()["0.weight"], before["0.weight"])
        _ = 1 / 0

    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_biases_are_not_perturbed(model: nn.Module):
    assert [tuple(parameter.shape) for parameter in matrices(model)] == [(5, 4), (3, 5)]


def test_a_perturbation_raises_the_loss_and_stays_in_its_radius(model: nn.Module, batch: tuple[Tensor, Tensor]):
    before = copy.deepcopy(model.state_dict())
    clean = CE(model(batch[0]), batch[1]).mean()
    clean.backward()

    with perturbed(matrices(model), AwpSettings(radius=0.1)):
        worse = CE(model(batch[0]), batch[1]).mean()
        moved = (model.state_dict()["0.weight"] - before["0.weight"]).abs()

    assert worse > clean
    assert (moved <= 0.1 * before["0.weight"].abs() + 1e-7).all()


def test_rwp_climbs_along_records_with_a_small_loss_only(model: nn.Module, batch: tuple[Tensor, Tensor]):
    losses = CE(model(batch[0]), batch[1]).detach()
    limit = float(losses.median())
    settings = AwpSettings(mode="rwp", small_loss=limit, steps=1, radius=0.05, rate=0.02)
    small = losses <= limit
    gradient = torch.autograd.grad(CE(model(batch[0]), batch[1])[small].sum(), list(model.parameters()))
    wanted = _moved(model.get_parameter("0.weight").detach().clone(), gradient[0], 0.02, 0.05)

    with perturbed(matrices(model), settings, lambda: CE(model(batch[0]), batch[1])):
        found = model.get_parameter("0.weight").detach().clone()

    assert 0 < int(small.sum()) < len(small)
    assert torch.allclose(found, wanted, atol=1e-6)


def test_rwp_does_not_perturb_where_every_loss_is_large(model: nn.Module, batch: tuple[Tensor, Tensor]):
    before = model.get_parameter("0.weight").detach().clone()

    with perturbed(matrices(model), AwpSettings(mode="rwp", small_loss=1e-6), lambda: CE(model(batch[0]), batch[1])):
        assert torch.equal(model.get_parameter("0.weight"), before)


def test_rwp_stops_as_soon_as_no_loss_is_small(model: nn.Module, batch: tuple[Tensor, Tensor]):
    asked: list[float] = []

    def losses() -> Tensor:
        each = CE(model(batch[0]), batch[1])
        asked.append(float(each.min().detach()))
        return each

    limit = float(CE(model(batch[0]), batch[1]).min().detach()) + 1e-4
    with perturbed(matrices(model), AwpSettings(mode="rwp", small_loss=limit, steps=50, radius=0.5), losses):
        pass

    assert len(asked) < 50
    assert asked[-1] > limit
