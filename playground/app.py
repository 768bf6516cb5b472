"""The composition root of the desktop: the only module that sees both the engine's client and the window."""

from __future__ import annotations

import faulthandler
import logging
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from playground.engine.client import EngineClient
from playground.foundation import collector
from playground.foundation.errors import PlaygroundError
from playground.foundation.places import log_file, new_run, settings_file, shipped
from playground.foundation.product import DISTRIBUTION, NAME
from playground.languages.spoken import said

TICK_MILLISECONDS = 50
FIRST_PAINT_MILLISECONDS = 2000
FALLBACK = "cnn-digits"

log = logging.getLogger(__name__)


def run(find: Callable[[Any], Any], start: bool, pack: str | None = None) -> int:
    """Open the window and stay until it is closed. Returns 0, or 130/143 after a signal.

    Args:
        find: gives the ``Opened`` experiment to show, knowing the ``Memory`` of last time.
        start: begin to train at once.
        pack: path of a lecture pack, which may take long to unpack: opened once the window is there.
    """
    collector.pause()
    client = EngineClient()
    client.start()  # before Qt is imported, so that torch and Qt load side by side
    try:
        return _desktop(client, find, start, pack)
    finally:
        client.close()


def _desktop(client: EngineClient, find: Callable[[Any], Any], start: bool, pack: str | None) -> int:
    import shiboken6

    from playground.desktop.i18n import language
    from playground.desktop.shell.main_window import MainWindow
    from playground.desktop.state.window_settings import WindowSettings
    from playground.desktop.style import type_size

    application = _application()
    memory = WindowSettings(settings_file())
    language.speak(language.wished(memory.language))
    type_size.choose(memory.type_size)
    window = MainWindow(memory)
    window.show()
    _paint(window)
    from playground.protocol.mailbox import Mailbox  # as late as all that takes long to load

    mailbox = Mailbox()
    parts = window.furnish(mailbox, client.send, client.start, client.silence, partial(_recording, memory))
    client.deliver(mailbox)
    _catch_errors(parts.banner.say)
    _begin(parts, _open(parts, find, memory), start, pack)
    received = _leave_on_signal(application, window)
    status = application.exec()
    client.close()
    # now, while the application is there: later the garbage collector would do it, and crash
    shiboken6.delete(window)
    return 128 + received[0] if received else status


def _paint(window: Any) -> None:
    """Have the window seen before what takes long; keys and clicks wait until there is something to take them."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    window.painted.connect(loop.quit)
    QTimer.singleShot(FIRST_PAINT_MILLISECONDS, loop, loop.quit)  # a window that starts hidden is not painted
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def _begin(parts: Any, opened: bool, start: bool, pack: str | None) -> None:
    """Listen to the engine, and do what was asked for at the start."""
    from PySide6.QtCore import Qt, QTimer

    parts.appearance.say_font()
    if start and pack is not None:
        parts.doors.opened.connect(parts.control.run, Qt.ConnectionType.SingleShotConnection)
    elif start and opened:
        parts.control.run()
    parts.start()
    parts.welcome()
    if pack is not None:
        parts.doors.open_file(pack)
    QTimer.singleShot(0, collector.settle)  # after what ``start`` has put off until now, which loads the most


def _application() -> Any:
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([DISTRIBUTION])
    assert isinstance(application, QApplication)
    application.setApplicationName(DISTRIBUTION)
    application.setApplicationDisplayName(NAME)  # stands in every window title
    application.setDesktopFileName(DISTRIBUTION)
    application.setWindowIcon(QIcon(str(shipped("resources") / "icons" / "app.svg")))
    return application


def _recording(memory: Any, name: str) -> Path:
    """A path for a new run, in the folder that was chosen."""
    return new_run(name, memory.folder)


def _open(parts: Any, find: Callable[[Any], Any], memory: Any) -> bool:
    """Show what was asked for; False where that cannot be opened: then it is said why, and the window still works."""
    from playground.desktop.state.open_document import open_experiment

    try:
        parts.control.open(find(memory))
    except PlaygroundError as error:
        parts.control.open(open_experiment(FALLBACK))
        parts.banner.say(said(str(error)))
        return False
    return True


def _leave_on_signal(application: Any, window: Any) -> list[int]:
    """SIGINT and SIGTERM close the window, at its next tick: a handler may be called in the middle of anything."""
    from PySide6.QtCore import QTimer

    received: list[int] = []
    left: list[bool] = []

    def note(number: int, frame: FrameType | None) -> None:
        received.append(number)

    def tick() -> None:
        if received and not left:
            left.append(True)
            window.parts.leaving.leave()
            application.quit()

    timer = QTimer(window)
    timer.timeout.connect(tick)
    timer.start(TICK_MILLISECONDS)  # each tick also lets Python see a signal
    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)
    return received


def _catch_errors(say: Callable[[str], None]) -> None:
    """Whatever nobody handled goes to the log, and one sentence to the user."""

    def caught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        log.error("unhandled", exc_info=(kind, error or kind(), trace))
        if threading.current_thread() is threading.main_thread():
            say(said(f"Something went wrong inside the program ({kind.__name__}); the details are in {log_file()}."))

    sys.excepthook = caught
    threading.excepthook = lambda arguments: caught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
    sys.unraisablehook = lambda arguments: log.error("unraisable: %s %s", arguments.err_msg, arguments.exc_value)
    try:
        faulthandler.enable(log_file().with_suffix(".crash.log").open("ab"))
    except OSError:
        log.warning("no crash log")
