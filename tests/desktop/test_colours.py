"""Colour maps: every one lighter or darker all the way, so that a larger number never looks like a smaller one."""

import numpy as np
import pytest

from playground.desktop.painting import colormap
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
    from playground.experiment.places import shipped

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
