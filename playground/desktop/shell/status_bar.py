"""The status line: the engine, its device and memory, and the last thing that was saved."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QStatusBar

from playground.desktop.i18n.formatting import grouped, megabytes
from playground.desktop.state.engine_state import Engine, EngineState
from playground.desktop.state.run_state import Run


class StatusBar(QStatusBar):
    """Says aloud what the program tells; hints of menus pass silently."""

    told = Signal(str, int)  # words and milliseconds; 0 until something else is told

    def showMessage(self, text: str, timeout: int | None = 0) -> None:
        """Qt's own calls do not come here."""
        super().showMessage(text, timeout or 0)
        self.told.emit(text, timeout or 0)

    def clearMessage(self) -> None:
        """Nothing more to tell."""
        super().clearMessage()
        self.told.emit("", 0)


class EngineStatus(QObject):
    """Two labels at the foot of the window, in second text."""

    def __init__(self, bar: QStatusBar) -> None:
        super().__init__(bar)
        bar.setSizeGripEnabled(False)
        self._engine, self._saved = QLabel(), QLabel()
        for label in (self._engine, self._saved):
            label.setProperty("second", True)
            bar.addWidget(label)

    def show_state(self, engine: EngineState, run: Run) -> None:
        """What the engine is and does."""
        parts = [self._engine_words(engine)]
        if engine.torch:
            parts.append(f"torch {engine.torch.partition('+')[0]}")
        if run.started is not None:
            threads = run.started.threads
            count = self.tr("1 thread") if threads == 1 else self.tr("{0} threads").format(threads)
            parts.append(f"{run.started.device} · {count}")
        if engine.memory:
            parts.append(megabytes(engine.memory))
        self._set(self._engine, " · ".join(parts))
        saved = ""
        if run.saved_step is not None and run.path is not None:
            saved = self.tr("checkpoint saved at step {0}").format(grouped(run.saved_step))
            if self._saved.toolTip() != str(run.path):
                self._saved.setToolTip(str(run.path))
        self._set(self._saved, saved)

    def _engine_words(self, engine: EngineState) -> str:
        match engine.status:
            case Engine.LOADING:
                return self.tr("engine is loading …")
            case Engine.READY:
                return self.tr("engine ready")
            case Engine.SILENT:
                return self.tr("engine does not answer")
            case Engine.LOST:
                return self.tr("no engine")

    @staticmethod
    def _set(label: QLabel, text: str) -> None:
        if label.text() != text:
            label.setText(text)
