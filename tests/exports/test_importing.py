"""R09, R10: weights that come in are compared first; damaged or malicious files change and execute nothing."""

import io
import pickle
import random
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save as pack

from playground.cli import main
from playground.experiment import data_places, presets
from playground.experiment.experiment import Experiment
from playground.experiment.writing import to_toml
from playground.exports.formats import export
from playground.exports.model import expected_weights
from playground.foundation.errors import DataError, PlaygroundError, SettingsError
from playground.protocol.events import Event, RunState, StateChanged
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.session import Session
from playground.training.trainer import Trainer
from playground.training.weights import importing, state_dict

Weights = dict[str, np.ndarray]


def experiment(seed: int = 0, steps: int = 3) -> Experiment:
    values = presets.find("cnn-digits").experiment.values()
    values["training"] |= {"seed": seed, "duration": steps, "duration_unit": "steps", "device": "cpu"}
    return Experiment.parse(values)


@pytest.fixture(scope="module")
def good() -> Weights:
    """Weights of another run of the same settings."""
    return {
        name: np.array(array) for name, array in expected_weights(experiment(seed=5), experiment().task.shape()).items()
    }


def torch_bytes(weights: Any) -> bytes:
    file = io.BytesIO()
    torch.save(weights, file)
    return file.getvalue()


def saved(weights: Weights, path: Path) -> Path:
    if path.suffix == ".pt":
        path.write_bytes(torch_bytes({name: torch.from_numpy(array) for name, array in weights.items()}))
    else:
        path.write_bytes(pack(weights))
    return path


@pytest.mark.parametrize("ending", [".safetensors", ".pt"])
def test_that_a_run_starts_from_the_weights_of_a_file_and_its_log_says_so(
    good: Weights, tmp_path: Path, ending: str
) -> None:
    path, events, control = saved(good, tmp_path / f"权重{ending}"), list[Event](), Control()
    session = Session(1, experiment(), tmp_path / "a.run", events.append, control, begin=importing.start_from(path))
    assert session.run() is RunState.FINISHED
    with RunReader(tmp_path / "a.run") as reader:
        first = reader.weights(0)
        (line,) = [text for _, step, text in reader.log() if step == 0]
    assert first is not None and {name: array.tobytes() for name, array in first.items()} == {
        name: array.tobytes() for name, array in good.items()
    }
    assert str(path) in line and "1898 numbers" in line


def test_that_the_steps_after_an_import_are_those_of_a_model_with_these_weights(good: Weights, tmp_path: Path) -> None:
    path = saved(good, tmp_path / "a.pt")
    one, two = (Trainer(experiment(), experiment().task.load(0)) for _ in range(2))
    importing.start_from(path)(one)
    with torch.no_grad():
        for name, tensor in two.model.state_dict().items():
            tensor.copy_(torch.from_numpy(good[name]))
    for trainer in (one, two):
        for _ in range(3):
            trainer.advance()
    assert [a.tobytes() for a in one.weights().values()] == [a.tobytes() for a in two.weights().values()]


def misshapen() -> list[tuple[str, Callable[[Weights], object], str]]:
    first = "stages.0.convolution.weight"
    return [
        ("missing", lambda w: w.pop("output.bias"), "has no output.bias"),
        ("unknown", lambda w: w.update(extra=np.zeros(3, np.float32)), "holds extra"),
        ("shape", lambda w: w.update({first: np.zeros((8, 1, 5, 5), np.float32)}), r"8 × 1 × 5 × 5, but 8 × 1 × 3 × 3"),
        ("transposed", lambda w: w.update({"output.weight": w["output.weight"].T.copy()}), "output.weight is 64 × 10"),
        ("scalar", lambda w: w.update({"output.bias": np.array(1, np.float32)}), "a single number"),
        ("double", lambda w: w.update({first: w[first].astype(np.float64)}), "float64, not float32"),
        ("half", lambda w: w.update({first: w[first].astype(np.float16)}), "float16, not float32"),
        ("nan", lambda w: w["stages.1.convolution.bias"].__setitem__(3, np.nan), "1.convolution.bias holds values"),
        ("inf", lambda w: w[first].__setitem__((0, 0, 1, 1), -np.inf), "not finite"),
        ("empty", lambda w: w.clear(), "has no stages.0"),
    ]  # fmt: skip


