"""A working folder full of files with the names of Python's own modules: nothing of it is ever run."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import playground
from playground.engine.client import EngineClient
from playground.foundation import interpreter
from playground.protocol.engine_events import EngineLost, EngineReady
from playground.protocol.mailbox import Mailbox
from tests.fair_time import wait_until

pytestmark = pytest.mark.early

NAMES = ("random", "token", "queue", "types", "numpy", "string", "playground/__init__", "torch/__init__")
PACKAGE = Path(playground.__file__).parent
BIN = Path(sys.executable).parent


@pytest.fixture
def crowded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder; each file in it leaves a mark when it is run."""
    folder = tmp_path / "crowded"
    for name in NAMES:
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("import pathlib\npathlib.Path(__file__).with_suffix('.was-run').touch()\nvalue = 4\n")
    monkeypatch.chdir(folder)
    return folder


def untouched(folder: Path) -> bool:
    return not list(folder.rglob("*.was-run"))


def test_that_the_engine_starts_in_a_folder_with_files_named_like_modules(crowded: Path) -> None:
    mailbox, seen = Mailbox(), []
    client = EngineClient(mailbox)
    client.start()

    def heard() -> bool:
        seen.extend(event for event in mailbox.take()[0] if isinstance(event, EngineReady | EngineLost))
        return bool(seen)

    wait_until(heard)
    client.close()
    assert isinstance(seen[0], EngineReady) and untouched(crowded)


def test_that_the_command_trains_in_such_a_folder(crowded: Path) -> None:
    words = [str(BIN / "playground"), "train", "cnn-digits", "--steps", "3", "--out", "a.run"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert untouched(crowded)


def test_that_python_m_leaves_the_working_folder_before_it_imports(crowded: Path) -> None:
    for name in ("types.py", "playground/__init__.py"):  # which Python itself looks for before it comes to us
        (crowded / name).unlink()
    (crowded / "playground").rmdir()
    words = [sys.executable, "-m", "playground", "train", "cnn-digits", "--steps", "3", "--out", "a.run"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert untouched(crowded)


def test_that_a_path_set_on_purpose_is_kept_and_its_empty_entries_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "/one", "", "/two", ""]))
    assert interpreter.environment()["PYTHONPATH"] == os.pathsep.join(["/one", "/two"])
    monkeypatch.delenv("PYTHONPATH")
    assert "PYTHONPATH" not in interpreter.environment()


def test_that_a_checkout_that_is_not_installed_starts_its_children_too(monkeypatch: pytest.MonkeyPatch) -> None:
    root = str(PACKAGE.parent)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(sys, "path", [root, *(entry for entry in sys.path if entry != root)])
    assert interpreter.environment()["PYTHONPATH"] == root


def test_that_every_interpreter_is_started_through_one_function() -> None:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "executable":
                found.add(path.relative_to(PACKAGE).as_posix())
    assert found == {"foundation/interpreter.py", "desktop/shell/help/about.py"}  # the second only tells of it
