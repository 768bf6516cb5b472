"""``playground weights``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.runs.reader import RunReader


def check(arguments: argparse.Namespace) -> int:
    """Say ``fits``, or what the first mismatch is. 2 if it does not fit."""
    experiment = _experiment(arguments.experiment)
    from playground.exports import importing
    from playground.exports.model import expected_weights

    found = importing.read(arguments.file)
    importing.check(found, expected_weights(experiment), arguments.file)
    print(f"{arguments.file}: fits ({importing.words(found)})")
    return 0


def _experiment(name: str) -> Experiment:
    if name == "-":
        return Experiment.from_json(sys.stdin.buffer.read().decode("utf-8", "replace"))
    if name.endswith(".run"):
        with RunReader(Path(name)) as reader:
            return Experiment.from_json(reader.experiment_json)
    return presets.find(name).experiment
