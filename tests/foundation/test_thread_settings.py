"""Threads that wait spin briefly, and numpy has one: set before either is loaded, for the engine, too."""

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
names = "GOMP_SPINCOUNT", "OPENBLAS_NUM_THREADS"
print(*(where[name] for where in (os.environ, interpreter.environment()) for name in names))
"""


@pytest.mark.parametrize(
    ("chosen", "found"), [({}, ["6000", "1"]), ({"GOMP_SPINCOUNT": "7", "OPENBLAS_NUM_THREADS": "3"}, ["7", "3"])]
)
def test_that_waiting_threads_take_no_core_from_others_unless_the_user_has_chosen_otherwise(
    chosen: dict[str, str], found: list[str]
) -> None:
    names = ("GOMP_SPINCOUNT", "OPENBLAS_NUM_THREADS")
    environment = {name: value for name, value in os.environ.items() if name not in names} | chosen
    done = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == found * 2


def test_that_they_are_set_before_numpy_is_loaded() -> None:
    look = "import sys, playground.__main__, playground.foundation.thread_settings; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
