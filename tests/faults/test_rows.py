"""The rows of faults name tests that exist, and what they count is what is told."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

from tests.faults.__main__ import Outcome, told
from tests.faults.rows import ROWS

ROOT = Path(__file__).resolve().parents[2]


def functions(path: Path) -> set[str]:
    return {
        node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    }


def test_that_every_row_names_tests_that_exist() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) >= 35
    for row in ROWS:
        for name in (*row.tests, *row.long_tests):
            place, _, function = name.partition("::")
            assert (ROOT / place).exists(), f"{row.name}: {place}"
            assert not function or function in functions(ROOT / place), f"{row.name}: {name}"


def test_that_trials_are_scaled_counted_and_told(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('trials', [3, pytest.param(400, marks=pytest.mark.slow)])\n"
        "def test_that_it_counts(trials, record_property):\n"
        "    record_property('trials', trials)\n"
        "    record_property('worst', f'{trials / 2} ms a file')\n"
        "def test_that_it_fails(): assert False, 'for a reason'\n"
        "@pytest.mark.skip\ndef test_that_it_is_skipped(): pass\n"
    )
    counted = tmp_path / "counted.jsonl"
    words = ["-p", "tests.faults.counting", "--counted", str(counted), "--share", "0.1", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", *words, "-m", "", "-c", str(tmp_path / "none.ini"), str(tmp_path)]
    (tmp_path / "none.ini").write_text("[pytest]\nmarkers = slow\n")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    found = Outcome()
    for line in counted.read_text(encoding="utf-8").splitlines():
        found.add(json.loads(line))
    assert (found.trials, found.failures, found.skipped, found.figures()) == (3 + 40 + 1, 1, 1, "20 ms a file")
    assert "for a reason" in found.why[0]
    assert "| 44 (1 skipped) | 1 | 20 ms a file |" in told(ROWS[0], found)
