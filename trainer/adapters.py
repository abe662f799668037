"""Adapters on 16-bit weights without copies: their 32-bit weights are cast for each product, not what flows through.

The library casts the activations of every layer up to the adapter's 32 bits and the result down again. On a CPU that
costs a third of a step; the adapter's weights are a thousandth as large. They stay in 32 bits for the optimizer.
"""

from typing import Any

from peft.tuners.lora import LoraLayer
from torch import Tensor
from torch.nn import Linear, Module
from torch.nn.functional import linear


class _InInputsDtype(Linear):
    """A linear layer whose weights are cast to its input's dtype."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - the library's name
        """Return input · weightᵀ in the input's dtype, (…, in) → (…, out)."""
        return linear(input, self.weight.to(input.dtype), None if self.bias is None else self.bias.to(input.dtype))


def without_copies(model: Module) -> int:
    """Let every LoRA layer of a model compute in its inputs' dtype; return how many there are."""
    count = 0
    for layer in model.modules():
        if isinstance(layer, LoraLayer):
            count += 1
            told: Any = layer
            told.cast_input_dtype_enabled = False
            for part in (*layer.lora_A.values(), *layer.lora_B.values()):
                if type(part) is Linear:
                    part.__class__ = _InInputsDtype
    return count
