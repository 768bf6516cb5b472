"""PassWatch: hears, during one pass, every module and torch function whose output is worth seeing, in order."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils.hooks import RemovableHandle

from playground.probes.automatic import known
from playground.probes.automatic.attention import Attended, attended, attends, mixed, scores_of, softmax_over_keys


@dataclass(frozen=True)
class Key:
    """What put a tensor out: the path of a module, and the function called in it with its line in the file."""

    path: str
    function: str = ""
    line: int = 0
    part: str = ""  # ``weights`` of attention, ``cell`` of an LSTM's cell


@dataclass
class Heard:
    """One call.

    Attributes:
        call: how often this key was heard before in the pass.
        line: of the file on which it was called.
        arguments: what it was given.
        output: what it put out: the tensor that is seen.
        scores: what the softmax of an attention was given, where that is at hand.
    """

    key: Key
    call: int
    line: int
    module: nn.Module | None
    arguments: tuple[Any, ...]
    output: Tensor
    keywords: dict[str, Any] = field(default_factory=dict)
    scores: Tensor | None = None


class Listener:
    """Hears a pass; the base hears nothing of it."""

    def heard(self, heard: Heard) -> Tensor:
        """What goes on in place of the output, mostly itself."""
        return heard.output

    def changed(self, key: Key, call: int) -> bool:
        """Whether something else goes on than what comes."""
        return False

    def flowed(self, arguments: tuple[Any, ...], keywords: dict[str, Any], output: Any, name: str) -> None:
        """Any other function of torch outside of the modules that are seen as a whole."""

    def entered(self, path: str, module: nn.Module, arguments: tuple[Any, ...]) -> None:
        """A module begins."""

    def left(self, path: str, module: nn.Module, arguments: tuple[Any, ...], output: Any) -> None:
        """A module that is no leaf has ended."""


class PassWatch(TorchFunctionMode):
    """Context manager: inside it one forward pass of ``model`` is heard by ``listener``; then all hooks are gone.

    Args:
        file: the file whose lines calls are told by.
    """

    def __init__(self, model: nn.Module, listener: Listener, file: str = "") -> None:
        super().__init__()
        self._model, self._listener, self._file = model, listener, file
        self._handles: list[RemovableHandle] = []
        self._calls: Counter[Key] = Counter()
        self._stack: list[str] = []
        self._inside = 0  # modules that are seen as a whole, one in another
        self._asked: dict[int, dict[str, Any]] = {}
        self._fast = True

    def __enter__(self) -> Self:
        for path, module in self._model.named_modules():
            self._handles.append(module.register_forward_pre_hook(self._before(path), with_kwargs=True))
            self._handles.append(module.register_forward_hook(self._after(path), with_kwargs=True, always_call=True))
        self._fast = torch.backends.mha.get_fastpath_enabled()
        torch.backends.mha.set_fastpath_enabled(False)
        super().__enter__()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)  # type: ignore[no-untyped-call]
        torch.backends.mha.set_fastpath_enabled(self._fast)
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    def _before(self, path: str) -> Callable[..., Any]:
        def begin(module: nn.Module, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
            self._stack.append(path)
            outside = not self._inside
            self._inside += known.is_leaf(module)
            if outside:
                self._listener.entered(path, module, arguments)
            if outside and isinstance(module, nn.MultiheadAttention):
                asked = self._asked[id(module)] = {**_named(arguments), **keywords}
                return arguments[:4], {**asked, "need_weights": True, "average_attn_weights": False}
            return None

        return begin

    def _after(self, path: str) -> Callable[..., Any]:
        def end(module: nn.Module, arguments: tuple[Any, ...], keywords: dict[str, Any], output: Any) -> Any:
            self._stack.pop()
            self._inside -= known.is_leaf(module)
            if output is None or self._inside:
                return None
            if isinstance(module, nn.MultiheadAttention):
                return self._attention(path, module, arguments, keywords, output)
            if isinstance(module, known.SILENT):
                self._listener.flowed(arguments, keywords, output, "silent")
                return None
            if known.is_leaf(module):
                return self._leaf(path, module, arguments, keywords, output)
            self._listener.left(path, module, arguments, output)
            return None

        return end

    def _leaf(self, path: str, module: nn.Module, arguments: tuple[Any, ...], keywords: Any, output: Any) -> Any:
        """The first tensor it puts out is seen; of an LSTM's cell both states are."""
        if isinstance(module, nn.Softmax) and arguments and softmax_over_keys((None, module.dim), {}, output):
            told = self._softmax(Key(path, part="weights"), arguments, keywords, output)
            self._listener.left(path, module, arguments, told)
            return told
        if isinstance(output, Tensor):
            return self._tell(Key(path), module, arguments, keywords, output)
        if isinstance(module, nn.LSTMCell):
            hidden, cell = output
            cell = self._tell(Key(path, part="cell"), module, arguments, keywords, cell)
            return self._tell(Key(path), module, arguments, keywords, hidden), cell
        if isinstance(output, tuple) and output and isinstance(output[0], Tensor):
            seen = self._tell(Key(path), module, arguments, keywords, output[0])
            self._listener.flowed((seen,), {}, output[1:], "state")
            return (seen, *output[1:])
        self._listener.flowed(arguments, keywords, output, "silent")
        return None

    def _attention(self, path: str, module: nn.MultiheadAttention, arguments: Any, keywords: Any, output: Any) -> Any:
        """The weights of all heads are seen, and what was asked for is put out."""
        asked = self._asked.pop(id(module), {})
        key = Key(path, part="weights")
        changed = self._listener.changed(key, self._calls[key])
        given = (*arguments, *(keywords[name] for name in ("query", "key", "value") if name in keywords))
        out, weights = output[0], output[1]
        batched = weights if weights.dim() == 4 else weights[None]
        scores = self._aside(scores_of, module, given[0], given[1])
        told = self._tell(key, module, given, keywords, batched, 0, scores)
        if changed:
            out = self._aside(attends, module, given[2], told, module.batch_first)
        out = self._tell(Key(path), module, (*given, told), keywords, out)
        if not asked.get("need_weights", True):
            return out, None
        return out, told.mean(dim=1) if asked.get("average_attn_weights", True) else told

    def __torch_function__(self, function: Any, types: Any, arguments: Any = (), keywords: Any = None) -> Any:
        """As torch calls it."""
        keywords = keywords or {}
        output = function(*arguments, **keywords)
        if self._inside:
            return output
        name = getattr(function, "__name__", "")
        if name == known.ATTENTION and isinstance(output, Tensor):
            return self._mixed(attended(arguments, keywords), arguments, keywords, output)
        kind = known.FUNCTIONS.get(name)
        if kind is None or not isinstance(output, Tensor) or (name in known.SUMS and not _two(arguments, output)):
            self._listener.flowed(arguments, keywords, output, name)
            return output
        key = Key(self._stack[-1] if self._stack else "", name.strip("_"), self._line())
        if kind[0] == "softmax" and softmax_over_keys(arguments, keywords, output):
            return self._softmax(Key(key.path, "attention", key.line, "weights"), arguments, keywords, output)
        return self._tell(key, None, arguments, keywords, output, key.line)

    def _softmax(self, key: Key, arguments: Any, keywords: Any, output: Tensor) -> Tensor:
        """The weights of an attention that is written out, of heads or without any."""
        single = output.dim() == 3
        scores = arguments[0].unsqueeze(1) if single else arguments[0]
        told = self._tell(key, None, arguments, keywords, output.unsqueeze(1) if single else output, 0, scores)
        out = told.squeeze(1) if single else told
        self._listener.flowed((told,), {}, out, "mixed")
        return out

    def _aside(self, compute: Callable[..., Any], *arguments: Any) -> Any:
        """What is computed for the picture alone, and is no part of the model."""
        self._inside += 1
        try:
            return compute(*arguments)
        finally:
            self._inside -= 1

    def _mixed(self, found: Attended, arguments: Any, keywords: Any, output: Tensor) -> Tensor:
        """Weights that a fast kernel hides are computed beside it; where they are changed, they decide."""
        key = Key(self._stack[-1] if self._stack else "", "attention", self._line(), "weights")
        changed = self._listener.changed(key, self._calls[key])
        weights = self._tell(key, None, arguments, keywords, found.weights, key.line, found.scores)
        out = mixed(weights, found, output) if changed else output
        self._listener.flowed((weights, *arguments), keywords, out, "mixed")
        return out

    def _tell(
        self, key: Key, module: nn.Module | None, arguments: Any, keywords: Any, output: Tensor, line: int = 0,
        scores: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        call, self._calls[key] = self._calls[key], self._calls[key] + 1
        heard = Heard(
            key, call, line or key.line or self._line(), module, tuple(arguments), output, dict(keywords), scores
        )
        return self._listener.heard(heard)

    def _line(self) -> int:
        """The line of the file that is being carried out, nearest to here."""
        frame = sys._getframe(1) if self._file else None
        while frame is not None:
            if frame.f_code.co_filename == self._file:
                return frame.f_lineno
            frame = frame.f_back
        return 0


def _named(arguments: tuple[Any, ...]) -> dict[str, Any]:
    """What follows the first four arguments of multi-head attention, by name."""
    names = ("need_weights", "attn_mask", "average_attn_weights", "is_causal")
    return dict(zip(names, arguments[4:], strict=False))


def _two(arguments: Any, output: Tensor) -> bool:
    """Whether two tensors of the output's shape are added."""
    tensors = [one for one in arguments[:2] if isinstance(one, Tensor)]
    return len(tensors) == 2 and all(one.shape == output.shape and one.dim() > 1 for one in tensors)
