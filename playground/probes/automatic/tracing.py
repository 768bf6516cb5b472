"""Tracing: the rows of a model's layer table, in the order of one pass, each with what it reads and how it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn

from playground.probes.automatic.flow import Flow, Same
from playground.probes.automatic.formulas import formula
from playground.probes.automatic.watch import Heard, Key, Listener

CALLS = 8  # of a module whose outputs are pictures of their own; of vectors any number are steps of one
INPUTS = ("input", "input.target")


@dataclass
class TracedRow:
    """One row as it was heard.

    Attributes:
        keys: (key, call) → this row, for those who hear the same pass again.
        shape: with the batch. steps: how often it was heard, where that makes a time axis; else 1.
        module: None for a function.
    """

    name: str
    key: Key
    call: int
    kind: str
    shape: tuple[int, ...]
    line: int
    module: nn.Module | None
    inputs: tuple[str, ...]
    parameters: int = 0
    steps: int = 1
    operation: str = ""
    reads: tuple[str, ...] = ()
    form: str = "same"
    weights: str = ""
    numbers: dict[str, float] = field(default_factory=dict)
    detail: str = ""
    turned: bool = False
    heads: int = 0

    @property
    def attention(self) -> bool:
        """Its picture is the weights of its heads."""
        return self.key.part == "weights"


class Tracer(Listener):
    """Hears one pass.

    Attributes:
        rows: in the order in which they were computed, as far as the pass came.
        at: the modules that had begun and not ended, the innermost last, with the shapes of what they were given.
    """

    def __init__(self, model: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        self.rows: list[TracedRow] = []
        self.at: list[tuple[str, nn.Module, list[tuple[int, ...]]]] = []
        self.flow = Flow(model)
        self._sizes = {path: parameter.numel() for path, parameter in model.named_parameters()}
        self._model, self._counted = model, set[str]()
        self._names: dict[tuple[Key, int], str] = {}
        self._made: dict[int, TracedRow] = {}
        for name, tensor in zip(INPUTS, inputs, strict=False):
            self.flow.put(tensor, (name,), Same(name))

    def entered(self, path: str, module: nn.Module, arguments: tuple[Any, ...]) -> None:
        """Remembered until it ends."""
        self.at.append((path, module, [tuple(one.shape) for one in arguments if isinstance(one, Tensor)]))

    def left(self, path: str, module: nn.Module, arguments: tuple[Any, ...], output: Any) -> None:
        """It came to its end."""
        self._ended(path)

    def flowed(self, arguments: tuple[Any, ...], keywords: dict[str, Any], output: Any, name: str) -> None:
        """Tensors of no row; where parameters enter there, they are a row of their own."""
        if name == "silent":
            self._ended("")
        new = [path for path in self.flow.learned(*arguments, *keywords.values()) if path not in self._counted]
        sources = self.flow.sources(*arguments, *keywords.values())
        self.flow.pass_on(arguments, keywords, output, name)
        if not new or not sources or not isinstance(output, Tensor) or not output.dim():
            return
        row = TracedRow(
            new[0], Key(new[0]), 0, "learned values", tuple(output.shape), 0, None, sources, self._count(new)
        )
        self._add(row, output)

    def heard(self, heard: Heard) -> Tensor:
        """A row of its own, or another step of one that is computed in a loop."""
        module, output = heard.module, heard.output
        if module is not None:
            self._ended(heard.key.path, keep=heard.key.part in ("cell", "weights"))
        sources = self.flow.sources(*heard.arguments, *heard.keywords.values())
        if module is not None and isinstance(module, nn.MultiheadAttention) and not heard.key.part:
            self.flow.put(output, self.flow.sources(heard.arguments[-1]))
            return output
        first = next((row for row in self.rows if row.key == heard.key), None)
        if first is not None and (output.dim() == 2 or heard.call >= CALLS) and tuple(output.shape) == first.shape:
            first.steps = heard.call + 1 if output.dim() == 2 else 1
            first.inputs = tuple(dict.fromkeys((*first.inputs, *sources)))
            first.operation, first.reads = "", ()
            self.flow.put(output, (first.name,), Same(first.name, f"step {heard.call}"))
            return output
        name = self._name(heard.key, heard.call)
        kind, operation, weights, numbers, detail = formula(heard, self._model)
        row = TracedRow(name, heard.key, heard.call, kind, tuple(output.shape), heard.line, module, sources,
                  operation=operation, weights=weights, numbers=numbers, detail=detail)  # fmt: skip
        row.parameters = self._count(self._paths(heard))
        row.heads = output.shape[1] if row.attention and output.dim() == 4 else 0
        row.turned = self._turned(row, heard.arguments)
        self._read(row, heard)
        self._add(row, output)
        return output

    def finish(self) -> None:
        """Behind the pass it is known how often each was called: a step that is not the last has no formula."""
        steps = {row.name: row.steps for row in self.rows}
        for row in self.rows:
            looped = any(steps.get(name, 1) > 1 for name in row.reads)
            if looped and row.form == f"step {steps[row.reads[0]] - 1}":
                row.form = "last"
            elif row.form.startswith("step") or (looped and row.form == "same" and len(row.shape) == 2):
                row.operation, row.reads, row.form = "", (), "same"

    def row_of(self, tensor: Tensor) -> TracedRow | None:
        """The row whose output this very tensor is."""
        return self._made.get(id(tensor))

    def _add(self, row: TracedRow, output: Tensor) -> None:
        self.rows.append(row)
        self._made[id(output)] = row
        self.flow.put(output, (row.name,), None if row.turned else Same(row.name))

    def _ended(self, path: str, keep: bool = False) -> None:
        if self.at and not keep:
            self.at.pop()

    def _name(self, key: Key, call: int) -> str:
        """The path of the layer, and after the first of its kind a number."""
        base = key.path if not key.function else ".".join(filter(None, (key.path, key.function)))
        base = f"{base}.cell" if key.part == "cell" else base or "model"
        taken = {row.name for row in self.rows} | {*INPUTS}
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}.{number}" if call else f"{base}_{number}"
        return name

    def _paths(self, heard: Heard) -> list[str]:
        """The parameters that it uses."""
        if heard.module is None:
            return list(self.flow.learned(*heard.arguments, *heard.keywords.values()))
        return ["".join((heard.key.path and f"{heard.key.path}.", name)) for name, _ in heard.module.named_parameters()]

    def _count(self, paths: list[str]) -> int:
        """How many numbers of these were not counted yet; then they are."""
        new = [path for path in paths if path not in self._counted and path in self._sizes]
        self._counted.update(new)
        return sum(self._sizes[path] for path in new)

    def _turned(self, row: TracedRow, arguments: tuple[Any, ...]) -> bool:
        """Whether channels stand before steps: so do those of one-dimensional convolutions, and what follows them."""
        if len(row.shape) != 3 or row.attention:
            return False
        if isinstance(row.module, (nn.Conv1d, nn.ConvTranspose1d, nn.BatchNorm1d, nn.MaxPool1d, nn.AvgPool1d)):
            return True
        before = self.row_of(arguments[0]) if arguments and isinstance(arguments[0], Tensor) else None
        plain = row.kind in ("linear", "embedding", "layer norm", "self-attention")
        return before is not None and before.turned and not plain and before.shape[1] == row.shape[1]

    def _read(self, row: TracedRow, heard: Heard) -> None:
        """The pictures that its formula is computed from; without them there is none."""
        if row.operation == "attention":
            return
        wanted = heard.arguments[: 2 if row.operation == "sum" else 1]
        same = [self.flow.same(argument) for argument in wanted]
        found = [one for one in same if one is not None]
        if not row.operation or not found or len(found) < len(same) or row.turned:
            row.operation = ""
            return
        row.reads, row.form = tuple(one.picture for one in found), found[0].form
        if any(one.form != "same" for one in found) and row.operation != "linear":
            row.operation, row.reads = "", ()
