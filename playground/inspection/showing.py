"""Showing: the pictures of one specimen, tapped and computed, the dear ones only within a share of the time."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import replace
from pathlib import Path

from playground.data.sampling import PLAIN, Sampling
from playground.data.shapes import ClassTarget, PairInput
from playground.data.specimen import Specimen
from playground.inspection.attribution.views import attributions
from playground.inspection.looks import PICTURE, attempt, offered, unheard
from playground.inspection.measures import MEASURES
from playground.inspection.model import TrainedModel
from playground.inspection.picture_budget import PictureBudget
from playground.inspection.robustness.landscape import landscapes
from playground.inspection.robustness.nudge import nudge
from playground.inspection.timed import Timed
from playground.inspection.tracing.across_time import across_time
from playground.inspection.tracing.lens import lens
from playground.inspection.tracing.patching import patching
from playground.inspection.view import View, sequence_labels, sequences
from playground.inspection.views.continuing import continuation
from playground.inspection.views.gradients import through_time
from playground.inspection.views.planes import planes
from playground.inspection.views.predictions import overviews, predictions
from playground.inspection.views.statistics import statistics
from playground.inspection.views.streams import streams
from playground.inspection.views.surveys import surveys
from playground.inspection.views.timing import timing
from playground.inspection.wording import decode
from playground.probes.tap import taps
from playground.protocol.snapshot import PictureInfo, Snapshot

VIEW_SHARE = 0.01  # of the time may go into decoding the specimen anew
VIEW_SECONDS = 0.12  # between two decodings of the same specimen at least
INNER_NUMBERS = 16_384  # of inner steps of layers that a recorded look holds at most


class ShownSpecimen:
    """A specimen and the pictures that are computed for it."""

    def __init__(
        self, inspected: TrainedModel, specimen: Specimen, budget: PictureBudget, before: ShownSpecimen | None = None
    ) -> None:  # fmt: skip
        self.specimen = self._given = specimen
        self.sampling: Sampling = before.sampling if before is not None else PLAIN
        known: Timed | None = before.computed if before is not None else None
        self.computed: Timed = Timed(inspected, offered(lambda: _of(inspected, specimen, self.sampling)), budget, known)
        self._inspected = inspected
        self._shape = inspected.data.shape
        self._next = 0.0
        self.labels = attempt(PICTURE, lambda: sequences(inspected.data, specimen), unheard) or {}

    def follow(self) -> None:
        """Where nobody knows the right words to feed, the model is fed its own, renewed within their share of time."""
        begun = time.perf_counter()
        if self.specimen.known or not isinstance(self._shape.inputs, PairInput) or begun < self._next:
            return
        chosen, _, inputs = decode(self._inspected, self._given)
        self.specimen = replace(self._given, inputs=inputs, targets=chosen[None])
        self.labels = sequences(self._inspected.data, self.specimen)
        ended = time.perf_counter()
        self._next = ended + max(VIEW_SECONDS, (ended - begun) / VIEW_SHARE)

    def sampled(self, sampling: Sampling) -> ShownSpecimen:
        """The same with texts that are drawn so, too."""
        found, shown = copy(self), self._given
        found.sampling, found.computed = sampling, self.computed.anew(_texts(self._inspected, shown, sampling))
        return found

    def named(self, axes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Labels of a tap; what looks at a source is named by the token it is about to write."""
        labels = sequence_labels(axes, self.labels)
        if "target query" in axes and "source key" in axes and isinstance(self._shape.targets, ClassTarget):
            labels["target query"] = tuple(self._shape.targets.labels[index] for index in self.specimen.targets[0])
        return labels


