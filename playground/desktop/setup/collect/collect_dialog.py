"""CollectDialog: class names, and for each a button that is held while a camera or a microphone records."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from playground.desktop.i18n.formatting import grouped
from playground.desktop.setup.collect.class_folders import ClassFolders, sound
from playground.desktop.setup.collect.devices import Camera, Microphone
from playground.foundation.errors import PlaygroundError
from playground.languages.spoken import said

SIDE = 224  # pixels of a picture that is kept
PREVIEW = QSize(360, 270)
BETWEEN = 0.1  # seconds between two pictures


class CollectDialog(QDialog):
    """Says ``collected`` with the folder, once there is enough to learn from."""

    collected = Signal(Path)

    def __init__(self, root: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Collect data"))
        self._folders = ClassFolders(root)
        self.camera, self.microphone = Camera(self), Microphone(self)
        self.camera.seen.connect(self._see)
        self.microphone.heard.connect(self._hear)
        for device in (self.camera, self.microphone):
            device.failed.connect(self._tell)
        self._held, self._next = "", 0.0
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Pictures from the camera"), "pictures")
        self.kind.addItem(self.tr("Seconds from the microphone"), "sounds")
        self.kind.currentIndexChanged.connect(lambda: self._begin())
        self.preview = QLabel()
        self.preview.setFixedSize(PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setWordWrap(True)
        self.remark = QLabel()
        self.remark.setWordWrap(True)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name of a class"))
        self.name.returnPressed.connect(self._add)
        self.buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self.use = QPushButton(self.tr("Use this data"))
        self.use.setProperty("primary", True)
        self.use.setAutoDefault(False)
        self.use.clicked.connect(self._done)
        self._lay_out(root)
        self._refresh()
        self._begin()

    def hold(self, name: str) -> None:
        """From now on what is seen or heard belongs to this class; empty: to none."""
        self._held, self._next = name, 0.0
        if self.kind.currentData() == "sounds":
            (self.microphone.start if name else self.microphone.stop)()

    def closeEvent(self, event: QCloseEvent) -> None:
        """No light stays on."""
        self.camera.stop()
        self.microphone.stop()
        super().closeEvent(event)

    def _lay_out(self, root: Path) -> None:
        add = QPushButton(self.tr("Add class"))
        add.setAutoDefault(False)
        add.clicked.connect(self._add)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(add)
        self._classes = QGridLayout()
        self._classes.setColumnStretch(0, 1)
        right = QVBoxLayout()
        right.addLayout(row)
        right.addLayout(self._classes)
        right.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.kind)
        left.addWidget(self.preview)
        left.addStretch(1)
        upper = QHBoxLayout()
        upper.setSpacing(20)
        upper.addLayout(left)
        upper.addLayout(right, 1)
        where = QLabel(str(root))
        where.setProperty("second", True)
        lower = QHBoxLayout()
        lower.addWidget(where, 1)
        lower.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(upper, 1)
        layout.addWidget(self.remark)
        layout.addLayout(lower)
        self.resize(860, 440)

    def _begin(self) -> None:
        """The chosen device; without it a sentence in its place."""
        pictures = self.kind.currentData() == "pictures"
        (self.camera.start if pictures else self.camera.stop)()
        self.preview.setPixmap(QPixmap())
        if pictures and not self.camera.there:
            self.preview.setText(self.tr("No camera was found: connect one, then open this again."))
        elif not pictures and not self.microphone.there:
            self.preview.setText(self.tr("No microphone was found: connect one, then open this again."))
        elif not pictures:
            self.preview.setText(self.tr("Each whole second while a button is held becomes a file."))
        self._refresh()

    def _add(self) -> None:
        try:
            self._folders.add(self.name.text())
            self.name.clear()
            self.remark.clear()
        except PlaygroundError as error:
            self._tell(said(str(error)))
        self._refresh()

    def _refresh(self) -> None:
        """A row for each class, and how much it has."""
        try:
            counts = self._folders.classes()
        except PlaygroundError as error:
            self._tell(said(str(error)))
            counts = {}
        there = self.camera.there if self.kind.currentData() == "pictures" else self.microphone.there
        for name, count in counts.items():
            if name not in self.buttons:
                self._row(name)
            self._counts[name].setText(grouped(count))
            self.buttons[name].setEnabled(there)
        self.use.setEnabled(sum(count > 0 for count in counts.values()) > 1)

    def _row(self, name: str) -> None:
        at = len(self.buttons)
        button, count, label = QPushButton(self.tr("Hold to record")), QLabel(), QLabel(name)
        button.setAutoDefault(False)
        button.setAccessibleName(f"{name}: {button.text()}")
        button.pressed.connect(lambda: self.hold(name))
        button.released.connect(lambda: self.hold(""))
        for column, widget in enumerate((label, count, button)):
            self._classes.addWidget(widget, at, column)
        self.buttons[name], self._counts[name] = button, count

    def _see(self, image: QImage) -> None:
        """Show a frame, and keep its middle square while a button is held."""
        if image.isNull():
            return
        mirrored = image.flipped(Qt.Orientation.Horizontal)  # as people know themselves
        self.preview.setPixmap(QPixmap.fromImage(mirrored.scaled(PREVIEW, Qt.AspectRatioMode.KeepAspectRatio)))
        now = time.monotonic()
        if self._held and now >= self._next:
            self._next = now + BETWEEN
            self._keep(_png(image), ".png")

    def _hear(self, second: bytes) -> None:
        if self._held:
            self._keep(sound(second), ".wav")

    def _keep(self, data: bytes, ending: str) -> None:
        try:
            self._folders.save(self._held, data, ending)
        except PlaygroundError as error:
            self.hold("")
            self._tell(said(str(error)))
        self._refresh()

    def _tell(self, words: str) -> None:
        self.remark.setText(words)

    def _done(self) -> None:
        self.collected.emit(self._folders.root)
        self.close()


def _png(image: QImage) -> bytes:
    """The middle square, as many pixels as a network has use for."""
    side = min(image.width(), image.height())
    middle = image.copy(QRect((image.width() - side) // 2, (image.height() - side) // 2, side, side))
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    middle.scaled(SIDE, SIDE, mode=Qt.TransformationMode.SmoothTransformation).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(kept.data())
