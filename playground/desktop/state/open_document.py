"""OpenDocument: what a name or a file on the command line, or in the file dialog, turns out to be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.presets import Preset
from playground.foundation.errors import PlaygroundError
from playground.protocol.events import Event, RunStarted, RunState
from playground.runs import packs
from playground.runs.lock import is_held
from playground.runs.reader import RunReader
from playground.runs.replay import replay


@dataclass(frozen=True)
class OpenDocument:
    """An experiment to show, and the recording it comes from if there is one.

    Attributes:
        written: some process is recording into it now, so that it can be followed.
        shown: the step that shall be seen; None for the newest.
        preset: what it was made from, with the lesson, where that is known.
        held: it is built at once and shown before its first step, as a published model is.
    """

    name: str
    experiment: Experiment
    path: Path | None = None
    started: RunStarted | None = None
    state: RunState = RunState.STOPPED
    saved_step: int | None = None
    written: bool = False
    shown: int | None = None
    preset: Preset | None = None
    held: bool = False

    def events(self, run: int) -> Iterator[Event]:
        """The recording as the events of a run with this number; nothing for a preset."""
        if self.path is not None:
            with RunReader(self.path) as reader:
                yield from replay(reader, run)


def open_experiment(name: str) -> OpenDocument:
    """A preset's name, a preset file, a recording, a picture, a pack, or the folder of a published model.

    Raises PlaygroundError with one sentence.
    """
    if name.lower().endswith(".png"):
        return _of_picture(Path(name))
    if name.lower().endswith(".zip"):
        return of_pack(*packs.unpack(Path(name)))
    if Path(name).is_dir() and name not in presets.names():
        from playground.architectures.pretrained.starting import starting
        from playground.architectures.pretrained_images import starting as pictures
        from playground.corpora.published.vision import is_vision

        begun = pictures.starting if is_vision(name) else starting
        return OpenDocument(Path(name).resolve().name, begun(name), held=not is_vision(name))
    if not name.endswith(".run"):
        preset = presets.find(name)
        return OpenDocument(preset.name, preset.experiment, preset=preset)
    path = Path(name)
    with RunReader(path) as reader:
        experiment = Experiment.from_json(reader.experiment_json)
        steps = reader.checkpoint_steps()
        started = next((event for event in replay(reader) if isinstance(event, RunStarted)), None)
        state = RunState(reader.state) if reader.state in ("finished", "failed") else RunState.STOPPED
    written = is_held(path)
    if started is None and not written:
        raise PlaygroundError(f"{path}: was stopped before its first step; there is nothing to show.")
    saved = steps[-1] if steps else None
    return OpenDocument(path.stem, experiment, path, started, state, saved, written, preset=presets.like(experiment))


def of_pack(recording: Path, shown: packs.Shown) -> OpenDocument:
    """The recording that a pack held, at the step that its pictures show. Raises PlaygroundError."""
    return replace(open_experiment(str(recording)), shown=shown.step)


def _of_picture(path: Path) -> OpenDocument:
    """The experiment that a saved picture shows."""
    from playground.desktop.state.png_metadata import texts

    carried = texts(path).get("experiment")
    if carried is None:
        raise PlaygroundError(f"{path}: carries no experiment; open a picture that was saved here, or a recording.")
    return OpenDocument(path.stem, Experiment.from_json(carried))


def open_again(name: str, experiment: Experiment, recording: str = "") -> OpenDocument:
    """What was shown last: a recording while it can be read; else the experiment, with the lesson of its preset."""
    if recording:
        with suppress(PlaygroundError):
            return open_experiment(recording)
    preset = presets.find(name) if name in presets.names() else None
    return OpenDocument(name, experiment, preset=preset if preset is not None and preset.suits(experiment) else None)
