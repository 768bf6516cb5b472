"""``playground presets`` and ``playground check``."""

from __future__ import annotations

import argparse
import sys

from playground.cli.console import print_json
from playground.cli.table import print_table
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.metrics import metric
from playground.experiment.presets import Preset
from playground.foundation.errors import DataError, PlaygroundError


def list_presets(arguments: argparse.Namespace) -> int:
    """The gallery as a table, or as one JSON list."""
    gallery = presets.gallery()
    if arguments.json:
        print_json([preset.summary() for preset in gallery])
        return 0
    rows: list[tuple[str, ...]] = [("NAME", "TITLE", "标题", "ARCHITECTURE", "TASK", "EXPECTED", "BASELINE")]
    rows += [_row(preset) for preset in gallery]
    print_table(rows, whole=("NAME", "EXPECTED"))
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Read each file; say ``ok`` or what is wrong. 2 if any is bad."""
    bad = 0
    for path in arguments.files:
        try:
            experiment = presets.read(path).experiment
        except PlaygroundError as error:  # which names the file
            bad += 1
            sys.stderr.write(f"{error}\n")
            continue
        try:
            print(f"{path}: ok{_reservation(experiment)}")
        except PlaygroundError as error:
            bad += 1
            sys.stderr.write(f"{path}: {error}\n")
    return 2 if bad else 0


def _reservation(experiment: Experiment) -> str:
    """What keeps a good preset from running here: data that is not on this machine."""
    try:
        experiment.layers()
    except DataError as error:
        return f", but its data is not here: {error}"
    remark = experiment.task.remark()
    return f" ({remark})" if remark else ""


def _row(preset: Preset) -> tuple[str, ...]:
    summary, about = preset.summary(), preset.about
    judge = metric(about.expected.metric)
    band = f"{judge.name} {about.expected.low:g}…{about.expected.high:g} {judge.unit}".rstrip()
    baseline = ", ".join(f"{name} {value:g} {metric(name).unit}".rstrip() for name, value in about.baseline.items())
    title = about.title
    return preset.name, title.en, title.zh, summary["architecture"], summary["task"], band, baseline
