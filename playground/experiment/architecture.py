"""Architecture: everything the program needs of one architecture, in one record that its folder exports.

It stands in ``architecture.py`` there, as ``ARCHITECTURE``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from playground.data.shapes import DataShape
from playground.foundation.settings import Settings

NAME = "ARCHITECTURE"
S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class ScriptTemplate(Generic[S]):
    """The model as code of its own.

    Attributes:
        name: of the class, or the function, that makes the model.
        imports: lines that the code may need; those it does not use are left out.
        sections: the ``blocks.script.sections.Section`` of a model with these settings on such data.
    """

    name: str
    imports: tuple[str, ...]
    sections: Callable[[S, DataShape], Sequence[Any]]


@dataclass(frozen=True)
class Architecture(Generic[S]):
    """What is known of it beyond its settings, which have the limits and the layer table.

    The window reads this record too, so it is made without torch: ``build`` imports it when it is called.

    Attributes:
        settings: the class that ``build`` and ``script`` take.
        build: settings and the shape of the data → a fresh ``torch.nn.Module``, drawn from torch's generator.
        explain: ``worked.evidence.Evidence`` and ``worked.example.Question`` → a ``WorkedExample``, or raises
            UnexplainedError; None where nothing of it can be unfolded.
        script: None where no code is written for it.
    """

    settings: type[S]
    build: Callable[[S, DataShape], Any]
    explain: Callable[[Any, Any], Any] | None = None
    script: ScriptTemplate[S] | None = None
