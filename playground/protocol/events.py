"""Events: what happened. Live, recorded and replayed runs all produce these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.data.shapes import DataShape
from playground.data.specimen import Specimen
from playground.experiment.diagnoses import DiagnosisKind
from playground.experiment.interventions import Intervention
from playground.protocol.described import Described
from playground.protocol.engine_events import Alive, EngineLost, EngineReady, EngineSilent
from playground.protocol.explained import StepExamined, StepExplained, StepRecalled, StepTaken
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, WorkedExample


class RunState(Enum):
    """Where a run is. ``STOPPED`` can be resumed, ``FINISHED`` took all its steps."""

    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """No further step will be taken."""
        return self in (RunState.STOPPED, RunState.FINISHED, RunState.FAILED)


@dataclass(frozen=True)
class RunStarted:
    """A run was built and is about to take its first step.

    Attributes:
        step: 0, or the step of the checkpoint it resumes from; losses after it are void.
        baseline: metric → value of the baseline on the whole test set.
        specimen: what the pictures show, in words.
        baseline_name: what the baseline answers, in words.
        others: what else is had without the network, name → metric → value on the whole test set.
        epoch_steps: steps that show every training example once; 0 where unknown.
        live: baseline and others by name on those test examples that the live tests use; empty where unknown.
        live_examples: how many these are, the first of the test set; 0 where unknown.
        shape: of the data; None where a recording of an earlier version does not say.
    """

    run: int
    experiment: str
    step: int
    total_steps: int
    parameters: int
    device: str
    threads: int
    baseline: Mapping[str, float]
    pictures: tuple[PictureInfo, ...]
    specimen: str
    path: Path
    baseline_name: str = "majority class"
    others: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    epoch_steps: int = 0
    live: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    live_examples: int = 0
    shape: DataShape | None = None

    @property
    def beside_the_curve(self) -> dict[str, dict[str, float]]:
        """Baseline and others as they are drawn beside the live curve: on its examples, where these are known."""
        whole = {self.baseline_name: self.baseline, **self.others}
        return {name: dict(values) for name, values in (self.live or whole).items()}


@dataclass(frozen=True)
class StateChanged:
    """The run's state; ``reason`` is one sentence where there is something to say."""

    run: int
    state: RunState
    reason: str = ""


@dataclass(frozen=True)
class Progress:
    """Losses of steps ``first_step`` … ``first_step + len(losses) - 1`` (steps count from 1), and the rate."""

    run: int
    first_step: int
    losses: NDArray[np.float32]
    steps_per_second: float

    @property
    def last_step(self) -> int:
        """The newest step reported."""
        return self.first_step + len(self.losses) - 1


@dataclass(frozen=True)
class Evaluated:
    """Metrics on the test set after ``step`` steps: ``loss``, ``accuracy`` …

    Attributes:
        validation: the same on the validation part; empty where nothing is kept back.
    """

    run: int
    step: int
    metrics: Mapping[str, float]
    validation: Mapping[str, float] = field(default_factory=dict)

    @property
    def chosen_by(self) -> Mapping[str, float]:
        """What a choice may rest on: the validation part where there is one, so that the test set stays a judge."""
        return self.validation or self.metrics


@dataclass(frozen=True)
class Pictures:
    """The watched tensors at one step; only the newest matter.

    Attributes:
        problems: name of a picture → why it could not be made, in one sentence.
    """

    run: int
    step: int
    snapshots: tuple[Snapshot, ...]
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Explained:
    """Where the number asked about comes from at one step; or why it cannot be said, in one sentence.

    Attributes:
        recorded: from what a recording keeps of that step, without its model.
    """

    run: int
    step: int
    question: Question
    example: WorkedExample | None
    problem: str = ""
    recorded: bool = False


@dataclass(frozen=True)
class SpecimenShown:
    """All later pictures show another specimen; panels name this one in place of ``RunStarted.specimen``.

    Attributes:
        words: what the pictures show.
        index: its number in the test set; None for one that a person made.
        note: what there is to say about the choice; empty when it is what was asked for.
        specimen: the thing itself, so that a person can go on from it; None where only its words are known.
        count: examples in the test set; 0 when that is not known.
    """

    run: int
    words: str
    index: int | None
    note: str = ""
    specimen: Specimen | None = None
    count: int = 0


@dataclass(frozen=True)
class CheckpointSaved:
    """Everything up to ``step`` is on disk: the acknowledgement that no later crash can take back."""

    run: int
    step: int
    path: Path


@dataclass(frozen=True)
class Intervened:
    """The run was changed after ``step`` steps; a run that resumes tells its earlier ones again.

    Attributes:
        before, after: metrics on the test set with the same weights, without and with the change.
    """

    run: int
    step: int
    intervention: Intervention
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True)
class Refused:
    """What was asked of the run cannot be done; ``reason`` is one sentence, and nothing was changed."""

    run: int
    reason: str


@dataclass(frozen=True)
class Diagnosed:
    """What was measured says that something is wrong with the run; the words are made where they are read.

    Attributes:
        layer: the layer it is about, as the layer table names it; empty where it is about the whole model.
        quantity: what was measured, such as ``dead_share``, and ``value`` and ``threshold`` its numbers.
        holds: False takes an earlier diagnosis of this kind back: it is true no longer.
    """

    run: int
    step: int
    kind: DiagnosisKind
    layer: str
    quantity: str
    value: float
    threshold: float
    holds: bool = True


OfEngine = EngineReady | EngineLost | EngineSilent | Alive | Described
Event = (
    OfEngine
    | RunStarted
    | StateChanged
    | Progress
    | Evaluated
    | Pictures
    | Explained
    | SpecimenShown
    | CheckpointSaved
    | Diagnosed
    | Intervened
    | Refused
    | StepExplained
    | StepTaken
    | StepRecalled
    | StepExamined
)
