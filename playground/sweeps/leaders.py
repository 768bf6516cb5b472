"""Leaders: which of several parents sees to which trial; a killed one is told from one that works by its lock."""

from __future__ import annotations

import platform
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from playground.foundation.errors import PlaygroundError, RunFileError
from playground.runs.lock import WriterLock, is_held

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

LEADER, LEFT = "leader", "left"  # attributes of a trial
CLAIM_SECONDS = 30.0  # to wait for another parent that draws at the same moment
UNCLAIMED_SECONDS = 60.0  # after which a trial that nobody leads has lost the one that drew it


class Leader:
    """This process, as the others see it while it lives.

    Args:
        folder: where its recordings lie, without links.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = f"leader-{uuid.uuid4().hex[:12]}"
        self._lock = WriterLock(folder / self.name)

    def release(self) -> None:
        """It leads nothing any more."""
        self._lock.release()

    def told(self) -> dict[str, str]:
        """What a trial says of who leads it."""
        return {"name": self.name, "host": platform.node(), "folder": str(self._folder)}

    @contextmanager
    def claiming(self) -> Iterator[None]:
        """One parent of this folder at a time draws, or takes over what another has left. Raises PlaygroundError."""
        end = time.monotonic() + CLAIM_SECONDS
        while True:
            try:
                lock = WriterLock(self._folder / "drawing")
                break
            except RunFileError:
                if time.monotonic() > end:
                    raise PlaygroundError(f"{self._folder}: another process draws there and does not end.") from None
                time.sleep(0.05)
        try:
            yield
        finally:
            lock.release()

    def may_take(self, trial: FrozenTrial) -> bool:
        """Whether the parent of an unfinished trial is gone, as far as is seen from here, with its runs left here."""
        leader = leader_of(trial)
        if not leader:
            begun = trial.datetime_start or datetime.fromtimestamp(0)
            return abs((datetime.now() - begun).total_seconds()) > UNCLAIMED_SECONDS
        if leader.get("folder") != str(self._folder):
            return False
        name = str(leader.get("name"))
        place = self._folder / name
        seen = leader.get("host") == platform.node() or place.with_name(f"{name}-lock").exists()
        return trial.user_attrs.get(LEFT) == name or (seen and not is_held(place))


def leader_of(trial: FrozenTrial) -> Mapping[str, str]:
    """What a trial says of who leads it; empty where nobody does yet."""
    found = trial.user_attrs.get(LEADER)
    return found if isinstance(found, dict) else {}
