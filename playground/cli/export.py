"""``playground export``."""

from __future__ import annotations

import argparse

from playground.exports.weights import export_weights


def export(arguments: argparse.Namespace) -> int:
    """The newest checkpoint's weights as a file of their own."""
    export_weights(arguments.recording, arguments.target)
    print(arguments.target)
    return 0
