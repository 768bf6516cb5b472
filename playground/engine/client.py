"""Client: the window's end of the pipe. Starts the engine, sends commands, and fills the Mailbox."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import shlex
import subprocess
import sys
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from threading import Lock, Thread
from typing import TYPE_CHECKING

from playground.engine import link
from playground.foundation import interpreter
from playground.foundation.places import log_file
from playground.protocol.engine_events import EngineLost

if TYPE_CHECKING:  # numpy and pydantic come with these: the engine is started, and the window painted, before them
    from playground.protocol.commands import Command
    from playground.protocol.events import Event
    from playground.protocol.mailbox import Mailbox

log = logging.getLogger(__name__)


class EngineClient:
    """One engine process at a time; its events arrive in the mailbox, its death as ``EngineLost``.

    Args:
        mailbox: may be given later, by ``deliver``.
    """

    def __init__(self, mailbox: Mailbox | None = None) -> None:
        self._inbox = _Inbox()
        self._engine: _Engine | None = None
        if mailbox is not None:
            self.deliver(mailbox)

    def deliver(self, mailbox: Mailbox) -> None:
        """From now on events are read, and put here; what they are made of is imported by then.

        Two threads that import the same modules at once may each be given half of them.
        """
        self._inbox.open(mailbox)

    def start(self) -> None:
        """Start a new engine; one that is still there is killed first."""
        if self._engine is not None:
            self._engine.kill()
        self._engine = _Engine(self._inbox)

    def send(self, command: Command) -> None:
        """Send a command, or keep it until the engine has connected. A lost engine hears nothing."""
        if self._engine is not None:
            self._engine.send(command)

    def silence(self) -> float:
        """Seconds since the engine was last heard; 0 when there is none or it has not spoken yet."""
        return self._engine.silence() if self._engine is not None else 0.0

    @property
    def process_id(self) -> int | None:
        """The engine's process number, for diagnostics."""
        return self._engine.process_id if self._engine is not None else None

    def close(self, seconds: float = 2.5) -> None:
        """Ask the engine to end its run and go; kill it if it has not gone after so many seconds."""
        if self._engine is not None:
            self._inbox.open(None)
            self._engine.close(seconds)
            self._engine = None


class _Inbox:
    """Where events go: those who have one wait until somebody has said so."""

    def __init__(self) -> None:
        self._opened = threading.Event()
        self._mailbox: Mailbox | None = None

    def open(self, mailbox: Mailbox | None) -> None:
        self._mailbox = self._mailbox or mailbox
        self._opened.set()

    def wait(self) -> None:
        self._opened.wait()

    def put(self, event: Event) -> None:
        self.wait()
        if self._mailbox is not None:
            self._mailbox.put(event)


class _Engine:
    """One engine process, its connection and the threads that listen to it."""

    def __init__(self, inbox: _Inbox) -> None:
        self._inbox = inbox
        self._lock = Lock()
        self._waiting: list[Command] = []
        self._connection: Connection | None = None
        self._heard = 0.0
        self._leaving = False
        self._over = False  # no engine will connect any more
        self._key = secrets.token_bytes(32)
        self._listener = Listener(authkey=self._key)
        self._process = self._launch()
        self._threads = [
            Thread(target=self._listen, name="engine reader", daemon=True),
            Thread(target=self._wait, name="engine exit", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def silence(self) -> float:
        return time.monotonic() - self._heard if self._heard and not self._leaving else 0.0

    def send(self, command: Command) -> None:
        with self._lock:
            if self._connection is None:
                self._waiting.append(command)
                return
            with contextlib.suppress(OSError, ValueError):  # a lost engine is reported by the reader
                self._connection.send(command)

    def kill(self) -> None:
        self._leaving = True
        if self._process is not None:
            self._process.kill()
        self._join()

    def close(self, seconds: float) -> None:
        from playground.protocol.commands import Shutdown

        self._leaving = True
        self.send(Shutdown())
        if self._process is not None:
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                log.warning("the engine did not end in time")
                self._process.kill()
        self._join()

    def _join(self) -> None:
        if self._process is None:
            self._unblock()
        for thread in self._threads:
            thread.join(5.0)
        self._listener.close()

    def _launch(self) -> subprocess.Popen[bytes] | None:
        command = interpreter.command("playground.engine")
        handover = {link.ADDRESS: str(self._listener.address), link.KEY: self._key.hex()}
        environment = interpreter.environment() | handover
        if os.environ.get(link.BY_HAND):
            words = " ".join(f"{name}={value}" for name, value in handover.items())
            sys.stderr.write(f"{words} {shlex.join(command)}\n")
            return None
        with contextlib.suppress(OSError):
            log_file().parent.mkdir(parents=True, exist_ok=True)
        try:
            errors = log_file().with_suffix(".crash.log").open("ab")
        except OSError:
            return subprocess.Popen(command, env=environment)
        with errors:
            return subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )

    def _listen(self) -> None:
        """The reader thread: everything the engine says goes into the mailbox."""
        connection = self._accepted()
        if connection is None:
            return
        with self._lock:
            self._connection = connection
            for command in self._waiting:
                with contextlib.suppress(OSError, ValueError):
                    connection.send(command)
            self._waiting.clear()
        self._inbox.wait()
        with connection:
            while True:
                try:
                    event: Event = connection.recv()
                except (EOFError, OSError):
                    break
                self._heard = time.monotonic()
                if not self._leaving:
                    self._inbox.put(event)
        if self._process is None and not self._leaving:
            self._inbox.put(EngineLost("The engine that was started by hand has ended."))

    def _accepted(self) -> Connection | None:
        """The engine, which knows the key; None when none will come any more. Whoever else calls is turned away."""
        while not self._over:
            try:
                return self._listener.accept()
            except (AuthenticationError, EOFError, ConnectionError):
                continue
            except OSError:
                return None  # the listener itself is closed or broken
        return None

    def _wait(self) -> None:
        """The exit thread: a dead engine becomes one sentence."""
        if self._process is None:
            return
        status = self._process.wait()
        self._unblock()
        self._threads[0].join(5.0)
        if not self._leaving:
            self._inbox.put(EngineLost(_sentence(status)))

    def _unblock(self) -> None:
        """A caller that hangs up at once frees a reader that still waits for an engine to connect."""
        self._over = True
        if self._connection is None:
            with contextlib.suppress(OSError, EOFError, AuthenticationError):
                Client(str(self._listener.address)).close()


def _sentence(status: int) -> str:
    if status == -9:
        return "The engine was killed, perhaps because the machine ran out of memory."
    if status < 0:
        return f"The engine crashed (signal {-status})."
    return f"The engine ended unexpectedly (status {status})."
