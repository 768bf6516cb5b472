"""Patching: which layer and step carry an answer: each state of one specimen is put into the pass of another."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from playground.desktop.i18n.formatting import figure
from playground.desktop.painting import colormap
from playground.desktop.panels.base.one_picture_panel import CheckedCellsPanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.languages.spoken import said
from playground.protocol.events import RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question

NAME = "patching"
AGREES = 1e-3  # to which all places give the clean answer, and none the corrupted one


class PatchingPanel(CheckedCellsPanel):
    """One picture: rows are layers, columns steps; 0 is the corrupted answer, 1 the clean one."""

    name: ClassVar[str] = NAME
    spec: ClassVar[PanelSpec] = PanelSpec(37, Area.BEHIND)
    interval = 0.1

    def __init__(self) -> None:
        super().__init__(colormap.Scale(signed=True))

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Activation patching")

    def pictures(self) -> tuple[str, ...]:
        """The one there is."""
        return (NAME,)

    def offer(self, started: RunStarted) -> None:
        """Also of a recorded run."""
        self.start(started)

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The picture, under the names of the layers and the words of both specimens."""
        shot = self.shot
        return () if shot is None else (Snapshot(shot.step, NAME, shot.axes, shot.values, self._labels(shot)),)

    def check(self) -> tuple[str, bool]:
        """What must hold, with its numbers; and whether it does."""
        assert self.shot is not None
        clean, corrupted, whole, none = (
            float(self.shot.labels[name][0]) for name in ("clean", "corrupted", "all places", "no place")
        )
        words = self.tr(
            "Score of “{0}” less that of “{1}”: clean {2}, all places patched {3}; corrupted {4}, no place patched {5}."
        )
        named = map(said, self.shot.labels["target"])
        holds = abs(clean - whole) <= AGREES and abs(corrupted - none) <= AGREES
        return words.format(*named, *map(figure, (clean, whole, corrupted, none))), holds

    def reading(self) -> str:
        """What is shown, and what the check came to."""
        words = super().reading()
        return words if self.shot is None else f"{words}. {self.check()[0]}"

    def titles(self) -> tuple[str, str]:
        """Layers, and steps of both specimens."""
        return self.tr("layer"), self.tr("step: clean | corrupted")

    def tell(self, pointed: Question | None) -> None:
        """What is asked about, or the number of a cell."""
        shot = self.shot
        assert shot is not None
        if pointed is None:
            self.set_info(" / ".join(map(said, shot.labels["target"])))
            return
        labels, found = self._labels(shot), pointed.index
        words = [labels["layer"][found[0]], labels["time"][found[1]] if "time" in labels else str(found[1] + 1)]
        value = float(shot.values[found])
        self.set_info(", ".join(words), figure(value, 3) if np.isfinite(value) else self.tr("not a finite number"))

    def usual(self) -> Question | None:
        """The state that carries most."""
        if self.shot is None:
            return None
        at = np.unravel_index(int(np.nan_to_num(self.shot.values).argmax()), self.shot.values.shape)
        return Question(NAME, tuple(int(index) for index in at))

    def _labels(self, shot: Snapshot) -> dict[str, tuple[str, ...]]:
        """Layers by their names, and at each step the two words."""
        clean, other = shot.labels.get("time", ()), shot.labels.get("other", ())
        both = tuple(
            word if word == beside else f"{word} | {beside}" for word, beside in zip(clean, other, strict=True)
        )
        layers = tuple(self._layer(name) for name in shot.labels["layer"])
        return {"layer": layers, **({"time": both} if both else {})}

    def _layer(self, name: str) -> str:
        if name.startswith("block "):
            return self.tr("block {0}").format(name.removeprefix("block "))
        return said(name)