class Showing:
    """What a inspected shows: of the test example ``first`` until another specimen is chosen.

    What is recorded stays with the specimen the run began with, so that a recording is one film.

    Args:
        recording: where the run keeps its earlier weights.
        beside: where the other run of a race does.

    Attributes:
        problems: picture → why it could not be made by the last look, in one sentence.
    """

    def __init__(
        self, inspected: TrainedModel, first: int = 0, recording: Path | None = None, beside: Path | None = None
    ) -> None:
        self._inspected, self._budget = inspected, PictureBudget()
        self._first = self._scene = ShownSpecimen(
            inspected, Specimen.of_test(inspected.data, first), self._budget
        )  # fmt: skip
        self._common = Timed(inspected, _common(inspected, recording, beside), self._budget)
        self._filmed_taps = attempt(PICTURE, lambda: _filmed_taps(inspected, self._first.specimen), unheard)
        self.problems: dict[str, str] = {}

    @property
    def specimen(self) -> Specimen:
        """The one that is shown now."""
        return self._scene.specimen

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The words along the specimen's sequences."""
        return self._scene.labels

    def choose(self, specimen: Specimen) -> None:
        """Show another one from now on; its computed pictures come at once."""
        self._scene = ShownSpecimen(self._inspected, specimen, self._budget, self._scene)

    def sample(self, sampling: Sampling) -> None:
        """Go on with texts so, too; what is recorded stays as it was."""
        if sampling != self._scene.sampling:
            self._scene = self._scene.sampled(sampling)

    def send_again(self) -> None:
        """The window may lack any picture that it asks for next."""
        self._scene.computed.send_again()
        self._common.send_again()

    def pictures(self) -> tuple[PictureInfo, ...]:
        """Every picture that can be asked for, found by one look."""
        taps = attempt(PICTURE, lambda: self._inspected.look(self.specimen.inputs), unheard) or {}
        found = [PictureInfo(name, axes, values.shape) for name, (axes, values) in taps.items()]
        views = self._views(self._scene).values()
        return (*found, *(PictureInfo(view.name, view.axes, view.shape) for view in views))

    def snapshots(self, names: Collection[str] | None, all_views: bool = False) -> tuple[Snapshot, ...]:
        """The named pictures (all when None) as the model stands now.

        A computed one is left out while its time has not come, unless ``all_views`` asks for it.
        """
        scene, views = self._scene, self._views(self._scene)
        self.problems = {}
        taps = self._tapped(scene, None if names is None else frozenset(names) - views.keys())
        self._budget.divide(scene.computed.wishes(names) + self._common.wishes(names))
        taken = scene.computed.take(names, all_views) | self._common.take(names, all_views)
        self.problems |= scene.computed.problems | self._common.problems
        return (*taps, *(taken[name] for name in views if name in taken))

    def view(self, name: str) -> View | None:
        """The computed picture of a name; None for what is tapped, and for what is not offered."""
        return self._views(self._scene).get(name)

    def unfinished(self, names: Collection[str]) -> frozenset[str]:
        """Those of the named ones that are known in part only, so that they want to be taken again."""
        return frozenset(name for name, view in self._views(self._scene).items() if name in names and view.unfinished())

    def film(self, all_views: bool) -> tuple[Snapshot, ...]:
        """What a recording keeps: the pictures of the specimen the run began with, whichever is shown."""
        self.problems = {}
        taken = self._first.computed.film(all_views) | self._common.film(all_views)
        self.problems |= self._first.computed.problems | self._common.problems
        return (*self._tapped(self._first, self._filmed_taps), *(taken[name] for name in sorted(taken)))

    def filmed(self, pictures: tuple[PictureInfo, ...]) -> tuple[PictureInfo, ...]:
        """Those that a recording may hold."""
        never = {view.name for view in self._views(self._first).values() if not view.dearest}
        kept = tuple(picture for picture in pictures if picture.name not in never)
        taps, views = self._filmed_taps, self._views(self._first)
        return kept if taps is None else tuple(one for one in kept if one.name in taps or one.name in views)

    def _tapped(self, scene: ShownSpecimen, names: Collection[str] | None) -> list[Snapshot]:
        def look() -> list[Snapshot]:
            scene.follow()
            taps = inspected.look(scene.specimen.inputs, names).items() if names is None or names else ()
            return [Snapshot(inspected.step, name, axes, values, scene.named(axes)) for name, (axes, values) in taps]

        inspected = self._inspected
        return attempt(PICTURE, look, lambda why: self.problems.update(dict.fromkeys(names or ("",), why))) or []

    def _views(self, scene: ShownSpecimen) -> dict[str, View]:
        return dict(sorted((scene.computed.views | self._common.views).items()))


def _filmed_taps(inspected: TrainedModel, specimen: Specimen) -> frozenset[str] | None:
    """What a recording keeps of what is tapped: all (None), or where that would be large, no inner steps of layers."""
    inner = {name for name, tap in taps(inspected.model) if tap.inner}
    arrays = inspected.look(specimen.inputs) if inner else {}
    large = sum(values.size for name, (_, values) in arrays.items() if name in inner) > INNER_NUMBERS
    return frozenset(arrays.keys() - inner) if large else None


def _texts(inspected: TrainedModel, specimen: Specimen, sampling: Sampling) -> Iterable[View]:
    """What a model goes on with."""
    views = (*predictions(inspected, specimen, sampling), *offered(lambda: continuation(inspected, specimen, sampling)))
    return [view for view in views if PLAIN.words in view.labels.get("line", ())]


def _of(inspected: TrainedModel, specimen: Specimen, sampling: Sampling) -> tuple[View, ...]:
    """What is computed for one specimen."""
    return (
        *predictions(inspected, specimen, sampling), *streams(inspected, specimen),
        *offered(lambda: lens(inspected, specimen)), *offered(lambda: patching(inspected, specimen)),
        *offered(lambda: continuation(inspected, specimen, sampling)),
        *offered(lambda: attributions(inspected, specimen)), *offered(lambda: nudge(inspected, specimen)),
    )  # fmt: skip


def _common(inspected: TrainedModel, recording: Path | None, beside: Path | None) -> Iterable[View]:
    """What is computed whichever specimen is shown."""
    for views in (overviews, through_time, statistics, planes, surveys, timing, *MEASURES):
        yield from offered(lambda views=views: views(inspected))  # type: ignore[misc]
    yield from offered(lambda: landscapes(inspected, recording))
    yield from offered(lambda: across_time(inspected, recording, beside))
