"""Why torch could not write a model as ONNX, in one sentence: what it names, without what it says to its developers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playground.foundation.errors import ModelFileError, PlaygroundError

_OPERATOR = re.compile(r"No ONNX function found for <OpOverload\(op='([\w.]+)'")
_GUARD = "GuardOnDataDependentSymNode"
_PLACE = re.compile(r"^(.+?:\d+): ")
_LONGEST = 300


def failure(error: BaseException) -> PlaygroundError:
    """The error to be raised instead of the exporter's."""
    chain = list(_chain(error))
    for one in chain:
        found = _OPERATOR.search(str(one))
        if found:
            return PlaygroundError(f"This model cannot be written as ONNX, which has no operator for {found[1]}.")
    for one in chain:
        if isinstance(one, ModelFileError):
            return _placed(str(one))
    first = (str(chain[-1]).strip().splitlines() or [""])[0][:_LONGEST]
    return PlaygroundError(f"This model cannot be written as ONNX: {first or type(chain[-1]).__name__}")


def fixed(size: int) -> PlaygroundError:
    """The graph would be good for one number of examples alone."""
    return PlaygroundError(
        f"This model cannot be written as ONNX: its graph would take {size} examples and no other number of them. In "
        f"its file, write x.shape[0] instead of len(x), and no loop over the examples."
    )


def _placed(sentence: str) -> PlaygroundError:
    """A sentence that names the line of the model's file already."""
    place = _PLACE.match(sentence)
    if _GUARD in sentence and place:
        return PlaygroundError(
            f"This model cannot be written as ONNX: at {place[1]} computed numbers decide which way is taken, and a "
            f"graph has one way."
        )
    return PlaygroundError(f"This model cannot be written as ONNX: {sentence[:_LONGEST]}")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from; where that was done on purpose, no further."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
