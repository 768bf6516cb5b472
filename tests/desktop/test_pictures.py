"""R31: a picture has the layout of the screen at each scale and in each format, and of its place in other sizes."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from desk import DIGITS, Desk, falling, press, shown, started, story
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from test_explain import CELL, EXAMPLE
from test_figures import grown, ink, pixels, smaller

from playground.desktop.export import panel_picture
from playground.desktop.export.window_picture import poster, seen
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import LECTURE, PAPER, SCREEN
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.attention import AttentionPanel
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.explain import ExplainPanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.hidden_states import HiddenStatesPanel
from playground.desktop.panels.interventions import InterventionsPanel
from playground.desktop.panels.kernels import KernelsPanel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.panels.loss import LossPanel
from playground.desktop.panels.predictions import PredictionsPanel
from playground.desktop.panels.specimen import SpecimenPanel
from playground.desktop.state.open_document import open_experiment
from playground.desktop.state.png_metadata import texts
from playground.desktop.style import theme
from playground.experiment.interventions import SwitchOff
from playground.foundation.errors import PlaygroundError, SaveError
from playground.protocol.events import Evaluated, Explained, Intervened, Pictures, RunState
from playground.protocol.events import StateChanged as State
from playground.protocol.snapshot import PictureInfo, Snapshot

PANELS = (
    LossPanel, PredictionsPanel, FeatureMapsPanel, KernelsPanel, LayersPanel, HiddenStatesPanel, AttentionPanel,
    ExplainPanel,
)  # fmt: skip
WIDTH, HEIGHT = 520, 340
SHAPES = {
    "prediction": (("class",), (10,)),
    "layers.0.hidden": (("time", "unit"), (12, 8)),
    "blocks.0.attention": (("head", "query", "key"), (2, 6, 6)),
}


def filled(qtbot: QtBot, panel_class: type[Panel]) -> Panel:
    """The panel with something of each kind of picture, on no screen."""
    panel = panel_class()
    qtbot.addWidget(panel)
    panel.resize(WIDTH, HEIGHT)
    begin, dice = started(), np.random.default_rng(1)
    infos = tuple(PictureInfo(name, axes, shape) for name, (axes, shape) in SHAPES.items())
    begin = type(begin)(**{**vars(begin), "pictures": (*begin.pictures, *infos)})
    labels = {"class": tuple("0123456789")}
    found = [
        Snapshot(300, name, axes, dice.random(shape).astype(np.float32), labels if name == "prediction" else {})
        for name, (axes, shape) in SHAPES.items()
    ]
    pictures = Pictures(1, 300, (*shown(300).snapshots, *found))
    if isinstance(panel, ExplainPanel):
        panel.ask(CELL)
    for event in (begin, falling(1, 300), Evaluated(1, 300, {"loss": 0.3, "accuracy": 0.9}), pictures):
        panel.take(event)
    if isinstance(panel, ExplainPanel):
        panel.ask(CELL)
    panel.take(Explained(1, 300, CELL, EXAMPLE))
    panel.draw()
    panel.grab()
    assert not panel.is_empty()
    return panel


def from_svg(data: bytes, size: QSize) -> QImage:
    """As a program reads it that takes the first font of a list, as Qt's own reader does when it is given one."""
    renderer = QSvgRenderer(re.sub(rb'font-family="([^",]*)[^"]*"', rb'font-family="\1"', data))
    assert renderer.isValid()
    return painted(size, renderer.render)


def painted(size: QSize, paint: Callable[[QPainter], object]) -> QImage:
    picture = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paint(painter)
    painter.end()
    return picture


def from_pdf(drawing: Picture, size: QSize) -> QImage:
    document = pypdfium2.PdfDocument(picture_writer.pdf(drawing))
    page, points = document[0], 72 * drawing.width_in_inches
    assert 0 <= page.get_width() - points < 1  # a page has whole points
    drawn = page.render(scale=size.width() / points).to_numpy()
    document.close()
    height, width = drawn.shape[:2]
    whole = np.full((max(height, size.height()), max(width, size.width()), 4), 255, np.uint8)
    whole[:height, :width, :3] = drawn[..., :3]
    whole = np.ascontiguousarray(whole[: size.height(), : size.width()])
    return QImage(whole.data, size.width(), size.height(), 4 * size.width(), QImage.Format.Format_RGB32).copy()


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """The share of the ink of either that has none of the other within one pixel."""
    assert one.shape == other.shape
    found = []
    for strong, near in ((one, other), (other, one)):
        weak = grown(np.abs(near - near[0, 0]) > 12)
        found.append((ink(strong) & ~weak).sum() / max(ink(strong).sum(), 1))
    return max(found)


