"""``playground step``: one step of a recording, replayed: its batch, and the layers whose gradient grew."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from math import isfinite
from typing import Any

from playground.cli.console import print_json
from playground.cli.table import print_table

LAYERS = 8  # that are printed


def step(arguments: argparse.Namespace) -> int:
    """Examine a step, or the one at which the loss jumped most. Raises PlaygroundError."""
    from playground.session.bisecting import examined, jump_of

    number = arguments.number if arguments.number is not None else jump_of(arguments.recording)
    found, replayed = examined(arguments.recording, number)
    if arguments.json:
        values: dict[str, Any] = asdict(found)
        values |= {"replayed_from": replayed.start, "compared": replayed.compared, "different": replayed.different}
        print_json(_finite(values))
        return 0
    usual = f" (usual before it: {found.usual:.4g})" if isfinite(found.usual) else ""
    exact = "bit for bit" if replayed.exact else f"with other bits from step {replayed.different} on"
    print(f"step {found.step}: loss {found.loss:.4g}{usual}; replayed from step {replayed.start}, {exact}")
    print(f"{len(found.examples)} of {found.batch} examples have {found.share:.0%} of the loss:\n")
    rows = [(str(one.index + 1), f"{one.loss:.4g}", one.words) for one in found.examples]
    print_table([("EXAMPLE", "LOSS", "WORDS"), *rows], whole=("EXAMPLE", "LOSS"))
    print()
    rows = [(one.layer, f"{one.norm:.3g}", _times(one.times)) for one in found.layers[:LAYERS]]
    print_table([("LAYER", "GRADIENT", "TIMES THE USUAL"), *rows], whole=("LAYER", "GRADIENT"))
    return 0


def _times(value: float) -> str:
    return f"{value:.2g}" if isfinite(value) else "–"


def _finite(value: Any) -> Any:
    """JSON knows no NaN."""
    match value:
        case float():
            return value if isfinite(value) else None
        case dict():
            return {name: _finite(one) for name, one in value.items()}
        case list() | tuple():
            return [_finite(one) for one in value]
        case _:
            return value
