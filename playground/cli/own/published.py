"""A published model on the command line: which folder it lies in, and what is asked of it otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from playground.architectures.pretrained import starting as texts
from playground.architectures.pretrained_images import starting as pictures
from playground.corpora.published.vision import is_vision
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import assigned
from playground.foundation.errors import SettingsError

KIND = "pretrained"
FOLDER = "architecture.folder"


def experiment(assignments: Sequence[str]) -> Experiment:
    """The experiment that the model of a folder begins with, changed as it is asked for. Raises PlaygroundError."""
    changes = assigned(assignments)
    folder = changes.pop(FOLDER, "")
    if not isinstance(folder, str) or not folder:
        raise SettingsError({
            FOLDER: "Name the folder of the model: 'playground train pretrained --set architecture.folder=FOLDER'."
        })  # fmt: skip
    begun = pictures.starting(folder) if is_vision(folder) else texts.starting(folder)
    return begun.changed(changes)
