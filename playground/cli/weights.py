"""``playground weights``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playground.data.shapes import DataShape
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.runs import provenance
from playground.runs.reader import RunReader


def check(arguments: argparse.Namespace) -> int:
    """Say ``fits``, or what the first mismatch is. 2 if it does not fit."""
    experiment, shape = _wanted(arguments.experiment)
    from playground.exports.model import expected_weights
    from playground.training.weights import importing

    found = importing.read(arguments.file)
    importing.check(found.arrays, expected_weights(experiment, shape), arguments.file)
    importing.check_tokens(arguments.file, shape)
    print(f"{arguments.file}: fits ({importing.words(found)})")
    return 0


def _wanted(name: str) -> tuple[Experiment, DataShape]:
    """An experiment and the shape of its data; a recording knows that without the data."""
    if name.endswith(".run"):
        with RunReader(Path(name)) as reader:
            experiment = Experiment.from_json(reader.experiment_json)
            return experiment, provenance.shape(reader, experiment)
    if name == "-":
        experiment = Experiment.from_json(sys.stdin.buffer.read().decode("utf-8", "replace"))
    else:
        experiment = presets.find(name).experiment
    experiment.layers()
    return experiment, experiment.task.shape()
