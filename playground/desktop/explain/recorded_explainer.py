"""Recorded: answers a question from a run file alone, with no engine and no torch."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

import numpy as np

from playground.data.axes import Axis
from playground.data.shapes import IGNORED, ClassTarget
from playground.desktop.i18n.formatting import grouped
from playground.experiment.experiment import Experiment
from playground.foundation.errors import PlaygroundError
from playground.protocol.events import Explained
from playground.protocol.snapshot import Snapshot
from playground.runs import provenance
from playground.runs.reader import RunReader
from playground.worked.ask import explain_whole, survey_of
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Question, WorkedExample
from playground.worked.tokens import Place, place_of


def explained(path: Path, step: int, question: Question, run: int) -> Explained:
    """The number as it was recorded at ``step``, or last before it; or one sentence about why not."""
    found, problem = None, ""
    try:
        with RunReader(path) as reader:
            recorded = reader.snapshot_steps()
            step = recorded[max(bisect_right(recorded, step) - 1, 0)] if recorded else step
            found = _worked(reader, step, question)
    except PlaygroundError as error:
        problem = str(error)
    return Explained(run, step, question, found, problem, recorded=True)


def _worked(reader: RunReader, step: int, question: Question) -> WorkedExample:
    weights = reader.weights(step)
    if weights is None and survey_of(question.picture) is None:
        steps = reader.weight_steps()
        shown = ("… " if len(steps) > 12 else "") + ", ".join(grouped(known) for known in steps[-12:])
        raise UnexplainedError(
            f"The weights were kept at the steps {shown}: choose one of them."
            if steps else "This recording holds no weights beside its pictures: run the experiment again."
        )  # fmt: skip
    experiment = Experiment.from_json(reader.experiment_json)
    shots = {shot.name: shot for shot in reader.snapshots(step)}
    shape = provenance.shape(reader, experiment)
    labels = {
        axis.sequence: words
        for shot in shots.values() for name, words in shot.labels.items() if (axis := Axis.named(name)).role == "time"
    }  # fmt: skip
    if survey_of(question.picture) is not None and question.picture in shots:
        labels = dict(shots[question.picture].labels)
    evidence = Evidence(
        step, experiment, shape, {name: shot.values for name, shot in shots.items()}, weights or {}, labels,
        {name: shot.axes for name, shot in shots.items()},
    )  # fmt: skip
    return explain_whole(evidence, question, _place(evidence, shots, question))


def _place(evidence: Evidence, shots: dict[str, Snapshot], question: Question) -> Place | None:
    """Where a predicted token was computed; refused where it was computed from other inputs than those recorded."""
    shot = shots.get(question.picture)
    if shot is None or shot.axes != ("line", "token"):
        return None
    names = [name for name in ("input", "input.target") if name in shots]
    inputs = tuple(evidence.tokens(name)[None] for name in names)
    words = evidence.shape.targets
    assert isinstance(words, ClassTarget)
    targets = np.full(inputs[-1].shape[1], IGNORED)
    if evidence.shape.causal:  # what is answered stands at the end
        truth = [words.labels.index(word) for word in shot.labels.get("truth", ())]
        targets[len(targets) - len(truth) :] = truth
    else:
        targets[: shot.values.shape[1]][np.isfinite(shot.values[-1])] = 0
    place = place_of(evidence.shape, inputs, targets, shot.labels, evidence.labels.get("time", ()), question.index)
    before = slice(0, place.row + 1)
    if place.inputs[-1].shape[1] <= place.row or not np.array_equal(place.inputs[-1][0, before], inputs[-1][0, before]):
        raise UnexplainedError("What the model had written before differs from the truth here: ask while it is live.")
    return place
