"""``playground draw``: the network of a preset or a recording as SVG, PDF, PNG or TikZ, drawn without a display."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.cli import offscreen
from playground.experiment import presets
from playground.foundation.errors import PlaygroundError


def draw(arguments: argparse.Namespace) -> int:
    """Draw the model that a preset asks for, or that was recorded; of the latter with what flowed through it."""
    source, target = Path(arguments.source), arguments.target
    recorded = source.suffix.lower() == ".run"
    preset = None if recorded else presets.find(arguments.source)
    layers = preset.experiment.layers() if preset is not None else ()
    _application, theme = offscreen.start(source if recorded else None, arguments.theme, arguments.language)
    from playground.desktop.export import network_picture
    from playground.desktop.painting.picture_sizes import SIZES

    if target.suffix.lower() not in network_picture.ENDINGS:
        endings = ", ".join(network_picture.ENDINGS)
        raise PlaygroundError(f"{target}: the ending decides what is written; choose one of {endings}.")
    size = SIZES[arguments.size]
    if preset is None:
        network_picture.save_recorded(source, target, theme, size, arguments.scale, arguments.step)
    else:
        title = preset.about.title.zh if arguments.language == "zh" else preset.about.title.en
        data = preset.experiment.task.shape()
        network_picture.save_model(layers, data, title, target, theme, size, arguments.scale)
    print(target)
    return 0
