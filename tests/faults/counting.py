"""A pytest plugin that writes a line for each test: what it tried, whether it failed, and its worst figure.

A test is one trial, unless it says how many it made: ``record_property("trials", 2000)``. Its worst figure is a number
and a unit: ``record_property("worst", "18.2 ms a file")``.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

LEAST = 20  # trials that a scaled campaign makes at least


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption("--counted", metavar="FILE", help="where the lines go")
    group.addoption("--share", type=float, default=1.0, help="of the trials of the long campaigns")
    group.addoption("--order", type=int, help="the seed of the order of the test files")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Scale the long campaigns, and mix the files, each of which stays in one piece."""
    share, order = config.getoption("--share"), config.getoption("--order")
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        if "trials" in given and item.get_closest_marker("slow") and share != 1.0:
            given["trials"] = max(LEAST, round(share * given["trials"]))
    if order is not None:
        files = sorted({item.path for item in items})
        random.Random(order).shuffle(files)
        items.sort(key=lambda item: files.index(item.path))


class Counting:
    """One JSON line for each test that ran to its end, was skipped, or failed before or after."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and not (report.failed or (report.when == "setup" and report.skipped)):
            return
        said: dict[str, Any] = dict(report.user_properties)
        line = {
            "test": report.nodeid, "outcome": report.outcome, "seconds": round(report.duration, 2),
            "trials": 0 if report.skipped else int(said.get("trials", 1)), "worst": str(said.get("worst", "")),
            "why": _why(report) if report.failed else "",
        }  # fmt: skip
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def _why(report: pytest.TestReport) -> str:
    """What was raised; behind it stands all that Qt had to say, which is no reason."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash is not None else report.longreprtext)[-600:]


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--counted"):
        config.pluginmanager.register(Counting(Path(config.getoption("--counted"))), "counting")
