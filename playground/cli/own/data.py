"""``playground data``: what a folder or table holds, what is left out of it and why, and how to train on it."""

from __future__ import annotations

import argparse
import shlex

from playground.cli.console import print_json
from playground.cli.progress import ProgressLine
from playground.corpora.looking import look
from playground.data.inventory import shown


def data(arguments: argparse.Namespace) -> int:
    """Print the inventory."""
    line = ProgressLine()
    try:
        found = look(arguments.path, lambda done, total: line.show(done, total, f"{done} of {total} files"))
    finally:
        line.close()
    if arguments.json:
        print_json(found.plain())
        return 0
    print(shown(found.path, 4096))
    for sentence in found.lines():
        print(sentence)
    words = " ".join(f"--set {shlex.quote(f'{path}={value}')}" for path, value in found.settings.items())
    preset = "cnn-digits" if found.kind == "picture-folder" else "rnn-sunspots"
    print(f"Train on it: playground train {preset} {shown(words, 8192)}")
    return 0
