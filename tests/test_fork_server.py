"""What the fork server starts is as a process that was started cold, but for the time that torch takes to load."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.fork_server import SERVER

pytestmark = [
    pytest.mark.usefixtures("warm"),
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every process is started cold"),
]
SEEN = """
import json, os, sys
found = [entry for entry in sys.path if not entry.startswith(sys.base_prefix)]
loaded = [name for name in ("torch", "playground", "PySide6") if name in sys.modules]
place = [os.getcwd(), os.environ.get("MARK"), os.environ.get("HOME"), __name__, sys.argv[1:], os.getppid(), found]
print(json.dumps([loaded, place, sys.stdout.encoding]), input(), sorted(map(int, os.listdir("/proc/self/fd")))[:3])
sys.exit(3)
"""
LEAVING = """
import os, time
left = os.fork()
if left:
    print(left)
else:
    os.closerange(0, 3)
    time.sleep(60)
"""


def begun(*words: str, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, *words], text=True, stdout=-1, stderr=-1, **more)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("started", ["code", "script", "safe script", "isolated", "module", "safe module"])
def test_that_it_has_its_own_folder_words_environment_streams_and_status(started: str, tmp_path: Path) -> None:
    (tmp_path / "seen.py").write_text(SEEN, encoding="utf-8")
    script = str(tmp_path / "seen.py")
    words = {
        "code": ["-c", SEEN], "script": [script], "safe script": ["-P", script], "isolated": ["-I", script],
        "module": ["-m", "seen"], "safe module": ["-P", "-m", "seen"],
    }[started]  # fmt: skip
    given = {"MARK": "é", "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    shown = {
        executable: subprocess.run(
            [sys.executable, *words, "a", "b"], executable=executable, cwd=tmp_path, env=os.environ | given,
            input="said\n", capture_output=True, text=True, encoding="utf-8", check=False,
        )
        for executable in (None, sys.executable)
    }  # fmt: skip
    warm, cold = shown[None], shown[sys.executable]
    assert warm.stdout.startswith('[["torch"], ') and warm.stdout.replace('"torch"', "", 1) == cold.stdout
    assert warm.returncode == cold.returncode == 3 and warm.stderr == cold.stderr == ""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, -2), (signal.SIGTERM, -15), (signal.SIGKILL, -9)])
def test_that_it_is_a_child_that_signals_end(number: int, status: int) -> None:
    # a shell that puts a command in the background has it ignore SIGINT, and all that it starts
    heed = "import signal, time; signal.signal(signal.SIGINT, signal.default_int_handler); "
    process = begun("-c", heed + "print('here', flush=True); time.sleep(60)")
    assert process.stdout is not None and process.stdout.readline() == "here\n"
    assert process.pid in {child.pid for child in psutil.Process().children()}
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status and ("KeyboardInterrupt" in errors) == (number == signal.SIGINT)


def test_that_an_orphan_of_its_own_is_not_given_to_the_process_that_tests() -> None:
    process = begun("-c", LEAVING)
    assert process.stdout is not None
    orphan = int(process.stdout.readline())
    process.communicate(timeout=60)
    assert process.returncode == 0 and psutil.pid_exists(orphan)
    assert orphan not in {child.pid for child in psutil.Process().children()}
    psutil.Process(orphan).kill()


def test_that_what_libraries_read_as_they_load_makes_it_a_cold_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKL_NUM_THREADS", "1")
    done = subprocess.run([sys.executable, "-c", "import sys; print('torch' in sys.modules)"], capture_output=True)
    assert done.stdout.strip() == b"False"


@pytest.mark.parametrize("threads", ["1", "3"])
def test_that_it_has_as_many_threads_as_its_environment_says(threads: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process that torchrun starts is told so."""
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    asking = "import sys; warm = 'torch' in sys.modules; import torch; print(warm, torch.get_num_threads())"
    done = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True)
    assert done.stdout.split() == ["True", threads]


STARTING = """
import subprocess, sys
words = [sys.executable, "-u", "-c", "import sys, time; print('torch' in sys.modules, input()); time.sleep(60)"]
child = subprocess.Popen(words, stdin=-1, stdout=-1, text=True)
child.stdin.write("said\\n")
child.stdin.flush()
print(child.pid, child.stdout.readline(), end="", flush=True)
child.kill()
print(child.wait(), flush=True)
input()
"""


@pytest.mark.usefixtures("warm_family")
@pytest.mark.parametrize("killed", [False, True])
def test_that_its_own_processes_are_forked_too_and_no_server_of_theirs_is_left(killed: bool) -> None:
    process = begun("-c", STARTING, stdin=-1)
    assert process.stdout is not None
    child, loaded, said = process.stdout.readline().split()
    assert (loaded, said, process.stdout.readline()) == ("True", "said", "-9\n") and not psutil.pid_exists(int(child))
    servers = psutil.Process(process.pid).children()
    assert [server.name() for server in servers] == [SERVER]
    if killed:
        process.kill()
    process.communicate("go on\n", timeout=60)
    assert process.returncode == (-9 if killed else 0)
    assert psutil.wait_procs(servers, timeout=60)[1] == []


def test_that_ours_says_what_it_finds_where_that_is_asked_for() -> None:
    words = [sys.executable, "-m", "playground", "train", "cnn-digits", "--set", "architecture.kind=none"]
    given = os.environ | {"PLAYGROUND_TRACE": "1"}
    warm, cold = (
        subprocess.run(words, executable=executable, env=given, capture_output=True, text=True)
        for executable in (None, sys.executable)
    )
    assert (warm.stdout, warm.stderr, warm.returncode) == (cold.stdout, cold.stderr, cold.returncode)
    assert warm.returncode == 2 and "architecture cnn: playground" in warm.stderr
