"""OnePicturePanel: a panel that draws one picture of a run, of which only the newest matters."""

from __future__ import annotations

from playground.desktop.panels.base.cell_panel import CellPanel
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot


class OnePicturePanel(CellPanel):
    """Subclasses say which pictures there are by ``pictures``, and which of them is shown by ``shown``."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: frozenset[str] = frozenset()
        self._kept: dict[str, Snapshot] = {}

    def pictures(self) -> tuple[str, ...]:
        """Names of the pictures that it can draw, the first one unless somebody chooses."""
        raise TypeError(f"{type(self).__name__} draws nothing")

    @property
    def shown(self) -> str:
        """The name of the one that is drawn; empty when the run has none."""
        return next((name for name in self.pictures() if name in self.offered), "")

    @property
    def shot(self) -> Snapshot | None:
        """The newest of it."""
        return self._kept.get(self.shown)

    def accepts(self, picture: PictureInfo) -> bool:
        """One of these."""
        return picture.name in self.pictures()

    def wanted(self) -> frozenset[str]:
        """The one that is drawn."""
        return frozenset({self.shown}) if self.shown else frozenset()

    def start(self, started: RunStarted) -> None:
        """Whether this run has it."""
        self.offered = frozenset(picture.name for picture in self.accepted(started))
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest."""
        for snapshot in pictures.snapshots:
            if snapshot.name in self.offered:
                self._kept[snapshot.name] = snapshot
                if snapshot.name == self.shown:
                    self.dirty = True
                    self.take_in(snapshot)

    def take_in(self, snapshot: Snapshot) -> None:
        """A newer one of what is drawn has come: work out what is drawn of it."""

    def clear(self) -> None:
        """Forget the run."""
        self._kept.clear()
        self.offered = frozenset()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_step(self) -> int | None:
        """When it was taken; of what takes long, when it was begun."""
        if self.shot is None:
            return None
        begun = self.shot.labels.get("step", ())
        return int(begun[0]) if begun else self.shot.step

    def is_empty(self) -> bool:
        """Nothing taken yet."""
        return self.shot is None

    def reading(self) -> str:
        """The header says it all."""
        return self.empty_words() if self.is_empty() else self.info
