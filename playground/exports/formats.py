"""Formats: what a run can be taken away as; the ending of the file's name decides (no torch until one needs it)."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from playground.foundation.atomic import check
from playground.foundation.errors import SaveError


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Attributes:
        ending: with its dot.
        module, function: who writes it, from here or in full: ``function(recording, target) -> step``.
    """

    ending: str
    module: str
    function: str = "export"


FORMATS = (
    Format(".safetensors", ".weights", "export_weights"),
    Format(".pt", "playground.training.weights.state_dict"),
    Format(".onnx", ".onnx_graph"),
    Format(".py", ".script.saving", "export_script"),
    Format(".ipynb", ".script.saving", "export_notebook"),
)
ENDINGS = tuple(form.ending for form in FORMATS)


def export(recording: Path, target: Path) -> int:
    """Write the newest checkpoint as what the target's ending says, whole or not at all. Returns its step.

    Raises:
        SaveError: for an unknown ending, or when the target cannot be written.
        RunFileError: when the recording cannot be read or holds no weights yet.
        PlaygroundError: when the run's data or an optional package is missing.
    """
    for form in FORMATS:
        if target.suffix == form.ending:
            check(target)  # a graph takes seconds
            step: int = getattr(import_module(form.module, __package__), form.function)(recording, target)
            return step
    raise SaveError(f"{target}: the ending decides what is written; choose one of {', '.join(ENDINGS)}.")
