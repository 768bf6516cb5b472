"""PredictionCurves: the lines of a prediction along time: what was given, the truth, the rivals, and the model."""

from __future__ import annotations

from PySide6.QtCore import Qt

from playground.desktop.i18n import prediction_text
from playground.desktop.painting.plots.line_chart import ChartLine
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot

RIVALS = ("#8A929C", "#009E73", "#CC79A7")


def curves(snapshot: Snapshot, theme: Theme) -> list[ChartLine]:
    """Of a picture with the axes curve, time; the model's is drawn above the others."""
    names = snapshot.labels.get("curve", ())
    styles = {
        "input": (theme.train, 2.5, Qt.PenStyle.SolidLine),
        "truth": (theme.second, 2.5, Qt.PenStyle.SolidLine),
    }
    rivals = [name for name in names if name not in (*styles, "model")]
    for index, name in enumerate(rivals):
        styles[name] = (RIVALS[index % len(RIVALS)], 1.5, Qt.PenStyle.DashLine)
    styles["model"] = (theme.test, 2.5, Qt.PenStyle.SolidLine)
    values = dict(zip(names, snapshot.values, strict=False))
    return [
        ChartLine(prediction_text.line(name), values[name], *style) for name, style in styles.items() if name in values
    ]
