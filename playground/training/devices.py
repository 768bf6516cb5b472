"""Where a model is trained, and with how many threads."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor

from playground.experiment.layer_shape import LayerShape
from playground.foundation.cores import cores
from playground.foundation.errors import SettingsError

# multiply-adds of a step's forward pass that each thread has at least. Measured on two quiet cores, steps/s of two
# threads ÷ one: the textbook CNN (271 million) 1.6, a character GPT (180) 1.1 to 1.5, characters by an LSTM (146) 1.3,
# a scaled Transformer (239) 1.6, masked tokens (80) 2.0; at 61 million and below 0.9 to 1.2 for Transformers and 0.9
# for small CNNs and LSTMs, while on a busy machine two threads that wait for each other cost many times the work itself
THREAD_COST = 35_000_000
LARGE_LAYER = 200_000_000  # multiply-adds of one layer's forward pass from which a pass for a picture is dear


def available() -> tuple[str, ...]:
    """The devices one may choose, ``auto`` first."""
    found = ["auto", "cpu"]
    if torch.cuda.is_available():
        found += [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def pick(wanted: str) -> torch.device:
    """The device for a setting; ``auto`` prefers a GPU. Raises SettingsError for one that is not there."""
    choices = available()
    if wanted == "auto":
        return torch.device(choices[2] if len(choices) > 2 else "cpu")
    if wanted in choices or (wanted == "cuda" and "cuda:0" in choices):
        return torch.device(wanted)
    raise SettingsError({"training.device": f"{wanted} is not on this machine; choose one of {', '.join(choices)}"})


def make_deterministic(device: torch.device) -> None:
    """Same seed, same bits, as far as torch has such kernels: it warns of the others once, and the run goes on.

    Convolutions and products of matrices are computed in all of float32: TF32, which cuDNN takes by itself, keeps 10 of
    its 23 bits, and what is explained by its formula would not come out. Must be called before the first product on a
    GPU, whose library reads its setting once.
    """
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False
    if device.type == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]  # all of it is written before it is read


def release_memory() -> None:
    """Hand back what torch keeps of a device's memory for later, once nothing lies in it any more."""
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()


def in_float64(device: torch.device) -> torch.device:
    """Where float64 is computed for what lies on a device: there, or on the CPU where it has none, as Apple's has."""
    return torch.device("cpu") if device.type == "mps" else device


def random_state(device: torch.device) -> dict[str, Tensor]:
    """Where the random numbers of the CPU and of the device stand: kind of device → state."""
    found = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        found["cuda"] = torch.cuda.get_rng_state(device)
    if device.type == "mps":
        found["mps"] = torch.mps.get_rng_state()
    return found


def set_random_state(device: torch.device, state: Mapping[str, Tensor]) -> None:
    """Go on from what ``random_state`` gave; of another kind of device there is nothing to go on from."""
    torch.set_rng_state(state["cpu"])
    if device.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"], device)
    if device.type == "mps" and "mps" in state:
        torch.mps.set_rng_state(state["mps"])


def cost(layers: Sequence[LayerShape], batch: int) -> int:
    """Multiply-adds of the forward pass of one step."""
    return batch * sum(layer.multiply_adds for layer in layers)


def has_large_layer(layers: Sequence[LayerShape], batch: int) -> bool:
    """Whether one layer alone makes a step dear, as convolutions of large pictures do."""
    return any(batch * layer.multiply_adds >= LARGE_LAYER for layer in layers)


def threads(wanted: int, step_cost: int) -> int:
    """CPU threads for a run: the setting, or by a rule on the cost of a step (never a measurement, so that
    the same run has the same bits each time on the same machine)."""
    return wanted or max(1, min(cores(), step_cost // THREAD_COST))


@contextmanager
def sparing_threads(work: int) -> Iterator[None]:
    """Inside, the CPU computes passes of so many multiply-adds with as many threads as they are worth, at most those
    of before: on a busy machine threads that wait for each other in many small products cost far more than these."""
    before = torch.get_num_threads()
    torch.set_num_threads(max(1, min(before, work // THREAD_COST)))
    try:
        yield
    finally:
        torch.set_num_threads(before)
