"""PicturePanel: a panel for pictures of some kind, which a run may or may not have."""

from __future__ import annotations

from playground.desktop.panels.base.panel import Panel
from playground.protocol.events import RunStarted
from playground.protocol.snapshot import PictureInfo


class PicturePanel(Panel):
    """Subclasses say which pictures they accept; they fit a run that has one of these."""

    def accepts(self, picture: PictureInfo) -> bool:
        """Whether a picture of such a name and such axes is for this panel."""
        raise TypeError(f"{type(self).__name__} accepts nothing")

    def fits(self, pictures: tuple[PictureInfo, ...]) -> bool:
        """Whether any of them is for this panel; recordings of earlier versions may hold none."""
        return any(map(self.accepts, pictures))

    def accepted(self, started: RunStarted) -> list[PictureInfo]:
        """The pictures of a run that are for this panel."""
        return [picture for picture in started.pictures if self.accepts(picture)]
