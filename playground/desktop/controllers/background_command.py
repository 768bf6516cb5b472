"""BackgroundCommand: one command of the program in a process of its own, for what needs torch and must not hold the
window up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

from playground.foundation import interpreter

Done = Callable[[int, str], None]
Heard = Callable[[str], None]


class BackgroundCommand(QObject):
    """One command at a time; a run that is on goes on meanwhile, in the engine.

    The engine is not asked: it may be training, or be gone, and a hostile file should meet neither it nor the window.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._done: Done | None = None

    @property
    def busy(self) -> bool:
        """A command is being carried out."""
        return self._process is not None

    def start(self, words: Sequence[str], done: Done, given: str = "", heard: Heard | None = None) -> bool:
        """Run ``playground *words`` with ``given`` on its standard input. False: another command is still on.

        Args:
            done: called with the exit status, and with what was said as errors, or why nothing could be started.
            heard: called with each line of the standard output as it comes.
        """
        if self._process is not None:
            return False
        self._process = process = QProcess(self)
        self._done = done
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        if heard is not None:
            process.readyReadStandardOutput.connect(lambda: _hand_on(process, heard))
        environment = QProcessEnvironment()
        for name, value in interpreter.environment().items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        program, *arguments = interpreter.command("playground", *words)
        process.start(program, arguments)
        process.write(given.encode())
        process.closeWriteChannel()
        return True

    def stop(self) -> None:
        """Give the command up; a file is saved whole or not at all, so that nothing half done is left."""
        process, self._process, self._done = self._process, None, None
        if process is not None:
            process.kill()
            process.waitForFinished(2000)

    def _finished(self, status: int) -> None:
        process = self._process
        if process is not None:
            self._end(status, process.readAllStandardError().toStdString().strip())

    def _failed(self, error: QProcess.ProcessError) -> None:
        if self._process is not None and error is QProcess.ProcessError.FailedToStart:
            self._end(-1, self._process.errorString())

    def _end(self, status: int, said: str) -> None:
        process, done = self._process, self._done
        self._process = self._done = None
        if process is not None:
            process.deleteLater()
        if done is not None:
            done(status, said)


def _hand_on(process: QProcess, heard: Heard) -> None:
    """Whole lines only; the rest comes with the next."""
    while process.canReadLine():
        heard(process.readLine().toStdString().strip())
