"""``playground``: open the window, or say what works without a display."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from playground.cli.display import display_problem
from playground.foundation.places import shipped
from playground.sweeps.folders import is_sweep

NO_DISPLAY = 3
DEFAULT = "cnn-digits"


def open_window(arguments: argparse.Namespace) -> int:
    """The desktop with the named experiment; 3 when there is no display to show it on."""
    wanted: str | None = arguments.experiment
    if wanted is not None:
        _check(wanted)
    problem = display_problem()
    if problem:
        sys.stderr.write(
            f"{problem} Without a window 'playground train {wanted or DEFAULT}' trains, "
            "and 'playground figures FILE.run --out DIR' draws the panels.\n"
        )
        return NO_DISPLAY
    from playground import app

    later = wanted is not None and (wanted.lower().endswith(".zip") or is_sweep(Path(wanted)))
    pack = str(Path(wanted).absolute()) if wanted is not None and later else None
    named = wanted if pack is None else None

    def find(memory: Any) -> Any:
        from playground.desktop.state.open_document import open_again, open_experiment

        last = memory.experiment if wanted is None or pack is not None else None
        if last is None:
            opened = open_experiment(named or DEFAULT)
            return replace(opened, held=False) if arguments.run else opened
        return open_again(memory.preset, last, "" if arguments.run else memory.run)

    return app.run(find, arguments.run, pack)


def _check(wanted: str) -> None:
    """Bad names and files are refused before anything is started. Raises PlaygroundError."""
    if wanted.endswith(".run"):
        from playground.desktop.state.open_document import open_experiment

        open_experiment(wanted)
        return
    if wanted.lower().endswith(".zip"):
        from playground.runs import packs

        packs.check(Path(wanted))
        return
    if wanted.lower().endswith(".png"):
        from playground.desktop.state.open_document import open_experiment

        open_experiment(wanted)
        return
    if (shipped("presets") / f"{wanted}.toml").is_file():
        return  # read once the window is painted
    if is_sweep(Path(wanted)):
        from playground.sweeps.plan import Plan

        Plan.read(Path(wanted))
        return
    if Path(wanted).is_dir():
        from playground.architectures.pretrained.starting import starting

        starting(wanted).layers()
        return
    from playground.experiment import presets

    presets.find(wanted)
