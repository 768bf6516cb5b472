"""What the engine process says of itself, whatever runs in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EngineReady:
    """The engine has loaded torch and takes runs."""

    torch: str
    devices: tuple[str, ...]


@dataclass(frozen=True)
class EngineLost:
    """The engine process ended or no longer answers; ``reason`` is one sentence."""

    reason: str


@dataclass(frozen=True)
class EngineSilent:
    """The engine has not answered for ``seconds``; ``seconds == 0`` when it answers again."""

    seconds: float


@dataclass(frozen=True)
class Alive:
    """The engine's main thread is answering; ``memory`` in bytes."""

    memory: int
