"""R05, R30: every format gives the model back, to the last bit or (ONNX) to 1e-5, and awkward places stay as they were.

``python tests/exports/test_formats.py`` prints the table architecture × format: the largest round-trip difference.
"""

import json
import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from playground.cli import main
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.exports import formats
from playground.exports.formats import ENDINGS, export
from playground.exports.model import rebuild
from playground.foundation.errors import PlaygroundError, SaveError
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.session import Session
from playground.training.trainer import Trainer

PRESETS = (
    "cnn-digits", "autoencoder-digits-8", "vae-digits", "rnn-adding-elman", "rnn-first-symbol-lstm", "rnn-adding-gru",
    "attention-flagged-token", "attention-equal-keys", "transformer-masked", "transformer-sort", "transformer-dates",
)  # fmt: skip
QUICK = ("cnn-digits", "rnn-first-symbol-lstm", "attention-flagged-token", "transformer-sort")
NO_ONNX = any(find_spec(name) is None for name in ("onnx", "onnxscript", "onnxruntime"))
needs_onnx = pytest.mark.skipif(NO_ONNX, reason="the extra 'onnx' and onnxruntime are not installed")


def recorded(name: str, folder: Path, steps: int = 20) -> Path:
    values = presets.find(name).experiment.values()
    values["training"] |= {"duration": steps, "duration_unit": "steps", "device": "cpu"}
    path = folder / f"{name}.run"
    Session(0, Experiment.parse(values), path, lambda event: None, Control()).run()
    return path


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded("cnn-digits", tmp_path_factory.mktemp("recording"))


def trainer_of(recording: Path) -> Trainer:
    """The run's own model, for its own forward pass."""
    with RunReader(recording) as reader:
        experiment, checkpoint = Experiment.from_json(reader.experiment_json), reader.checkpoint()
    trainer = Trainer(experiment, experiment.task.load(experiment.training.seed))
    trainer.restore(checkpoint.step, checkpoint.weights, checkpoint.optimizer)
    return trainer


def through_weights(trainer: Trainer, target: Path) -> Any:
    """A new model with the file's weights answers the specimen."""
    other = Trainer(trainer.experiment, trainer.data)
    state = load_file(target) if target.suffix == ".safetensors" else torch.load(target, weights_only=True)
    other.model.load_state_dict(state)
    return other.answer(*trainer.data.example(0)[0]).numpy()


def through_script(trainer: Trainer, target: Path) -> Any:
    """A process without this package answers it."""
    code = (
        "import json, runpy, sys; sys.modules['playground'] = None; import numpy; name = sys.argv[1]\n"
        "if name.endswith('.py'): space = runpy.run_path(name)\n"
        "else:\n"
        "    cells = json.load(open(name, encoding='utf-8'))['cells']; space = {}\n"
        "    exec('\\n'.join(''.join(c['source']) for c in cells if c['cell_type'] == 'code'), space)\n"
        "numpy.save(sys.argv[2], space['answer'](space['load']()).numpy())"
    )
    found = target.with_suffix(".npy")
    words = [sys.executable, "-I", "-c", code, str(target), str(found)]
    subprocess.run(words, cwd=target.parent, check=True, capture_output=True)
    return np.load(BytesIO(found.read_bytes()))


def through_onnx(trainer: Trainer, target: Path) -> Any:
    """onnxruntime answers the first examples; their length is the graph's."""
    import onnxruntime

    session = onnxruntime.InferenceSession(target.read_bytes(), providers=["CPUExecutionProvider"])
    inputs = [array[:5] for array in trainer.data.test.inputs]
    return session.run(None, dict(zip((one.name for one in session.get_inputs()), inputs, strict=True)))[0]


def difference(recording: Path, ending: str) -> float:
    """Export, read back, answer: the largest difference to the model's own answer."""
    target = recording.with_suffix(ending)
    export(recording, target)
    trainer = trainer_of(recording)
    if ending == ".onnx":
        found, inputs = through_onnx(trainer, target), [array[:5] for array in trainer.data.test.inputs]
    else:
        through = through_weights if ending in (".safetensors", ".pt") else through_script
        found, inputs = through(trainer, target), list(trainer.data.example(0)[0])
    own = trainer.answer(*inputs).numpy()
    assert found.shape == own.shape
    return float(np.abs(found - own).max())


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("name", [PRESETS[0], *(pytest.param(name, marks=pytest.mark.slow) for name in PRESETS[1:])])
@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending != ".onnx"])
def test_that_every_format_gives_the_answer_back_to_the_last_bit(name: str, ending: str, tmp_path: Path) -> None:
    assert difference(recorded(name, tmp_path), ending) == 0.0


@needs_onnx
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in PRESETS]
)
def test_that_onnxruntime_gives_the_same_answer_for_any_batch(name: str, tmp_path: Path) -> None:
    assert difference(recorded(name, tmp_path), ".onnx") <= 1e-5


