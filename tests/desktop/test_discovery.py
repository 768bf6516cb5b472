"""Architectures and tasks of installed packages come in by the door of our own; what is wrong with one is its problem
alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk
from test_adding import MODULE, SETTINGS, TASK

from playground.cli import main
from playground.desktop.shell.new_experiment import NewExperimentDialog
from playground.experiment import discovery, pairing, registry
from playground.experiment.experiment import Experiment

FILE = """
from torch import nn

class Tiny(nn.Sequential):
    def __init__(self, hidden: int = 8):
        super().__init__(nn.Flatten(), nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, 10))
"""


def forget() -> None:
    of_registry = registry.kinds, registry.settings_class, registry.titles
    for cached in (*of_registry, discovery.installed, pairing.experiments_of):
        cached.cache_clear()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder like site-packages with one package, beside ours as long as the test goes on."""
    folder = tmp_path / "site"
    for name, text in {
        "their_mlp/__init__.py": "", "their_mlp/settings.py": SETTINGS, "their_mlp/module.py": MODULE,
        "their_task.py": TASK, "their_file.py": FILE,
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    offer(
        folder,
        "[playground.architectures]\nmlp = their_mlp\ntiny = their_file\n[playground.tasks]\nhalves = their_task",
    )
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2]), str(folder)]))
    forget()
    yield folder
    forget()
    for name in [name for name in sys.modules if name.startswith(("their_", "broken_"))]:
        del sys.modules[name]


def offer(folder: Path, text: str, name: str = "theirs") -> None:
    info = folder / f"{name}-1.5.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(text + "\n", encoding="utf-8")


def test_that_a_packages_architecture_and_task_are_chosen_like_ours(site: Path) -> None:
    assert "mlp" in registry.kinds("architecture") and "halves" in registry.kinds("task")
    assert ("mlp", "MLP") in registry.titled("architecture", "cnn")
    assert "halves" in pairing.experiments_of("mlp") and "halves" in pairing.experiments_of("cnn")
    made = pairing.experiments_of("mlp")["halves"]
    assert Experiment.from_json(made.to_json()) == made
    record = registry.architecture(type(made.architecture))
    assert record.build(made.architecture, made.task.shape()).__class__.__module__ == "their_mlp.module"
    assert record.script is None


@pytest.mark.usefixtures("warm")
def test_that_they_are_trained_by_a_process_of_their_own(site: Path, tmp_path: Path) -> None:
    words = ["train", "cnn-digits", "--set", "architecture.kind=mlp", "--set", "task.kind=halves", "--steps", "5"]
    done = subprocess.run(
        [sys.executable, "-m", "playground", *words, "--out", str(tmp_path / "a.run")],
        capture_output=True, text=True, check=False, env=os.environ | {"PLAYGROUND_TRACE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "discovered architecture mlp: their_mlp (theirs 1.5)" in done.stderr
    assert "discovered task halves: their_task (theirs 1.5)" in done.stderr
    assert "discovered architecture cnn: playground.architectures.cnn (ours)" in done.stderr


@pytest.mark.usefixtures("warm")
def test_that_a_single_file_of_a_package_is_named_like_a_file(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "tiny", "--json"]) == 0
    assert f'"file":"{site / "their_file.py"}"' in capfd.readouterr().out.replace('": ', '":')
    assert "tiny" not in registry.kinds("architecture") and discovery.files()["tiny"].file == site / "their_file.py"
    assert "their_file" not in sys.modules  # only looked up: it would bring torch along


BROKEN = {
    "fails": ("1 / 0", "ZeroDivisionError: division by zero"),
    "ends": ("raise SystemExit(3)", "SystemExit: 3"),
    "empty": ("", "defines no settings class whose kind is 'empty'"),
    "bare": (
        "from typing import Literal\nfrom playground.foundation.settings import Settings\n"
        "class S(Settings):\n    kind: Literal['bare'] = 'bare'",
        "its settings class needs a title and load()",
    ),
    "wrong": ("def f(:", "SyntaxError: "),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_that_a_broken_package_is_left_out_with_its_reason(
    site: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text, reason = BROKEN[kind]
    (site / f"broken_{kind}.py").write_text(text, encoding="utf-8")
    offer(site, f"[playground.tasks]\n{kind} = broken_{kind}", "broken")
    forget()
    assert kind not in registry.kinds("task") and {"halves", "digits"} <= set(registry.kinds("task"))
    (found,) = [one for one in discovery.installed("task") if one.kind == kind]
    assert found.problem.startswith(reason)
    assert pairing.experiments_of("cnn")
    main(["doctor", "--trace"])
    out = capsys.readouterr().out
    assert f"task {kind}: broken_{kind} (broken 1.5), left out: {reason}" in out
    assert "architecture cnn: playground.architectures.cnn (ours)" in out


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("digits = their_task", "there is one of this name already"),
        ("own = their_task", "there is one of this name already"),
        ("Has Space = their_task", "its name must be small letters, digits and -"),
        ("gone = no_such_module", "ModuleNotFoundError"),
        ("none = math", "neither a folder with settings.py nor a file of Python"),
    ],
)
def test_that_names_and_places_that_cannot_be_used_are_said(site: Path, entry: str, reason: str) -> None:
    role: discovery.Role = "task" if entry.startswith(("digits", "Has")) else "architecture"
    offer(site, f"[playground.{role}s]\n{entry}", "broken")
    forget()
    (found,) = [one for one in discovery.installed(role) if one.origin == "broken 1.5"]
    assert reason in found.problem
    assert found.kind not in registry.kinds(role) or entry.startswith("digits")


def test_that_an_experiment_of_a_package_that_is_gone_says_so(site: Path) -> None:
    made = pairing.experiments_of("mlp")["halves"].to_json()
    (site / "theirs-1.5.dist-info" / "entry_points.txt").write_text("", encoding="utf-8")
    forget()
    with pytest.raises(Exception, match=r"architecture.kind: 'mlp' is not known"):
        Experiment.from_json(made)


def test_that_the_window_offers_them_and_asks_before_a_file_is_run(site: Path, desk: Desk) -> None:
    desk.parts.doors.ask_new()
    dialog = desk.window.findChild(NewExperimentDialog)
    assert dialog is not None
    words = [dialog.architectures.item(row).text() for row in range(dialog.architectures.count())]
    assert "MLP" in words and words[-1] == "tiny (theirs 1.5)"
    dialog.architectures.setCurrentRow(len(words) - 1)
    assert dialog.go.isEnabled()
    dialog.accept()
    box = desk.parts.doors.model.told
    assert box is not None and str(site / "their_file.py") in box.informativeText() and "torch" in box.detailedText()
    box.reject()
