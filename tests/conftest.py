"""What every test stands on: folders of its own, quiet logs, nothing left behind; and folders that nobody can write."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from tests.fair_time import FairClock
from tests.fork_server import FAMILY, LOOKING, SPENT, ForkServer

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("GOMP_SPINCOUNT", "0")  # several tests at a time: threads that wait take no core from others,
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # and numpy has none of its own
with suppress(ImportError):  # it comes with some libraries, and others then show their progress with it
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread that watches the bars

_COUNT = count()
FEW = 0.02  # seconds for looks that nobody sees


def pytest_configure() -> None:
    """Of several processes that test at a time, none is taken off its core whenever another one wakes up."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        with suppress(AttributeError, OSError):  # Linux has it, and may forbid it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a test that takes long come first."""
    early = {item.path for item in items if item.get_closest_marker("early") is not None}
    items.sort(key=lambda item: item.path not in early)


def pytest_collection() -> None:
    """Next to nothing of what is loaded becomes garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """It stays, and is not looked through again whenever Python looks for garbage."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, logs and recordings of a test go to its own folder, in child processes too; most need none."""
    own = tmp_path_factory.getbasetemp() / "own" / str(next(_COUNT))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(own / name.lower()))


@pytest.fixture(autouse=True)
def _few_looks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recordings that nobody sees hold a look at the beginning and few others; with a mark, as many as a user's do."""
    if request.node.get_closest_marker("looks") is None:
        monkeypatch.setenv(LOOKING, str(FEW))
        for name, what in SPENT.items():
            if (module := sys.modules.get(name)) is not None:
                monkeypatch.setattr(module, what, FEW)


@pytest.fixture(scope="session")
def _fork_server() -> Iterator[ForkServer]:
    server = ForkServer()
    yield server
    server.close()


@pytest.fixture
def warm(_fork_server: ForkServer) -> Iterator[None]:
    """Python processes of this test have loaded torch when they start: for tests that show what comes after."""
    with _fork_server.standing_in():
        yield


@pytest.fixture
def warm_family(warm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """So have those that they start."""
    monkeypatch.setenv(FAMILY, "1")


@pytest.fixture(autouse=True)
def _nothing_left_behind(_fork_server: ForkServer) -> Iterator[None]:
    """A test that leaves a thread or a child process running fails."""
    threads, children = set(threading.enumerate()), child_processes()
    yield
    clock = FairClock()
    while True:
        left = [thread.name for thread in threading.enumerate() if thread not in threads]
        orphans = child_processes() - children - {_fork_server.pid}
        if not left and not orphans:
            return
        if clock.look() > 5.0:
            pytest.fail(f"left behind: threads {left}, processes {orphans}; join or close them in the test")
        time.sleep(0.05)


def child_processes() -> set[int]:
    """Their numbers; they are asked for thousands of times, so Linux is asked in the quickest way."""
    tasks = Path("/proc/self/task")
    if not (tasks / str(os.getpid()) / "children").exists():
        import psutil

        return {child.pid for child in psutil.Process().children()}
    found: set[int] = set()
    for task in tasks.iterdir():
        with suppress(OSError):  # a thread that has ended meanwhile
            found.update(map(int, (task / "children").read_text(encoding="ascii").split()))
    return found


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


@pytest.fixture
def without_privileges() -> Callable[[], AbstractContextManager[None]]:
    """Root may write everywhere, so it steps down for a moment."""

    @contextmanager
    def stepping_down() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        os.setresuid(65534, 65534, 0)
        try:
            yield
        finally:
            os.setresuid(0, 0, 0)

    return stepping_down
