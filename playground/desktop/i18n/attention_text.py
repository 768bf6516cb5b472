"""Attention in words: which head a matrix is of, and who looks at whom in one of its cells."""

from __future__ import annotations

from PySide6.QtCore import QObject

from playground.desktop.i18n.formatting import figure
from playground.languages.spoken import said
from playground.protocol.snapshot import Snapshot


class AttentionText(QObject):
    """Sentences in the user's language; people count from 1."""

    def head(self, layer: str, head: int | None, several_parts: bool) -> str:
        """``layer 2 · head 1``; of an encoder-decoder with its part before. None: the average of the heads."""
        part, index, *_ = [*layer.split("."), "", ""]
        words = self.tr("layer {0}").format(int(index) + 1) if index.isdigit() else ""
        which = self.tr("average") if head is None else self.tr("head {0}").format(head + 1)
        return " · ".join(filter(None, (said(part) if several_parts else "", words, which)))

    def cell(self, snapshot: Snapshot, row: int, column: int, weight: float | None) -> tuple[str, str]:
        """Who looks at whom, and with which weight; None where it may not."""
        names = []
        for axis, index in ((snapshot.axes[1], row), (snapshot.axes[2], column)):
            labels = snapshot.labels.get(axis, ())
            names.append(f"{index + 1} ({labels[index]})" if index < len(labels) and labels[index] else str(index + 1))
        if weight is None:
            return self.tr("{0} may not look at {1}").format(*names), ""
        return self.tr("{0} looks at {1}").format(*names), figure(weight)
