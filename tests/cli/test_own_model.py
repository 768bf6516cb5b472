"""``playground model``, ``train FILE.py`` and ``new``: a user's file is tried behind a fence, then trained and kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from playground.cli import main
from playground.cli.own import trying
from playground.experiment.experiment import Experiment
from playground.foundation import consent
from playground.runs.reader import RunReader

pytestmark = pytest.mark.usefixtures("warm")

ZOO = Path(__file__).parents[1] / "architectures" / "zoo"


def told(words: list[object], capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Status, output and errors of a command."""
    status = main([str(word) for word in words])
    out, err = capfd.readouterr()
    return status, out, err


def test_that_a_file_is_tried_and_all_about_it_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    file = ZOO / "residual_in_place.py"
    status, out, _ = told(["model", file], capfd)
    assert status == 0
    assert "blocks.0.add" in out and "802 parameters" in out and "the same seed gives the same bits" in out
    status, out, _ = told(["model", file, "--json", "--set", "architecture.settings.channels=3"], capfd)
    report = json.loads(out)
    assert report["settings"] == {"channels": 3} and report["taps"]["stem"] == [["channel", "row", "column"], [3, 8, 8]]
    assert report["schema"]["properties"]["channels"] == {"type": "integer", "default": 6}
    assert report["sha256"] == consent.read(file).sha256 and report["unused"] == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("raises", "raises.py:14: mat1 and mat2 shapes cannot be multiplied (2x20 and 21x10) (RuntimeError). "
                   "That was in the layer second, a Linear, which was given 2 × 20."),
        ("gives_a_dict", "gives_a_dict.py: the model gives a dict; wanted is one tensor of 2 × 10."),
        ("eats_memory", "eats_memory.py: needs more memory than this machine can give it."),
        ("hangs", "hangs.py:13: did not come to its end within 2 seconds."),
    ],
)  # fmt: skip
def test_that_a_file_that_does_not_work_gets_one_sentence(
    name: str, sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    status, out, err = told(["model", ZOO / f"{name}.py", "--timeout", 2], capfd)
    assert status == 2
    assert err.strip().endswith(sentence) and len(err.strip().splitlines()) == 1
    assert ("first" in out) == (name == "raises")  # the layers up to the one that failed


def test_that_a_file_that_ends_its_process_is_told_of(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import os\nprint('said by the file')\nos._exit(7)\n", encoding="utf-8")
    status, out, _ = told(["model", file, "--json"], capfd)
    assert status == 2 and json.loads(out)["error"].endswith(
        "mine.py: ended its process with status 7 while it was tried."
    )
    assert "said by the file" not in out


def test_that_a_file_is_trained_recorded_and_goes_on_to_the_same_bits(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.py"
    shutil.copy(ZOO / "shared_convolution.py", file)
    whole, parted = tmp_path / "whole.run", tmp_path / "parted.run"
    changes = ["--set", "architecture.settings.channels=3", "--set", "task.kind=digits"]
    assert told(["train", file, "--steps", 12, "--out", whole, *changes], capfd)[0] == 0
    assert told(["train", file, "--steps", 6, "--out", parted, *changes], capfd)[0] == 0
    assert told(["train", "--resume", parted, "--steps", 12], capfd)[0] == 0
    with RunReader(whole) as one, RunReader(parted) as other:
        weights, others = one.checkpoint().weights, other.checkpoint().weights
        experiment = Experiment.from_json(one.experiment_json)
    assert weights.keys() == others.keys() and all((weights[key] == others[key]).all() for key in weights)
    assert weights["conv.weight"].shape == (3, 3, 3, 3)
    assert experiment.values()["architecture"]["text"] == file.read_text(encoding="utf-8")
    file.write_text("import os\n", encoding="utf-8")
    status, _, err = told(["train", "--resume", parted, "--steps", 20], capfd)
    assert status == 2 and "mine.py has changed since this run: put it back as it was, or train anew." in err


def test_that_its_weights_graph_and_script_can_be_taken_away(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "a.run"
    assert (
        told(["train", ZOO / "encoder.py", "--steps", 4, "--out", run, "--set", "task.kind=first-symbol"], capfd)[0]
        == 0
    )
    for name in ("a.safetensors", "a.onnx", "b.py"):
        assert told(["export", run, "--to", tmp_path / name], capfd)[0] == 0
        assert (tmp_path / name).stat().st_size > 1000
    script = (tmp_path / "b.py").read_text(encoding="utf-8")
    assert "class Encoder(nn.Module):" in script and "build(Settings(**{'width': 16, 'heads': 2})" in script
    space: dict[str, object] = {"__name__": "taken", "__file__": str(tmp_path / "b.py")}
    with RunReader(run) as reader:
        wanted = reader.snapshots(4)
    import types

    module = types.ModuleType("taken")
    module.__dict__.update(space)
    from importlib.machinery import SourceFileLoader

    SourceFileLoader("taken", str(tmp_path / "b.py")).exec_module(module)
    logits = module.answer(module.load())[0].tolist()
    recorded = next(shot.values for shot in wanted if shot.name == "output")
    assert logits == pytest.approx(recorded.tolist(), abs=1e-5)


def test_that_a_skeleton_is_written_once_and_can_be_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert told(["new", "architecture", "my_net"], capfd)[0] == 0
    before = Path("my_net.py").read_bytes()
    status, _, err = told(["new", "architecture", "my_net"], capfd)
    assert status == 2 and "is there already" in err and Path("my_net.py").read_bytes() == before
    experiment, report = trying.experiment(Path("my_net.py"), ["architecture.settings.channels=4"])
    assert report["parameters"] == 40 + 32 * 65 + 330 and experiment.layers()[0].output == (4, 8, 8)
    assert told(["new", "architecture", "../x"], capfd)[0] == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere.py"], "nowhere.py: cannot be read (No such file or directory)."),
        (["raises.py", "--set", "task.kind=nothing"], "task.kind: 'nothing' is not known"),
        (["shared_convolution.py", "--set", "architecture.settings.chanels=3"], "did you mean channels?"),
        (["shared_convolution.py", "--set", "architecture.settings.channels=2.5"], "setting channels must be like 4"),
    ],
)
def test_that_a_wrong_word_beside_a_file_is_told(
    words: list[str], sentence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status, _, err = told(["train", ZOO / words[0], *words[1:], "--out", tmp_path / "a.run"], capfd)
    assert status == 2 and sentence in err and len(err.strip().splitlines()) == 1