@pytest.mark.parametrize("ending", [".safetensors", ".pt"])
@pytest.mark.parametrize(("change", "words"), [row[1:] for row in misshapen()], ids=[row[0] for row in misshapen()])
def test_that_the_first_mismatch_is_named_and_the_model_unchanged(
    good: Weights, tmp_path: Path, ending: str, change: Callable[[Weights], object], words: str
) -> None:
    weights = {name: array.copy() for name, array in good.items()}
    change(weights)
    path = saved(weights, tmp_path / f"a{ending}")
    trainer = Trainer(experiment(), experiment().task.load(0))
    before = {name: array.tobytes() for name, array in trainer.weights().items()}
    with pytest.raises(DataError, match=words) as caught:
        importing.start_from(path)(trainer)
    assert str(path) in str(caught.value) and str(caught.value).count("\n") == 0
    assert {name: array.tobytes() for name, array in trainer.weights().items()} == before


def test_that_the_first_of_several_mismatches_is_the_models_first(good: Weights, tmp_path: Path) -> None:
    weights = {name: array[..., :1].copy() for name, array in good.items()}
    with pytest.raises(DataError, match=r"stages\.0\.convolution\.weight"):
        importing.check(weights, good, tmp_path)


def test_that_a_refused_run_is_failed_and_leaves_no_recording(good: Weights, tmp_path: Path) -> None:
    path, events = saved({"a": good["output.bias"]}, tmp_path / "a.pt"), list[Event]()
    session = Session(1, experiment(), tmp_path / "a.run", events.append, Control(), begin=importing.start_from(path))
    assert session.run() is RunState.FAILED
    assert isinstance(events[-1], StateChanged) and "stages.0.convolution.weight" in events[-1].reason
    assert not (tmp_path / "a.run").exists()


STRANGE = {
    "list": [torch.zeros(3)],
    "nothing nested": {"state_dict": 3, "epoch": 4},
    "numbers": {"a": 3},
    "keys": {3: torch.zeros(3)},
    "sparse": {"a": torch.eye(3).to_sparse()},
    "csr": {"a": torch.eye(3).to_sparse_csr},
    "bfloat16": {"a": torch.zeros(3, dtype=torch.bfloat16)},
    "meta": {"a": torch.zeros(3, device="meta")},
    "text": "weights",
    "none": None,
}


