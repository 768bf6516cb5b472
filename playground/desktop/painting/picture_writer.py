"""Canvas: anything that can be painted, as PNG, SVG or PDF; lines and letters stay lines and letters where they can."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPageSize, QPaintEngine, QPainter, QPdfWriter

from playground.desktop.painting.picture_sizes import MILLIMETRES, POINTS
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import SaveError
from playground.foundation.product import NAME

LARGEST = 32_767  # pixels along one side that Qt can paint on
FINE = 4.0  # pixels a point that images have inside of SVG and PDF
FORMATS = ("png", "svg", "pdf")
SCALES = (1, 2, 3, 4)
Paint = Callable[[QPainter, float], None]


@dataclass(frozen=True)
class Picture:
    """Something to be painted.

    Attributes:
        size: in points of its layout.
        ground: the colour behind everything.
        paint: draws it at the origin, given a painter and the pixels a point that images shall have.
        pixels: of a PNG at 1×, for each point of the layout.
        inches: its width on paper or on a slide.
        text: what is written into the file beside the picture, such as the experiment.
    """

    size: QSize
    ground: QColor
    paint: Paint
    pixels: float = 1.0
    inches: float | None = None
    text: Mapping[str, str] = field(default_factory=dict)

    @property
    def width_in_inches(self) -> float:
        """Its width where it is shown."""
        return self.inches if self.inches is not None else self.size.width() / POINTS


def image(drawing: Picture, scale: float) -> QImage:
    """The drawing at ``scale`` times its pixels. Raises SaveError when there would be too many."""
    ratio = scale * drawing.pixels
    width, height = round(drawing.size.width() * ratio), round(drawing.size.height() * ratio)
    fits = max(width, height) <= LARGEST
    picture = QImage(width, height, QImage.Format.Format_RGB32) if fits else QImage()
    if picture.isNull():
        raise SaveError("The picture is too large; choose a smaller scale.")
    picture.setDevicePixelRatio(ratio)
    picture.fill(drawing.ground)
    _paint(QPainter(picture), drawing, ratio)
    return picture


def png(drawing: Picture, scale: float) -> bytes:
    """With its size in inches and its text as metadata. Raises SaveError."""
    picture = image(drawing, scale)
    for key, value in drawing.text.items():
        picture.setText(key, value)
    dots = round(picture.width() / drawing.width_in_inches * 1000 / MILLIMETRES)
    picture.setDotsPerMeterX(dots)
    picture.setDotsPerMeterY(dots)
    buffer = QBuffer()
    if not buffer.open(QIODevice.OpenModeFlag.WriteOnly) or not picture.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise SaveError("The picture could not be encoded; choose a smaller scale.")
    return bytes(buffer.data().data())


def svg(drawing: Picture) -> bytes:
    """Letters as text, so that they can be found and edited. Raises SaveError."""
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the older one knows no clipping
    generator.setOutputDevice(buffer)
    generator.setResolution(round(POINTS))
    generator.setSize(drawing.size)
    generator.setViewBox(QRectF(0, 0, drawing.size.width(), drawing.size.height()))
    generator.setTitle(drawing.text.get("title", NAME))
    generator.setDescription(drawing.text.get("experiment", ""))
    _paint_on_ground(QPainter(generator), drawing)
    written = bytes(buffer.data().data()).decode("utf-8")
    if not written.rstrip().endswith("</svg>"):
        raise SaveError("The picture could not be drawn as SVG; choose PNG.")
    width = drawing.width_in_inches * MILLIMETRES
    height = width * drawing.size.height() / drawing.size.width()
    written = re.sub(
        r'width="[^"]*" height="[^"]*"', f'width="{width:.6g}mm" height="{height:.6g}mm"', written, count=1
    )
    written = re.sub(r'font-family="([^"]*)"', lambda found: f'font-family="{_families(found[1])}"', written)
    crisp = 'image-rendering="optimizeSpeed"'  # what browsers understand better
    return written.replace(crisp, f'{crisp} style="image-rendering:pixelated"').encode()


def _families(names: str) -> str:
    """A list of fonts with the one first that was drawn and measured: some programs read no further than that."""
    wanted = [name.strip() for name in names.split(",")]
    font = QFont()
    font.setFamilies(wanted)
    drawn = QFontInfo(font).family()
    return ", ".join([*([drawn] if drawn in wanted else []), *(name for name in wanted if name != drawn), "sans-serif"])


def pdf(drawing: Picture) -> bytes:
    """One page as large as the picture, its fonts embedded. Raises SaveError."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    width = drawing.width_in_inches
    height = width * drawing.size.height() / drawing.size.width()
    page = QSizeF(*(ceil(72 * side - 1e-6) for side in (width, height)))  # Qt's pages have whole typographic points
    match = QPageSize.SizeMatchPolicy.ExactMatch
    if not writer.setPageSize(QPageSize(page, QPageSize.Unit.Point, "", match)):
        raise SaveError("The picture is too large for a page; choose PNG.")
    writer.setPageMargins(QMarginsF())
    writer.setResolution(round(POINTS))  # letters given in points are then as large as on the screen
    writer.setTitle(drawing.text.get("title", NAME))
    writer.setCreator(NAME)
    painter = QPainter(writer)
    painter.scale(width * POINTS / drawing.size.width(), width * POINTS / drawing.size.width())
    _paint_on_ground(painter, drawing)
    written = bytes(buffer.data().data())
    if not written.rstrip().endswith(b"%%EOF"):
        raise SaveError("The picture could not be drawn as PDF; choose PNG.")
    return written


def encoded(drawing: Picture, kind: str, scale: float) -> bytes:
    """As ``png``, ``svg`` or ``pdf``; the scale is a PNG's. Raises SaveError."""
    match kind:
        case "svg":
            return svg(drawing)
        case "pdf":
            return pdf(drawing)
        case _:
            return png(drawing, scale)


def save(drawing: Picture, path: Path, scale: float) -> None:
    """What the ending says, whole or not at all. Raises SaveError with the path."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise SaveError(f"{path}: the ending decides what is written; choose one of .png, .svg, .pdf.")
    try:
        data = encoded(drawing, kind, scale)
    except SaveError as error:
        raise SaveError(f"{path}: {str(error)[:1].lower()}{str(error)[1:]}") from None
    save_bytes(path, data)


def is_vector(painter: QPainter) -> bool:
    """Whether what is painted is kept as lines and letters."""
    return painter.paintEngine().type() in (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)


def _paint_on_ground(painter: QPainter, drawing: Picture) -> None:
    if painter.isActive():
        beyond = 2  # what a page may be larger
        painter.fillRect(QRectF(0, 0, drawing.size.width() + beyond, drawing.size.height() + beyond), drawing.ground)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        _paint(painter, drawing, FINE)


def _paint(painter: QPainter, drawing: Picture, ratio: float) -> None:
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawing.paint(painter, ratio)
    finally:  # a painter that outlives its device takes the program down
        painter.end()
