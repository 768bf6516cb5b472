"""Cross-attention: which word of the source each word of the answer is written from."""

from __future__ import annotations

from typing import ClassVar

from playground.data.axes import crosses
from playground.desktop.panels.base.heatmap_panel import HeatmapPanel
from playground.desktop.panels.base.spec import PanelSpec
from playground.protocol.snapshot import PictureInfo, Snapshot


class CrossAttentionPanel(HeatmapPanel):
    """Pictures with the axes head, query, key over two sequences."""

    name: ClassVar[str] = "cross-attention"
    spec: ClassVar[PanelSpec] = PanelSpec(40)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Cross-attention")

    def accepts(self, picture: PictureInfo) -> bool:
        """Queries of one sequence, keys of another."""
        axes = picture.axes
        return len(axes) == 3 and axes[0] == "head" and crosses(axes[1], axes[2])

    def axis_words(self, snapshot: Snapshot) -> tuple[str, str]:
        """Rows are written, columns are read."""
        return self.tr("written"), self.tr("read")
