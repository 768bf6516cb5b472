"""Commands: what the window may ask of the engine. A closed union, one `match` on the other side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from pathlib import Path

from playground.data.sampling import Sampling
from playground.data.specimen import Specimen
from playground.experiment.interventions import Intervention
from playground.worked.example import Question


@dataclass(frozen=True)
class Start:
    """Train an experiment (JSON) as a new run, recorded in ``path``.

    Attributes:
        run: the number the window gave this run; all its events carry it.
        resume: continue from the last checkpoint in ``path`` instead of starting anew.
        paused: build everything, show the untrained model, and wait.
        weights: a file of weights to start from instead of drawn ones.
        beside: where the other run of a race is recorded, whose layers may be put into this one.
    """

    run: int
    experiment: str
    path: Path
    resume: bool = False
    paused: bool = False
    weights: Path | None = None
    beside: Path | None = None


@dataclass(frozen=True)
class Recall:
    """Rebuild the model of the recording ``path`` as it was after ``step`` steps, and show it; nothing is trained on.

    Answered by ``StepRecalled``, and then by what is watched. It takes the place of a run that is over.

    Attributes:
        examined: say which examples and layers made the step, too; answered by ``StepExamined``.
    """

    run: int
    path: Path
    step: int
    examined: bool = False


@dataclass(frozen=True)
class Race:
    """Train two new runs in turns, a step of the first and a step of the second; all later commands are for both."""

    first: Start
    second: Start


@dataclass(frozen=True)
class Pause:
    """Hold the run after the step it is in."""


@dataclass(frozen=True)
class Continue:
    """Go on after a pause."""


@dataclass(frozen=True)
class Goal:
    """A test metric is good enough: above a number, or below it; exactly one of the two is given."""

    metric: str
    above: float | None = None
    below: float | None = None

    def met(self, metrics: Mapping[str, float]) -> bool:
        """Whether these are good enough; not a number never is."""
        value = metrics.get(self.metric, nan)
        return value > self.above if self.above is not None else value < (self.below or 0.0)


@dataclass(frozen=True)
class Advance:
    """Take ``steps`` steps, or fewer if a test finds the goal met, then pause again."""

    steps: int = 1
    until: Goal | None = None


@dataclass(frozen=True)
class Stop:
    """End the run after the step it is in; its last checkpoint is written first."""


@dataclass(frozen=True)
class Save:
    """Write a checkpoint now; answered by ``CheckpointSaved``."""


@dataclass(frozen=True)
class Watch:
    """The names of the pictures that are visible; only these are made."""

    names: frozenset[str]


@dataclass(frozen=True)
class Collected:
    """The last pictures were drawn: the next ones are welcome."""


@dataclass(frozen=True)
class ExplainCell:
    """Unfold this number from now on, at each step that is shown; None asks nothing more. Answered by ``Explained``."""

    question: Question | None


@dataclass(frozen=True)
class Choose:
    """Show this specimen from now on; answered by ``SpecimenShown``. One that the model cannot take changes nothing."""

    specimen: Specimen


@dataclass(frozen=True)
class ChooseExample:
    """Show the test example with this number from now on; answered by ``SpecimenShown``."""

    index: int


@dataclass(frozen=True)
class ChooseWrong:
    """Show the mistake of now that follows the test example ``after``, the most certain first; answered by
    ``SpecimenShown``."""

    after: int


@dataclass(frozen=True)
class SampleTexts:
    """Go on with texts so, too, from now on and in later runs; nothing that is recorded changes."""

    sampling: Sampling


@dataclass(frozen=True)
class Shutdown:
    """End the run as ``Stop`` does, then end the engine."""


@dataclass(frozen=True)
class Intervene:
    """Change the run between two steps; answered by ``Intervened`` or ``Refused``."""

    intervention: Intervention


@dataclass(frozen=True)
class ExplainStep:
    """Explain the next step by one weight; answered by ``StepExplained``, then by ``StepTaken`` once it is taken.

    Attributes:
        parameter, index: the weight; "" and () leave the choice to the largest gradient.
    """

    parameter: str = ""
    index: tuple[int, ...] = ()


@dataclass(frozen=True)
class Describe:
    """Try the user's file that an experiment (JSON) names, in a process of its own; answered by ``Described``.

    The file must have been consented to. A later question takes the place of one that is still on.

    Attributes:
        number: carried by the answer. seconds: that the file may take.
    """

    number: int
    experiment: str
    seconds: float = 60.0


@dataclass(frozen=True)
class Speed:
    """Take at most so many steps a second from now on, in later runs too; None: as fast as it goes."""

    steps_per_second: float | None


Choosing = Choose | ChooseExample | ChooseWrong
Changing = Intervene | ExplainStep
Command = (
    Start
    | Recall
    | Race
    | Pause
    | Continue
    | Advance
    | Stop
    | Save
    | Watch
    | Collected
    | ExplainCell
    | SampleTexts
    | Choosing
    | Changing
    | Speed
    | Describe
    | Shutdown
)
