"""``playground model``: a file with a model of one's own, tried on a task: its layers, its taps, a dry step."""

from __future__ import annotations

import argparse
from typing import Any

from playground.architectures.own.settings import MeasuredLayer
from playground.cli.console import print_json
from playground.cli.own import trying
from playground.cli.table import print_table
from playground.experiment.setting_paths import frozen
from playground.foundation.errors import ModelFileError


def model(arguments: argparse.Namespace) -> int:
    """Print what was found; 2 with one sentence for a file that cannot be trained."""
    task = [f"task.kind={arguments.task}"] if arguments.task else []
    file = trying.file_named(str(arguments.file)) or arguments.file
    asked, _ = trying.unmeasured(file, [*task, *arguments.assignments])
    report = trying.examined(asked, arguments.timeout)
    architecture = asked.values()["architecture"]
    if arguments.json:
        print_json({"file": architecture["file"], "sha256": architecture["sha256"], **report})
        return 2 if report["error"] else 0
    rows = [MeasuredLayer.model_validate(frozen(row)) for row in report["table"]]
    if rows:
        _print_layers(rows)
    if report["error"]:
        raise ModelFileError(report["error"])
    _print(report)
    return 0


def _print_layers(rows: list[MeasuredLayer]) -> None:
    found: list[tuple[str, ...]] = [("LAYER", "KIND", "OUTPUT", "PARAMETERS", "READS", "PICTURE", "LINE")]
    found += [
        (row.name, " ".join(filter(None, (row.kind, row.detail))), _sizes(row.output), str(row.parameters or ""),
         ", ".join(row.inputs), row.tap or "–", str(row.line or ""))
        for row in rows
    ]  # fmt: skip
    print_table(found, whole=("LAYER", "OUTPUT", "PARAMETERS"))


def _print(report: dict[str, Any]) -> None:
    frozen_ones = report["parameters"] - report["trainable"]
    print(f"{report['parameters']} parameters" + (f", {frozen_ones} of them not trained" if frozen_ones else ""))
    print(f"{len(report['taps'])} pictures; {report['data']}: output {_sizes(report['wanted'])}, as wanted")
    if report["unused"]:
        print(f"unused: the loss does not depend on {', '.join(report['unused'])}")
    print("the same seed gives the same bits" if report["same"] else
          f"the same seed gives other bits: {report['differs']} differs")  # fmt: skip
    forward, backward = report["seconds"]
    peak = f", at most {report['peak'] / 2**20:.0f} MiB of memory with torch" if report["peak"] else ""
    print(f"two examples: forward {1000 * forward:.1f} ms, backward {1000 * backward:.1f} ms{peak}")


def _sizes(shape: Any) -> str:
    return " × ".join(map(str, shape))
