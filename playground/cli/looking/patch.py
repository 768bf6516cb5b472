"""``playground patch``: what a layer was worth at another step: its weights put into the model of this one."""

from __future__ import annotations

import argparse

from playground.cli.console import print_json
from playground.cli.table import print_table
from playground.experiment.metrics import metric


def patch(arguments: argparse.Namespace) -> int:
    """Each layer of one step in the model of another, of the same run or of another. Raises PlaygroundError."""
    from playground.inspection.tracing.transplant import transplanted
    from playground.session.recalling import recall

    source = recall(arguments.of or arguments.recording, arguments.from_step)
    target = recall(arguments.recording, arguments.step)
    assert source is not None and target is not None
    found = transplanted(target.trainer, source.trainer.weights(), arguments.examples)
    if arguments.json:
        rows = [{"layer": one.layer, "metrics": dict(one.metrics)} for one in found]
        print_json({"from": source.trainer.step, "into": target.trainer.step, "layers": rows})
        return 0
    titles = {"": f"none (step {target.trainer.step})", "*": f"all (step {source.trainer.step})"}
    names = list(found[0].metrics)
    table = [(f"LAYER OF STEP {source.trainer.step}", *(name.upper() for name in names))]
    for one in found:
        values = (metric(name).plain(value) for name, value in one.metrics.items())
        table.append((titles.get(one.layer, one.layer), *values))
    print_table(table, whole=table[0])
    return 0