@needs_onnx
@pytest.mark.parametrize(
    "name", ["transformer-translate-german", pytest.param("transformer-masked", marks=pytest.mark.slow)]
)
def test_that_a_graph_of_a_task_with_short_examples_takes_them_as_they_are_and_says_what_it_reads(
    name: str, tmp_path: Path
) -> None:
    import onnx
    import onnxruntime

    recording = recorded(name, tmp_path)
    export(recording, tmp_path / "a.onnx")
    trainer = trainer_of(recording)
    session = onnxruntime.InferenceSession(tmp_path / "a.onnx", providers=["CPUExecutionProvider"])
    for index in range(20):
        inputs, _ = trainer.data.example(index)
        found = session.run(None, dict(zip((one.name for one in session.get_inputs()), inputs, strict=True)))[0]
        own = trainer.answer(*inputs).numpy()
        assert found.shape == own.shape and np.abs(found - own).max() <= 1e-5
    model = onnx.load(tmp_path / "a.onnx")
    facts = {one.key: one.value for one in model.metadata_props}
    told = json.loads(facts["inputs"])
    assert list(told) == [one.name for one in session.get_inputs()] and model.producer_name == "Neural Playground"
    assert all(
        (len(one["tokens"]) > 10 and one["padding"] is not None) or one is told.get("target") for one in told.values()
    )
    assert facts["step"].isdigit() and "MIT" in facts["license"] and facts["generator"].startswith("Neural Playground")
    assert Experiment.from_json(facts["experiment"]).task.model_dump()["kind"] in ("translation", "masked-tokens")
    assert json.loads(facts["output"])["classes"]


def test_that_a_pt_file_is_a_plain_state_dict(recording: Path, tmp_path: Path) -> None:
    assert export(recording, tmp_path / "a.pt") == 20
    found = torch.load(tmp_path / "a.pt", weights_only=True)
    with RunReader(recording) as reader:
        weights = reader.checkpoint().weights
    assert type(found) is dict and list(found) == sorted(weights)
    assert all(found[name].numpy().tobytes() == array.tobytes() for name, array in weights.items())
    rebuild(recording).model.load_state_dict(found)


def test_that_an_unknown_ending_is_one_sentence_that_lists_the_known(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.bin", "a", "a.PT", "a.safetensors.zip"):
        assert main(["export", str(recording), "--to", str(tmp_path / name)]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and all(ending in said for ending in ENDINGS)
    assert not list(tmp_path.glob("a*"))


def test_that_without_the_extra_onnx_says_how_to_install_it(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.exports import onnx_graph

    monkeypatch.setattr(onnx_graph, "missing", lambda: ["onnx", "onnxscript"])
    with pytest.raises(PlaygroundError, match=r"pip install 'neural-playground\[onnx\]'"):
        export(recording, tmp_path / "a.onnx")
    assert not list(tmp_path.glob("a*"))


@pytest.mark.parametrize("ending", [".safetensors", ".pt", ".py", ".ipynb", *([] if NO_ONNX else [".onnx"])])
def test_that_awkward_targets_are_written_whole_or_refused_by_name(
    recording: Path, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tmp_path / f"中文 空格 é😀{ending}"
    assert export(recording, good) == 20 and good.stat().st_size > 1000
    (tmp_path / f"folder{ending}").mkdir()
    refused = [tmp_path / "missing" / f"a{ending}", tmp_path / f"folder{ending}", tmp_path / ("n" * 300 + ending)]
    left = sorted(tmp_path.rglob("*"))
    with monkeypatch.context() as patched:
        patched.setattr(formats, "import_module", lambda *names: pytest.fail("computed before it was refused"))
        for target in refused:
            with pytest.raises(SaveError) as caught:
                export(recording, target)
            assert target.stem in str(caught.value) and "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == left
    link = tmp_path / f"link{ending}"
    link.symlink_to(good.name)
    export(recording, link)
    assert link.is_symlink()


@pytest.mark.parametrize("ending", [".safetensors", ".pt", ".py", ".ipynb"])
def test_that_a_full_disk_leaves_the_old_files_and_nothing_else(
    recording: Path, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    target = tmp_path / f"a{ending}"
    export(recording, target)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match="No space left"):
        export(recording, target)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def table() -> None:
    """Architecture × format: the largest round-trip difference."""
    from tempfile import TemporaryDirectory

    print(f"{'':26}", *(f"{ending:>13}" for ending in ENDINGS))
    for name in PRESETS:
        with TemporaryDirectory() as folder:
            path = recorded(name, Path(folder))
            found = [
                "not installed" if ending == ".onnx" and NO_ONNX else f"{difference(path, ending):.1e}"
                for ending in ENDINGS
            ]
        print(f"{name:26}", *(f"{text:>13}" for text in found), flush=True)


if __name__ == "__main__":
    table()
