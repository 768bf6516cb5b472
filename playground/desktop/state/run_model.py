"""The layer table of a run, and what its data looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.foundation.errors import PlaygroundError
from playground.protocol.events import RunStarted

if TYPE_CHECKING:  # the first paint does not wait for pydantic
    from playground.data.shapes import DataShape
    from playground.experiment.layer_shape import LayerShape


def of_run(started: RunStarted) -> tuple[tuple[LayerShape, ...], DataShape | None]:
    """Nothing where a recording is so old that only its data, which is not here, could say."""
    from playground.experiment.experiment import Experiment

    try:
        experiment = Experiment.from_json(started.experiment)
        shape = started.shape or experiment.task.shape()
        return experiment.architecture.layers(shape), shape
    except PlaygroundError:
        return (), None
