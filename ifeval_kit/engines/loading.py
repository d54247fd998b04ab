"""Loads models and tokenizers with transformers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ifeval_kit.engines.cpu import has_bfloat16
from ifeval_kit.engines.failures import cause
from ifeval_kit.engines.models import ModelSource
from ifeval_kit.engines.settings import Setting
from ifeval_kit.errors import EngineError, UsageError, nearest

DTYPES = ("auto", "bfloat16", "float16", "float32")


def load(source: ModelSource, settings: Mapping[str, Setting]) -> tuple[Any, Any]:
    """Return a model, ready to generate, and its tokenizer.

    ``settings`` has ``dtype``, ``device``, ``attn_implementation`` and ``trust_remote_code``.
    Raises :class:`UsageError` for a setting that cannot be, :class:`EngineError` for a model that
    does not load.
    """
    dtype, device = settings["dtype"], _device(settings["device"])
    if dtype not in DTYPES:
        raise UsageError(
            f"dtype '{dtype}' is none of {', '.join(DTYPES)}{nearest(str(dtype), DTYPES)}"
        )
    try:
        import transformers

        transformers.utils.logging.disable_progress_bar()
        place, options = _place(source)
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            place, trust_remote_code=settings["trust_remote_code"], **options
        )
        if settings["attn_implementation"]:
            options["attn_implementation"] = settings["attn_implementation"]
        # Several GPUs share a model that one does not hold.
        spread = {"device_map": "auto"} if settings["device"] == "auto" and device == "cuda" else {}
        model = transformers.AutoModelForCausalLM.from_pretrained(
            place,
            dtype="bfloat16" if source.kind == "gguf" and dtype == "auto" else dtype,
            trust_remote_code=settings["trust_remote_code"],
            **_dequantized(source),
            **options,
            **spread,
        )
        if not spread:
            model = model.to(device)
        return _settled(model, dtype), tokenizer
    except Exception as error:
        raise EngineError(f"transformers cannot load {source.location} ({cause(error)})") from error


def _place(source: ModelSource) -> tuple[str, dict[str, Any]]:
    """Return the folder to load from, and what else tells where the model is."""
    if source.kind != "gguf":
        return source.location, {}
    path = Path(source.location)
    return str(path.parent), {"gguf_file": path.name}


def _dequantized(source: ModelSource) -> dict[str, Any]:
    """Return what makes transformers compute with the full weights of a GGUF file."""
    import transformers

    if source.kind != "gguf" or not hasattr(transformers, "GgufConfig"):
        return {}
    name = Path(source.location).name
    return {"quantization_config": transformers.GgufConfig(gguf_file=name, dequantize=True)}


def _settled(model: Any, dtype: str) -> Any:
    """Return the model in a type that its device computes fast, if none was asked for."""
    import torch

    if dtype == "auto" and model.device.type == "cpu" and model.dtype.itemsize == 2:
        model = model.to(torch.bfloat16 if has_bfloat16() else torch.float32)
    return model.eval()


def _device(name: str) -> str:
    import torch

    if name == "auto":
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        torch.device(name)
    except RuntimeError as error:
        raise UsageError(f"there is no device '{name}' ({cause(error)})") from None
    return name
