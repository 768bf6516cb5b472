"""A run whose text was changed or removed since: nothing goes on silently, and the recording still shows itself."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from playground.cli import main
from playground.desktop.explain.recorded_explainer import explained
from playground.desktop.state.open_document import open_experiment
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import SetLearningRate
from playground.experiment.overrides import override
from playground.exports.formats import export
from playground.foundation.errors import DataError, RunFileError
from playground.protocol.commands import Advance, Continue, Intervene, Pause
from playground.protocol.events import Event, RunState, StateChanged
from playground.runs import provenance
from playground.runs.extending import continued
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.session import Session
from playground.training.trainer import Trainer
from playground.training.weights import importing
from playground.worked.example import Question

STEPS = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("changed")


def write(folder: Path) -> Path:
    path = folder / "own.txt"
    path.write_text("a man, a plan, a canal: panama. " * 300, encoding="utf-8")
    return path


@pytest.fixture
def text(folder: Path) -> Path:
    return write(folder)


def experiment_of(text: Path) -> Experiment:
    words = [f'task.file="{text}"', "task.kilobytes=10", "task.context=12", f"training.duration={STEPS}"]
    return override(presets.find("transformer-gpt").experiment, [*words, "training.duration_unit=steps"])


@pytest.fixture(scope="module")
def made(folder: Path) -> Path:
    """Of an intervention at its second step, too."""
    text = write(folder)
    control, path = Control(Pause()), folder / "made.run"
    control.send(Advance(2))
    control.send(Intervene(SetLearningRate(0.01)))
    control.send(Continue())
    assert Session(1, experiment_of(text), path, lambda event: None, control).run() is RunState.FINISHED
    return path


@pytest.fixture
def recording(made: Path, text: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "a.run"))


CHANGES = {
    "other letters": lambda words: words.replace("a", "~"),
    "an alphabet of another size": lambda words: words.replace("m", "\u03a9").replace("n", "\u03a9"),
    "another end": lambda words: words[:-40] + "p" * 40,
    "other words": lambda words: words.replace("man", "nam"),
}


@pytest.fixture
def changed(text: Path, recording: Path) -> Path:
    """The recording, after its text was changed to one of the same alphabet."""
    text.write_text(CHANGES["other words"](text.read_text(encoding="utf-8")), encoding="utf-8")
    return recording


def resumed(path: Path, steps: int) -> tuple[RunState, str]:
    events: list[Event] = []
    state = Session(1, continued(path, steps), path, events.append, Control(), resume=True).run()
    return state, next(event.reason for event in reversed(events) if isinstance(event, StateChanged))


def test_that_a_run_is_not_extended_on_other_data(recording: Path, text: Path) -> None:
    before, words = recording.read_bytes(), text.read_text(encoding="utf-8")
    for name, change in CHANGES.items():
        text.write_text(change(words), encoding="utf-8")
        state, reason = resumed(recording, 2 * STEPS)
        assert state is RunState.FAILED, name
        assert reason.startswith(f"{recording}: the data is not what this run learned from ("), name
        assert recording.read_bytes() == before, name


def test_that_what_rests_on_the_data_is_not_exported(changed: Path, tmp_path: Path) -> None:
    there = sorted(tmp_path.iterdir())
    for ending in (".py", ".ipynb", ".onnx"):
        with pytest.raises(RunFileError, match="the data is not what this run learned from"):
            export(changed, tmp_path / f"model{ending}")
    assert sorted(tmp_path.iterdir()) == there


def test_that_weights_are_exported_whatever_the_data(changed: Path, tmp_path: Path) -> None:
    for ending in (".safetensors", ".pt"):
        assert export(changed, tmp_path / f"model{ending}") == STEPS


def test_that_weights_of_other_tokens_are_no_beginning_of_a_run(recording: Path, text: Path, tmp_path: Path) -> None:
    weights = tmp_path / "a.safetensors"
    export(recording, weights)
    begun = importing.start_from(weights)
    experiment = experiment_of(text)
    begun(Trainer(experiment, experiment.task.load(1)))
    text.write_text(CHANGES["other letters"](text.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DataError, match=r"was learned from other data \(its tokens are others: 'a' is gone"):
        begun(Trainer(experiment, experiment.task.load(1)))


def test_that_no_pack_is_made_and_no_intervention_replayed(
    recording: Path, text: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    preset = tmp_path / "mine.toml"
    text.write_text(text.read_text(encoding="utf-8").replace("man", "nam"), encoding="utf-8")
    assert main(["pack", str(recording), "--to", str(tmp_path / "a.zip")]) == 2
    assert "the data is not what this run learned from" in capsys.readouterr().err
    words = [f"--set=task.{name}" for name in (f'file="{text}"', "kilobytes=10", "context=12")]
    made = ["train", "transformer-gpt", "--steps", "6", "--out", str(tmp_path / "b.run"), "--replay", str(recording)]
    assert main([*made, *words]) == 2
    assert "the data is not what this run learned from" in capsys.readouterr().err
    assert not (tmp_path / "b.run").exists() and not (tmp_path / "a.zip").exists() and not preset.exists()


def test_that_the_recording_shows_and_explains_itself_without_its_data(recording: Path, text: Path) -> None:
    question = Question("decoder.0.attention.weights", (0, 2, 1))
    before = explained(recording, STEPS, question, 1)
    text.unlink()
    opened = open_experiment(str(recording))
    assert opened.started is not None and opened.started.shape is not None and len(list(opened.events(1))) > 4
    after = explained(recording, STEPS, question, 1)
    assert before.example is not None and repr(after.example) == repr(before.example)
    with RunReader(recording) as reader, pytest.raises(DataError, match="cannot be found"):
        provenance.load(reader)


def without_fingerprint(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("DELETE FROM meta WHERE key = 'data'")
    connection.close()


def test_that_an_earlier_recording_goes_on_and_is_known_from_then_on(recording: Path) -> None:
    without_fingerprint(recording)
    assert resumed(recording, 2 * STEPS)[0] is RunState.FINISHED
    with RunReader(recording) as reader:
        assert provenance.known(reader) is not None


def test_that_an_earlier_recording_is_refused_where_the_sizes_no_longer_fit(recording: Path, text: Path) -> None:
    without_fingerprint(recording)
    with RunReader(recording) as reader:
        assert provenance.shape(reader, experiment_of(text)) == experiment_of(text).task.shape()
    text.write_text(CHANGES["an alphabet of another size"](text.read_text(encoding="utf-8")), encoding="utf-8")
    state, reason = resumed(recording, 2 * STEPS)
    assert state is RunState.FAILED and "the data is not what this run learned from (its model had" in reason
    with pytest.raises(RunFileError, match="its model had"):
        export(recording, recording.with_suffix(".py"))


def test_that_a_damaged_fingerprint_is_one_sentence(recording: Path) -> None:
    connection = sqlite3.connect(recording)
    with connection:
        connection.execute("UPDATE meta SET value = '{}' WHERE key = 'data'")
    connection.close()
    with pytest.raises(RunFileError, match="what it keeps of its data is damaged; use an earlier copy"):
        open_experiment(str(recording))
