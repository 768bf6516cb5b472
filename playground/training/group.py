"""Group: processes that train one model together on parts of the same batches (data parallel, on gloo or NCCL).

The first leads: it tells the others what to do next. They hold the same weights, and add their gradients up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from enum import IntEnum
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor

from playground.foundation.errors import GroupLostError
from playground.foundation.ranks import Rank

JOIN = timedelta(seconds=120)  # until all processes are there
STEP = timedelta(seconds=45)  # that one step of one process may be later than that of another
WAIT = timedelta(days=2)  # that the others wait while the first one tests, records or is held
MOST_BYTES = 2**26  # of what is told at once


class Order(IntEnum):
    """What the first process has the others do."""

    STEP = 1
    TAKE = 2  # its weights, its memory and what is in force
    CHANGE = 3  # what is in force
    END = 4


class Group:
    """All processes of one run, once all are there.

    Attributes:
        lost: one of them has ended, or does not answer any more.

    Raises:
        GroupLostError: where they do not come together.
    """

    def __init__(self, rank: Rank) -> None:
        self.rank, self.lost = rank, False
        with self._together("They did not come together: look at what the others say."):
            backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
            dist.init_process_group(backend, timeout=JOIN)
            self._steps = dist.new_group(timeout=STEP, backend=backend)
            # the others wait for its orders as long as it likes; it waits for none of them that does not move
            self._orders = dist.new_group(timeout=JOIN if rank.leads else WAIT, backend="gloo")

    def part(self, count: int) -> slice:
        """The examples of a batch of so many that are this process's."""
        rank, size = self.rank.rank, self.rank.size
        return slice(count * rank // size, count * (rank + 1) // size)

    def sum(self, tensor: Tensor) -> None:
        """Add up, in place, what all processes have. Raises GroupLostError."""
        with self._together():
            dist.all_reduce(tensor, group=self._steps)

    def share(self, tensors: Sequence[Tensor]) -> None:
        """Take, in place, what the first process has. Raises GroupLostError."""
        with self._together(), torch.no_grad():
            for tensor in tensors:
                whole = tensor.contiguous()
                dist.broadcast(whole, 0, group=self._steps)
                if whole.data_ptr() != tensor.data_ptr() and not self.rank.leads:
                    tensor.copy_(whole)

    def say(self, order: Order, step: int = 0) -> None:
        """Tell the others what to do, before the step of this number. Raises GroupLostError."""
        self._exchange(torch.tensor([int(order), step]))

    def hear(self) -> tuple[Order, int]:
        """Wait for what the first process says. Raises GroupLostError."""
        told = torch.zeros(2, dtype=torch.int64)
        self._exchange(told)
        return Order(int(told[0])), int(told[1])

    def tell(self, facts: Any = None) -> Any:
        """Plain values from the first process to all. Raises GroupLostError."""
        raw = json.dumps(facts).encode() if self.rank.leads else b""
        size = torch.tensor([len(raw)])
        self._exchange(size)
        if not 0 < int(size) <= MOST_BYTES:
            raise GroupLostError("The processes do not understand each other; start them from one version.")
        content = torch.frombuffer(bytearray(raw or bytes(int(size))), dtype=torch.uint8)
        self._exchange(content)
        return facts if self.rank.leads else json.loads(content.numpy().tobytes())

    def close(self) -> None:
        """Part from the others."""
        dist.destroy_process_group()

    def _exchange(self, tensor: Tensor) -> None:
        with self._together():
            dist.broadcast(tensor, 0, group=self._orders)

    @contextmanager
    def _together(
        self, words: str = "Its recording is whole up to there: go on with --resume, in as many processes as you like.",
    ) -> Iterator[None]:  # fmt: skip
        """Whatever the library says of others that are gone is one sentence. Raises GroupLostError."""
        try:
            yield
        except (RuntimeError, ValueError) as error:  # the library's word for all that goes wrong between them
            self.lost = True
            said = f"Another process that trained this run has ended, or does not answer. {words}"
            raise GroupLostError(said) from error
