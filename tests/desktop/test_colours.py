"""Colour maps: every one lighter or darker all the way, so that a larger number never looks like a smaller one."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from written import outside, overlapping, written

from playground.desktop.painting import colorbar, colormap
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.style.theme import THEMES, Theme

KINDS = ("magnitude", "signed", "grey")


def lightness(table: colormap.Table) -> np.ndarray:
    """CIE L* of each colour, 0 … 100 (IEC 61966-2-1 and CIE 15)."""
    rgb = np.stack([(table >> shift) & 255 for shift in (16, 8, 0)], axis=1) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
@pytest.mark.parametrize("kind", KINDS)
def test_that_lightness_goes_one_way_from_zero_to_the_end_of_each_side(kind: str, theme: Theme) -> None:
    light = lightness(colormap.table(kind, theme)[: colormap.LEVELS])
    middle = colormap.LEVELS // 2
    sides = [light[middle:], light[middle::-1]] if kind == "signed" else [light]
    for side in sides:
        steps = np.diff(side)
        assert (steps >= -0.35).all() or (steps <= 0.35).all()  # colours are whole numbers
        assert abs(side[-1] - side[0]) > 50


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_that_equal_distances_from_zero_are_about_equally_strong_on_both_sides(theme: Theme) -> None:
    light = lightness(colormap.table("signed", theme)[: colormap.LEVELS])
    assert np.abs(light - light[::-1]).max() < 12


def test_that_no_other_module_makes_a_colour_map_of_its_own() -> None:
    from playground.foundation.places import shipped

    desktop = shipped("presets").parent / "playground" / "desktop"
    makers = {
        path.name
        for path in desktop.rglob("*.py")
        if any(
            words in path.read_text(encoding="utf-8")
            for words in ("pyqtgraph.colormap", "import colormap as", "ColorMap(", "viridis.table")
        )
    }
    assert makers == {"colormap.py"}


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-1.0, 1.0, ["1", "0", "−1"]), (0.0, 7.8e18, ["7.8", "0", "×10¹⁸"]), (-5e18, 5e18, ["5", "0", "−5", "×10¹⁸"]),
     (-12_345.0, 678.0, ["0.1", "0", "−1.2", "×10⁴"]), (0.0, 3e-7, ["3", "0", "×10⁻⁷"])],
)  # fmt: skip
def test_that_the_numbers_of_a_colour_bar_are_whole_however_long(
    qapp: object, low: float, high: float, said: list[str]
) -> None:
    theme, place = THEMES["light"], QRectF(0, 0, colorbar.WIDTH, 200)

    def paint(painter: QPainter, scale: float) -> None:
        colorbar.paint(painter, place, "signed", low, high, theme)

    drawing = Picture(QSize(colorbar.WIDTH, 200), theme.color("ground"), paint)
    texts = written(drawing)
    assert sorted(text.words for text in texts) == sorted(said)
    assert overlapping(texts) == [] and outside(texts, drawing) == []
