"""Attention: which step looks at which within one sequence, in every layer and head."""

from __future__ import annotations

from typing import ClassVar

from playground.data.axes import crosses
from playground.desktop.panels.base.heatmap_panel import HeatmapPanel
from playground.desktop.panels.base.spec import PanelSpec
from playground.protocol.snapshot import PictureInfo


class AttentionPanel(HeatmapPanel):
    """Pictures with the axes head, query, key over one sequence."""

    name: ClassVar[str] = "attention"
    spec: ClassVar[PanelSpec] = PanelSpec(50)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Attention")

    def accepts(self, picture: PictureInfo) -> bool:
        """Queries and keys of the same sequence."""
        axes = picture.axes
        return len(axes) == 3 and axes[0] == "head" and not crosses(axes[1], axes[2])
