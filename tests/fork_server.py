"""A process that has loaded torch and forks the processes of a test, which thus need not load it each time again.

Those that run ours, with nothing said that decides what is found while it is loaded, find that loaded, too.

What it forks is a true child of the process that tests, with its own pid, streams, signals and end: a module, code or
script, run as ``__main__``. What is started in other ways, or with other settings that libraries read as they load, is
started cold; so is all in tests that do not ask for it (``usefixtures("warm")``), and everywhere but on Linux. What
such processes start themselves is forked, too, where that is asked for (``usefixtures("warm_family")``); each of them
then has a fork server of its own, as only an ancestor can adopt what another process forks.
"""

from __future__ import annotations

import ctypes
import gc
import inspect
import io
import os
import pickle
import runpy
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil

ROOT, OURS = Path(__file__).resolve().parents[1], "playground"
TRACE = "PLAYGROUND_TRACE"
FAMILY = "FORK_SERVER_FAMILY"  # in the environment where children's children are forked as well
LOOKING = "FORK_SERVER_LOOKING"  # there, too: seconds for looks that nobody sees, at the places below
SPENT = {"playground.session.recording": "LOOK_SECONDS", "playground.inspection.robustness.progressive": "SECONDS"}
READ_AT_START = ("PYTHON", "LC_", "LANG", "LD_", "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "TORCH_", "CUDA_")
HEEDED = ("PYTHONPATH", "PYTHONIOENCODING", "OMP_NUM_THREADS", "TORCH_NCCL_ASYNC_ERROR_HANDLING")
USUAL = {"executable": None, "preexec_fn": None, "pass_fds": (), "shell": False, "process_group": -1, "gid": None,
         "gids": None, "uid": None, "umask": -1}  # fmt: skip
ENDS = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")  # Popen's names for its pipes
ADOPT, NAME = 36, 15  # Linux's PR_SET_CHILD_SUBREAPER: an orphan below this process becomes its child; PR_SET_NAME
SERVER = "fork-server"  # the name of those that serve a family
COLD = getattr(subprocess.Popen, "_execute_child")  # noqa: B009 - private, and not there for type checkers


class ForkServer:
    """Stands in for what starts the process of a ``Popen``; begins when it is first needed.

    Args:
        serving: the pid of one that has begun, and the socket at which it is asked.
    """

    def __init__(self, serving: tuple[int, socket.socket] | None = None) -> None:
        self.pid: int | None = None
        if serving is not None:
            self.pid, self._socket = serving
        self._settings = _read_at_start(dict(os.environ))

    def execute_child(self, popen: Any, *given: Any) -> None:
        """In place of ``Popen._execute_child``."""
        asked = inspect.signature(COLD).bind(popen, *given).arguments
        words = [*map(os.fsdecode, asked["args"])] if isinstance(asked["args"], list | tuple) else []
        env = dict(os.environ if asked["env"] is None else asked["env"])
        usual = all(asked[name] == value for name, value in USUAL.items())
        if not (usual and words[:1] == [sys.executable] and _split(words) and _read_at_start(env) == self._settings):
            COLD(popen, *given)
            return
        ends = [asked[name] for name in ("p2cread", "c2pwrite", "errwrite")]
        streams = [own if number == -1 else number for own, number in enumerate(ends)]
        folder = os.fspath(asked["cwd"] or Path.cwd())
        popen.pid = self._fork(pickle.dumps((words, env, folder, asked["start_new_session"])), streams)
        popen._child_created = True
        popen._close_pipe_fds(*(asked[name] for name in ENDS))

    @contextmanager
    def standing_in(self) -> Iterator[None]:
        """Inside, each ``Popen`` of this process is forked where that can be; on Linux."""
        if sys.platform != "linux":
            yield
            return
        with patch.object(subprocess.Popen, "_execute_child", lambda *given: self.execute_child(*given)):
            yield

    def close(self) -> None:
        if self.pid is not None:
            self._socket.close()
            self._process.wait()

    def _fork(self, request: bytes, streams: list[int]) -> int:
        if self.pid is None:
            self._socket, theirs = socket.socketpair()
            with theirs:
                command = [sys.executable, "-P", __file__, str(theirs.fileno())]
                plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
                self._process = subprocess.Popen(
                    command, pass_fds=[theirs.fileno()], env=plain, stdin=subprocess.DEVNULL
                )
            self.pid = self._process.pid
        prctl = ctypes.CDLL(None).prctl
        prctl(ADOPT, 1, 0, 0, 0)
        try:
            socket.send_fds(self._socket, [b"."], streams)
            connection = Connection(os.dup(self._socket.fileno()))
            with connection:
                connection.send_bytes(request)
                pid: int = connection.recv()
                connection.recv()  # it is ours now
            return pid
        finally:
            prctl(ADOPT, 0, 0, 0, 0)


def started_by(popen: subprocess.Popen[Any]) -> list[psutil.Process]:
    """Its children, but for the one that serves a family."""
    return [child for child in psutil.Process(popen.pid).children() if child.name() != SERVER]


def _read_at_start(env: dict[str, str]) -> dict[str, str]:
    return {name: env[name] for name in env if name.startswith(READ_AT_START) and name not in HEEDED}


def _split(words: list[str]) -> tuple[bool, str, list[str]] | None:
    """Whether it is isolated, what is run (``-m``, ``-c`` or, as a script, nothing), and the words from there on."""
    options = 2 if words[1:2] in (["-I"], ["-P"], ["-u"]) else 1
    isolated, rest = words[1:2] == ["-I"], words[options:]
    if rest[:1] in (["-m"], ["-c"]):
        return isolated, rest[0], rest[1:]
    return (isolated, "", rest) if rest and rest[0].endswith(".py") else None


def serve(asking: socket.socket) -> tuple[bytes, list[int]] | None:
    """In a forked process what it is asked to be, and its streams; in the server None, when nobody asks any more."""
    connection = Connection(os.dup(asking.fileno()))
    while True:
        begun, streams, _, _ = socket.recv_fds(asking, 1, 3)
        if not begun:
            return None
        request = connection.recv_bytes()
        between = os.fork()
        if between == 0:
            between, child = os.getpid(), os.fork()
            if child:  # this one ends at once, and its child is adopted by the process that tests
                connection.send(child)
                os._exit(0)
            while os.getppid() == between:
                time.sleep(0.0005)
            return request, streams
        os.waitpid(between, 0)
        connection.send(None)
        for number in streams:
            os.close(number)


def become(request: bytes, streams: list[int]) -> None:
    """Do what Python does before it runs ``__main__``, and run it."""
    words, env, folder, session = pickle.loads(request)
    for own, number in enumerate(streams):
        os.dup2(number, own)
    os.closerange(3, 256)
    if session:
        os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    ctypes.CDLL(None).prctl(NAME, b"python", 0, 0, 0)
    encoding, _, errors = env.get("PYTHONIOENCODING", sys.stdout.encoding).partition(":")
    sys.stdin = os.fdopen(0, encoding=encoding, errors=errors or None, closefd=False)
    sys.stdout = os.fdopen(1, "w", 1 if os.isatty(1) else -1, encoding, errors or None, closefd=False)
    if words[1] == "-u":
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "wb", False), encoding, errors or None, write_through=True)
    sys.stderr = os.fdopen(2, "w", 1, encoding, "backslashreplace", closefd=False)
    if threads := env.get("OMP_NUM_THREADS"):
        sys.modules["torch"].set_num_threads(int(threads))  # type: ignore[attr-defined]
    if env.get(FAMILY) and not _serve_family():
        return
    isolated, kind, sys.argv = _split(words) or (False, "", [])
    ours = sys.argv[0].partition(".")[0] == OURS if kind == "-m" else Path(sys.argv[0]).is_relative_to(ROOT)
    if not (ours and _found_alike(env)):
        for name in [name for name in sys.modules if name.partition(".")[0] == OURS]:
            del sys.modules[name]
    elif env.get(LOOKING):
        for name, what in SPENT.items():
            setattr(sys.modules[name], what, float(env[LOOKING]))
    sys.path[:0] = [] if isolated else [entry for entry in env.get("PYTHONPATH", "").split(os.pathsep) if entry]
    if words[1] not in ("-I", "-P"):
        sys.path.insert(0, {"-m": folder, "-c": ""}.get(kind, str(Path(sys.argv[0]).resolve().parent)))
    if kind == "-m":
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    elif kind == "-c":
        code, sys.argv[0] = sys.argv[0], "-c"
        exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
    else:
        runpy.run_path(sys.argv[0], run_name="__main__")


def _found_alike(env: dict[str, str]) -> bool:
    """Whether no package is in reach, and no trace of what is found asked for, that was not when ours was loaded."""
    path = [entry for entry in env.get("PYTHONPATH", "").split(os.pathsep) if entry and Path(entry) != ROOT]
    return not path and TRACE not in env


def _serve_family() -> bool:
    """Have what this process starts forked, by a process that is as this one is now; False in that one, at its end."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):  # it keeps no pipe open that somebody reads to its end
            os.dup2(nothing, number)
        ctypes.CDLL(None).prctl(NAME, SERVER.encode(), 0, 0, 0)
        asked = serve(theirs)
        if asked is None:
            os._exit(0)
        become(*asked)
        return False
    theirs.close()
    server = ForkServer((pid, ours))
    subprocess.Popen._execute_child = lambda *given: server.execute_child(*given)  # type: ignore[attr-defined]
    return True


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    import torch  # noqa: F401

    import playground.cli.train
    import playground.session.headless  # noqa: F401

    del sys.path[0]
    gc.freeze()  # nobody looks through what is loaded again, neither while they run nor as they end
    asked = serve(socket.socket(fileno=int(sys.argv[1])))
    if asked is not None:
        become(*asked)
