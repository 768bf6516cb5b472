"""Ranks: which of several processes that train one model together this is, as ``torchrun`` tells them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Self

from playground.foundation.cores import allowed
from playground.foundation.errors import PlaygroundError
from playground.foundation.interpreter import CORES

NAMES = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
MOST = 4096  # processes


@dataclass(frozen=True)
class Rank:
    """One of ``size`` processes, counted from 0; ``local`` of ``beside`` on this machine."""

    rank: int
    size: int
    local: int
    beside: int

    @property
    def leads(self) -> bool:
        """Whether this one records, tests and tells."""
        return self.rank == 0

    @classmethod
    def found(cls, environment: Mapping[str, str] | None = None) -> Self | None:
        """What the environment says; None for a process that trains alone. Raises PlaygroundError."""
        given = os.environ if environment is None else environment
        if not {"RANK", "WORLD_SIZE", "MASTER_ADDR"} <= given.keys():
            return None
        words = [given.get(name, "") for name in NAMES]
        if not all(word.isdecimal() and len(word) < 6 for word in words):
            said = ", ".join(f"{name}={word}" for name, word in zip(NAMES, words, strict=True))
            raise PlaygroundError(f"{said}: cannot be understood; start the processes with torchrun.")
        rank, size, local, beside = map(int, words)
        if not (rank < size <= MOST and local < beside <= size):
            raise PlaygroundError(f"Process {rank} of {size} cannot be; start the processes with torchrun.")
        return cls(rank, size, local, beside) if size > 1 else None

    def prepare(self, environment: MutableMapping[str, str]) -> None:
        """What has to stand in the environment before torch is loaded. Raises PlaygroundError where it cannot work."""
        if sys.platform != "linux":
            raise PlaygroundError("Training in several processes is offered on Linux only; train in one here.")
        # torchrun asks for one thread in each, whatever there is
        environment.setdefault(CORES, str(max(1, allowed() // self.beside)))
        if self.beside == self.size:  # or the name of this machine is looked up, which may lead to a closed door
            environment.setdefault("GLOO_SOCKET_IFNAME", "lo")


def alone(environment: Mapping[str, str]) -> dict[str, str]:
    """The same for a process that trains by itself, whatever group the one that starts it belongs to."""
    return {name: value for name, value in environment.items() if name not in NAMES}
