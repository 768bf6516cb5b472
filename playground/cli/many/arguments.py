"""The words of the commands for many runs: ``sweep`` and ``queue``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playground.cli.numbers import positive

Later = Callable[[str, str], Callable[[argparse.Namespace], int]]


def add_parsers(commands: Any, later: Later) -> None:
    """Both of them, each carried out by a function that ``later`` imports when it is called."""
    _sweep(commands.add_parser("sweep", help="train a preset with many settings, and say which are best"), later)
    _queue(commands.add_parser("queue", help="train what a file lists, one after the other"), later)


def _sweep(parser: argparse.ArgumentParser, later: Later) -> None:
    parser.description = (
        "Train a preset with each of many settings, in processes of their own. Started again in the same folder it "
        "keeps what is finished and goes on with the rest. Settings are compared on a validation part of the training "
        "examples; the test result is told of the chosen one only."
    )
    parser.add_argument("preset", nargs="?", metavar="PRESET", help="a preset's name or a .toml file; without it the "
                        "sweep of --out goes on")  # fmt: skip
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUES", dest="assignments",
        help="vary a setting: elman,lstm,gru or log:1e-4..1e-1 or 8..64, in a grid with so many points: 8..64:3",
    )  # fmt: skip
    parser.add_argument("--sampler", choices=("grid", "random", "tpe"), help="all combinations (default), drawn "
                        "ones, or drawn where results were good (extra sweep)")  # fmt: skip
    parser.add_argument("--trials", type=positive, metavar="N", help="settings that are drawn (default 20)")
    parser.add_argument("--seeds", type=positive, metavar="S", help="train each setting so many times (default 1)")
    parser.add_argument("--jobs", type=positive, default=1, metavar="K", help="runs at a time (default 1)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", dest="folder", help="where to record")
    parser.add_argument("--storage", metavar="FILE", help="with tpe: a file that several machines share, each starting "
                        "this same command")  # fmt: skip
    parser.add_argument("--prune", action="store_true", default=None, help="with tpe: give runs up that lag behind")
    parser.add_argument("--trial", type=positive, metavar="N", help="only this run, for a cluster's array of jobs")
    parser.add_argument("--print", choices=("slurm",), dest="script", help="print a job script instead of training")
    parser.add_argument("--detach", action="store_true", help="go on without this terminal, and return at once")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.set_defaults(command=later("many.sweep", "sweep"))


def _queue(parser: argparse.ArgumentParser, later: Later) -> None:
    parser.description = (
        "Train what FOLDER/queue.toml lists, in its order: [[run]] tables with a preset and perhaps set and name. The "
        'file may be edited meanwhile. Its line state = "run" can be changed to pause (begin no other run), stop '
        "(and go when those that run have ended) or cancel (end those, too)."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="holds queue.toml, and gets the recordings")
    parser.add_argument("--jobs", type=positive, default=1, metavar="K", help="runs at a time (default 1)")
    parser.add_argument("--detach", action="store_true", help="go on without this terminal, and return at once")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON list")
    parser.set_defaults(command=later("many.queue", "queue"))
