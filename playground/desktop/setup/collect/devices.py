"""Devices: a camera's frames and a microphone's seconds, by QtMultimedia, which comes with an extra."""

from __future__ import annotations

from importlib.util import find_spec

from PySide6.QtCore import QIODevice, QObject, Signal
from PySide6.QtGui import QImage

from playground.desktop.setup.collect.class_folders import RATE

BYTES = 2  # of a sample


def installed() -> bool:
    """Whether there is a QtMultimedia."""
    return find_spec("PySide6.QtMultimedia") is not None


class Camera(QObject):
    """The first camera of the machine."""

    seen = Signal(QImage)
    failed = Signal(str)  # in the words of the system

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices, QVideoSink

        self.there = bool(QMediaDevices.videoInputs())
        if not self.there:
            return
        self._camera = QCamera(QMediaDevices.defaultVideoInput(), self)
        self._session, self._sink = QMediaCaptureSession(self), QVideoSink(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(lambda frame: self.seen.emit(frame.toImage()))
        self._camera.errorOccurred.connect(lambda error, words: self.failed.emit(words))

    def start(self) -> None:
        """From now on there are frames."""
        if self.there:
            self._camera.start()

    def stop(self) -> None:
        """The light of the camera goes out."""
        if self.there:
            self._camera.stop()


class Microphone(QObject):
    """The first microphone of the machine, in seconds of 16-bit samples."""

    heard = Signal(bytes)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QAudioFormat, QAudioSource, QMediaDevices

        device = QMediaDevices.defaultAudioInput()
        self.there = bool(QMediaDevices.audioInputs())
        self._kept = b""
        self._stream: QIODevice | None = None
        if not self.there:
            return
        wanted = QAudioFormat()
        wanted.setSampleRate(RATE)
        wanted.setChannelCount(1)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._source = QAudioSource(device, wanted, self)

    def start(self) -> None:
        """Listen from now on."""
        if self.there and self._stream is None:
            self._kept = b""
            self._stream = self._source.start()
            self._stream.readyRead.connect(self._take)

    def stop(self) -> None:
        """What is no whole second is dropped."""
        if self._stream is not None:
            self._source.stop()
            self._stream = None

    def _take(self) -> None:
        if self._stream is None:
            return
        self._kept += bytes(self._stream.readAll().data())
        while len(self._kept) >= RATE * BYTES:
            second, self._kept = self._kept[: RATE * BYTES], self._kept[RATE * BYTES :]
            self.heard.emit(second)
