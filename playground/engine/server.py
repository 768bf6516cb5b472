"""Server: the engine's main thread. It takes commands, shows that it is alive, and never trains."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import sys
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from threading import Lock
from types import FrameType

from playground.engine import link
from playground.engine.describing import Describer
from playground.engine.worker import Worker
from playground.foundation.logs import log_to_file
from playground.protocol.commands import Command, Describe, Shutdown
from playground.protocol.engine_events import Alive
from playground.protocol.events import Event

log = logging.getLogger(__name__)
LAST_CHECKPOINT_SECONDS = 20.0


class Server:
    """Serves one window over one connection until either end goes away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = Lock()
        self._worker = Worker(self.publish)
        self._describer = Describer(self.publish)
        self._ending = False

    def publish(self, event: Event) -> None:
        """Send an event from any thread. With nobody left to hear it, the run is ended properly."""
        try:
            with self._sending:
                self._connection.send(event)
        except (OSError, ValueError):
            if not self._ending:
                self._ending = True
                self._worker.stop()

    def end(self) -> None:
        """Leave the loop of ``serve`` soon."""
        self._ending = True

    def serve(self) -> int:
        """Take commands until told to go or until the window is gone. Returns the exit status."""
        self._worker.start()
        beat = 0.0
        while not self._ending:
            try:
                if (now := time.monotonic()) >= beat:  # also while commands stream in
                    beat = now + link.HEARTBEAT_SECONDS
                    self.publish(Alive(resident_bytes()))
                if self._connection.poll(max(0.0, beat - now)):
                    command = self._connection.recv()
                    if isinstance(command, Shutdown):
                        break
                    self._take(command)
            except (EOFError, OSError):
                log.info("the window is gone")
                break
        self._ending = True
        self._describer.end()
        finished = self._worker.end(LAST_CHECKPOINT_SECONDS)
        self._connection.close()
        return 0 if finished else 1

    def _take(self, command: Command) -> None:
        if isinstance(command, Describe):
            self._describer.take(command)
        else:
            self._worker.take(command)


def resident_bytes() -> int:
    """Memory this process has in use; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - read twice a second
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def main() -> int:
    """Connect to the window that started us, or say how to be started by hand."""
    address, key = os.environ.pop(link.ADDRESS, ""), os.environ.pop(link.KEY, "")
    if not address or not key:
        sys.stderr.write(
            "The engine is started by the window. To start it by hand, set "
            f"{link.BY_HAND}=1, start 'playground' in another terminal and follow what it prints.\n"
        )
        return 2
    log_to_file("engine")
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the window, which then ends us
    try:
        connection = Client(address, authkey=bytes.fromhex(key))
    except (OSError, EOFError, ValueError, AuthenticationError) as error:
        log.error("cannot reach the window: %s", error)
        return 1
    server = Server(connection)

    def terminate(number: int, frame: FrameType | None) -> None:
        server.end()

    signal.signal(signal.SIGTERM, terminate)
    status = server.serve()
    logging.shutdown()
    os._exit(status)  # a thread that still imports torch must not be torn down with the interpreter
