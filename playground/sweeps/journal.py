"""Journal: the file in which several parents of one sweep keep what was drawn and what came of it, as Optuna writes it.

Its lines are only ever added to, under a lock that also works on shares of a network.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.foundation.errors import PlaygroundError

if TYPE_CHECKING:
    import optuna

STUDY, PLAN = "sweep", "plan"  # the name of studies of version 0.2.0, and the attribute that told them apart
BEGIN = b'{"op_code":0,'  # of its first line, which begins the study
TAIL = 2**20  # bytes; no line is as long


def open_study(path: Path, plan: str, maximised: bool) -> tuple[optuna.Study, optuna.storages.BaseStorage]:
    """The study that a file keeps, begun where there is none. Raises PlaygroundError, also where it is another's.

    Args:
        plan: what tells this sweep from others.
    """
    if find_spec("optuna") is None:
        raise PlaygroundError("--sampler tpe needs Optuna: pip install 'neural-playground[sweep]' brings it.")
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with readable(path):
        _check(path)
        storage = optuna.storages.JournalStorage(_backend(path))
        if not storage.get_all_studies():
            optuna.create_study(
                study_name=plan, storage=storage, load_if_exists=True, direction="maximize" if maximised else "minimize"
            )
        # of parents that begin one file at once the first line counts: a study and its plan are one line
        first = min(storage.get_all_studies(), key=lambda one: one._study_id)
        name = first.study_name
        known = first.user_attrs.get(PLAN, plan) if name == STUDY else name
        study = optuna.load_study(study_name=name, storage=storage, pruner=optuna.pruners.MedianPruner())
    if known != plan:
        raise PlaygroundError(f"{path}: holds another sweep; give the same words as there, or name another file.")
    return study, storage


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Whatever a journal that is damaged, or cannot be reached, leads to is one sentence. Raises PlaygroundError."""
    try:
        yield
    except OSError as error:
        raise PlaygroundError(f"{path}: cannot be written ({error.strerror}); name another file.") from None
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise PlaygroundError(
            f"{path}: is damaged, or no journal of a sweep ({type(error).__name__}); name another file."
        ) from None


def _check(path: Path) -> None:
    """Somebody's file that is no journal is neither mended nor added to. Raises ValueError."""
    if path.exists():
        with path.open("rb") as file:
            begin = file.read(len(BEGIN))
        if begin and not BEGIN.startswith(begin):
            raise ValueError(begin)


def mend(path: Path) -> None:
    """Cut off a last line that was not written to its end, whose writer was killed; call it under the lock.

    What it said was never acknowledged. Left there it would spoil the line that is added next (Optuna issue 5138).
    """
    with path.open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        begin = max(0, size - TAIL)
        file.seek(begin)
        tail = file.read()
        if tail and not tail.endswith(b"\n"):
            end = tail.rfind(b"\n") + 1
            if end or not begin:
                file.truncate(begin + end)


def _backend(path: Path) -> Any:
    from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock, JournalFileSymlinkLock

    # links need a privilege on Windows (Optuna issues 4298, 6277)
    kind: Any = JournalFileOpenLock if sys.platform == "win32" else JournalFileSymlinkLock

    class Mending(kind):  # type: ignore[misc]
        """The library's lock, under which a torn last line is cut off before anything is added."""

        def acquire(self) -> bool:
            """Wait for it."""
            taken: bool = super().acquire()
            try:
                mend(path)
            except BaseException:
                self.release()
                raise
            return taken

    place = str(path)
    return JournalFileBackend(place, lock_obj=Mending(place))
