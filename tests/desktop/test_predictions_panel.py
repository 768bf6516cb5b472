"""Predictions: each kind of answer is drawn the way it is checked, and nothing in it can make the panel fail."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot
from written import Written, written

from playground.desktop.painting.class_bars import leading_classes
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.predictions import PredictionsPanel
from playground.desktop.style.theme import LIGHT, Theme
from playground.protocol.events import Pictures, RunStarted, SpecimenShown
from playground.protocol.snapshot import PictureInfo, Snapshot

IMAGE = ("channel", "row", "column")
CLASSES = {"class": ("cat", "dog", "owl"), "truth": ("dog",)}
WORDS = {
    "line": ("question", "truth", "model"), "question": ("the", "cat"), "truth": ("die", "katze"),
    "model": ("die", "kuh"),
}  # fmt: skip
KINDS: tuple[tuple[tuple[str, ...], tuple[int, ...], dict[str, tuple[str, ...]]], ...] = (
    (("class",), (3,), CLASSES),
    (("line", "token"), (3, 2), WORDS),
    (("line", "sample", "row", "column"), (2, 4, 5, 5), {"line": ("input", "made again")}),
    (("example", "coordinate"), (6, 2), {"example": ("0", "1") * 3, "class": ("0", "1")}),
    (("example", "coordinate"), (6, 2), {"example": ("shoe", "coat") * 3, "class": ("shoe", "coat")}),
    (("curve", "test step"), (4, 30), {"curve": ("truth", "model", "persistence", "linear AR")}),
    (("curve", "time"), (2, 5), {"curve": ("truth", "model"), "time": ("A", "B", "C", "D", "E")}),
)


def panel_with(
    qtbot: QtBot, axes: tuple[str, ...], values: np.ndarray, labels: dict[str, tuple[str, ...]], more: bool = False
) -> PredictionsPanel:
    panel = PredictionsPanel()
    qtbot.addWidget(panel)
    panel.resize(520, 300)
    infos = [PictureInfo("prediction", axes, values.shape), PictureInfo("input", IMAGE, (1, 8, 8))]
    infos += [PictureInfo("prediction.latent", ("example", "coordinate"), (6, 2))] if more else []
    panel.start(RunStarted(1, "{}", 0, 100, 10, "cpu", 1, {}, tuple(infos), "test example 1 · dog", Path("x.run")))
    show(panel, axes, values, labels)
    panel.show()
    return panel


def show(
    panel: PredictionsPanel, axes: tuple[str, ...], values: np.ndarray, labels: dict[str, tuple[str, ...]]
) -> None:
    panel.show_pictures(Pictures(1, 1, (Snapshot(1, "prediction", axes, values.astype(np.float32), labels),)))
    panel.draw()


def colours_in(picture: QImage, left: float = 0.0) -> set[int]:
    start = int(left * picture.width())
    return {picture.pixel(x, y) for x in range(start, picture.width()) for y in range(picture.height())}


def texts(panel: PredictionsPanel) -> list[Written]:
    def paint(painter: QPainter, scale: float) -> None:
        panel.render(painter, QPoint())

    return written(Picture(panel.size(), LIGHT.color("ground"), paint))


def drawn(panel: PredictionsPanel) -> list[str]:
    """The words in its picture."""
    return [text.words for text in texts(panel)]


def ink(panel: PredictionsPanel) -> QRect:
    """Where its words stand, all of them."""
    places = QRectF()
    for text in texts(panel):
        places |= text.place
    return places.toRect()


@pytest.mark.parametrize(("axes", "shape", "labels"), KINDS)
def test_that_every_kind_of_answer_is_drawn(
    qtbot: QtBot, themed: Theme, axes: tuple[str, ...], shape: tuple[int, ...], labels: dict[str, tuple[str, ...]]
) -> None:
    values = np.random.default_rng(0).random(shape)
    panel = panel_with(qtbot, axes, values, labels)
    panel.set_theme(themed)
    assert not panel.is_empty() and len(colours_in(panel.grab().toImage())) > 3


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(("axes", "shape", "labels"), KINDS)
def test_that_numbers_that_are_none_are_drawn_without_complaint(
    qtbot: QtBot, axes: tuple[str, ...], shape: tuple[int, ...], labels: dict[str, tuple[str, ...]], bad: float
) -> None:
    values = np.random.default_rng(0).random(shape)
    panel = panel_with(qtbot, axes, values, labels)
    panel.grab()
    values.ravel()[::2] = bad
    for broken in (values, np.full(shape, bad)):
        show(panel, axes, broken, labels)
        assert not panel.is_empty() and len(colours_in(panel.grab().toImage())) > 1
        assert not {"nan", "inf"} & {word for text in drawn(panel) for word in text.lower().split()}


def test_that_the_longest_bar_is_the_models_choice_and_the_input_stands_beside_the_bars(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, ("class",), np.array([0.1, 0.2, 0.7]), CLASSES)
    assert panel.wanted() == {"prediction", "input"}
    red = QImage(panel.grab().toImage())
    rows = [sum(red.pixel(x, y) == LIGHT.color("error").rgb() for x in range(520)) for y in range(300)]
    assert max(rows) > 0.5 * 520 * 0.5 and rows.index(max(rows)) > 150
    image = Snapshot(1, "input", IMAGE, np.ones((1, 8, 8), np.float32))
    panel.show_pictures(Pictures(1, 1, (image,)))
    assert panel.dirty
    panel.draw()
    assert panel.grab().toImage() != red and panel.info == "test example 1 · dog"
    panel.take(SpecimenShown(1, "drawn by hand", None))
    show(panel, ("class",), np.array([0.1, 0.2, 0.7]), {"class": CLASSES["class"]})
    assert panel.info == "drawn by hand"


def test_that_a_wrong_word_is_red_and_struck_and_a_right_one_is_not(qtbot: QtBot) -> None:
    axes, values = ("line", "token"), np.full((3, 2), np.nan)
    wrong = panel_with(qtbot, axes, values, WORDS).grab().toImage()
    right = panel_with(qtbot, axes, values, {**WORDS, "model": WORDS["truth"]}).grab().toImage()
    red = LIGHT.color("error").rgb()
    assert red in colours_in(wrong) and red not in colours_in(right)


def test_that_long_lines_wrap_and_lines_without_room_are_left_out(qtbot: QtBot) -> None:
    labels = {"line": ("prompt", "temperature 1"), "prompt": ("a",) * 500, "temperature 1": ("b",) * 2000}
    panel = panel_with(qtbot, ("line", "token"), np.full((2, 2000), 0.5), labels)
    words = drawn(panel)
    assert words[0] == "prompt" and 100 < words.count("a") <= 500
    assert words.count("b") < 2000 and len(words) < 1500, "what has no room is not drawn below the edge"
    assert panel.rect().contains(ink(panel)), "nor half"


@pytest.mark.parametrize("texts", [3, 4])
def test_that_lines_stand_closer_before_one_of_them_is_lost(qtbot: QtBot, texts: int) -> None:
    names = tuple(f"temperature {heat}" for heat in range(texts))
    labels = {"line": ("prompt", *names), **dict.fromkeys(("prompt", *names), ("a",) * 60)}
    panel = panel_with(qtbot, ("line", "token"), np.full((texts + 1, 60), 0.5), labels)
    panel.resize(440, 18 + 28 * (texts + 1))
    assert drawn(panel)[: texts + 1] == ["prompt", *names]
    assert panel.rect().contains(ink(panel))


def test_that_lines_share_what_room_there_is_and_say_where_they_are_cut(qtbot: QtBot) -> None:
    labels = {"line": ("prompt", "temperature 0", "temperature 1"), "prompt": ("a",) * 10}
    labels |= {"temperature 0": ("b",) * 200, "temperature 1": ("c",) * 200}
    panel = panel_with(qtbot, ("line", "token"), np.full((3, 200), 0.5), labels)
    panel.resize(360, 220)
    words = drawn(panel)
    assert words[:3] == ["prompt", "temperature 0", "temperature 1"], "each line is there"
    assert words.count("a") == 10 and words.count("…") == 2
    assert 20 < words.count("b") < 200 and 20 < words.count("c") < 200
    panel.resize(900, 900)
    words = drawn(panel)
    assert "…" not in words and words.count("c") == 200


def test_that_one_of_two_pictures_is_chosen(qtbot: QtBot) -> None:
    panel = panel_with(
        qtbot, ("line", "sample", "row", "column"), np.zeros((3, 2, 4, 4)), {"line": ("a", "b", "c")}, True
    )
    assert panel._choice.values() == ["prediction", "prediction.latent"] and panel.wanted() == {"prediction"}
    panel._choice.choose("prediction.latent")
    assert panel.wanted() == {"prediction.latent"} and panel.is_empty()
    panel.grab()
    panel.clear()
    assert panel.wanted() == frozenset() and panel._choice.values() == []


def test_that_the_axis_of_a_forecast_does_not_move_with_every_picture(qtbot: QtBot) -> None:
    labels, values = {"curve": ("truth", "model")}, np.array([np.linspace(-1, 1, 20)] * 2)
    panel = panel_with(qtbot, ("curve", "test step"), values, labels)
    before = (panel._range.low, panel._range.high)
    show(panel, ("curve", "test step"), values * 0.9, labels)
    assert (panel._range.low, panel._range.high) == before
    show(panel, ("curve", "test step"), values * 3, labels)
    assert panel._range.high >= 3


def test_that_where_there_is_no_room_for_all_classes_the_likeliest_and_the_true_one_are_drawn() -> None:
    names = [str(digit) for digit in range(10)]
    odds = np.array([0.01, 0.02, 0.5, 0.03, 0.3, 0.05, 0.04, 0.03, 0.01, 0.01], np.float32)
    assert leading_classes(odds, names, "9", 10) == list(range(10))
    assert leading_classes(odds, names, "9", 5) == [2, 4, 5, 9]
    assert leading_classes(odds, names, "2", 1) == [2]
    assert leading_classes(np.full(10, np.nan, np.float32), names, "", 4) == [0, 1, 2]


def test_that_a_wrong_class_is_wrong_by_colour_and_sign_and_the_true_one_is_named(qtbot: QtBot) -> None:
    wrong = panel_with(qtbot, ("class",), np.array([0.1, 0.2, 0.7]), CLASSES)
    right = panel_with(qtbot, ("class",), np.array([0.1, 0.7, 0.2]), CLASSES)
    unknown = panel_with(qtbot, ("class",), np.array([0.1, 0.2, 0.7]), {"class": CLASSES["class"]})
    red, blue, green = (LIGHT.color(name).rgb() for name in ("error", "train", "good"))
    pictures = [panel.grab().toImage() for panel in (wrong, right, unknown)]
    bars, names = [colours_in(picture, 0.3) for picture in pictures], [colours_in(picture) for picture in pictures]
    assert red in bars[0] and blue not in bars[0] and blue in bars[1] and blue in bars[2]
    assert [green in found for found in names] == [True, True, False], "a tick beside what is known to be true"
    assert [red in found for found in names] == [True, False, False], "a cross beside what is known to be wrong"
    assert "true class" in drawn(wrong) and "true class" not in drawn(right) + drawn(unknown)
    assert "wrong, the true class is dog" in wrong.reading() and wrong.reading() != right.reading()
    assert "right" in right.reading() and "right" not in unknown.reading()


def test_that_bars_beside_what_each_block_would_answer_are_called_the_answer() -> None:
    from playground.desktop.i18n import prediction_text

    assert prediction_text.offered("prediction", ("class",)) == "answer"
    assert prediction_text.offered("prediction.blocks", ("line", "token")) == "behind every block"
