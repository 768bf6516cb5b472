"""Flow: which of the rows of a layer table each tensor of a pass was made from, and which picture it still is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from playground.probes.automatic.known import RESHAPES


@dataclass(frozen=True)
class Same:
    """A tensor that is a picture as it is shown, or a plain reading of it: ``flat``, ``last``, ``mean``, ``step 3``."""

    picture: str
    form: str = "same"


class Flow:
    """Follows the tensors of one pass; it keeps them alive, so that no two have the same identity."""

    def __init__(self, model: nn.Module) -> None:
        self._parameters = {id(parameter): path for path, parameter in model.named_parameters()}
        self._sources: dict[int, tuple[str, ...]] = {}
        self._learned: dict[int, tuple[str, ...]] = {}
        self._same: dict[int, Same] = {}
        self._kept: list[Any] = []

    def put(self, tensor: Tensor, sources: Iterable[str], same: Same | None = None) -> None:
        """What a tensor was made from, from now on."""
        self._kept.append(tensor)
        self._sources[id(tensor)] = tuple(dict.fromkeys(sources))
        self._learned.pop(id(tensor), None)
        self._same.pop(id(tensor), None)
        if same is not None:
            self._same[id(tensor)] = same

    def sources(self, *values: Any) -> tuple[str, ...]:
        """The rows that these were made from, each once."""
        found = [name for tensor in tensors(values) for name in self._sources.get(id(tensor), ())]
        return tuple(dict.fromkeys(found))

    def learned(self, *values: Any) -> tuple[str, ...]:
        """The parameters among these, and in what was made from nothing else, each once."""
        found: list[str] = []
        for tensor in tensors(values):
            if id(tensor) in self._parameters:
                found.append(self._parameters[id(tensor)])
            found += self._learned.get(id(tensor), ())
        return tuple(dict.fromkeys(found))

    def same(self, value: Any) -> Same | None:
        """Which picture this is, if it is one."""
        return self._same.get(id(value)) if isinstance(value, Tensor) else None

    def pass_on(self, arguments: tuple[Any, ...], keywords: dict[str, Any], output: Any, name: str) -> None:
        """The output was made from what the arguments were made from."""
        found, learned = self.sources(*arguments, *keywords.values()), self.learned(*arguments, *keywords.values())
        if name == "__setitem__" and arguments and isinstance(arguments[0], Tensor):
            output = arguments[0]
        same = self.same(arguments[0]) if arguments else None
        for tensor in tensors((output,)):
            kept = _still(same, arguments, keywords, tensor, name)
            if arguments and tensor is arguments[0] and name != "__setitem__":
                kept = same
            if name == "stack" and keywords.get("dim", arguments[1] if len(arguments) > 1 else 0) == 1:
                kept = self._stacked(arguments[0])
            self.put(tensor, found, kept)
            if learned and not found:
                self._learned[id(tensor)] = learned

    def _stacked(self, steps: Any) -> Same | None:
        """The picture whose steps are put together again, in their order."""
        found = [self.same(step) for step in steps]
        first = found[0] if found else None
        forms = [None if one is None or first is None or one.picture != first.picture else one.form for one in found]
        whole = len(found) > 1 and forms == ["same", *(f"step {number}" for number in range(1, len(found)))]
        return first if whole else None


def _still(same: Same | None, arguments: tuple[Any, ...], keywords: Any, output: Tensor, name: str) -> Same | None:
    """Which reading of a picture a function leaves: of its flattening, its last step, the mean over its steps."""
    if same is None:
        return None
    given = arguments[0]
    if name in ("silent", *RESHAPES):
        if output.shape == given.shape:
            return same
        if same.form in ("same", "flat") and output.dim() == 2 and output.shape[0] == given.shape[0]:
            return Same(same.picture, "flat")
        return None
    if same.form != "same" or given.dim() != 3:
        return None
    if name == "__getitem__" and output.dim() == 2 and _last(arguments[1], given.shape[1]):
        return Same(same.picture, "last")
    if name == "mean" and output.dim() == 2 and (keywords.get("dim", arguments[1:2]) in (1, (1,), -2, (-2,))):
        return Same(same.picture, "mean")
    return None


def _last(index: Any, length: int) -> bool:
    whole = slice(None)
    parts = index if isinstance(index, tuple) else (index,)
    return len(parts) >= 2 and parts[0] == whole and parts[1] in (-1, length - 1) and all(
        part == whole for part in parts[2:]
    )  # fmt: skip


def tensors(value: Any) -> list[Tensor]:
    """All tensors inside tuples, lists and dicts, in order."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        return [tensor for item in value.values() for tensor in tensors(item)]
    if isinstance(value, (list, tuple)):
        return [tensor for item in value for tensor in tensors(item)]
    return []
