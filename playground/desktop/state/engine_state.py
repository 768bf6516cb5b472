"""EngineState: whether there is an engine, what it can use, and whether a lost one is replaced without being asked."""

from __future__ import annotations

import time
from enum import Enum

from playground.protocol.engine_events import Alive, EngineLost, EngineReady, EngineSilent
from playground.protocol.events import Event

RESTARTS, RESTART_SECONDS = 3, 60.0


class Engine(Enum):
    """Where the engine is."""

    LOADING = "loading"
    READY = "ready"
    SILENT = "silent"
    LOST = "lost"


class EngineState:
    """Follows events of the engine; sends nothing.

    Attributes:
        torch: its version; empty until it is ready.
        devices: on which it can train.
        memory: bytes that it uses; 0 where that is not known.
    """

    def __init__(self) -> None:
        self.status = Engine.LOADING
        self.torch = ""
        self.devices: tuple[str, ...] = ("auto", "cpu")
        self.memory = 0
        self._losses: list[float] = []

    def take(self, event: Event) -> bool:
        """Follow an event. False: nobody needs to hear of it."""
        match event:
            case EngineReady():
                self.status, self.torch, self.devices = Engine.READY, event.torch, event.devices
            case EngineSilent():
                if self.status not in (Engine.READY, Engine.SILENT):
                    return False  # an engine that loads torch is silent for a while
                self.status = Engine.SILENT if event.seconds else Engine.READY
            case EngineLost():
                self.status, self.memory = Engine.LOST, 0
            case Alive():
                self.memory = event.memory
        return True

    def lost_again(self) -> bool:
        """Note that it was lost; whether that was too often lately to start another one unasked."""
        now = time.monotonic()
        self._losses = [moment for moment in self._losses if now - moment < RESTART_SECONDS] + [now]
        return len(self._losses) > RESTARTS
