"""The program as its user meets it: a real window on a real X display, closed and signalled in every phase."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from filmed import LOOKS, filmed

from playground.foundation.errors import PlaygroundError
from playground.runs import packs
from playground.runs.reader import RunReader
from tests import fair_time
from tests.fair_time import wait_until

pytestmark = [pytest.mark.window, pytest.mark.early]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display of our own under Xvfb."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.benchmarks.display import screen

    with screen("1280x720") as environment:
        yield environment["DISPLAY"]


class Program:
    """``playground`` in a process of its own."""

    def __init__(self, display: str, folder: Path, *words: str) -> None:
        places = {name: str(folder / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        plain = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        self.environment = plain | places | {"DISPLAY": display}
        command = [sys.executable, "-m", "playground", *words]
        self.process = subprocess.Popen(command, env=self.environment, stderr=subprocess.PIPE, text=True)
        self.runs = folder / "xdg_data_home" / "neural-playground" / "runs"
        self.window = self._find()

    def _find(self) -> str:
        words = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        found: list[str] = []

        def appeared() -> bool:
            done = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
            found[:] = done.stdout.split()
            return bool(found)

        wait_until(appeared, what="no window appeared")
        return found[-1]

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.kill()
            self.process.kill()
        self.process.communicate()

    def key(self, name: str) -> None:
        """Press a key as a person does; without a window manager the window must be given the focus first."""
        words = ["xdotool", "windowfocus", "--sync", self.window, "key", name]
        subprocess.run(words, env=self.environment, check=True, capture_output=True)

    def close(self) -> None:
        """Ctrl+Q, and once more where the window asks whether the run shall end."""
        self.key("ctrl+q")
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)
        if self.process.poll() is None:
            with suppress(subprocess.CalledProcessError):  # it was closing after all
                self.key("ctrl+q")

    def recorded(self) -> int:
        """Steps in the newest recording."""
        for path in self.runs.glob("*.run"):
            with suppress(PlaygroundError), RunReader(path) as reader:
                return len(reader.losses()[0])
        return 0

    def until_recorded(self, steps: int) -> None:
        wait_until(lambda: self.recorded() >= steps or self.process.poll() is not None, what="the run does not begin")
        assert self.process.poll() is None, "the window ended"

    def ended(self, seconds: float) -> int:
        """The exit status, with no engine left and every recording valid."""
        children = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        _, errors = fair_time.ended(self.process, seconds)
        assert "Traceback" not in errors and "QThread" not in errors and "Segmentation" not in errors, errors
        wait_until(lambda: not psutil.wait_procs(children, timeout=0)[1], 3, "an engine was left behind")
        for path in self.runs.glob("*.run"):
            with RunReader(path) as reader:
                assert reader.state in ("stopped", "finished", "running", "new")
        return self.process.returncode


def test_that_the_window_never_loads_torch_not_even_to_read_a_message(display: str, tmp_path: Path) -> None:
    with Program(display, tmp_path, "cnn-digits", "--run") as program:
        program.until_recorded(200)
        maps = Path(f"/proc/{program.process.pid}/maps").read_text(encoding="utf-8")
        assert "libtorch" not in maps and "libQt6" in maps
        engine = psutil.Process(program.process.pid).children()[0]
        maps = Path(f"/proc/{engine.pid}/maps").read_text(encoding="utf-8")
        assert "libtorch" in maps and "libQt6" not in maps
        program.close()
        assert program.ended(5.0) == 0


@pytest.mark.usefixtures("warm_family")
def test_that_a_pack_named_at_the_start_is_unpacked_beside_the_window_and_its_run_goes_on(
    display: str, tmp_path: Path
) -> None:
    packs.write(tmp_path / "lecture.zip", filmed(tmp_path / "lecture.run"), packs.Shown("lecture", LOOKS[3]), {})
    with Program(display, tmp_path, str(tmp_path / "lecture.zip"), "--run") as program:
        two = "lecture*.run"  # what was unpacked, and the run made from it
        wait_until(lambda: len(list(program.runs.glob(two))) == 2, what="nothing is unpacked or run")
        program.close()
        assert program.ended(5.0) == 0


PHASES = ("window", "loading", "running", "later", "paused", "stepped", "stopped", "finished")


@pytest.mark.usefixtures("warm_family")
@pytest.mark.parametrize("phase", PHASES)
def test_that_closing_the_window_in_any_phase_ends_everything(display: str, tmp_path: Path, phase: str) -> None:
    words = ["cnn-digits"] + (["--run"] if phase not in ("window", "stepped") else [])
    with Program(display, tmp_path, *words) as program:
        if phase in ("running", "later", "paused", "stopped"):
            program.until_recorded(1 if phase == "running" else 200)
        if phase == "finished":
            program.until_recorded(900)
            time.sleep(0.5)
        for name in {"paused": ["F6"], "stopped": ["F8"], "stepped": ["F7"]}.get(phase, []):
            program.key(name)
            time.sleep(0.3)
        program.close()
        assert program.ended(5.0) == 0


@pytest.mark.usefixtures("warm_family")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_that_a_signal_ends_the_window_with_a_valid_recording(
    display: str, tmp_path: Path, number: int, status: int
) -> None:
    with Program(display, tmp_path, "cnn-digits", "--run") as program:
        program.until_recorded(50)
        program.process.send_signal(number)
        assert program.ended(5.0) == status
    with RunReader(next(program.runs.glob("*.run"))) as reader:
        assert reader.checkpoint().step >= 50


@pytest.mark.usefixtures("warm_family")
def test_that_a_killed_window_leaves_no_engine_and_a_valid_recording(display: str, tmp_path: Path) -> None:
    with Program(display, tmp_path, "cnn-digits", "--run") as program:
        program.until_recorded(50)
        engines = psutil.Process(program.process.pid).children()
        program.process.kill()
        program.process.wait()
        wait_until(lambda: not psutil.wait_procs(engines, timeout=0)[1], 10, "an engine was left behind")
    assert engines
    with RunReader(next(program.runs.glob("*.run"))) as reader:
        assert reader.state in ("stopped", "finished") and reader.checkpoint().step >= 50
