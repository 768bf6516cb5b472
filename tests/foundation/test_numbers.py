"""Numbers with a comma: the sentence says that a point is meant, wherever a number is given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from playground.experiment import presets
from playground.experiment.overrides import override
from playground.experiment.registry import settings_class
from playground.experiment.writing import to_toml
from playground.foundation.errors import PresetError, SettingsError, SpecimenError
from playground.foundation.numbers import meant, meant_in


@pytest.mark.parametrize(
    ("text", "number"),
    [("0,005", "0.005"), (" -1,5e-3 ", "-1.5e-3"), (",5", ".5"), ("128, 64", ""), ("1,2,3", ""), ("0.5", ""), (3, "")],
)
def test_that_a_number_with_a_comma_is_known(text: object, number: str) -> None:
    assert meant(text) == number


def test_that_a_setting_with_a_comma_says_that_a_point_is_meant() -> None:
    experiment = presets.find("cnn-digits").experiment
    with pytest.raises(SettingsError) as caught:
        override(experiment, ["training.learning_rate=0,005"])
    assert "write 0.005 with a point" in str(caught.value)
    with pytest.raises(SettingsError) as caught:
        override(experiment, ["training.seed=1,000"])
    assert "without a comma" in str(caught.value)


def test_that_a_preset_file_with_a_comma_names_the_line() -> None:
    text = to_toml(presets.find("cnn-digits").about, presets.find("cnn-digits").experiment)
    line = next(line for line in text.splitlines() if line.startswith("learning_rate"))
    broken = text.replace(line, "learning_rate = 0,005  # German")
    assert meant_in(broken) == (broken.splitlines().index("learning_rate = 0,005  # German") + 1, "0.005")
    with pytest.raises(PresetError, match=r"line \d+: write 0\.005 with a point"):
        presets.parse(broken.encode(), "mine", "mine.toml")


def test_that_a_specimen_with_a_comma_says_that_a_point_is_meant() -> None:
    task = settings_class("task", "equal-keys")()
    with pytest.raises(SpecimenError, match=r"Write \+0\.5 with a point"):
        task.specimen_from("A+0,5 B-0,2")


@pytest.mark.parametrize("word", ["0,5", "1,5"])
def test_that_a_number_on_the_command_line_with_a_comma_says_that_a_point_is_meant(tmp_path: Path, word: str) -> None:
    words = ["animate", "a.run", "--to", "a.gif", "--fps", word]
    done = subprocess.run([sys.executable, "-m", "playground", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "with a point" in done.stderr and done.stderr.count("\n") == 1
