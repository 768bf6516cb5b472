"""Picture dialog: as what a picture is saved, for which place and in which colours, with a preview of just that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from playground.desktop.i18n.formatting import grouped
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import MILLIMETRES, SIZES, Size
from playground.desktop.painting.picture_writer import FORMATS, SCALES, Picture
from playground.desktop.style.theme import THEMES, Theme

PREVIEW = QSize(380, 280)


@dataclass(frozen=True)
class PictureRequest:
    """What was chosen; ``theme`` is empty for that of the window."""

    kind: str = "png"
    scale: int = 2
    size: str = "screen"
    theme: str = ""

    @property
    def place(self) -> Size:
        """For what it is laid out."""
        return SIZES[self.size]

    def colours(self, window: Theme) -> Theme:
        """The theme it is drawn in."""
        return THEMES.get(self.theme, window)


class PictureDialog(QDialog):
    """Asks; ``taken`` and ``copied`` carry the request."""

    taken = Signal(PictureRequest)
    copied = Signal(PictureRequest)

    def __init__(
        self, parent: QWidget, title: str, draw: Callable[[PictureRequest], Picture], request: PictureRequest
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._draw, self.request = draw, request
        self._kind, self._scale, self._size, self._theme = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self._fill()
        self._preview, self._outcome = QLabel(), QLabel()
        self._preview.setFixedSize(PREVIEW)
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._preview.setAccessibleName(self.tr("Preview"))
        self._outcome.setProperty("second", True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._save = self._buttons.addButton(self.tr("Save …"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._save.setDefault(True)
        self._save.setProperty("primary", True)
        self._save.clicked.connect(lambda: self.taken.emit(self.request))
        copy = self._buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: self._copy())
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._choose()
        for box in (self._kind, self._scale, self._size, self._theme):
            box.currentIndexChanged.connect(self._choose)

    def _fill(self) -> None:
        entries: tuple[tuple[QComboBox, str, list[tuple[str, object]], object], ...] = (
            (self._kind, self.tr("Format"), [(kind.upper(), kind) for kind in FORMATS], self.request.kind),
            (self._scale, self.tr("Resolution"), [(f"{scale}×", scale) for scale in SCALES], self.request.scale),
            (self._size, self.tr("Size"), [
                (self.tr("As on the screen"), "screen"), (self.tr("Lecture slide, 16:9"), "lecture"),
                (self.tr("Paper, column of 84 mm"), "paper"), (self.tr("Paper, both columns, 174 mm"), "paper-wide"),
            ], self.request.size),
            (self._theme, self.tr("Colours"), [
                (self.tr("As the window"), ""), (self.tr("Light"), "light"), (self.tr("Dark"), "dark"),
            ], self.request.theme),
        )  # fmt: skip
        for box, name, choices, chosen in entries:
            box.setAccessibleName(name)
            for words, value in choices:
                box.addItem(words, value)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for box in (self._kind, self._scale, self._size, self._theme):
            form.addRow(box.accessibleName(), box)
        form.addRow("", self._outcome)
        top = QHBoxLayout()
        top.setSpacing(24)
        top.addLayout(form, 1)
        top.addWidget(self._preview)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(20)
        layout.addLayout(top)
        layout.addWidget(self._buttons)

    def _choose(self) -> None:
        self.request = replace(
            self.request, kind=self._kind.currentData(), scale=self._scale.currentData(),
            size=self._size.currentData(), theme=self._theme.currentData(),
        )  # fmt: skip
        self._scale.setEnabled(self.request.kind == "png")
        drawing = self._draw(self.request)
        self._outcome.setText(self._words(drawing))
        self._preview.setPixmap(self._shrunk(picture_writer.image(drawing, 1.0)))

    def _shrunk(self, picture: QImage) -> QPixmap:
        ratio = self.devicePixelRatioF()
        room = PREVIEW * ratio
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        shown = QPixmap.fromImage(picture.scaled(room, keep, smooth))
        shown.setDevicePixelRatio(ratio)
        return shown

    def _words(self, drawing: Picture) -> str:
        """How large it comes out."""
        if self.request.kind == "png":
            ratio = drawing.pixels * self.request.scale
            sides = (grouped(round(side * ratio)) for side in (drawing.size.width(), drawing.size.height()))
            return self.tr("{0} × {1} pixels").format(*sides)
        width = drawing.width_in_inches * MILLIMETRES
        height = width * drawing.size.height() / drawing.size.width()
        return self.tr("{0} × {1} mm, lines and letters stay sharp").format(round(width), round(height))

    def _copy(self) -> None:
        self.copied.emit(self.request)
        self.reject()
