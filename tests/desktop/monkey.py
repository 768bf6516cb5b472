"""A monkey at the window: seeded clicks, keys, drags, wheels, sizes, presets, languages, themes, and a run's events."""

from __future__ import annotations

import gzip
import random
import time
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path

from desk import DIGITS, Desk, falling, shown, story
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from playground.desktop.i18n.language import LANGUAGES
from playground.desktop.state.open_document import OpenDocument, open_experiment
from playground.desktop.style import theme as themes
from playground.experiment import presets
from playground.protocol.engine_events import EngineLost, EngineReady
from playground.protocol.events import RunState, StateChanged

STALL = 1.0  # seconds after which a person believes that the program hangs
KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Left,
    Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Menu,
    *(Qt.Key(Qt.Key.Key_F1.value + number) for number in range(12)), *map(Qt.Key, b"0123456789ABCELMNORSTWYZ"),
)  # fmt: skip
PLAIN, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier,
)  # fmt: skip
GOLDEN = Path(__file__).parents[1] / "golden" / "recording-1.run.gz"


class Monkey:
    """Does ``count`` things to a window without an engine; the same seed does the same.

    Attributes:
        worst: processor seconds of the slowest action, however busy the machine is; slowest: which it was.
        stalls: how many actions took longer than ``STALL``.
        trail: the last actions, to be read where one failed.
    """

    def __init__(self, desk: Desk, seed: int, room: tuple[int, int], warned: Callable[[], list[str]]) -> None:
        self._warned, self._kept = warned, (desk.folder / "trail.txt").open("w", buffering=1)  # outlives a crash
        self.desk, self.room, self.dice = desk, room, random.Random(seed)
        self.worst, self.slowest, self.stalls = 0.0, "", 0
        self.trail: deque[str] = deque(maxlen=25)
        self.steps = self.known = 0
        self.recording = desk.folder / "golden.run"
        self.recording.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
        self.actions: list[tuple[int, Callable[[], str]]] = [
            (30, self.click), (14, self.key), (8, self.drag), (5, self.wheel), (4, self.resize), (3, self.preset),
            (1, self.language), (2, self.theme), (8, self.events), (6, self.entry), (2, self.open), (2, self.engine),
            (3, self.context),
        ]  # fmt: skip

    def play(self, count: int) -> None:
        """Act; an exception anywhere or a warning of Qt ends the test, with the trail."""
        weights = [weight for weight, _ in self.actions]
        for number in range(count):
            ((_, action),) = self.dice.choices(self.actions, weights)
            begun = time.process_time()
            self.trail.append(f"{number} {action.__name__}")
            try:
                self.trail[-1] += f" {action()}"
                self._kept.write(f"{self.trail[-1]}\n")
                self.settle()
            except Exception as error:
                self._kept.write(traceback.format_exc())
                raise AssertionError("\n".join(self.trail)) from error
            if said := self._warned():
                self._kept.writelines(said)
                raise AssertionError("\n".join([*self.trail, *said]))
            spent = time.process_time() - begun
            self.stalls += spent > STALL
            if spent > self.worst:
                self.worst, self.slowest = spent, self.trail[-1]

    def end(self) -> None:
        """Nothing more is written."""
        self._kept.close()

    def settle(self) -> None:
        """All that waits is done, a picture is drawn, and no dialog of many lies about for long."""
        self.desk.parts.feed.tick()
        QEventLoop().processEvents()
        window = self.desk.window
        popup = QApplication.activePopupWidget()
        if popup is not None and self.dice.random() < 0.5:
            popup.close()
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible() and self.dice.random() < 0.04:
                other.close()
        if not window.isVisible():
            window.show()

    def _window(self) -> QWidget:
        """Where a person would look: the popup, the dialog, or the main window."""
        for one in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if one is not None:
                return one
        others = [one for one in QApplication.topLevelWidgets() if one.isVisible() and not one.inherits("QTipLabel")]
        return self.dice.choice(others) if others and self.dice.random() < 0.3 else self.desk.window

    def _widget(self) -> QWidget:
        window = self._held = self._window()  # PySide forgets what was found in a popup together with the popup
        seen = [
            one for one in window.findChildren(QWidget)
            if one.isVisible() and one.window() is window and not one.visibleRegion().isEmpty()
        ]  # fmt: skip
        buttons = [one for one in seen if isinstance(one, QAbstractButton) and one.isEnabled()]
        return self.dice.choice(buttons if buttons and self.dice.random() < 0.3 else seen or [window])

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(self.dice.randrange(max(1, widget.width())), self.dice.randrange(max(1, widget.height())))

    def click(self) -> str:
        widget = self._widget()
        at, said = self._place(widget), name_of(widget)
        press = QTest.mouseDClick if self.dice.random() < 0.1 else QTest.mouseClick
        press(widget, Qt.MouseButton.LeftButton, PLAIN, at)
        return f"{said} at {at.x()},{at.y()}"

    def context(self) -> str:
        widget = self._widget()
        at, said = self._place(widget), name_of(widget)
        QTest.mouseClick(widget, Qt.MouseButton.RightButton, PLAIN, at)
        return said

    def key(self) -> str:
        widget = QApplication.focusWidget() or self._window()
        key, modifier = self.dice.choice(KEYS), self.dice.choice((PLAIN, PLAIN, PLAIN, SHIFT, CONTROL))
        said = name_of(widget)
        QTest.keyClick(widget, key, modifier)
        return f"{modifier.name} {key.name} on {said}"

    def drag(self) -> str:
        widget = self._widget()
        said, first, last = name_of(widget), self._place(widget), self._place(widget)
        self._kept.write(f"drag {said} from {first} to {last}\n")
        left = Qt.MouseButton.LeftButton
        window = widget.window()
        QTest.mousePress(widget, left, PLAIN, first)
        for share in (0.3, 0.7, 1.0):
            if alive(window) and alive(widget) and widget.isVisible():
                QTest.mouseMove(widget, first + (last - first) * share)
        if alive(window) and alive(widget) and widget.isVisible():
            QTest.mouseRelease(widget, left, PLAIN, last)
        return said

    def wheel(self) -> str:
        widget = self._widget()
        at, turn = QPointF(self._place(widget)), self.dice.choice((-240, -120, 120, 240))
        event = QWheelEvent(
            at, widget.mapToGlobal(at), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            self.dice.choice((PLAIN, CONTROL)), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        said = name_of(widget)
        QApplication.sendEvent(widget, event)
        return said

    def resize(self) -> str:
        width, height = (round(side * self.dice.uniform(0.5, 1.2)) for side in self.room)
        self.desk.window.resize(width, height)
        return f"{width}×{height}"

    def preset(self) -> str:
        name = self.dice.choice(presets.names())
        self.desk.parts.control.choose(name)
        return name

    def language(self) -> str:
        code = self.dice.choice(list(LANGUAGES))
        self.desk.parts.appearance.set_language(code)
        return code

    def theme(self) -> str:
        name = self.dice.choice(list(themes.THEMES))
        self.desk.parts.appearance.choose_theme(name)
        return name

    def entry(self) -> str:
        entries = [one.action for one in self.desk.parts.actions_.table if one.action.isEnabled()]
        action = self.dice.choice(entries)
        said = action.text()
        if action is not self.desk.parts.actions_.quit:
            action.trigger()
        return said

    def open(self) -> str:
        name, experiment = self.dice.choice((("golden.run", None), ("cnn-digits", DIGITS)))
        control = self.desk.parts.control
        if not self.recording.exists():  # it was moved or deleted in the table of recordings
            self.recording.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
        control.open(open_experiment(str(self.recording)) if experiment is None else OpenDocument(name, experiment))
        return name

    def events(self) -> str:
        """What an engine would say of the run that is on, or a new run."""
        desk, run = self.desk, self.desk.parts.commands.run
        if run.ours and run.number != self.known:  # a person's: it is of whatever was chosen
            desk.say(StateChanged(run.number, RunState.FAILED, "It could not begin."))
            return "the run fails"
        if not run.ours:
            self.steps = 300
            desk.parts.control.open(OpenDocument("cnn-digits", DIGITS))
            desk.parts.control.run()
            self.known = run.number
            if run.ours:
                desk.say(*story(self.known))
            return "a run begins"
        state = self.dice.choice((None, None, None, None, RunState.PAUSED, RunState.RUNNING, RunState.FINISHED))
        if state is None:
            self.steps += 50
            desk.say(falling(self.steps - 49, 50, run.number), shown(self.steps, run.number))
            return f"step {self.steps}"
        desk.say(StateChanged(run.number, state))
        return state.name

    def engine(self) -> str:
        lost = EngineLost("The engine crashed (signal 11).")
        self.desk.say(*self.dice.choice(([lost, EngineReady("2.13.0", ("auto", "cpu"))], [])))
        return ""


def alive(widget: QWidget) -> bool:
    """Whether Qt still has it: a press may have closed a dialog."""
    from shiboken6 import isValid

    return isValid(widget)


def name_of(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}".strip()