def on_screen(panel: Panel, drawing: Picture) -> np.ndarray:
    """What the panel shows on the screen, in the place that it has in its picture."""
    whole = picture_writer.image(drawing, 1)
    painter = QPainter(whole)
    place = QRectF(panel_picture.MARGIN, panel_picture.MARGIN + panel_picture.HEADER, panel.width(), panel.height())
    painter.fillRect(place, panel.theme.color("panel"))
    painter.drawPixmap(place.topLeft(), panel.grab())
    painter.end()
    return pixels(whole)


@pytest.mark.parametrize("kind", ["PNG 1×", "PNG 2×", "PNG 4×", "SVG", "PDF"])
@pytest.mark.parametrize("panel_class", PANELS)
def test_that_a_picture_has_the_layout_of_the_screen_within_a_pixel(
    panel_class: type[Panel], kind: str, qtbot: QtBot
) -> None:
    panel = filled(qtbot, panel_class)
    drawing = panel_picture.drawing(panel, theme.LIGHT)
    base = pixels(picture_writer.image(drawing, 1))
    match kind:
        case "PNG 1×":
            other = base if panel_class is ExplainPanel else on_screen(panel, drawing)  # a sheet is longer than that
        case "SVG":
            other = smaller(pixels(from_svg(picture_writer.svg(drawing), 2 * drawing.size)), 2)
        case "PDF":
            other = smaller(pixels(from_pdf(drawing, 2 * drawing.size)), 2)
        case _:
            scale = int(kind[4])
            other = smaller(pixels(QImage.fromData(picture_writer.png(drawing, scale))), scale)
    assert ink(base).sum() > 400
    assert apart(base, other) <= 0.002


@pytest.mark.parametrize("size", [LECTURE, PAPER], ids=lambda size: size.name)
@pytest.mark.parametrize("panel_class", PANELS)
def test_that_every_size_has_its_shape_and_is_alike_in_all_formats(
    panel_class: type[Panel], size: object, qtbot: QtBot
) -> None:
    panel = filled(qtbot, panel_class)
    before = panel.grab().toImage()
    drawing = panel_picture.drawing(panel, theme.LIGHT, size)  # type: ignore[arg-type]
    picture = picture_writer.image(drawing, 1)
    if size is LECTURE:
        assert (picture.width(), picture.height()) == (1280, 720)
    else:
        assert drawing.width_in_inches == pytest.approx(84 / 25.4)
    base = pixels(picture)
    for other in (from_svg(picture_writer.svg(drawing), picture.size()), from_pdf(drawing, picture.size())):
        assert apart(base, pixels(other)) <= 0.01
    assert panel.grab().toImage() == before  # the panel on the screen is as it was


