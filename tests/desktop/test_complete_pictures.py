"""Every exported picture is complete: at every size no ink reaches its edge and no text stands on another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from desk import FAMILIES
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from written import outside, overlapping, written

from playground.desktop.export import batch_pictures, panel_picture
from playground.desktop.export.offscreen_panels import OffscreenPanels
from playground.desktop.export.window_picture import WHOLE
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import SIZES
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.painting.plots import line_chart
from playground.desktop.style.theme import THEMES

EDGE = 3  # pixels that stay empty
POINTS = "plane"  # whose letters are points, and may lie on each other
QUICK = ("rnn-first-symbol-lstm", "vae-digits", "rnn-characters", "rnn-sine")  # the others are slow


def drawings(recording: Path, size: str, theme: str) -> Iterator[tuple[str, Picture]]:
    stage = OffscreenPanels(THEMES[theme])
    try:
        text = batch_pictures.feed(stage, recording)
        panels = stage.filled()
        yield from batch_pictures.drawings(panels, [*(p.name for p in panels), WHOLE], THEMES[theme], SIZES[size], text)
    finally:
        stage.close()


def pixels(picture: QImage) -> np.ndarray:
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4)[..., :3].copy()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "family", [family if family in QUICK else pytest.param(family, marks=pytest.mark.slow) for family in FAMILIES]
)
def test_that_no_text_stands_on_another_and_no_ink_reaches_the_edge(
    recordings: dict[str, Path], qapp: QApplication, family: str, size: str
) -> None:
    found = 0
    for name, drawing in drawings(recordings[family], size, "light"):
        texts = written(drawing)
        found += len(texts)
        assert outside(texts, drawing) == [], name
        if name != POINTS:
            assert overlapping(texts) == [], name
        if name != WHOLE:
            picture = pixels(picture_writer.image(drawing, 1.0))
            for edge in (picture[:EDGE], picture[-EDGE:], picture[:, :EDGE], picture[:, -EDGE:]):
                assert (edge == picture[0, 0]).all(), f"{name} has ink at its edge"
    assert found > 20


@pytest.mark.parametrize("size", SIZES)
def test_that_a_text_is_written_to_its_end(recordings: dict[str, Path], qapp: QApplication, size: str) -> None:
    stage = OffscreenPanels(THEMES["light"])
    text = batch_pictures.feed(stage, recordings["rnn-characters"])
    panel = next(panel for panel in stage.filled() if panel.name == "predictions")
    (snapshot,) = panel.shown_arrays()
    tokens = sum(len(snapshot.labels[line]) for line in snapshot.labels["line"])
    words = [one.words for one in written(panel_picture.drawing(panel, THEMES["light"], SIZES[size], text))]
    stage.close()
    assert "temperature 1" in words and sum(len(one) == 1 for one in words) == tokens


def test_that_the_check_sees_what_is_wrong(qapp: QApplication) -> None:
    from PySide6.QtGui import QColor, QPainter

    def paint(painter: QPainter, scale: float) -> None:
        painter.drawText(10, 20, "unigram 3.26")
        painter.drawText(40, 22, "bigram 2.60")
        painter.drawText(180, 60, "cut off")

    drawing = Picture(QSize(200, 100), QColor("white"), paint)
    texts = written(drawing)
    assert overlapping(texts) == [("unigram 3.26", "bigram 2.60")] and outside(texts, drawing) == ["cut off"]


@pytest.mark.parametrize("names", [("at the start · layer 1", "now · layer 1") * 4, ("x" * 200,), ("a", "b")])
def test_that_a_legend_takes_the_rows_it_needs(qapp: QApplication, names: tuple[str, ...]) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QPainter

    limits = line_chart.Range()
    lines = [line_chart.ChartLine(f"{name}", np.arange(5, dtype=np.float32), "#000000") for name in names]
    limits.follow(lines)

    def paint(painter: QPainter, scale: float) -> None:
        line_chart.paint(painter, QRectF(0, 0, 376, 300), lines, limits, "step", THEMES["light"])

    drawing = Picture(QSize(380, 300), QColor("white"), paint)
    texts = written(drawing)
    assert outside(texts, drawing) == [] and overlapping(texts) == []
    assert sum(text.words[:3] in ("at ", "now", "xxx", "a", "b") for text in texts) == len(names)


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_that_every_panel_is_complete_in_every_format(
    recordings: dict[str, Path], qapp: QApplication, size: str, theme: str
) -> None:
    for family in FAMILIES:
        for name, drawing in drawings(recordings[family], size, theme):
            for kind in picture_writer.FORMATS:
                assert len(picture_writer.encoded(drawing, kind, 2)) > 500, (family, name, kind)
            assert outside(written(drawing), drawing) == [], (family, name)
