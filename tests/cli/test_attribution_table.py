"""``playground attribution``: a table of hit rates from a recording, or one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playground.cli import main
from playground.session.headless import train
from tests.session.test_recalling import experiment


def test_that_hit_rates_are_told_for_people_and_for_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.run"
    train(experiment("rnn", {"kind": "first-symbol", "length": 4}, steps=80), path)
    assert main(["attribution", str(path), "--examples", "12"]) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split("  ")[0] == "METHOD" and {row.split()[0] for row in rows} == {
        "integrated-gradients", "gradient-x-input", "smoothgrad", "occlusion"
    }  # fmt: skip
    assert main(["attribution", str(path), "--examples", "12", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["step"] == 80 and all(0 <= row["hits"] <= 1 for row in told["methods"])
    assert {row["chance"] for row in told["methods"]} == {0.25}


def test_that_the_sanity_check_is_a_row_a_method_and_a_column_a_layer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.run"
    train(experiment("cnn", {"kind": "digits"}, steps=30), path)
    assert main(["attribution", str(path), "--sanity", "--examples", "3"]) == 0
    _, _, heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split() == ["METHOD", "+", "output", "+", "stages.0.convolution"] and len(rows) == 5
    assert main(["attribution", str(path), "--sanity", "--examples", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["layers"] == ["output", "stages.0.convolution"] and len(told["methods"]) == 5


def test_that_a_task_without_a_known_cause_is_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.run"
    train(experiment("cnn", {"kind": "digits"}, steps=3), path)
    assert main(["attribution", str(path)]) == 2
    assert capsys.readouterr().err.startswith("Nobody knows on which inputs")
    assert main(["attribution", str(tmp_path / "none.run")]) == 2
