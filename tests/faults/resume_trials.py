"""R28: stops and kills runs of every architecture at several steps, resumes them, and compares all bits.

``python -m tests.faults.resume_trials [stop] [kill] [--steps N]`` prints one JSON line a trial, and a table at last.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest.mock import patch

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.protocol.commands import Advance, Pause, Stop
from playground.protocol.events import Event, Progress, RunState, StateChanged
from playground.runs.reader import RunReader
from playground.session import recording
from playground.session.control import Control
from playground.session.session import Session

PRESETS = {  # each with something random in its steps, where the architecture has it
    "cnn": ("cnn-digits", "architecture.dropout=0.2"),
    "rnn": ("rnn-first-symbol-lstm", "architecture.depth=2", "architecture.dropout=0.2"),
    "transformer": (
        "transformer-sort",
        "architecture.dropout=0.1",
        "training.schedule=cosine",
        "training.batch_size=16",
    ),
    "self_attention": ("attention-flagged-token", "architecture.dropout=0.1", "training.schedule=onecycle"),
    "autoencoder": ("vae-digits",),
}
CUTS = (0.05, 0.5, 0.95)  # shares of the run
LOOKING = 0.02  # seconds for recorded looks at the beginning: nobody sees these recordings
LOST = 3  # steps that a killed run takes after its last checkpoint, and loses


@dataclass(frozen=True)
class Trial:
    """What became of one run that was cut and resumed."""

    how: str
    architecture: str
    cut: int
    steps: int
    losses_equal: bool
    weights_equal: bool
    memory_equal: bool

    @property
    def equal(self) -> bool:
        """Bitwise the uninterrupted run."""
        return self.losses_equal and self.weights_equal and self.memory_equal


def experiment_of(architecture: str, steps: int, *more: str) -> Experiment:
    name, *settings = PRESETS[architecture]
    length = [f"training.duration={steps}", "training.duration_unit=steps", "training.threads=1"]
    length.append(f"training.evaluate_every={max(1, steps // 8)}")
    return override(presets.find(name).experiment, [*settings, *length, *more])


def train(experiment: Experiment, path: Path, resume: bool = False) -> None:
    state = Session(0, experiment, path, lambda event: None, Control(), resume).run()
    assert state is RunState.FINISHED, state


def train_and_stop(experiment: Experiment, path: Path, cut: int) -> None:
    control = Control(Pause())
    control.send(Advance(cut))

    def publish(event: Event) -> None:
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
            control.send(Stop())

    assert Session(0, experiment, path, publish, control).run() is RunState.STOPPED


def train_and_kill(experiment: Experiment, path: Path, cut: int) -> None:
    """In a child that kills itself without warning, some steps after its last checkpoint."""
    child = os.fork()
    if child == 0:
        control = Control(Pause())
        control.send(Advance(cut))

        def publish(event: Event) -> None:
            if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
                control.send(Advance(LOST))
            if isinstance(event, Progress) and event.last_step > cut:
                os.kill(os.getpid(), signal.SIGKILL)

        with contextlib.suppress(BaseException):
            Session(0, experiment, path, publish, control).run()
        os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"


def bits(path: Path) -> tuple[bytes, dict[str, bytes], dict[str, bytes]]:
    """Losses, weights, and everything else the next step would depend on."""
    with RunReader(path) as reader:
        last = reader.checkpoint()
        assert reader.state == "finished"
        return (
            reader.losses()[1].tobytes(),
            {name: array.tobytes() for name, array in last.weights.items()},
            {name: array.tobytes() for name, array in last.optimizer.items()},
        )


@patch.object(recording, "LOOK_SECONDS", LOOKING)
def trials(how: str, architecture: str, steps: int, folder: Path, cuts: tuple[float, ...] = CUTS) -> list[Trial]:
    """One run that nobody disturbs, and one for each cut."""
    experiment = experiment_of(architecture, steps)
    whole = folder / f"{how}-{architecture}.run"
    train(experiment, whole)
    wanted, found = bits(whole), []
    for share in cuts:
        cut = max(1, round(share * steps))
        path = folder / f"{how}-{architecture}-{cut}.run"
        (train_and_stop if how == "stop" else train_and_kill)(experiment, path, cut)
        with RunReader(path) as reader:
            assert reader.checkpoint().step == cut
        train(experiment, path, resume=True)
        equal = [one == other for one, other in zip(wanted, bits(path), strict=True)]
        found.append(Trial(how, architecture, cut, steps, *equal))
    return found


def main() -> int:
    words = sys.argv[1:]
    steps = int(words[words.index("--steps") + 1]) if "--steps" in words else 60
    ways = [way for way in ("stop", "kill") if way in words] or ["stop", "kill"]
    found: list[Trial] = []
    with tempfile.TemporaryDirectory() as folder:
        for how in ways:
            for architecture in PRESETS:
                for trial in trials(how, architecture, steps, Path(folder)):
                    print(json.dumps(asdict(trial) | {"equal": trial.equal}), flush=True)
                    found.append(trial)
    print(f"\n{'':6}{'architecture':16}" + "".join(f"cut at {round(100 * cut)} %".rjust(14) for cut in CUTS))
    for how in ways:
        for architecture in PRESETS:
            row = [trial for trial in found if (trial.how, trial.architecture) == (how, architecture)]
            cells = "".join((f"{t.cut}: bitwise" if t.equal else f"{t.cut}: DIFFERS").rjust(14) for t in row)
            print(f"{how:6}{architecture:16}{cells}")
    return 0 if all(trial.equal for trial in found) else 1


if __name__ == "__main__":
    sys.exit(main())