@pytest.mark.parametrize("name", STRANGE)
def test_that_what_is_no_dense_state_dict_is_refused(name: str, tmp_path: Path) -> None:
    found: Any = STRANGE[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch calls its sparse CSR layout a beta
        if name == "csr":
            found = {"a": found["a"]()}
        (tmp_path / "a.pt").write_bytes(torch_bytes(found))
    with pytest.raises(DataError, match=r"a\.pt: ") as caught:
        state_dict.read(tmp_path / "a.pt")
    assert str(caught.value).endswith(".")


def test_that_an_alias_or_a_slice_is_read_as_its_own_numbers(tmp_path: Path) -> None:
    whole = torch.arange(12.0).view(3, 4)
    (tmp_path / "a.pt").write_bytes(torch_bytes({"a": whole, "b": whole.t(), "c": whole[1:, ::2]}))
    found, _ = state_dict.read(tmp_path / "a.pt")
    assert found["b"].tolist() == whole.t().tolist() and found["c"].tolist() == [[4, 6], [8, 10]]
    found["a"][0, 0] = 99
    assert found["b"][0, 0] == 0


@pytest.mark.parametrize("ending", [".safetensors", ".pt"])
@pytest.mark.parametrize("trials", [1000, pytest.param(5000, marks=pytest.mark.slow)])
def test_that_damaged_files_are_refused_with_a_sentence(
    good: Weights, tmp_path: Path, ending: str, trials: int, record_property: Callable[[str, object], None]
) -> None:
    """Flipped bits, cuts, holes and repeats; a .pt that has changed in any number of its tensors is never taken."""
    path = saved(good, tmp_path / f"a{ending}")
    data = path.read_bytes()
    refused = 0
    for seed in range(trials):
        path.write_bytes(damaged(data, random.Random(seed)))
        try:
            found = importing.read(path).arrays
            importing.check(found, good, path)
        except PlaygroundError as error:
            refused += 1
            assert str(path) in str(error)
            continue
        if ending == ".pt":  # its archive has checksums; safetensors has none
            assert all(found[name].tobytes() == array.tobytes() for name, array in good.items()), seed
    record_property("trials", trials)
    assert refused > trials / 3


def damaged(data: bytes, dice: random.Random) -> bytes:
    kind, place = dice.randrange(4), dice.randrange(len(data))
    if kind == 0:
        return data[:place]
    changed = bytearray(data)
    if kind == 1:
        changed[place] ^= 1 << dice.randrange(8)
    elif kind == 2:
        del changed[place : place + dice.randint(1, 64)]
    else:
        changed[place:place] = dice.randbytes(dice.randint(1, 16))
    return bytes(changed)


class Malice:
    """What a pickle can be made to call."""

    def __init__(self, function: Any, *words: Any) -> None:
        self.call = (function, words)

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.call


def malicious(mark: Path) -> dict[str, bytes]:
    """Thirty files that would leave a mark if anything in them were executed."""
    import builtins
    import os
    import shutil

    code = f"open({str(mark)!r}, 'w').close()"
    calls: list[tuple[Any, ...]] = [
        (os.system, f"touch '{mark}'"),
        (subprocess.call, ["touch", str(mark)]),
        (builtins.exec, code),
        (builtins.eval, f"__import__('pathlib').Path({str(mark)!r}).touch()"),
        (builtins.open, str(mark), "w"),
        (shutil.copyfile, __file__, str(mark)),
        (Path(mark).touch,),
        (os.mkdir, str(mark)),
        (getattr(__import__("runpy"), "run_path"), __file__),  # noqa: B009
        (torch.save, {"a": 1}, str(mark)),
    ]
    found = {}
    for number, call in enumerate(calls):
        evil = Malice(*call)
        found[f"{number} torch archive"] = torch_bytes({"a": torch.zeros(2), "b": evil})
        found[f"{number} bare pickle"] = pickle.dumps(evil)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("archive/data.pkl", pickle.dumps(evil))
            file.writestr("archive/version", "3\n")
        found[f"{number} archive by hand"] = archive.getvalue()
    return found


def test_that_the_malicious_files_are_dangerous(tmp_path: Path) -> None:
    """The test below is worth something: opened carelessly, they do leave their mark."""
    mark = tmp_path / "mark"
    pickle.loads(malicious(mark)["2 bare pickle"])
    assert mark.exists()


ENTRIES: dict[str, tuple[str, ...]] = {
    "weights .pt": ("weights", "a.pt", "--of", "cnn-digits"),
    "weights .safetensors": ("weights", "a.safetensors", "--of", "cnn-digits"),
    "weights of a recording": ("weights", "a.pt", "--of", "a.run"),
    "train": ("train", "cnn-digits", "--steps", "1", "--out", "b.run", "--weights", "a.pt"),
    "export": ("export", "a.run", "--to", "b.pt"),
    "figures": ("figures", "a.run", "--out", "pictures"),
    "check": ("check", "a.toml"),
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_that_a_malicious_pickle_is_executed_nowhere(
    entry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    mark = tmp_path / "mark"
    files = malicious(mark)
    assert len(files) == 30
    record_property("trials", len(files))
    for data in files.values():
        for name in ("a.pt", "a.safetensors", "a.run", "a.toml"):
            Path(name).write_bytes(data)
        assert main(list(ENTRIES[entry])) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and "a." in said
    assert not mark.exists() and not Path("b.run").exists()


@pytest.mark.usefixtures("warm")
def test_that_weights_says_what_fits(good: Weights, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(good, tmp_path / "a.pt")
    assert main(["weights", str(path), "--of", "cnn-digits"]) == 0
    assert "fits (6 tensors, 1898 numbers)" in capsys.readouterr().out
    assert main(["weights", str(path), "--of", "rnn-sine"]) == 2
    assert "recurrence.weight_ih_l0" in capsys.readouterr().err
    json = experiment().to_json().encode()
    done = subprocess.run(
        [sys.executable, "-m", "playground", "weights", str(path), "--of", "-"], input=json, capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert main(["weights", str(tmp_path / "a.npz"), "--of", "cnn-digits"]) == 2
    assert ".safetensors, .pt, .pth, .ckpt, .pth.tar, .run; choose" in capsys.readouterr().err


def wrapped(weights: Weights, *prefixes: str) -> dict[str, torch.Tensor]:
    return {"".join(prefixes) + name: torch.from_numpy(array) for name, array in weights.items()}


@pytest.mark.parametrize("ending", [".pt", ".pth", ".ckpt", ".pth.tar", ".PTH"])
def test_that_a_checkpoint_of_a_training_script_is_looked_into(good: Weights, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    beside = {"epoch": 3, "optimizer": {"lr": 0.1, "state": [torch.zeros(2)]}}
    for place, content in (
        ("state_dict", {"state_dict": wrapped(good), **beside}),
        ("model_state_dict", {**beside, "model_state_dict": wrapped(good)}),
        ("model", {"model": wrapped(good), **beside}),
        ("model.state_dict", {"model": {"state_dict": wrapped(good)}}),
    ):
        path.write_bytes(torch_bytes(content))
        found = importing.read(path)
        importing.check(found.arrays, good, path)
        assert found.remark == f"found under '{place}'"
        assert all(found.arrays[name].tobytes() == array.tobytes() for name, array in good.items())


@pytest.mark.parametrize("ending", [".pt", ".safetensors"])
@pytest.mark.parametrize("prefixes", [("_orig_mod.",), ("module.",), ("module.", "_orig_mod."), ("model.",)])
def test_that_what_a_model_was_wrapped_in_is_taken_off_all_names_and_said(
    good: Weights, tmp_path: Path, ending: str, prefixes: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"a{ending}"
    weights = {name: tensor.numpy() for name, tensor in wrapped(good, *prefixes).items()}
    saved(weights, path)
    assert main(["weights", str(path), "--of", "cnn-digits"]) == 0
    assert f"1898 numbers; '{''.join(prefixes)}' was taken off all names)" in capsys.readouterr().out
    weights["output.bias"] = weights.pop(f"{''.join(prefixes)}output.bias")  # only where all have it
    saved(weights, path)
    assert main(["weights", str(path), "--of", "cnn-digits"]) == 2
    assert "has no stages.0.convolution.weight" in capsys.readouterr().err


def test_that_a_checkpoint_with_objects_in_it_is_still_not_opened(good: Weights, tmp_path: Path) -> None:
    import argparse

    for name in ("a.ckpt", "a.pth", "a.pth.tar"):
        path = tmp_path / name
        path.write_bytes(torch_bytes({"state_dict": wrapped(good), "args": argparse.Namespace(lr=1)}))
        with pytest.raises(DataError, match="holds more than plain tensors"):
            importing.read(path)


def named(weights: Path | str, **training: Any) -> Experiment:
    values = experiment().values()
    values["training"] |= {"weights": str(weights), **training}
    return Experiment.parse(values)


def test_that_a_preset_may_name_the_weights_it_starts_from_beside_it(good: Weights, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    saved(good, tmp_path / "p" / "learned.safetensors")
    preset = presets.find("cnn-digits")
    text = to_toml(preset.about, named("learned.safetensors"))
    assert 'weights = "learned.safetensors"' in text
    (tmp_path / "p" / "mine.toml").write_text(text, encoding="utf-8")
    asked = presets.read(tmp_path / "p" / "mine.toml").experiment
    assert asked.training.weights == str(tmp_path / "p" / "learned.safetensors")
    recording = tmp_path / "a.run"
    assert Session(1, asked, recording, lambda event: None, Control()).run() is RunState.FINISHED
    with RunReader(recording) as reader:
        first = reader.weights(0)
        assert any("Starts from the weights in" in text for _, _, text in reader.log())
    assert first is not None and all(np.array_equal(first[name], array) for name, array in good.items())
    (tmp_path / "p" / "learned.safetensors").unlink()  # whoever goes on needs it no more
    longer = asked.changed({"training.duration": 5})
    assert Session(1, longer, recording, lambda event: None, Control(), resume=True).run() is RunState.FINISHED
    kept = data_places.for_file(asked, tmp_path / "p").training.weights
    assert kept == "learned.safetensors"


def test_that_a_recording_can_be_gone_on_from_with_other_data_or_training(tmp_path: Path) -> None:
    first, second = tmp_path / "a.run", tmp_path / "b.run"
    assert Session(1, experiment(), first, lambda event: None, Control()).run() is RunState.FINISHED
    asked = named(first, learning_rate=0.001)
    assert Session(1, asked, second, lambda event: None, Control()).run() is RunState.FINISHED
    with RunReader(first) as before, RunReader(second) as after:
        left, begun = before.checkpoint().weights, after.weights(0)
        told = " ".join(text for _, _, text in after.log())
    assert begun is not None and all(np.array_equal(begun[name], array) for name, array in left.items())
    assert "of step 3" in told


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("nothing.safetensors", "cannot be read"),
        ("words.txt", "weights are read from .safetensors"),
        ("empty.safetensors", "holds no usable weights"),
        ("no.run", "no.run"),
        (".", "weights are read from .safetensors"),
        ("line\nbreak.safetensors", "cannot be read"),
    ],
)
def test_that_hostile_names_of_starting_weights_end_the_run_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.txt").write_text("no weights")
    (tmp_path / "empty.safetensors").write_bytes(b"")
    (tmp_path / "no.run").write_bytes(b"no recording")
    told: list[Event] = []
    asked = named(place)
    assert Session(1, asked, tmp_path / "a.run", told.append, Control()).run() is RunState.FAILED
    (reason,) = {event.reason for event in told if isinstance(event, StateChanged) and event.reason}
    assert words in reason and not (tmp_path / "a.run").exists()


def test_that_a_very_long_name_of_weights_is_refused_where_it_is_written() -> None:
    with pytest.raises(SettingsError, match="weights"):
        named("x" * 5000)


def test_that_the_command_line_starts_from_weights_that_are_set(
    good: Weights, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(good, tmp_path / "a.safetensors")
    words = ["train", "cnn-digits", "--steps", "2", "--out", str(tmp_path / "a.run"), "--set"]
    assert main([*words, f"training.weights={path}"]) == 0
    with RunReader(tmp_path / "a.run") as reader:
        first = reader.weights(0)
    assert first is not None and all(np.array_equal(first[name], array) for name, array in good.items())
    capsys.readouterr()
    refused = [*words[:-2], str(tmp_path / "b.run"), "--set", f"training.weights={path}"]
    assert main([*refused, "--set", "architecture.hidden=[7]"]) == 2
    assert "choose weights of the same" in capsys.readouterr().err


@pytest.mark.usefixtures("warm")
def test_that_a_script_of_a_fine_tuned_model_runs_by_its_own_weights_and_says_what_it_began_with(
    good: Weights, tmp_path: Path
) -> None:
    path, recording = saved(good, tmp_path / 'a "b" \\ c.safetensors'), tmp_path / "a.run"
    assert Session(1, named(path), recording, lambda event: None, Control()).run() is RunState.FINISHED
    export(recording, tmp_path / "model.py")
    path.unlink()  # what it began with is not needed any more
    text = (tmp_path / "model.py").read_text(encoding="utf-8")
    assert "fine-tuned from a 'b'" in text
    done = subprocess.run(
        [sys.executable, str(tmp_path / "model.py")], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
