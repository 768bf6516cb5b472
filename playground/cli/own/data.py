"""``playground data``: what a folder or table holds, what is left out of it and why, and how to train on it."""

from __future__ import annotations

import argparse
import base64
import shlex
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from playground.cli.console import print_json
from playground.cli.progress import ProgressLine
from playground.corpora.looking import look
from playground.data.fingerprint import Fingerprint
from playground.data.inventory import Inventory, shown
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import assignment
from playground.foundation.errors import RunFileError
from playground.runs import provenance
from playground.runs.extending import moved
from playground.runs.reader import RunReader

EXAMPLES, SHOWN_CLASSES, SMALLEST = 5, 8, 40  # pictures of a class; classes; rows that a picture has at least


def data(arguments: argparse.Namespace) -> int:
    """Print the inventory, or whether it is what a recording learned from."""
    if arguments.of is not None:
        return _compare(arguments)
    line = ProgressLine()
    try:
        found = look(arguments.path, lambda done, total: line.show(done, total, f"{done} of {total} files"))
    finally:
        line.close()
    if arguments.json:
        print_json(found.plain() | ({"examples": _strips(found)} if arguments.examples else {}))
        return 0
    print(shown(found.path, 4096))
    for sentence in found.lines():
        print(sentence)
    words = " ".join(f"--set {shlex.quote(assignment(path, value))}" for path, value in found.settings.items())
    print(f"Train on it: playground train {found.preset} {shown(words, 8192)}")
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    with RunReader(arguments.of) as reader:
        kept = provenance.known(reader)
        experiment = moved(Experiment.from_json(reader.experiment_json), Path(arguments.path))
    if kept is None:
        raise RunFileError(f"{arguments.of}: an earlier version wrote it, without what its data is known by.")
    difference = kept.difference(Fingerprint.of(experiment.load()))
    if arguments.json:
        print_json({"same": not difference, "difference": difference})
    elif difference:
        print(f"Other data: {difference}.")
    else:
        print(f"The same data; go on with: playground train --resume {arguments.of} --data {arguments.path}")
    return 0


def _strips(found: Inventory) -> dict[str, str]:
    """Class → its example pictures side by side as a PNG in base64, small ones enlarged."""
    told = {}
    for name, pictures in found.examples[:SHOWN_CLASSES]:
        shape = (EXAMPLES - len(pictures), *pictures.shape[1:])
        row = np.concatenate([pictures, np.zeros(shape, np.uint8)])
        strip = np.concatenate(list(np.pad(row, [(0, 0), (0, 0), (0, 1), *[(0, 0)] * (row.ndim - 3)])), axis=1)
        times = max(1, SMALLEST // pictures.shape[1])
        stream = BytesIO()
        Image.fromarray(strip.repeat(times, axis=0).repeat(times, axis=1)).save(stream, "PNG")
        told[name] = base64.b64encode(stream.getvalue()).decode()
    return told
