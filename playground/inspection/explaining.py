"""Explaining: gathers the evidence of a live model and unfolds the number asked about, within a share of the time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray
from torch import nn

from playground.inspection.attribution.making import Attributions
from playground.inspection.attribution.unfolding import unfold
from playground.inspection.looks import EXPLANATION, attempt
from playground.inspection.model import InspectedModel
from playground.inspection.showing import Showing
from playground.inspection.tracing import lens, patching
from playground.inspection.tracing.way_back import contributions
from playground.probes.abilities import HasLens
from playground.protocol.attribution import Attribution
from playground.protocol.events import Explained
from playground.worked.ask import CANDIDATES, as_tensor, explain, sources, survey_of
from playground.worked.evidence import Evidence
from playground.worked.example import Contributions, Question, WorkedExample
from playground.worked.tokens import place_of, place_of_candidate

SHARE = 0.01  # of the time may go into answers that nobody asked anew
SECONDS = 0.5  # between two of them at least: nobody reads a calculation faster


class LiveWeights(Mapping[str, NDArray[Any]]):
    """The parameters and buffers of a model as they stand while nobody trains it, on the CPU."""

    def __init__(self, model: nn.Module) -> None:
        self._state = model.state_dict()

    def __getitem__(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = self._state[name].detach().cpu().contiguous().numpy()
        return array

    def __iter__(self) -> Iterator[str]:
        return iter(self._state)

    def __len__(self) -> int:
        return len(self._state)


class Explaining:
    """Answers about the specimen that ``showing`` shows."""

    def __init__(self, inspected: InspectedModel, showing: Showing) -> None:
        self._inspected, self._showing = inspected, showing
        self._evidence: Evidence | None = None
        self._next = 0.0

    def due(self) -> bool:
        """Whether the same question may be answered again at a later step."""
        return time.perf_counter() >= self._next

    def answer(self, run: int, question: Question) -> Explained:
        """The number as the model stands now, or one sentence about why not."""
        begun = time.perf_counter()
        problems: list[str] = []
        found = attempt(EXPLANATION, lambda: self._explain(question), problems.append)
        ended = time.perf_counter()
        self._next = ended + max(SECONDS, (ended - begun) / SHARE)
        return Explained(run, self._inspected.step, question, found, "".join(problems))

    def traced(self, answered: Explained) -> Explained | None:
        """The same answer with all that it was made from, which takes longer; None where there is nothing more."""
        example, evidence = answered.example, self._evidence
        if example is None or evidence is None:
            return None
        begun = time.perf_counter()
        found = attempt(EXPLANATION, lambda: sources(evidence, example), lambda sentence: None) or ()
        whole = replace(example, sources=found)
        weighed = attempt(EXPLANATION, lambda: self._weighed(evidence, whole), lambda sentence: None)
        ended = time.perf_counter()
        self._next = max(self._next, ended + (ended - begun) / SHARE)
        return replace(answered, example=replace(whole, weighed=weighed)) if found or weighed else None

    def _weighed(self, evidence: Evidence, example: WorkedExample) -> Contributions | None:
        """How much each picture added; None for what is no tensor of the model, or was computed from other inputs."""
        asked = as_tensor(evidence, example.question)
        if asked is None:
            return None
        named = {region.picture for region in (*example.regions, *example.sources)}
        return contributions(self._inspected, self._showing.specimen, asked, named)

    def _explain(self, question: Question) -> WorkedExample:
        inspected, shape = self._inspected, self._inspected.data.shape
        self._evidence = None
        inputs, targets = self._showing.specimen.inputs, self._showing.specimen.targets
        if Attribution.parse(question.picture) is not None:
            return unfold(Attributions(inspected, self._showing.specimen), question)
        view = self._showing.view(question.picture)
        if view is not None and view.unfold is not None:
            return view.unfold(question)
        if question.picture == lens.NAME and isinstance(inspected.model, HasLens):
            return lens.unfold(inspected, self._showing.specimen, question)
        if question.picture == patching.NAME:
            return patching.unfold(inspected, self._showing.specimen, question)
        labels, place = self._showing.labels, None
        pictures, axes = {}, {}
        if question.picture == "prediction":
            (shot,) = self._showing.snapshots({"prediction"}, all_views=True)
            pictures["prediction"], axes["prediction"] = shot.values, shot.axes
            if shot.axes == ("line", "token"):
                place = place_of(shape, inputs, targets[0], shot.labels, labels.get("time", ()), question.index)
                inputs = place.inputs
        if question.picture == CANDIDATES:
            (shot,) = self._showing.snapshots({CANDIDATES}, all_views=True)
            pictures[CANDIDATES], axes[CANDIDATES] = shot.values, shot.axes
            place = place_of_candidate(shape, inputs, shot.labels, question.index)
        if survey_of(question.picture) is not None:
            (shot,) = self._showing.snapshots({question.picture}, all_views=True)
            pictures[shot.name], axes[shot.name], inputs = shot.values, shot.axes, ()
            labels = dict(shot.labels)
        for name, (names, values) in inspected.look(inputs).items() if inputs else ():
            pictures[name], axes[name] = values, names
        evidence = self._evidence = Evidence(
            inspected.step, inspected.experiment, shape, pictures, LiveWeights(inspected.model), labels, axes
        )
        return explain(evidence, question, place)
