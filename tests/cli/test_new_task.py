"""``playground new task``: what it writes is found by its entry point as soon as it is installed, and trains."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.cli import main
from playground.experiment import discovery, pairing, registry
from playground.runs.reader import RunReader

NAME, KIND = "lying_bars", "lying-bars"


def forget() -> None:
    """What was discovered is looked up again."""
    pairings = (pairing.experiments_of,)
    for cached in (registry.kinds, registry.settings_class, registry.titles, discovery.installed, *pairings):
        cached.cache_clear()


@pytest.fixture
def skeleton(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The folder as the command writes it."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "task", NAME]) == 0
    said = capsys.readouterr().out
    assert f"pip install -e {NAME}" in said and f"task.kind={KIND}" in said
    return tmp_path / NAME


@pytest.fixture
def installed(skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder like site-packages in which it stands as pip would put it there: what its project says, no more."""
    project = tomllib.loads((skeleton / "pyproject.toml").read_text(encoding="utf-8"))
    name, version = project["project"]["name"], project["project"]["version"]
    site = tmp_path / "site"
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    groups = project["project"]["entry-points"].items()
    lines = [f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in found.items()) for group, found in groups]
    (info / "entry_points.txt").write_text("".join(lines), encoding="utf-8")
    for file in project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]:
        (site / file).write_bytes((skeleton / file).read_bytes())
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2]), str(site)]))
    forget()
    yield site
    forget()
    sys.modules.pop(NAME, None)


@pytest.mark.usefixtures("warm")
def test_that_what_is_written_is_found_and_trained_as_it_is(installed: Path, tmp_path: Path) -> None:
    assert KIND in registry.kinds("task") and KIND in pairing.experiments_of("cnn")
    run = tmp_path / "a.run"
    words = ["train", "cnn-digits", "--set", f"task.kind={KIND}", "--steps", "20", "--out", str(run)]
    done = subprocess.run(
        [sys.executable, "-m", "playground", *words],
        capture_output=True, text=True, check=False, env=os.environ | {"PLAYGROUND_TRACE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"discovered task {KIND}: {NAME} ({KIND} 0.1.0)" in done.stderr
    with RunReader(run) as reader:
        assert f'"kind":"{KIND}"' in reader.experiment_json.replace('": ', '":')
        assert reader.checkpoint().step == 20


def test_that_its_examples_are_the_same_for_the_same_seed_and_as_its_shape_says(installed: Path) -> None:
    task = registry.settings_class("task", KIND)(size=12)
    one, other, third = task.load(3), task.load(3), task.load(4)  # type: ignore[attr-defined]
    assert np.array_equal(one.train.inputs[0], other.train.inputs[0]) and np.array_equal(
        one.test.targets, other.test.targets
    )
    assert not np.array_equal(one.train.inputs[0], third.train.inputs[0])
    assert one.train.inputs[0].shape == (2000, 1, 12, 12) and set(one.test.targets) == {0, 1}
    for image, target in zip(one.test.inputs[0][:50], one.test.targets[:50], strict=True):
        bars = (image[0] == 1.0).all(axis=1 - int(target))
        assert bars.sum() == 1
    assert 0.4 < one.scores["majority class"]["accuracy"] < 0.6


def test_that_what_is_there_already_stays(skeleton: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in skeleton.iterdir()}
    assert set(before) == {f"{NAME}.py", "pyproject.toml"}
    assert main(["new", "task", NAME]) == 2
    assert "lying_bars: is there already; choose another name." in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in skeleton.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../x", "cannot be the name of a module"),
        ("class", "cannot be the name of a module"),
        ("Bars", "cannot be the name of a task: use small letters"),
        ("a__b", "cannot be the name of a task: use small letters"),
        ("_", "cannot be the name of a task: use small letters"),
        ("digits", "There is a task 'digits' already"),
        ("equal_keys", "There is a task 'equal-keys' already"),
        ("json", "Python has a module 'json' already"),
        ("numpy", "Python has a module 'numpy' already"),
    ],
)
def test_that_a_name_that_cannot_be_used_is_refused_and_nothing_is_written(
    name: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert main(["new", "task", name]) == 2
    assert sentence in capsys.readouterr().err and list(here.iterdir()) == []


def test_that_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    make = Path.mkdir

    def full(path: Path, *words: Any, **more: Any) -> None:
        if path.name == "bars":
            raise OSError(28, "No space left on device")
        make(path, *words, **more)

    monkeypatch.setattr(Path, "mkdir", full)
    assert main(["new", "task", "bars"]) == 2
    assert "bars: cannot be written (No space left on device)." in capsys.readouterr().err
