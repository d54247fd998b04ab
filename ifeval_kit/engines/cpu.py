"""What a CPU computes fast: its type, and matrix products with the same results to the last bit."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


def has_bfloat16() -> bool:
    """Whether this CPU multiplies matrices of bfloat16 itself.

    One without AVX-512 (or Arm's bfloat16) does it by way of float32, several times slower than
    with float32 from the start, which holds every bfloat16 number exactly.
    """
    import torch

    available: bool = torch.backends.mkldnn.is_available()
    return available and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def pack_weights(model: Any, rows: int) -> int:
    """Lay out the bfloat16 weights of linear layers as the CPU's matrix kernel wants them.

    PyTorch otherwise lays them out anew in every product, which takes half of the time of small
    batches. ``rows`` is the usual number of rows of a product. Returns the number of layers packed:
    0 where the CPU or this PyTorch has no such kernel, and for a model that looks into its layers'
    weights itself.
    """
    import torch
    from torch import nn

    if not has_bfloat16():
        return 0
    kernels = torch.ops.mkldnn

    class Packed(nn.Module):  # type: ignore[misc]  # torch is not typed here
        """A linear layer of whose weights, once packed, only shape and type can be seen."""

        def __init__(self, layer: nn.Linear) -> None:
            super().__init__()
            weight = layer.weight
            # No tensor: PyTorch computes nonsense from one without data, and says nothing.
            self.weight = SimpleNamespace(
                shape=weight.shape, dtype=weight.dtype, device=weight.device
            )
            self.bias = layer.bias
            self._plain: Any = layer.weight.detach()
            self._packed: Any = None

        def pack(self) -> None:
            """Change to packed weights, and let go of the plain ones."""
            self._packed = kernels._reorder_linear_weight(self._plain, rows)
            self._plain = None

        def forward(self, batch: Any) -> Any:
            if self._packed is None:
                return nn.functional.linear(batch, self._plain, self.bias)
            return kernels._linear_pointwise(batch, self._packed, self.bias, "none", [], "")

    # Exactly linear layers: subclasses may compute something else.
    layers = [
        (parent, name, layer)
        for parent in model.modules()
        for name, layer in parent.named_children()
        if type(layer) is nn.Linear and layer.weight.dtype is torch.bfloat16
    ]
    packed = [Packed(layer) for _, _, layer in layers]
    for (parent, name, _), module in zip(layers, packed, strict=True):
        setattr(parent, name, module)
    if not _runs(model):
        for parent, name, layer in layers:
            setattr(parent, name, layer)
        return 0
    # From here on nothing else holds the plain weights, so memory does not double.
    layers.clear()
    for module in packed:
        module.pack()
    return len(packed)


def _runs(model: Any) -> bool:
    """Whether the model computes anything at all."""
    import torch

    try:
        with torch.inference_mode():
            model(torch.zeros((1, 1), dtype=torch.long))
    except Exception:  # whatever a model's own code does with weights that are not there
        return False
    return True
