"""The command line keeps its promises: results, one sentence on stderr, and exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from playground.cli import main
from playground.experiment import presets
from playground.experiment.interventions import SetLearningRate, SwitchOff
from playground.experiment.overrides import override
from playground.runs.interventions import Recorded
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.session import Session
from playground.training.weights.files import read_weights

COMMAND = [sys.executable, "-m", "playground"]


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in a fresh process, without a display unless one is given."""
    plain = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    plain.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, text=True, env=plain | environment, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "课堂 é.run"
    done = run("train", "cnn-digits", "--steps", 60, "--out", path, "--json")
    assert done.returncode == 0, done.stderr
    return path


@pytest.mark.usefixtures("warm")
def test_that_train_prints_one_object_on_its_last_line(tmp_path: Path) -> None:
    done = run("train", "cnn-digits", "--steps", 50, "--seed", 3, "--out", tmp_path / "a.run", "--json",
               "--set", "training.learning_rate=0.01")  # fmt: skip
    assert done.returncode == 0 and done.stderr == ""
    result = json.loads(done.stdout.splitlines()[-1])
    promised = {"steps", "loss", "metrics", "baseline", "parameters", "run", "seconds", "steps_per_second"}
    assert set(result) == promised | {"diagnoses"}
    assert result["steps"] == 50 and result["parameters"] == 1898
    assert 0 <= result["baseline"]["accuracy"] < result["metrics"]["accuracy"] <= 1
    with RunReader(Path(result["run"])) as reader:
        assert json.loads(reader.experiment_json)["training"]["seed"] == 3


@pytest.mark.usefixtures("warm")
def test_that_train_says_what_is_wrong_for_people_and_for_programs(tmp_path: Path) -> None:
    told = run("train", "broken-dead-relus", "--out", tmp_path / "a.run")
    assert told.returncode == 0
    assert "diagnosis: dead-relus since step" in told.stdout and "100% of the ReLU units of stages." in told.stdout
    done = run("train", "broken-diverged", "--out", tmp_path / "b.run", "--json")
    assert done.returncode == 2 and "try a smaller learning rate" in done.stderr
    (found,) = json.loads(done.stdout)["diagnoses"]
    assert (found["kind"], found["layer"], found["withdrawn"]) == ("diverged", "output", None)
    assert found["step"] == json.loads(done.stdout)["steps"] and found["threshold"] is None


def test_that_presets_are_listed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    status, table, _ = said("presets", capsys=capsys)
    assert status == 0 and "cnn-digits" in table and "手写数字" in table
    listed = json.loads(said("presets", "--json", capsys=capsys)[1])
    assert {"name", "title", "architecture", "task", "expected", "baseline"} == set(listed[0])
    assert set(listed[0]["title"]) == {"en", "zh"}


def test_that_check_says_ok_or_names_file_and_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = Path(__file__).resolve().parents[2] / "presets" / "cnn-digits.toml"
    assert said("check", good, capsys=capsys) == (0, f"{good}: ok\n", "")
    bad = tmp_path / "bad.toml"
    bad.write_text(good.read_text(encoding="utf-8").replace("0.003", "-1"), encoding="utf-8")
    status, _, errors = said("check", good, bad, capsys=capsys)
    assert status == 2
    assert errors.count("\n") == 1 and str(bad) in errors and "training.learning_rate" in errors


BAD_INPUT = [
    (("train", "no-such-preset"), "no-such-preset"),
    (("train", "cnn-digits", "--set", "training.optimizer=adm"), "training.optimizer"),
    (("train", "cnn-digits", "--set", "nonsense"), "nonsense"),
    (("train", "cnn-digits", "--steps", "0"), "--steps"),
    (("train", "cnn-digits", "--device", "cuda:63"), "training.device"),
    (("train", "cnn-digits", "--out", "name.txt"), "name.txt"),
    (("train", "cnn-seed-fashion", "--set", "task.folder=/nowhere"), "/nowhere"),
    (("train", "missing.toml"), "missing.toml"),
    (("train", "--resume", "missing.run"), "missing.run"),
    (("train", "cnn-digits", "--replay", "missing.run"), "missing.run"),
    (("train", "--resume", "missing.run", "--replay", "missing.run"), "--replay"),
    (("train", "--resume", "missing.run", "--seed", "3"), "--seed"),
    (("train",), "--resume"),
    (("runs", "/no/such/folder"), "/no/such/folder"),
    (("export", "missing.run", "--to", "x.safetensors"), "missing.run"),
    (("export", "missing.run", "--to", "x.py"), "missing.run"),
    (("weights", "missing.pt", "--of", "cnn-digits"), "missing.pt"),
    (("weights", "missing.pt", "--of", "no-such-preset"), "no-such-preset"),
    (("train", "cnn-digits", "--weights", "missing.pt"), "missing.pt"),
    (("figures", "missing.run", "--out", "x"), "missing.run"),
    (("check", "/"), "/"),
    (("no-such-preset",), "no-such-preset"),
    (("missing.run",), "missing.run"),
    (("--nonsense",), "--nonsense"),
]


