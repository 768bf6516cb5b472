"""Words beside the lines of a plot lie on no curve and on no other words, at every height and while curves grow."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from desk import started
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.desktop.i18n.formatting import THIN_SPACE
from playground.desktop.painting.plots import legend
from playground.desktop.panels.loss import LossPanel
from playground.protocol.events import Evaluated, Progress

STEPS = 900
HEIGHTS = (120, 150, 175, 190, 215, 250, 330, 480)
BESIDE = {
    "majority class": {"loss": 2.31, "accuracy": 0.08},
    "unigram": {"loss": 1.9, "accuracy": 0.3},
    "bigram": {"loss": 1.85, "accuracy": 0.94},
    "by hand": {"loss": 0.04, "accuracy": 0.97},
}
Array = NDArray[np.float64]


def shapes() -> dict[str, Array]:
    """Losses as they come: what falls at once, late, in steps, noisily, not at all, and what rises again."""
    t, noise = np.linspace(0, 1, STEPS), np.random.default_rng(7).normal(size=STEPS)
    return {
        "falls": 2.3 * np.exp(-9 * t) + 0.02,
        "falls late": 2.3 / (1 + np.exp(24 * (t - 0.6))),
        "in steps": np.select([t < 0.2, t < 0.55, t < 0.8], [2.28, 1.88, 1.2], 0.05),
        "noisy": np.abs(2.3 * np.exp(-3 * t) + 0.25 * noise),
        "along a line": np.full(STEPS, 2.3) + 0.02 * noise,
        "rises again": 2.3 * np.exp(-6 * t) + 2.1 * t**3,
    }


@pytest.fixture
def panel(qtbot: QtBot) -> LossPanel:
    one = LossPanel()
    qtbot.addWidget(one)
    one.resize(464, 200)
    one.show()
    return one


def begin(panel: LossPanel, names: int) -> None:
    panel.clear()
    beside = dict(list(BESIDE.items())[:names])
    baseline = beside.pop("majority class")
    panel.take(replace(started(total=STEPS), baseline=baseline, others=beside))


def rooms(panel: LossPanel) -> dict[str, QRectF]:
    """The ground of all words that are seen beside lines, in the points of the plot."""
    plot = panel._plot
    assert plot is not None
    labels = [line.label for line in (*plot.baselines.lines, *plot._changes) if line.isVisible()]
    return {
        label.toPlainText(): label.deviceTransform(plot.viewportTransform()).mapRect(label.boundingRect())
        for label in labels
        if label.isVisible()
    }


def strokes(panel: LossPanel) -> Iterator[tuple[QPointF, QPointF]]:
    """The pieces of all curves, in the points of the plot."""
    plot = panel._plot
    assert plot is not None
    for item in (plot._raw, plot._train, plot._test, plot._validation):
        xs, ys = item.curve.getData()
        if xs is None or not item.curve.isVisible():
            continue
        known = np.isfinite(xs) & np.isfinite(ys)
        to_plot = item.curve.deviceTransform(plot.viewportTransform())
        points = [to_plot.map(QPointF(x, y)) for x, y in zip(xs[known].tolist(), ys[known].tolist(), strict=True)]
        yield from pairwise(points)


def meets(room: QRectF, first: QPointF, last: QPointF) -> bool:
    """Whether a piece of a curve passes through a rectangle, by walking along it in steps of half a point."""
    if max(first.y(), last.y()) < room.top() or min(first.y(), last.y()) > room.bottom():
        return False
    if last.x() < room.left() or first.x() > room.right():
        return False
    way = last - first
    count = max(2, int(2 * max(abs(way.x()), abs(way.y()))))
    return any(room.contains(first + way * (index / count)) for index in range(count + 1))


def check(panel: LossPanel, names: int, case: str) -> None:
    for _ in range(5):  # as the next ticks would
        QApplication.processEvents()
        if panel.dirty:
            panel.draw()
    assert not panel.dirty, f"{case}: the words come and go"
    found = rooms(panel)
    pieces = list(strokes(panel))
    for words, room in found.items():
        hit = [piece for piece in pieces if meets(room.adjusted(0.5, 0.5, -0.5, -0.5), *piece)]
        assert not hit, f"{case}: a curve passes beneath {words!r}"
    letters = {words: room.adjusted(4, 4, -4, -4) for words, room in found.items()}
    for (words, one), (others, other) in combinations(letters.items(), 2):
        assert not one.intersects(other), f"{case}: {words!r} lies on {others!r}"
    assert panel._plot is not None
    box = panel._plot.getPlotItem().getViewBox()
    whole = box.mapRectToScene(box.boundingRect()).adjusted(-1, -1, 1, 1)
    assert all(whole.contains(room) for room in letters.values()), f"{case}: words reach out of the plot"
    told = panel._legend.text().replace("&nbsp;", " ")
    low = [line for line in panel._plot.baselines.lines if line.isVisible()]
    assert len(low) >= names - 1
    for line in low:
        words = line.label.format.replace(THIN_SPACE, " ")
        assert (line.label.format in found) != (words in told), (
            f"{case}: {words!r} is said once, beside its line or in the legend"
        )


@pytest.mark.parametrize("shape", shapes())
@pytest.mark.parametrize("names", [1, 4])
def test_that_at_every_height_no_curve_passes_beneath_words_while_it_grows(
    panel: LossPanel, shape: str, names: int
) -> None:
    losses = shapes()[shape].astype(np.float32)
    begin(panel, names)
    first = 0
    for index, last in enumerate((1, 90, 300, 500, 700, STEPS)):
        panel.take(Progress(1, first + 1, losses[first:last], 100.0))
        panel.take(Evaluated(1, last, {"loss": float(losses[last - 1] * 1.04 + 0.01), "accuracy": last / STEPS}))
        first = last
        for height in HEIGHTS[index % 2 :: 2]:
            panel.resize(464, height)
            check(panel, names, f"{shape}, {names} lines, step {last}, {height} points high")
    panel.choose("accuracy")
    for height in HEIGHTS:
        panel.resize(464, height)
        check(panel, names, f"{shape}, accuracy, {height} points high")


@pytest.mark.parametrize("size", [QSize(300, 140), QSize(420, 180), QSize(900, 500)])
def test_that_a_saved_picture_says_each_line_once_and_leaves_the_curves_alone(panel: LossPanel, size: QSize) -> None:
    begin(panel, 4)
    panel.take(Progress(1, 1, shapes()["falls late"].astype(np.float32), 100.0))
    panel.draw()
    QApplication.processEvents()
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.fill(panel.theme.color("panel"))
    painter = QPainter(picture)
    painter.setFont(panel.small_font())
    seen: list[tuple[dict[str, QRectF], list[tuple[QPointF, QPointF]], str]] = []
    write = legend.paint

    def told(entries: Sequence[str], *rest: object) -> None:
        seen.append((rooms(panel), list(strokes(panel)), " ".join(entries)))
        write(entries, *rest)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(legend, "paint", told)
        panel.render_to(painter, size, 1.0)
    painter.end()
    ((found, pieces, entries),) = seen
    assert panel._plot is not None
    for line in panel._plot.baselines.lines:
        assert (line.label.format in found) != (f"┄ {line.label.format}" in entries)
    assert not [1 for room in found.values() for piece in pieces if meets(room.adjusted(1, 1, -1, -1), *piece)]


def test_that_no_line_of_a_legend_begins_with_the_unit_or_the_number_of_the_line_above(qapp: QApplication) -> None:
    entries = ["━ 训练 0.002783", "整体准确率 100.0\u2009%", "accuracy 100.0\u2009%", "steps 1\u2009240"]
    font = QFont()
    font.setPixelSize(12)
    for width in range(160, 420, 3):  # none is narrower than the longest entry
        document = QTextDocument()
        document.setDefaultFont(font)
        document.setTextWidth(width)
        document.setHtml(legend.joined(entries))
        document.documentLayout().documentSize()
        block = document.firstBlock()
        lines = [block.layout().lineAt(index) for index in range(block.layout().lineCount())]
        starts = [block.text()[line.textStart()] for line in lines]
        assert set(starts) <= set("━整as"), f"{width} points: lines begin with {starts}"
