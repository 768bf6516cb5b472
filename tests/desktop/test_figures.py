"""A saved picture is the panel, sharp at every scale, named, and whole or not there at all."""

from pathlib import Path

import numpy as np
import pytest
from desk import falling, shown, started
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.desktop.export import panel_picture
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.kernels import KernelsPanel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.panels.loss import LossPanel
from playground.desktop.style import theme
from playground.foundation.errors import SaveError
from playground.protocol.events import Evaluated

PANELS = (LossPanel, FeatureMapsPanel, KernelsPanel, LayersPanel)  # those that a CNN fills
WIDTH, HEIGHT = 480, 300


def filled(qtbot: QtBot, panel_class: type[Panel], visible: bool = True) -> Panel:
    panel = panel_class()
    qtbot.addWidget(panel)
    panel.resize(WIDTH, HEIGHT)
    panel.setVisible(visible)
    for event in (started(), falling(1, 300), Evaluated(1, 300, {"loss": 0.3, "accuracy": 0.9}), shown(300)):
        panel.take(event)
    panel.draw()
    panel.grab()
    return panel


def pixels(picture: QImage) -> NDArray[np.float64]:
    """Mean of the three colours, (H, W)."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    blue, green, red = (raw[..., channel].astype(np.float64) for channel in range(3))
    return (blue + green + red) / 3


def smaller(array: NDArray[np.float64], factor: int) -> NDArray[np.float64]:
    height, width = (length // factor for length in array.shape)
    return array[: height * factor, : width * factor].reshape(height, factor, width, factor).mean(axis=(1, 3))


def ink(array: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.abs(array - array[0, 0]) > 48


def grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask and all that is within one pixel of it."""
    padded = np.pad(mask, 1)
    height, width = mask.shape
    return np.any([padded[y : y + height, x : x + width] for y in range(3) for x in range(3)], axis=0)


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
@pytest.mark.parametrize("panel_class", PANELS)
def test_that_every_scale_has_its_exact_size_and_the_layout_of_the_first(
    panel_class: type[Panel], scale: int, qtbot: QtBot
) -> None:
    panel = filled(qtbot, panel_class)
    one, many = panel_picture.image(panel, 1, theme.LIGHT), panel_picture.image(panel, scale, theme.LIGHT)
    expected = panel.picture_size()
    assert many.devicePixelRatio() == scale
    assert many.width() == scale * (expected.width() + 2 * panel_picture.MARGIN)
    assert many.height() == scale * (expected.height() + 2 * panel_picture.MARGIN + panel_picture.HEADER)
    base, down = pixels(one), smaller(pixels(many), scale)
    assert ink(base).sum() > 500
    # fine lines are paler after averaging: what is strong in one must be near ink of the other
    near = grown(np.abs(down - down[0, 0]) > 16)
    assert (ink(base) & ~near).sum() <= 0.004 * ink(base).sum()
    near = grown(np.abs(base - base[0, 0]) > 16)
    assert (ink(down) & ~near).sum() <= 0.004 * ink(down).sum()


@pytest.mark.parametrize("panel_class", PANELS)
def test_that_a_panel_never_shown_gives_the_same_picture_as_a_visible_one(
    panel_class: type[Panel], qtbot: QtBot
) -> None:
    seen, unseen = filled(qtbot, panel_class), filled(qtbot, panel_class, visible=False)
    one, other = (pixels(panel_picture.image(panel, 2, theme.LIGHT)) for panel in (seen, unseen))
    assert one.shape == other.shape
    assert (np.abs(one - other) > 24).mean() < 0.002


def test_that_a_picture_in_the_other_theme_leaves_the_panel_in_its_own(qtbot: QtBot) -> None:
    panel = filled(qtbot, LossPanel)
    dark = panel_picture.image(panel, 1, theme.DARK)
    assert dark.pixelColor(2, 2) == QColor(theme.DARK.panel) and panel.theme is theme.LIGHT
    assert panel.grab().toImage().pixelColor(470, 100) == QColor(theme.LIGHT.panel)


