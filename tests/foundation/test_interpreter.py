"""Interpreter: how processes of our own are started, from a checkout and from a bundle that has no Python."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

import playground
from playground.foundation import interpreter


def test_that_a_process_of_a_checkout_is_python_that_never_looks_into_the_working_folder() -> None:
    assert interpreter.command("playground.engine", "a") == [sys.executable, "-P", "-m", "playground.engine", "a"]
    assert not interpreter.bundled()


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("playground", ["playground", "x"]),
        ("playground.engine", ["playground-engine", "x"]),
        ("playground.inspection.dry_step", ["playground-engine", "--module", "playground.inspection.dry_step", "x"]),
    ],
)
@pytest.mark.parametrize("ending", ["", ".exe"])
@pytest.mark.parametrize("this", ["playground", "playground-engine"])
def test_that_both_programs_of_a_bundle_find_each_other(
    monkeypatch: pytest.MonkeyPatch, module: str, expected: list[str], ending: str, this: str
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(Path("/opt/playground") / f"{this}{ending}"))
    program, *words = interpreter.command(module, "x")
    assert program == str(Path("/opt/playground") / f"{expected[0]}{ending}") and words == expected[1:]


def test_that_only_modules_of_the_package_are_run_as_processes() -> None:
    """The engine of a bundle runs no other."""
    sources = Path(playground.__file__).parent.rglob("*.py")
    started = [
        name for path in sources for name in re.findall(r'interpreter\.command\(\s*"([^"]+)"', path.read_text("utf-8"))
    ]
    assert {"playground", "playground.engine"} <= set(started)
    assert all(name.split(".")[0] == "playground" and importlib.util.find_spec(name) for name in started)
