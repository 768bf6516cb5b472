"""In a low panel what it is about keeps its room: curves before their names, cells before their labels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import FAMILIES, Desk, shown, started
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from written import outside, overlapping, written

from playground.desktop.export.batch_pictures import feed
from playground.desktop.export.offscreen_panels import OffscreenPanels
from playground.desktop.painting import attribution_painting, example_tiles, heatmap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.painting.charts import plane
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.exchange import ExchangePanel
from playground.desktop.style.theme import LIGHT
from playground.protocol.events import RunState, StateChanged
from playground.protocol.snapshot import Snapshot

NAMES = [plane.Named(f"Grad-CAM, stage {at} · activation", "#0072B2") for at in range(6)]
LOW = QRectF(4, 4, 440, 110)


def painted(size: QSize, paint: object) -> Picture:
    return Picture(size, QColor("white"), paint)  # type: ignore[arg-type]


def test_that_names_stand_beside_curves_that_they_would_leave_no_height(qapp: QApplication) -> None:
    rooms: list[plane.Plane] = []

    def paint(painter: QPainter, scale: float) -> None:
        font = QFont()
        font.setPixelSize(12)
        painter.setFont(font)
        place = plane.beside_legend(painter, LOW, NAMES, LIGHT)
        room = plane.framed(place, (0.0, 3.0), (0.0, 1.0))
        plane.paint_axes(
            painter, room, ("layers drawn anew, from the output down to stage 1", "rank correlation"), LIGHT
        )
        rooms.append(room)

    picture = painted(QSize(448, 118), paint)
    texts = written(picture)
    assert rooms[-1].room.height() >= 55 and rooms[-1].room.width() >= 120
    assert outside(texts, picture) == [] and overlapping(texts) == []
    assert sum(text.words.startswith("Grad") for text in texts) == len(NAMES)


@pytest.mark.parametrize("words", [("a", "b", "c", "d"), tuple(f"block {at} · attention" for at in range(9))])
def test_that_cells_keep_almost_half_of_a_low_place_and_no_label_is_dots(
    qapp: QApplication, words: tuple[str, ...]
) -> None:
    shot = Snapshot(1, "x", ("layer", "time"), np.zeros((4, len(words)), np.float32), {"time": words})

    def paint(painter: QPainter, scale: float) -> None:
        font = QFont()
        font.setPixelSize(12)
        painter.setFont(font)
        room = QRectF(0, 0, 400, 74)
        cells = attribution_painting.paint_steps(painter, room, shot, ("signed", -1.0, 1.0), ("layer", "step"), LIGHT)
        assert cells.place.height() >= 0.4 * room.height() and room.contains(cells.place)

    picture = painted(QSize(410, 90), paint)
    texts = written(picture)
    assert outside(texts, picture) == [] and "…" not in [text.words for text in texts]
    frame = heatmap.framed(QRectF(0, 0, 400, 400), (4, len(words)), ((), words), ("layer", "step"), QFont())
    assert frame.above > 0 and frame.title > 0, "where there is room, all is named"


@pytest.mark.parametrize(("wide", "beside"), [(420, True), (130, False)])
def test_that_the_name_of_the_columns_stands_beside_theirs_where_cells_would_be_small(
    qapp: QApplication, wide: int, beside: bool
) -> None:
    names, values = tuple("34521678"), np.zeros((8, 8), np.float32)
    frames = []

    def paint(painter: QPainter, scale: float) -> None:
        font = QFont()
        font.setPixelSize(13)
        painter.setFont(font)
        frames.append(heatmap.framed(QRectF(0, 2, wide, 110), (8, 8), (names, names), ("written", "read"), font))
        heatmap.paint_cells(painter, frames[-1], values, LIGHT)
        heatmap.paint_frame(painter, frames[-1], None, LIGHT)

    picture = painted(QSize(wide + 4, 116), paint)
    texts = written(picture)
    assert outside(texts, picture) == [] and overlapping(texts) == []
    assert "read →" in [text.words for text in texts]
    assert frames[-1].beside is beside and frames[-1].cells.height() >= (88 if beside else 64)


@pytest.mark.parametrize(
    "words", [tuple(f"decoder {at} · attention" for at in range(14)), ("stage 1 · x", "stage 2 · x")]
)
def test_that_columns_in_a_low_place_are_named_apart_or_not_at_all(qapp: QApplication, words: tuple[str, ...]) -> None:
    shot = Snapshot(1, "x", ("layer", "time"), np.zeros((4, len(words)), np.float32), {"time": words})

    def paint(painter: QPainter, scale: float) -> None:
        font = QFont()
        font.setPixelSize(12)
        painter.setFont(font)
        room = QRectF(0, 0, 400, 90)
        attribution_painting.paint_steps(painter, room, shot, ("signed", -1.0, 1.0), ("layer", "put in"), LIGHT)

    picture = painted(QSize(410, 100), paint)
    names = [text.words for text in written(picture) if text.words[:3] in ("dec", "sta")]
    assert len(names) == len(set(names)) and len(names) in (0, len(words))
    assert names or len(words) > 2, "where each has room, it is named"


def test_that_cells_of_steps_fill_a_wide_place_and_those_of_attention_stay_square(qapp: QApplication) -> None:
    place, shape, names = QRectF(0, 0, 440, 110), (5, 5), (("a",) * 5, ("b",) * 5)
    wide = heatmap.framed(place, shape, names, ("layer", "step"), QFont(), attribution_painting.STRETCH).cells
    square = heatmap.framed(place, shape, names, ("query", "key"), QFont()).cells
    assert wide.width() >= 0.6 * place.width() and wide.height() >= square.height()
    assert square.width() == square.height()


def test_that_real_inputs_are_seen_with_their_values_in_a_low_panel(qapp: QApplication) -> None:
    image = QImage(260, 70, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    examples = Snapshot(1, "x", ("example", "row", "column"), np.zeros((9, 8, 8), np.float32))
    tiles = example_tiles.paint(
        painter, QRectF(0, 0, 260, 66), [(at, 4.0 - at / 10) for at in range(9)], examples, "#{0}", QFont(), LIGHT
    )
    painter.end()
    assert len(tiles) >= 4 and all(tile.height() - example_tiles.BELOW >= 24 for tile, _ in tiles)
    assert [index for _, index in tiles] == list(range(len(tiles))), "the best ones"


def test_that_what_is_not_measured_yet_is_ground_and_no_error(qapp: QApplication) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(LIGHT.color("error"))
    painter = QPainter(image)
    values = np.array([[1.0, np.nan]], np.float32)
    attribution_painting.cover_missing(painter, CellGrid(QRectF(0, 0, 40, 20), 1, 2), values, LIGHT)
    painter.end()
    assert QColor(image.pixel(30, 10)) == LIGHT.color("hover") and QColor(image.pixel(10, 10)) == LIGHT.color("error")


def test_that_a_run_that_has_nothing_for_a_panel_is_said_to_and_no_other_is_offered(desk: Desk, qtbot: QtBot) -> None:
    run = desk.run()
    desk.say(replace(started(run), pictures=started().pictures), StateChanged(run, RunState.RUNNING), shown(5, run))
    panel = desk.parts.board.panel(ExchangePanel)
    assert not panel.fits(started().pictures) and panel.is_empty()
    assert panel.empty_words() == "The model or the task that is shown has none of this; other presets have."
    assert not panel.waits(), "nothing is on its way"


@pytest.mark.parametrize(("wide", "high"), [(270.0, 90.0), (420.0, 110.0), (600.0, 260.0)])
def test_that_cells_that_are_no_sequence_use_the_width_of_a_low_place_and_name_their_columns(
    qapp: QApplication, wide: float, high: float
) -> None:
    names = (tuple(f"step {at}" for at in range(6)), ("none", "stage 1 · convolution", "output", "all", "x"))
    place = QRectF(0, 0, wide, high)
    square, stretched = (
        heatmap.framed(place, (6, 5), names, ("layer of", "layer"), qapp.font(), most)
        for most in (1.0, attribution_painting.STRETCH)
    )
    assert place.contains(stretched.cells) and stretched.cells.height() >= square.cells.height()
    assert stretched.cells.width() >= min(5 * heatmap.WIDEST, 0.6 * wide) > square.cells.width()
    assert stretched.upright or wide < 300


@pytest.mark.parametrize("name", FAMILIES)
def test_that_every_panel_is_drawn_however_low_its_card_becomes(
    qapp: QApplication, recordings: dict[str, Path], name: str
) -> None:
    stage, broken = OffscreenPanels(LIGHT), []
    try:
        feed(stage, recordings[name])
        panels = stage.filled()
        assert len(panels) > 5
        for panel in panels:
            for size in (
                (160, 48),
                (80, 24),
                (600, 48),
                (260, 70),
            ):  # at twice the type size a card of 48 points has 24
                image = QImage(*size, QImage.Format.Format_RGB32)
                painter = QPainter(image)
                painter.setFont(panel.plain_font())
                try:
                    panel.resize(*size)
                    panel.draw()
                    panel.render_to(painter, QSize(*size), 1.0)
                except (ArithmeticError, ValueError, IndexError) as error:
                    broken.append((panel.name, size, repr(error)))
                painter.end()
    finally:
        stage.close()
    assert broken == []