def test_that_a_failed_drawing_leaves_the_theme_as_it_was(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = filled(qtbot, KernelsPanel)

    def fail(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(panel, "render_to", fail)
    with pytest.raises(RuntimeError):
        panel_picture.image(panel, 1, theme.DARK)
    assert panel.theme is theme.LIGHT


def test_that_curves_keep_their_width_at_every_scale(qtbot: QtBot) -> None:
    panel = filled(qtbot, LossPanel)
    train = QColor(theme.LIGHT.train)
    wide = []
    for scale in (1, 4):
        picture = panel_picture.image(panel, scale, theme.LIGHT)
        close = [
            picture.pixelColor(x, y) == train
            for x in range(picture.width() // 3, picture.width() // 3 + scale)
            for y in range(picture.height())
        ]
        wide.append(sum(close) / scale**2)
    assert wide[1] == pytest.approx(3.0, abs=1.2) and abs(wide[0] - wide[1]) < 2


def test_that_a_saved_table_has_all_rows_from_the_first_wherever_it_is_scrolled(qtbot: QtBot) -> None:
    panel = filled(qtbot, LayersPanel)
    panel.resize(WIDTH, 120)
    panel._scrolled = 60.0
    picture = panel_picture.image(panel, 1, theme.LIGHT)
    assert picture.height() > 9 * 26 and panel._scrolled == 60.0
    assert ink(pixels(picture))[-2 * 26 :].any()


def test_that_a_png_carries_its_metadata_and_resolution(qtbot: QtBot, tmp_path: Path) -> None:
    panel, path = filled(qtbot, KernelsPanel), tmp_path / "图 é.png"
    panel_picture.save_png(panel, path, 3, theme.LIGHT, {"experiment": '{"a": 1}', "step": "300"})
    saved = QImage(str(path))
    assert saved.text("experiment") == '{"a": 1}' and saved.text("step") == "300"
    assert round(saved.dotsPerMeterX() * 0.0254) == 288
    assert saved.width() == 3 * (WIDTH + 2 * panel_picture.MARGIN)


def test_that_a_picture_that_cannot_be_saved_is_one_sentence_with_the_path(qtbot: QtBot, tmp_path: Path) -> None:
    panel = filled(qtbot, KernelsPanel)
    path = tmp_path / "missing" / "x.png"
    with pytest.raises(SaveError, match=r"x\.png"):
        panel_picture.save_png(panel, path, 1, theme.LIGHT, {})


def test_that_an_encoder_that_fails_leaves_the_old_file(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, path = filled(qtbot, KernelsPanel), tmp_path / "x.png"
    path.write_bytes(b"old")
    monkeypatch.setattr(QImage, "save", lambda *_: False)
    with pytest.raises(SaveError):
        panel_picture.save_png(panel, path, 1, theme.LIGHT, {})
    assert path.read_bytes() == b"old"


def test_that_an_impossible_size_is_refused_in_words(qtbot: QtBot) -> None:
    panel = KernelsPanel()
    qtbot.addWidget(panel)
    panel.resize(9000, 200)
    with pytest.raises(SaveError, match="smaller"):
        panel_picture.image(panel, 4, theme.LIGHT)


def test_that_the_clipboard_holds_the_picture(qtbot: QtBot) -> None:
    panel_picture.copy(panel_picture.image(filled(qtbot, KernelsPanel), 2, theme.LIGHT))
    assert QApplication.clipboard().image().width() == 2 * (WIDTH + 2 * panel_picture.MARGIN)
    QApplication.clipboard().clear()


def test_that_the_painter_has_the_panels_own_font_after_the_header(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = filled(qtbot, KernelsPanel)
    seen: list[int] = []
    monkeypatch.setattr(panel, "render_to", lambda painter, *_: seen.append(_weight(painter)))
    panel_picture.image(panel, 1, theme.LIGHT)
    assert seen == [panel.font().weight().value]


def _weight(painter: QPainter) -> int:
    return painter.font().weight().value