IN_PROCESSES = [("train", "no-such-preset"), ("no-such-preset",), ("missing.run",)]  # the others by a call


def said(*words: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Status, output and errors of a command in this process."""
    capsys.readouterr()
    try:
        status = main([*map(str, words)])
    except SystemExit as ended:
        assert isinstance(ended.code, int)
        status = ended.code
    return status, *capsys.readouterr()


@pytest.mark.parametrize(("words", "named"), BAD_INPUT, ids=lambda value: " ".join(value) if value else "")
def test_that_bad_input_is_status_2_and_one_sentence(
    words: tuple[str, ...], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = words[0] == "train" and not {"--out", "--resume"} & set(words)
    full = (*words, "--out", tmp_path / "a.run") if elsewhere else words
    if words in IN_PROCESSES:
        done = run(*full)
        status, errors = done.returncode, done.stderr
    else:
        status, _, errors = said(*full, capsys=capsys)
    assert status == 2, errors
    assert named in errors and errors.count("\n") == 1 and "Traceback" not in errors


@pytest.mark.usefixtures("warm")
def test_that_a_replay_makes_the_interventions_of_a_recording_again_with_the_same_bits(
    recording: Path, tmp_path: Path
) -> None:
    off = SwitchOff("stages.0.activation", "channel", 1)
    plan = [Recorded(10, off, {}, {}), Recorded(20, SetLearningRate(0.05), {}, {})]
    experiment = override(
        presets.find("cnn-digits").experiment, ["training.duration=60", "training.duration_unit=steps"]
    )
    assert Session(0, experiment, tmp_path / "a.run", lambda event: None, Control(), plan=plan).run().over
    done = run("train", "cnn-digits", "--steps", 60, "--replay", tmp_path / "a.run", "--out", tmp_path / "b.run")
    assert done.returncode == 0, done.stderr
    bits = []
    for path in (tmp_path / "a.run", tmp_path / "b.run", recording):
        with RunReader(path) as reader:
            weights = {name: array.tobytes() for name, array in reader.checkpoint().weights.items()}
            bits.append((reader.losses()[1].tobytes(), weights, [text for _, _, text in reader.log()][:2]))
    assert bits[0] == bits[1] and bits[0][:2] != bits[2][:2]
    plain = run("train", "cnn-digits", "--replay", recording, "--out", tmp_path / "c.run")
    assert plain.returncode == 2 and "no interventions" in plain.stderr and not (tmp_path / "c.run").exists()


def test_that_without_a_display_status_3_says_what_works() -> None:
    done = run("cnn-digits")
    assert done.returncode == 3 and "playground train cnn-digits" in done.stderr and done.stderr.count("\n") == 1


def test_that_a_display_that_does_not_answer_is_no_display() -> None:
    assert run("cnn-digits", DISPLAY=":987").returncode == 3


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_that_a_signal_ends_training_with_a_valid_recording(number: int, status: int, tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    words = [*COMMAND, "train", "cnn-digits", "--steps", "1000000", "--out", str(path)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while not _has_losses(path) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(number)
        process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == status
    with RunReader(path) as reader:
        assert reader.state == "stopped"
        assert reader.checkpoint().step == len(reader.losses()[0]) > 0
    assert [file.name for file in tmp_path.iterdir() if "a.run" in file.name] == ["a.run"]


def _has_losses(path: Path) -> bool:
    from playground.foundation.errors import RunFileError

    try:
        with RunReader(path) as reader:
            return len(reader.losses()[0]) > 0
    except RunFileError:
        return False


@pytest.mark.usefixtures("warm")
def test_that_export_writes_the_checkpoints_weights(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "权重.safetensors"
    assert run("export", recording, "--to", target).returncode == 0
    exported = read_weights(target)
    with RunReader(recording) as reader:
        weights = reader.checkpoint().weights
    assert {name: a.tobytes() for name, a in exported.items()} == {name: a.tobytes() for name, a in weights.items()}
    status, _, errors = said("export", recording, "--to", tmp_path / "weights.npz", capsys=capsys)
    assert status == 2 and all(ending in errors for ending in (".safetensors", ".pt", ".onnx", ".py"))


def test_that_figures_draws_every_panel_without_a_display(recording: Path, tmp_path: Path) -> None:
    done = run("figures", recording, "--out", tmp_path / "pictures", "--scale", 1)
    assert done.returncode == 0, done.stderr
    names = {Path(line).name for line in done.stdout.splitlines()}
    expected = {"loss", "predictions", "feature-maps", "kernels", "layers", "distributions", "gradient-norms"}
    assert names >= {f"{name}.png" for name in expected}
    assert all((tmp_path / "pictures" / name).stat().st_size > 1000 for name in names)
    only = run("figures", recording, "--out", tmp_path / "one", "--panel", "kernels")
    assert [Path(line).name for line in only.stdout.splitlines()] == ["kernels.png"]
    wrong = run("figures", recording, "--out", tmp_path / "none", "--panel", "colours")
    assert wrong.returncode == 2 and "kernels" in wrong.stderr


def test_that_doctor_names_versions_and_the_log() -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stderr
    for word in ("torch", "PySide6-Essentials", "Chinese fonts", "devices", "display", "playground.log"):
        assert word in done.stdout


def test_that_an_internal_error_goes_to_the_log_and_one_sentence_to_the_user(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import logging

    from playground import cli
    from playground.cli import presets
    from playground.foundation.places import log_file

    def broken(arguments: object) -> int:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(presets, "list_presets", broken)
    try:
        assert cli.main(["presets"]) == 1
    finally:
        for handler in logging.getLogger().handlers[:]:
            if getattr(handler, "baseFilename", "").endswith("playground.log"):
                logging.getLogger().removeHandler(handler)
                handler.close()
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said and str(log_file()) in said and "Traceback" not in said
    assert "deep inside" in log_file().read_text(encoding="utf-8")


@pytest.mark.usefixtures("warm")
def test_that_a_stopped_run_is_resumed_and_a_finished_one_extended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.run"
    assert said("train", "cnn-digits", "--steps", 40, "--out", path, capsys=capsys)[0] == 0
    status, _, errors = said("train", "--resume", path, capsys=capsys)
    assert status == 2 and "finished after 40 steps" in errors and errors.count("\n") == 1
    status, output, errors = said("train", "--resume", path, "--steps", 70, "--json", capsys=capsys)
    assert status == 0, errors
    result = json.loads(output.splitlines()[-1])
    assert result["steps"] == 70 and result["run"] == str(path)
    assert run("train", "cnn-digits", "--steps", 70, "--out", tmp_path / "b.run").returncode == 0
    with RunReader(path) as one, RunReader(tmp_path / "b.run") as other:
        assert one.losses()[1].tobytes() == other.losses()[1].tobytes()
    assert "stretched" in " ".join(said("train", "--help", capsys=capsys)[1].split())


def test_that_the_recordings_of_a_folder_are_listed_with_the_damaged_ones(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.run").write_bytes(recording.read_bytes())
    (tmp_path / "half.run").write_bytes(recording.read_bytes()[:5000])
    status, table, errors = said("runs", tmp_path, capsys=capsys)
    assert status == 0 and errors == ""
    heading, row, damaged = table.splitlines()
    assert heading.split()[:3] == ["NAME", "ARCHITECTURE", "TASK"]
    assert row.split()[:5] == ["good", "cnn", "digits", "finished", "60"]
    assert "half.run: is damaged" in damaged
    listed = json.loads(said("runs", tmp_path, "--json", capsys=capsys)[1])
    assert [Path(entry["run"]).name for entry in listed] == ["good.run", "half.run"]
    assert listed[0]["metric"] == "accuracy" and listed[0]["result"] > listed[0]["baseline"]
    assert "damaged" in listed[1]["problem"]
    assert run("runs").stdout == "There are no recordings here.\n"


def test_that_figures_take_a_format_a_size_a_theme_and_a_choice(recording: Path, tmp_path: Path) -> None:
    words = ("--panel", "feature-maps", "--panel", "window", "--panel", "explain", "--theme", "dark")
    done = run("figures", recording, "--out", tmp_path / "a", "--format", "svg", "--size", "lecture", *words,
               "--show", "feature-maps=stages.1.pooling", "--step", 0)  # fmt: skip
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"feature-maps.svg", "window.svg", "explain.svg"}
    written = (tmp_path / "a" / "feature-maps.svg").read_text(encoding="utf-8")
    assert 'width="338.667mm" height="190.5mm"' in written and "stage 2 · pooling" in written and "#1c2024" in written
    wrong = run("figures", recording, "--out", tmp_path / "b", "--show", "feature-maps=stages.9.pooling")
    assert wrong.returncode == 2 and "it offers" in wrong.stderr and len(wrong.stderr.splitlines()) == 1


@pytest.mark.usefixtures("warm")
def test_that_a_run_restored_from_its_pack_goes_on_bit_for_bit(tmp_path: Path) -> None:
    from playground.runs import packs

    recording = tmp_path / "课堂 é.run"  # short: each look of it is a frame of the film in the pack
    assert run("train", "cnn-digits", "--steps", 6, "--out", recording).returncode == 0
    assert run("pack", recording, "--to", tmp_path / "讲座.zip").returncode == 0
    restored, shown = packs.unpack(tmp_path / "讲座.zip", tmp_path / "runs")
    assert shown == packs.Shown(recording.stem, 6)
    kept = tmp_path / "original.run"
    kept.write_bytes(recording.read_bytes())
    losses = []
    for path in (kept, restored):
        assert run("train", "--resume", path, "--steps", 40).returncode == 0
        with RunReader(path) as reader:
            losses.append(reader.losses()[1].tobytes())
    assert losses[0] == losses[1] and len(losses[0]) == 4 * 40
