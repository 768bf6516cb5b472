"""Loading: a picture file as greys in the size that a task takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from playground.experiment.errors import SpecimenError

LARGEST = 100_000_000  # pixels
MEGABYTES = 512  # that decoding may take
LIGHT_GROUND = 0.5


def picture_from(path: Path, rows: int, columns: int) -> NDArray[np.float32]:
    """A picture file as (rows, columns) of 0…1: fitted and centred, never stretched; ink on light ground turned white.

    Raises:
        SpecimenError: the file is no picture, is damaged, or far too large.
    """
    image = _read(path)
    fitted = image.scaled(
        columns, rows, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_Grayscale8)
    if fitted.isNull():
        raise SpecimenError(
            QCoreApplication.translate("Loading", "{0}: the picture is too narrow to be shown; choose another.").format(
                path.name
            )
        )
    stride = fitted.bytesPerLine()
    flat = np.frombuffer(fitted.constBits(), np.uint8).reshape(fitted.height(), stride)
    values = np.divide(flat[:, : fitted.width()], 255, dtype=np.float32)
    if _border(values).mean() > LIGHT_GROUND:
        values = np.subtract(1, values, dtype=np.float32)
    result = np.zeros((rows, columns), np.float32)
    top, left = (rows - values.shape[0]) // 2, (columns - values.shape[1]) // 2
    result[top : top + values.shape[0], left : left + values.shape[1]] = values
    return result


def _read(path: Path) -> QImage:
    """The picture on white where it is transparent."""
    if not path.is_file():
        raise SpecimenError(
            QCoreApplication.translate("Loading", "{0}: cannot be found; choose a picture that exists.").format(path)
        )
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    QImageReader.setAllocationLimit(MEGABYTES)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > LARGEST:
        raise SpecimenError(
            QCoreApplication.translate("Loading", "{0}: the picture is too large; make it smaller first.").format(
                path.name
            )
        )
    image = reader.read()
    if image.isNull():
        raise SpecimenError(
            QCoreApplication.translate(
                "Loading", "{0}: is not a picture that can be read; choose a PNG or JPEG."
            ).format(path.name)
        )
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    painter = QPainter(ground)
    painter.drawImage(QPointF(0, 0), image)
    painter.end()
    return ground


def _border(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
