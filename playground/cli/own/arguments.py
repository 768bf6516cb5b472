"""The words of the commands for what is one's own: ``data``, ``model`` and ``new``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playground.cli.numbers import positive

Later = Callable[[str, str], Callable[[argparse.Namespace], int]]


def add_parsers(commands: Any, later: Later) -> None:
    """All of them, each carried out by a function that ``later`` imports when it is called."""
    model = commands.add_parser("model", help="try a file with a model of your own: layers, pictures, a dry step")
    model.description = "Run a Python file in a process of its own and try its model on two examples of a task."
    model.add_argument("file", type=Path, metavar="FILE.py")
    model.add_argument("--task", metavar="KIND", help="the task it is tried on (default: digits)")
    model.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="assignments",
        help="change a setting of the file or the task, for example architecture.settings.hidden=64",
    )  # fmt: skip
    model.add_argument("--timeout", type=positive, default=60, metavar="SECONDS", help="give up after (default 60)")
    model.add_argument("--json", action="store_true", help="print one JSON object")
    model.set_defaults(command=later("own.command", "model"))
    new = commands.add_parser("new", help="write a model or a task of your own to begin from")
    new.add_argument("what", choices=("architecture", "task"), help="a model in one file, or a package with a task")
    new.add_argument("title", metavar="NAME", help="of the file NAME.py or the folder NAME, in the working folder")
    new.set_defaults(command=later("own.skeletons", "new"))
    _data(
        commands.add_parser("data", help="what a folder or table of your own holds, and what is left out of it"), later
    )


def _data(parser: argparse.ArgumentParser, later: Later) -> None:
    parser.add_argument(
        "path",
        metavar="PATH",
        help="a folder of pictures or sounds (one folder for each class) or in IDX, a table, a text, or sentence pairs",
    )
    parser.add_argument("--examples", action="store_true", help="with --json: pictures of each class, as base64")
    parser.add_argument("--of", type=Path, metavar="FILE.run", help="say whether this recording learned from it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(command=later("own.data", "data"))
