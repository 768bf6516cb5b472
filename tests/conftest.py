"""What every test stands on: folders of its own, quiet logs, nothing left behind; and folders that nobody can write."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("GOMP_SPINCOUNT", "0")  # several tests at a time: threads that wait take no core from others,
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # and numpy has none of its own
with suppress(ImportError):  # it comes with some libraries, and others then show their progress with it
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread that watches the bars


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a test that takes long come first."""
    early = {item.path for item in items if item.get_closest_marker("early") is not None}
    items.sort(key=lambda item: item.path not in early)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, logs and recordings of a test go to its own folder, in child processes too."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A test that leaves a thread or a child process running fails."""
    import psutil

    threads, children = set(threading.enumerate()), set(psutil.Process().children())
    yield
    deadline = time.monotonic() + 5.0
    while True:
        left = [thread.name for thread in threading.enumerate() if thread not in threads]
        orphans = [child for child in psutil.Process().children() if child not in children and not _shared(child)]
        if not left and not orphans:
            return
        if time.monotonic() > deadline:
            pytest.fail(f"left behind: threads {left}, processes {orphans}; join or close them in the test")
        time.sleep(0.05)


def _shared(child: object) -> bool:
    """Processes that fixtures of a wider scope own."""
    return getattr(child, "pid", None) in SHARED


SHARED: set[int] = set()


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
