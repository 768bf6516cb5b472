"""``playground doctor``: versions, devices, libraries, fonts, places, and what is missing."""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys

from playground.cli.display import display_problem, missing_packages
from playground.cli.doctor import bundle
from playground.experiment import discovery
from playground.experiment.registry import settings_class
from playground.foundation import versions
from playground.foundation.cores import cores
from playground.foundation.errors import PlaygroundError
from playground.foundation.places import log_file, recordings, settings_file


def doctor(arguments: argparse.Namespace) -> int:
    """Print what there is. 0 if the program can train here, even where it can show no window."""
    if arguments.bundle:
        for name, words in bundle.report():
            _line(name, words)
        _line("Qt libraries", " ".join(missing_packages()) or "complete")
        return 0
    problems: list[str] = []
    _line("python", f"{platform.python_version()} on {platform.platform()}")
    _line("program", versions.program())
    for part in versions.parts():
        _line(part.name, part.version)
        if part.version == versions.MISSING:
            problems.append(f"{part.name} is missing: pip install neural-playground installs it.")
    _devices(problems)
    missing = missing_packages()
    _line("Qt libraries", f"missing: apt-get install {' '.join(missing)}" if missing else "complete")
    problem = display_problem()
    _line("display", problem or "usable")
    _fonts(problems)
    _data()
    _packages(arguments.trace)
    _line("log", str(log_file()))
    _line("recordings", str(recordings()))
    _line("settings", str(settings_file()))
    for sentence in problems:
        _line("problem", sentence)
    if not problems:
        _line("result", "ready" if not (problem or missing) else "ready to train; no window can be shown here")
    return 2 if problems else 0


def _devices(problems: list[str]) -> None:
    try:
        from playground.training import devices
    except ImportError as error:
        problems.append(f"PyTorch cannot be loaded ({error}); install it again.")
        return
    _line("devices", ", ".join(devices.available()))
    _line("cores", str(cores()))


def _fonts(problems: list[str]) -> None:
    """A font with Chinese characters is wanted, not required."""
    if not sys.platform.startswith("linux") or shutil.which("fc-list") is None:
        return
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    found = ", ".join(families[:3])
    _line("Chinese fonts", found or "none: Chinese texts show as boxes; install the package fonts-noto-cjk")


def _data() -> None:
    try:
        shape = settings_class("task", "idx-images")().shape()  # type: ignore[attr-defined]
        _line("idx-images", shape.inputs.describe())
    except PlaygroundError as error:
        _line("idx-images", str(error))


def _packages(trace: bool) -> None:
    """Architectures and tasks that installed packages offer, and what is wrong with them; all there are, if asked."""
    for found in discovery.everything():
        if trace or found.origin != "ours":
            _line("discovered", found.line())


def _line(name: str, text: str) -> None:
    print(f"{name:20} {text}")
