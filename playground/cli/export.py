"""``playground export``."""

from __future__ import annotations

import argparse

from playground.exports.formats import export as take_away


def export(arguments: argparse.Namespace) -> int:
    """The newest checkpoint as weights, graph, script or notebook; the ending of the name decides."""
    take_away(arguments.recording, arguments.target)
    print(arguments.target)
    return 0
