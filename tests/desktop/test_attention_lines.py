"""The lines of attention on the screen are those of the files, though they are painted all at once."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from playground.desktop.painting.network import attention_lines
from playground.desktop.style.theme import Theme

PLACE = QRectF(4.0, 4.0, 150.0, 80.0)


def weights(count: int, sharp: float) -> NDArray[np.float32]:
    drawn = np.tril(np.exp(sharp * np.random.default_rng(count).normal(size=(count, count))))
    return (drawn / drawn.sum(axis=1, keepdims=True)).astype(np.float32)


def ink(image: QImage) -> NDArray[np.float64]:
    """How much of each pixel is covered: (rows, columns) of 0…1."""
    shape = image.height(), image.width(), 4
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., 3] / 255.0


def both(values: NDArray[np.float32], factor: float, theme: Theme, only: int | None) -> list[NDArray[np.float64]]:
    size = int(158 * factor) + 1, int(88 * factor) + 1
    paths = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    paths.fill(Qt.GlobalColor.transparent)
    painter = QPainter(paths)
    painter.scale(factor, factor)
    attention_lines.paint(painter, PLACE, values, theme, only)
    painter.end()
    return [ink(attention_lines.image(size, PLACE, factor, values, theme, only)), ink(paths)]


@pytest.mark.parametrize("only", [None, 3])
@pytest.mark.parametrize("factor", [1.0, 2.0])
@pytest.mark.parametrize(("count", "sharp"), [(48, 0.5), (12, 3.0), (6, 6.0)])
def test_that_they_cover_what_the_paths_cover(
    qapp: QApplication, themed: Theme, count: int, sharp: float, factor: float, only: int | None
) -> None:
    fast, exact = both(weights(count, sharp), factor, themed, only)
    inside = slice(int(9 * factor), int(-11 * factor))  # at their ends paths have caps
    assert exact[inside].mean() > 0.005
    assert abs(fast[inside].mean() - exact[inside].mean()) < 0.002 + 0.1 * exact[inside].mean()
    assert np.corrcoef(fast[inside].ravel(), exact[inside].ravel())[0, 1] > 0.96


def test_that_of_nothing_to_see_only_the_ends_are_painted(qapp: QApplication, themed: Theme) -> None:
    for values in (np.zeros((5, 7), np.float32), np.full((5, 7), np.nan, np.float32)):
        fast, exact = both(values, 1.0, themed, None)
        np.testing.assert_allclose(fast, exact, atol=0.01)
        assert exact.max() > 0.9 and not fast[20:60].any()
