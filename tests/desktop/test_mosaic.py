"""A mosaic fills its place, shows each cell where the pointer finds it, and its colours mean one number each."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from playground.desktop.painting import colormap, image_grid
from playground.desktop.style import theme

GREY = 0xFF808080


def test_that_tiles_fill_the_place_as_no_other_column_count_would() -> None:
    for count, tile, width, height in ((8, (8, 8), 400, 300), (32, (28, 28), 620, 380), (16, (3, 3), 300, 500)):
        chosen = image_grid.fill(count, tile, width, height)
        others = [image_grid.fill(count, tile, width, height, columns) for columns in range(1, count + 1)]
        assert chosen.cell == max(other.cell for other in others)
        assert chosen.size[0] <= width + 1 and chosen.size[1] <= height + 1
        assert chosen.rows * chosen.columns >= count


@pytest.mark.parametrize("width", range(200, 420, 37))
def test_that_one_side_of_a_square_mosaic_leaves_less_than_a_tile_of_room(width: int) -> None:
    layout = image_grid.fill(16, (8, 8), width, 300)
    room_x, room_y = width - layout.size[0], 300 - layout.size[1]
    tile = layout.tile_rect(0).width() + layout.gap
    assert min(room_x, room_y) < tile


def test_that_a_fixed_column_count_is_kept() -> None:
    layout = image_grid.fill(64 * 32, (3, 3), 560, 340, columns=64)
    assert (layout.columns, layout.rows) == (64, 32)


def test_that_every_pixel_is_the_cell_that_the_pointer_finds_there() -> None:
    values = np.arange(5 * 3 * 4, dtype=np.float32).reshape(5, 3, 4)
    layout = image_grid.fill(5, (3, 4), 211, 157)
    table = colormap.table("grey", theme.LIGHT)
    picture = image_grid.Painter().image(values, layout, (0.0, 59.0), table, 0xFFFF0000)
    assert (picture.width(), picture.height()) == layout.size
    for y in range(picture.height()):
        for x in range(picture.width()):
            found = layout.cell_at(QPointF(x + 0.5, y + 0.5))
            red = picture.pixelColor(x, y) == QColor("#FF0000")
            assert (found is None) == red
            if found is not None:
                grey = round(float(values[found]) * 255 / 59.0)
                assert abs(picture.pixelColor(x, y).red() - grey) <= 1


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_that_a_larger_scale_shows_the_same_layout(factor: int) -> None:
    values = np.random.default_rng(1).random((7, 8, 8)).astype(np.float32)
    layout, painter = image_grid.fill(7, (8, 8), 301, 199), image_grid.Painter()
    table = colormap.table("grey", theme.LIGHT)
    small = _array(painter.image(values, layout, (0.0, 1.0), table, GREY))
    large = _array(painter.image(values, layout, (0.0, 1.0), table, GREY, float(factor)))
    assert large.shape == (small.shape[0] * factor, small.shape[1] * factor)
    middle = large[factor // 2 :: factor, factor // 2 :: factor]
    assert np.array_equal(middle, small)


def test_that_cells_which_are_no_number_are_hatched_and_no_others() -> None:
    values = np.zeros((2, 4, 4), np.float32)
    values[0, 1, 2], values[1, 3, 3] = np.nan, np.inf
    layout = image_grid.fill(2, (4, 4), 200, 100)
    table = colormap.table("signed", theme.LIGHT)
    pixels = _array(image_grid.Painter().image(values, layout, (-1.0, 1.0), table, GREY))
    striped = set()
    for y, x in np.argwhere(pixels == table[colormap.MISSING]):
        striped.add(layout.cell_at(QPointF(x + 0.5, y + 0.5)))
    assert striped == {(0, 1, 2), (1, 3, 3)}
    place = layout.tile_rect(0)
    cell = int(layout.cell)
    top, left = int(place.top()) + cell, int(place.left()) + 2 * cell
    assert set(np.unique(pixels[top : top + cell, left : left + cell])) == {table[colormap.MISSING], GREY}


def test_that_levels_meet_the_ends_and_the_middle_of_the_map() -> None:
    found = colormap.indices(np.array([-2, -1, 0, 1, 2], np.float32), -1.0, 1.0)
    assert found.tolist() == [0, 0, 127, 254, 254]


def test_that_the_largest_finite_weights_keep_their_sign() -> None:
    found = colormap.indices(np.array([-3e38, 3e38], np.float32), -5e38, 5e38)
    assert found[0] < 60 and found[1] > 190


def test_that_zero_is_the_ground_of_both_themes_in_the_signed_map(themed: theme.Theme) -> None:
    middle = QColor.fromRgb(int(colormap.table("signed", themed)[128]))
    ground = themed.color("panel")
    assert all(abs(one - other) <= 3 for one, other in zip(middle.getRgb(), ground.getRgb(), strict=True))  # type: ignore[arg-type]


def test_that_viridis_grows_lighter_from_end_to_end(qapp: QApplication) -> None:
    shades = [QColor.fromRgb(int(one)) for one in colormap.table("magnitude", theme.LIGHT)[: colormap.LEVELS : 15]]
    luma = [0.299 * shade.red() + 0.587 * shade.green() + 0.114 * shade.blue() for shade in shades]
    assert luma == sorted(luma)


def test_that_levels_jump_seldom_while_values_move_a_little() -> None:
    scale, seen = colormap.Scale(), set()
    for peak in np.linspace(0.71, 0.99, 50):
        scale.follow(np.array([0.0, peak], np.float32))
        seen.add((scale.low, scale.high))
    assert seen == {(0.0, 1.0)}


def test_that_levels_widen_at_once_and_narrow_when_half_is_unused() -> None:
    scale = colormap.Scale()
    for peak, high in ((0.6, 0.7), (4.0, 5.0), (2.6, 5.0), (2.4, 3.0)):
        scale.follow(np.array([peak], np.float32))
        assert scale.high == pytest.approx(high)


def test_that_negative_values_bring_symmetric_levels() -> None:
    scale = colormap.Scale()
    scale.follow(np.array([-0.4, 1.2], np.float32))
    assert (scale.kind, scale.low, scale.high) == ("signed", -1.5, 1.5)


@pytest.mark.parametrize("values", [[0.0, 0.0], [np.nan, np.inf]])
def test_that_dead_and_broken_layers_have_levels_too(values: list[float]) -> None:
    scale = colormap.Scale()
    scale.follow(np.array(values, np.float32))
    assert (scale.low, scale.high) == (0.0, 1.0)


def _array(picture: QImage) -> np.ndarray:
    pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), picture.width())
    return pixels.copy()  # the picture's own pixels end with it
