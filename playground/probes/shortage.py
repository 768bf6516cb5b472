"""Shortage: whether an error says that a device has no memory left, told apart from all others."""

from __future__ import annotations

import torch

ALLOCATORS = ("DefaultCPUAllocator", "MPS backend out of memory")  # they raise a bare RuntimeError, without a code


def is_shortage(error: BaseException) -> bool:
    """Whether memory ran out, of a GPU, of the machine or of NumPy."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    return type(error) is RuntimeError and any(name in str(error) for name in ALLOCATORS)


def sentence(error: BaseException) -> str:
    """What a person can do about it."""
    said = (str(error).splitlines() or [type(error).__name__])[0]
    return f"The device ran out of memory: choose a smaller batch or model. ({said})"
