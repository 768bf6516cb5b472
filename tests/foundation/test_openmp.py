"""Threads of torch that wait spin briefly: set before torch is loaded, for the engine, too."""

import os
import subprocess
import sys

import pytest

LOOK = """
import os, sys
sys.argv = ["playground", "presets"]
from playground.__main__ import main
from playground.foundation import interpreter
main()
assert "torch" not in sys.modules, "too late for OpenMP, which reads its settings when it is loaded"
print(os.environ["GOMP_SPINCOUNT"], interpreter.environment()["GOMP_SPINCOUNT"])
"""


@pytest.mark.parametrize("chosen", ["", "7"])
def test_that_waiting_threads_soon_sleep_unless_the_user_has_chosen_otherwise(chosen: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "GOMP_SPINCOUNT"}
    if chosen:
        environment["GOMP_SPINCOUNT"] = chosen
    done = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == [chosen or "6000"] * 2
