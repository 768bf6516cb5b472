"""The program has one name for people and one for systems, and says of what it is made."""

from __future__ import annotations

import ast
import configparser
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from playground.cli.arguments import parse
from playground.foundation import versions
from playground.foundation.product import DISTRIBUTION, NAME

ROOT = Path(__file__).resolve().parents[2]


def test_that_systems_know_the_window_by_the_name_in_the_desktop_file() -> None:
    entry = configparser.ConfigParser()
    entry.read(ROOT / "resources" / f"{DISTRIBUTION}.desktop", encoding="utf-8")
    assert entry["Desktop Entry"]["StartupWMClass"] == DISTRIBUTION == entry["Desktop Entry"]["Icon"]
    assert entry["Desktop Entry"]["Name"] == NAME
    source = (ROOT / "playground" / "app.py").read_text(encoding="utf-8")
    calls = [ast.unparse(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for wanted in ("QApplication([DISTRIBUTION])", "application.setApplicationName(DISTRIBUTION)",
                   "application.setDesktopFileName(DISTRIBUTION)",
                   "application.setApplicationDisplayName(NAME)"):  # fmt: skip
        assert wanted in calls, wanted


def test_that_people_read_one_name_of_the_program() -> None:
    for path in sorted((ROOT / "playground").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for found in re.finditer(r'"([^"\n]*\bPlayground\b[^"\n]*)"', text):
            assert NAME in found.group(1), f"{path.name}: {found.group(0)}"


def test_that_every_installed_part_is_named_with_its_version() -> None:
    parts = {part.name.lower().replace("_", "-"): part for part in versions.installed()}
    for name in ("torch", "PySide6-Essentials", "shiboken6", "pyqtgraph", "pillow", "pydantic", "pydantic-core",
                 "sympy", "imageio-ffmpeg", "onnx", "onnxscript"):  # fmt: skip
        assert parts[name.lower()].version == version(name), name
    ffmpeg = next(part for name, part in parts.items() if name.startswith("ffmpeg"))
    assert re.fullmatch(r"[\d.]+", ffmpeg.version) and "GPL" in ffmpeg.licence
    assert not {"pytest", "mypy", "import-linter", DISTRIBUTION} & parts.keys(), "what only tests need is no part"
    assert len([part for part in versions.installed() if not part.licence]) <= 3


def test_that_doctor_says_the_program_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = parse(["doctor"])
    arguments.command(arguments)
    assert versions.program() in capsys.readouterr().out
