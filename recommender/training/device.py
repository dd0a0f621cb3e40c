"""Where learning runs: the accelerator if there is one, the processor otherwise, from the same code."""

from contextlib import AbstractContextManager, nullcontext

import torch

PRECISIONS = ("auto", "float32")


def choose_device(wish: str = "auto") -> torch.device:
    """`auto`, `cpu`, `cuda` or `cuda:N`. Raises ValueError in words where the wish cannot be met."""
    if wish == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(wish)
    except RuntimeError as error:
        raise ValueError(f"{wish!r} is no device: use auto, cpu, cuda or cuda:N.") from error
    if device.type not in ("cpu", "cuda"):
        raise ValueError(f"{wish!r} is no device: use auto, cpu, cuda or cuda:N.")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"The device {wish} was asked for, but this machine has no such GPU.")
    return device


def has_fast_bfloat16(device: torch.device) -> bool:
    """Tensor cores since Ampere, and processors with matrix or dot-product instructions for bfloat16.

    With AVX-512 dot products a training step of PMCA-BiLSTM took a fifth to a third less time.
    """
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    able = torch.cpu.get_capabilities()
    return able.get("amx_bf16", False) or able.get("avx512_bf16", False)


def precision(device: torch.device, wish: str = "auto") -> AbstractContextManager:
    """bfloat16 autocast where `fast_type` allows it."""
    dtype = fast_type(device, wish)
    return nullcontext() if dtype == torch.float32 else torch.autocast(device.type, dtype=dtype)


def fast_type(device: torch.device, wish: str = "auto") -> torch.dtype:
    """What products may be made in, where rounding to three digits does no harm; `float32` forbids all rounding.

    Nobody can insist on bfloat16: a processor without AVX-512 has no recurrent layers in it at all.
    Raises ValueError for another wish.
    """
    if wish not in PRECISIONS:
        raise ValueError(f"There is no precision {wish!r}; known are {', '.join(PRECISIONS)}.")
    return torch.bfloat16 if wish == "auto" and has_fast_bfloat16(device) else torch.float32
