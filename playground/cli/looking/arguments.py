"""The words of the commands that look into the model of a recording: ``attribution``, ``step`` and ``patch``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playground.cli.numbers import natural, positive

Later = Callable[[str, str], Callable[[argparse.Namespace], int]]


def add_parsers(commands: Any, later: Later) -> None:
    """All of them, each carried out by a function that ``later`` imports when it is called."""
    rates = commands.add_parser("attribution", help="how often each method of attribution names the known cause")
    rates.description = (
        "Ask every method of attribution which input the right answers of a recording rest on most, and count how "
        "often that is a cause, for tasks that know it: flagged token, first symbol, reverse, recall, marked digits."
    )
    rates.add_argument("recording", type=Path, metavar="FILE.run")
    rates.add_argument("--examples", type=positive, default=100, help="of the test set (default 100)")
    rates.add_argument("--step", type=natural, metavar="N", help="the model after so many steps (default: the newest)")
    rates.add_argument("--sanity", action="store_true",
                       help="draw layers anew from the top instead, and tell how little each method cares")  # fmt: skip
    rates.add_argument("--json", action="store_true", help="print one JSON object")
    rates.set_defaults(command=later("looking.attribution", "attribution"))
    step = commands.add_parser("step", help="one step of a recording, replayed: its batch and its gradient")
    step.description = (
        "Replay a recording to just before a step, and tell which examples of its batch had the largest loss and which "
        "layers' gradients grew. Without N: the step at which the loss jumped most."
    )
    step.add_argument("recording", type=Path, metavar="FILE.run")
    step.add_argument("number", type=positive, nargs="?", metavar="N", help="the step, from 1")
    step.add_argument("--json", action="store_true", help="print one JSON object")
    step.set_defaults(command=later("looking.step", "step"))
    patch = commands.add_parser("patch", help="layers of one step in the model of another: what is each worth?")
    patch.description = (
        "Put the weights of one layer, as they were at another step or in another run, into the model of a recording, "
        "and test it: layer by layer, with none and with all."
    )
    patch.add_argument("recording", type=Path, metavar="FILE.run")
    patch.add_argument("--from", type=natural, metavar="N", dest="from_step", help="the layers' step (default: newest)")
    patch.add_argument("--of", type=Path, metavar="OTHER.run", help="take the layers from this recording instead")
    patch.add_argument("--step", type=natural, metavar="M", help="the model's step (default: the newest)")
    patch.add_argument("--examples", type=positive, help="of the test set (default: all)")
    patch.add_argument("--json", action="store_true", help="print one JSON object")
    patch.set_defaults(command=later("looking.patch", "patch"))
