"""Provenance: whether the data that is there now is what a recorded run learned from."""

from __future__ import annotations

from playground.data.datasets import Data
from playground.data.fingerprint import Fingerprint
from playground.data.shapes import DataShape
from playground.experiment.experiment import Experiment
from playground.foundation.errors import DataError, RunFileError
from playground.runs.reader import RunReader

KEY = "data"


def known(reader: RunReader) -> Fingerprint | None:
    """What the recording keeps of its data; None in one of an earlier version. Raises RunFileError."""
    text = reader.note(KEY, "")
    try:
        return Fingerprint.from_json(text) if text else None
    except DataError as error:
        raise RunFileError(f"{reader.path}: {error}; use an earlier copy.") from None


def check(reader: RunReader, experiment: Experiment, found: Fingerprint) -> None:
    """Raise RunFileError where the run learned from other data than ``found``; of an earlier version only sizes tell.

    Args:
        experiment: the recorded one.
    """
    kept = known(reader)
    if kept is not None:
        difference = kept.difference(found)
    else:
        parameters = sum(layer.parameters for layer in experiment.architecture.layers(found.shape))
        recorded = reader.info.get("parameters", parameters)
        fits = recorded == parameters
        difference = "" if fits else f"its model had {recorded} parameters, and on this data has {parameters}"
    if difference:
        raise RunFileError(
            f"{reader.path}: the data is not what this run learned from ({difference}); "
            "put it back as it was, or train anew."
        )


def load(reader: RunReader) -> tuple[Experiment, Data]:
    """The recorded experiment with its data. Raises RunFileError, SettingsError, or DataError where it is gone."""
    experiment = Experiment.from_json(reader.experiment_json)
    data = experiment.load()
    check(reader, experiment, Fingerprint.of(data))
    return experiment, data


def shape(reader: RunReader, experiment: Experiment) -> DataShape:
    """The shape of the data that the run learned from, without the data. Raises RunFileError.

    A recording of an earlier version does not hold it: then from the data that is there now. Raises DataError.
    """
    kept = known(reader)
    return kept.shape if kept is not None else experiment.task.shape()
