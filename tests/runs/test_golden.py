"""Files of earlier versions, made by their code and kept: they are listed, shown, explained, resumed."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.desktop.explain.recorded_explainer import explained
from playground.desktop.state.open_document import open_experiment
from playground.experiment import presets
from playground.protocol.events import Evaluated, Pictures, Progress, RunStarted
from playground.runs.listing import read
from playground.runs.reader import RunReader
from playground.runs.replay import replay
from playground.worked.example import Question

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
RECORDINGS = sorted(path.name for path in GOLDEN.glob("*.run.gz"))
STEPS, ACCURACY = 20, 0.3611  # of all of them: the digits preset, cut short


@pytest.fixture(params=RECORDINGS)
def recording(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param).removesuffix(".gz")
    path.write_bytes(gzip.decompress((GOLDEN / str(request.param)).read_bytes()))
    return path


def test_that_there_is_a_recording_of_each_version() -> None:
    assert {name.split("-")[1][0] for name in RECORDINGS} == {"1", "2"}


def test_that_it_is_listed_and_replayed(recording: Path) -> None:
    entry = read(recording, recording.stat().st_size, held=False)
    assert not entry.problem and entry.state == "finished" and entry.step == STEPS
    assert entry.result == pytest.approx(ACCURACY, abs=1e-4)
    with RunReader(recording) as reader:
        events = list(replay(reader))
    assert isinstance(events[0], RunStarted)
    losses = np.concatenate([event.losses for event in events if isinstance(event, Progress)])
    assert len(losses) == STEPS and np.isfinite(losses).all()
    assert any(isinstance(event, Evaluated) for event in events)
    assert any(isinstance(event, Pictures) for event in events)


def test_that_it_opens_in_the_window_with_its_experiment(recording: Path) -> None:
    opened = open_experiment(str(recording))
    assert opened.experiment.training.duration == STEPS and opened.saved_step == STEPS


def test_that_a_number_of_it_is_explained(recording: Path) -> None:
    answer = explained(recording, STEPS, Question("stages.0.activation", (2, 3, 4)), 0)
    assert answer is not None and answer.example is not None
    assert answer.example.difference < 1e-5


def test_that_it_goes_on_where_it_stopped_and_its_weights_can_be_taken(recording: Path, tmp_path: Path) -> None:
    assert main(["train", "--resume", str(recording), "--steps", "30"]) == 0
    with RunReader(recording) as reader:
        assert len(reader.losses()[0]) == 30 and reader.checkpoint_steps()[-1] == 30
    assert main(["export", str(recording), "--to", str(tmp_path / "a.safetensors")]) == 0
    assert (tmp_path / "a.safetensors").stat().st_size > 1000


def test_that_a_preset_file_of_the_first_format_is_read() -> None:
    preset = presets.read(GOLDEN / "preset-1.toml")
    assert preset.experiment.architecture.model_dump()["kind"] == "rnn" and preset.lesson
