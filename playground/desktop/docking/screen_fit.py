"""Screen fit: a window and its frame are no larger than the screen, and lie on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QLayout, QMainWindow, QWidget

LEAST = QSize(940, 540)  # what fits into it is seen whole; a screen may be smaller yet
FRAMED = 120  # milliseconds after which a window has its frame


def never_grow(window: QMainWindow) -> None:
    """What comes and goes in it does not make it larger: on a small screen it would leave the screen, and stay so."""
    layout = window.layout()
    assert layout is not None
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    window.setMinimumSize(LEAST.boundedTo(window.screen().availableSize() - QSize(20, 60)))


def open_on_screen(window: QWidget) -> None:
    """Show a window on its screen, also once it has its frame, which a window manager adds a moment later."""
    window.show()
    stay_on_screen(window)
    QTimer.singleShot(FRAMED, window, lambda: stay_on_screen(window))


def stay_on_screen(window: QWidget) -> None:
    """Room for the frame, whose size nobody knows before the window is shown; a maximised window has it already."""
    room = window.screen().availableGeometry()
    if window.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen):
        return
    window.resize(window.size().boundedTo(room.size() - (window.frameGeometry().size() - window.size())))
    frame = window.frameGeometry()
    left = max(room.left(), min(frame.left(), room.right() + 1 - frame.width()))
    top = max(room.top(), min(frame.top(), room.bottom() + 1 - frame.height()))
    if (left, top) != (frame.left(), frame.top()):
        window.move(left, top)
