"""``playground attribution``: how often each method names an input that the answer is known to rest on."""

from __future__ import annotations

import argparse
from math import isnan
from typing import TYPE_CHECKING, Any

from playground.cli.console import print_json
from playground.cli.progress import ProgressLine
from playground.cli.table import print_table
from playground.foundation.errors import PlaygroundError

if TYPE_CHECKING:
    from playground.training.trainer import Trainer

WORDS = {"answers": "ANSWERS", "hits": "HITS", "chance": "CHANCE", "missed": "SUM MISSES BY"}


def attribution(arguments: argparse.Namespace) -> int:
    """The model of a recording, each method over its test set. Raises PlaygroundError."""
    from playground.inspection.attribution.hits import HitRate, hit_rates
    from playground.session.recalling import recall

    found = recall(arguments.recording, arguments.step)
    assert found is not None
    if arguments.sanity:
        return _sanity(found.trainer, arguments)
    line = ProgressLine()
    total = min(arguments.examples, len(found.trainer.data.test))
    try:
        rates = hit_rates(found.trainer, total, lambda done: line.show(done, total, f"example {done}/{total}"))
    finally:
        line.close()

    def values(rate: HitRate) -> dict[str, Any]:
        share, chance = (count / rate.answers for count in (rate.hits, rate.chance))
        return {"method": _name(rate.method, rate.parameter), "answers": rate.answers, "hits": share, "chance": chance,
                "missed": None if isnan(rate.missed) else rate.missed}  # fmt: skip

    rows = sorted(map(values, rates), key=lambda row: -row["hits"])
    if arguments.json:
        print_json({"step": found.trainer.step, "methods": rows})
        return 0
    if not rows:
        print(f"None of the {total} answers whose cause is known is right: nothing can be counted.")
        return 0
    table = [("METHOD", *WORDS.values())]
    for row in rows:
        missed = "–" if row["missed"] is None else f"{row['missed']:.2g}"
        table.append((row["method"], str(row["answers"]), f"{row['hits']:.1%}", f"{row['chance']:.1%}", missed))
    print_table(table, whole=("METHOD", "HITS"))
    return 0


def _sanity(trainer: Trainer, arguments: argparse.Namespace) -> int:
    """The rank correlation of each method with itself, as more and more layers are drawn anew from the top."""
    from playground.inspection.attribution.sanity import sanity

    try:
        layers, found = sanity(trainer, arguments.examples)
    except LookupError as error:
        raise PlaygroundError(f"Nothing can be attributed: {error}.") from None
    if arguments.json:
        rows = [{"method": _name(one.method, one.parameter), "correlations": one.correlations} for one in found]
        print_json({"step": trainer.step, "layers": layers, "methods": rows})
        return 0
    table = [("METHOD", *(f"+ {layer}" for layer in layers))]
    table += [(_name(one.method, one.parameter), *(f"{value:.2f}" for value in one.correlations)) for one in found]
    print("Rank correlation with the attributions before, as layers are drawn anew from the output down:\n")
    print_table(table, whole=("METHOD",))
    return 0


def _name(method: str, parameter: str) -> str:
    return f"{method} {parameter}" if parameter and method != "occlusion" else method