def test_that_letters_and_lines_of_svg_and_pdf_are_no_pixels(qtbot: QtBot) -> None:
    drawing = panel_picture.drawing(filled(qtbot, LossPanel), theme.LIGHT)
    written = picture_writer.svg(drawing).decode()
    assert "<image" not in written and ">step " in written and "polyline" in written
    assert 'vector-effect="non-scaling-stroke"' not in written and 'stroke-width="2.5"' in written
    document = pypdfium2.PdfDocument(picture_writer.pdf(drawing))
    page = document[0]
    assert "step" in page.get_textpage().get_text_range()
    assert not list(page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
    document.close()


def test_that_the_pixels_of_images_stay_sharp_in_svg_and_pdf(qtbot: QtBot) -> None:
    """Every cell of a picture is one flat colour, from edge to edge."""
    panel = filled(qtbot, PredictionsPanel)
    panel.take(shown(300))
    drawing = panel_picture.drawing(panel, theme.LIGHT)
    exact = pixels(picture_writer.image(drawing, 4))
    for other in (from_svg(picture_writer.svg(drawing), 4 * drawing.size), from_pdf(drawing, 4 * drawing.size)):
        image = slice(4 * 150, 4 * 240), slice(4 * 30, 4 * 150)  # the input beside the bars
        assert (np.abs(exact[image] - pixels(other)[image]) > 8).mean() < 0.09  # edges may lie a pixel aside


@pytest.mark.parametrize("size", [SCREEN, LECTURE, PAPER], ids=lambda size: size.name)
def test_that_lines_have_their_true_width_in_each_size(size: object, qtbot: QtBot) -> None:
    drawing = panel_picture.drawing(filled(qtbot, LossPanel), theme.LIGHT, size)  # type: ignore[arg-type]
    curves = re.findall(
        r'stroke="#0072b2"[^>]*stroke-width="([\d.]+)"[^>]*>\s*<polyline', picture_writer.svg(drawing).decode()
    )
    assert curves == ["2.5"]
    unit = drawing.width_in_inches * 72 / drawing.size.width()  # typographic points a point of the layout
    widths = {"screen": 1.9, "lecture": 3.3, "paper": 1.5}
    letters = {"screen": 9.0, "lecture": 16.0, "paper": 7.0}
    assert 2.5 * unit == pytest.approx(widths[size.name], abs=0.1)  # type: ignore[attr-defined]
    assert 12 * unit == pytest.approx(letters[size.name], abs=0.1)  # type: ignore[attr-defined]


def test_that_a_long_table_fits_a_slide_and_loses_no_word_in_a_column(qtbot: QtBot) -> None:
    panel = filled(qtbot, LayersPanel)
    slide, column = (panel_picture.drawing(panel, theme.LIGHT, size) for size in (LECTURE, PAPER))
    assert slide.size == LECTURE.room
    for drawing in (slide, column):
        written = picture_writer.svg(drawing).decode()
        assert "…" not in written and "stage 2 · convolution" in written and ">total<" in written


def test_that_the_other_theme_leaves_the_window_in_its_own(desk: Desk) -> None:
    desk.say(*story(desk.run()))
    before = desk.window.grab().toImage()
    picture = picture_writer.image(poster(seen(desk.parts.board.cards), theme.DARK), 1)
    assert picture.pixelColor(2, 2).name().upper() == theme.DARK.ground
    assert desk.window.grab().toImage() == before


def test_that_the_window_shows_each_visible_panel_in_its_place(desk: Desk) -> None:
    desk.say(*story(desk.run()))
    places = seen(desk.parts.board.cards)
    names = {panel.name for panel in places}
    assert {"loss", "network"} <= names and "plane" not in names
    drawing = poster(places, theme.LIGHT)
    base = picture_writer.image(drawing, 1)
    for panel, place in places.items():
        corner = min(one.left() for one in places.values()), min(one.top() for one in places.values())
        x, y = place.left() - corner[0] + 10, place.top() - corner[1] + 10
        assert base.pixelColor(x + 3, y + place.height() // 2).name().upper() == theme.LIGHT.panel, panel.name
    for other in (from_svg(picture_writer.svg(drawing), drawing.size), from_pdf(drawing, drawing.size)):
        assert apart(pixels(base), pixels(other)) <= 0.01


def test_that_the_dialog_saves_what_it_previews(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.say(*story(desk.run()))
    saving = desk.parts.saving
    target = tmp_path / "课堂 é.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target.with_suffix("")), ""))
    saving.save_picture(desk.parts.board.panel(FeatureMapsPanel))
    assert saving.dialog is not None
    boxes = {box.accessibleName(): box for box in saving.dialog.findChildren(QComboBox)}
    for name, value in (("Format", "pdf"), ("Size", "paper"), ("Colours", "dark")):
        boxes[name].setCurrentIndex(boxes[name].findData(value))
    assert not boxes["Resolution"].isEnabled() and "84 ×" in saving.dialog._outcome.text()
    preview = saving.dialog._preview.pixmap().toImage()
    assert preview.pixelColor(2, 2).name().upper() == theme.DARK.panel
    press(saving.dialog, "Save …")
    assert target.read_bytes().startswith(b"%PDF") and saving.request.size == "paper" and saving.dialog is None


def test_that_one_shortcut_saves_every_visible_panel(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.say(*story(desk.run()))
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(tmp_path / "out"))
    monkeypatch.setattr(QMessageBox, "question", lambda *a: asked.append(a[2]) or QMessageBox.StandardButton.No)
    (tmp_path / "out").mkdir()
    action = desk.parts.actions_.save_all
    assert action.shortcut().toString() == "Ctrl+Shift+S"
    action.trigger()
    press(desk.parts.saving.dialog, "Save …")
    written = {path.stem for path in (tmp_path / "out").iterdir()}
    assert written == {panel.name for panel in seen(desk.parts.board.cards) if not panel.is_empty()}
    assert {"loss", "feature-maps", "layers"} & written and not asked
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    action.trigger()
    press(desk.parts.saving.dialog, "Save …")
    assert len(asked) == 1 and {path: path.stat().st_mtime_ns for path in before} == before


def test_that_saving_all_panels_of_nothing_is_one_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: said.append(text))
    for card in desk.parts.board.cards:
        card.hide()
    desk.parts.saving.save_all()
    assert len(said) == 1 and desk.parts.saving.dialog is None


def test_that_a_dropped_picture_opens_its_experiment(desk: Desk, tmp_path: Path) -> None:
    other = DIGITS.model_copy(update={"training": DIGITS.training.model_copy(update={"seed": 77})})
    path = tmp_path / "图 1.png"
    panel = desk.parts.board.panel(KernelsPanel)
    panel_picture.save_png(panel, path, 1, theme.LIGHT, {"experiment": other.to_json(), "step": "300"})
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(desk.window, QDragEnterEvent(QPoint(5, 5), *how))
    assert path.name in desk.parts.dropping._label.text()
    QApplication.sendEvent(desk.window, QDropEvent(QPointF(5, 5), *how))
    assert desk.parts.draft.experiment is not None and desk.parts.draft.experiment.to_json() == other.to_json()
    assert texts(path)["step"] == "300"


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\x05zTXtexperiment\0\0nonsense"],
)
def test_that_a_picture_without_an_experiment_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(data)
    with pytest.raises(PlaygroundError, match=r"x\.png") as caught:
        open_experiment(str(path))
    assert "\n" not in str(caught.value)


def test_that_a_text_that_would_fill_the_memory_is_cut_off(tmp_path: Path) -> None:
    import zlib

    bomb = b"experiment\0\0" + zlib.compress(b"0" * 200_000_000, 9)
    path = tmp_path / "x.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + len(bomb).to_bytes(4, "big") + b"zTXt" + bomb + b"0000")
    assert len(texts(path)["experiment"]) <= 1 << 20


@pytest.mark.parametrize("name", ["x.gif", "missing/x.png", "a\0b.png", "x" * 300 + ".svg"])
def test_that_a_picture_that_cannot_be_saved_is_one_sentence(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    drawing = panel_picture.drawing(filled(qtbot, KernelsPanel), theme.LIGHT)
    with pytest.raises(SaveError) as caught:
        picture_writer.save(drawing, tmp_path / name, 1)
    assert "\n" not in str(caught.value) and not list(tmp_path.iterdir())


def test_that_forms_and_lists_are_drawn_in_either_theme_and_stand_as_before(qtbot: QtBot, desk: Desk) -> None:
    run = desk.run()
    change = SwitchOff("stages.0.activation", "channel", 1)
    desk.say(*story(run), State(run, RunState.PAUSED), Intervened(run, 200, change, {"loss": 0.5}, {"loss": 0.9}))
    desk.parts.board.reveal(desk.parts.board.panel(InterventionsPanel))
    desk.say()
    qtbot.wait(50)  # new entries of a list are shown once events are handled
    picture_writer.image(panel_picture.drawing(desk.parts.board.panel(InterventionsPanel), theme.DARK), 1)
    desk.say()
    qtbot.wait(50)
    before = desk.window.grab().toImage()
    for kind in (InterventionsPanel, SpecimenPanel):
        panel = desk.parts.board.panel(kind)
        for colours in theme.THEMES.values():
            for size in (SCREEN, LECTURE):
                drawing = panel_picture.drawing(panel, colours, size)
                picture = picture_writer.image(drawing, 1)
                corner = picture.pixelColor(3, picture.height() - 3).name().upper()
                assert corner == colours.panel and ink(pixels(picture)).mean() > 0.003
                written = picture_writer.svg(drawing)
                assert kind is SpecimenPanel or (b"channel" in written and b"2 off" in written)
                other = from_svg(written, picture.size())
                if colours is theme.LIGHT:  # in the dark the frames of controls are too faint to be compared
                    assert apart(pixels(picture), pixels(other)) < 0.06
                assert picture_writer.pdf(drawing).startswith(b"%PDF")
    desk.say()
    qtbot.wait(50)
    assert desk.window.grab().toImage() == before
