"""What CONTRIBUTING says of adding things holds: each is written to a temporary folder, and the program has it."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground import architectures, tasks
from playground.cli import main
from playground.desktop.explain.recorded_explainer import explained
from playground.experiment import presets, registry
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.runs.listing import read
from playground.worked.example import Question

SETTINGS = '''
"""Settings of a network with one hidden layer."""

from typing import ClassVar, Literal

from playground.blocks import shapes
from playground.data.shapes import ClassTarget, DataShape, ImageInput
from playground.foundation.errors import MisfitError
from playground.experiment.experiment import ArchitectureSettings
from playground.experiment.layer_shape import LayerShape
from playground.foundation.settings import setting


class MLPSettings(ArchitectureSettings):
    """All pixels to some units, and those to classes."""

    title: ClassVar[str] = "MLP"

    kind: Literal["mlp"] = "mlp"
    hidden: int = setting(16, "Hidden units", "Numbers between the pixels and the classes.", ge=1, le=512)

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """Two linear layers. Raises MisfitError."""
        image, classes = data.inputs, data.targets
        if not isinstance(image, ImageInput) or not isinstance(classes, ClassTarget):
            raise MisfitError("An MLP needs images and classes")
        pixels = image.channels * image.height * image.width
        return shapes.linear("hidden", pixels, self.hidden), shapes.linear("output", self.hidden, len(classes.labels))
'''
MODULE = '''
"""A network with one hidden layer."""

from torch import Tensor, nn

from playground.data.shapes import DataShape, output_axes, output_width
from playground.probes.tap import Tap


class MLP(nn.Module):
    """Images (B, C, H, W) → logits (B, K)."""

    def __init__(self, settings, data: DataShape) -> None:
        super().__init__()
        image = data.inputs
        self.hidden = nn.Linear(image.channels * image.height * image.width, settings.hidden)
        self.hidden_tap = Tap("unit")
        self.output = nn.Linear(settings.hidden, output_width(data.targets))
        self.output_tap = Tap(*output_axes(data.targets))

    def forward(self, x: Tensor) -> Tensor:
        return self.output_tap(self.output(self.hidden_tap(self.hidden(x.flatten(1)).relu())))


def build(settings, data: DataShape) -> MLP:
    """Fresh weights from torch's default generator."""
    return MLP(settings, data)
'''
RECORD = '''
"""A network with one hidden layer, as the program knows it."""

from playground.architectures.mlp.settings import MLPSettings
from playground.blocks.script.sections import Section, fill
from playground.blocks.worked import linear, output_value
from playground.data.shapes import DataShape, output_width
from playground.experiment.architecture import Architecture, ScriptTemplate
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Question, Region, WorkedExample

MODEL = """
    class MLP(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.hidden = nn.Linear($pixels, $hidden)
            self.output = nn.Linear($hidden, $classes)

        def forward(self, x: Tensor) -> Tensor:
            return self.output(self.hidden(x.flatten(1)).relu())
"""


def build(settings: MLPSettings, data: DataShape):
    """Fresh weights; without torch until then."""
    from playground.architectures.mlp import module

    return module.build(settings, data)


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one class. Raises UnexplainedError."""
    if question.picture != "output" and not question.picture.startswith("prediction"):
        raise UnexplainedError("Only the output can be unfolded; click a class.")
    states, logits, unit = evidence.picture("hidden"), evidence.picture("output"), question.index[-1]
    parts, z = linear(evidence, "output", states, unit, lambda k: Region.cell("hidden", k), ("w", "h"))
    whole = (Region("hidden", (0,), states.shape),)
    return output_value(evidence, question, parts, z, logits, unit, evidence.shape.targets.labels, whole)


def sections(settings: MLPSettings, data: DataShape) -> list[Section]:
    """One section: the model for these settings and no other."""
    image = data.inputs
    pixels = image.channels * image.height * image.width
    code = fill(MODEL, pixels=pixels, hidden=settings.hidden, classes=output_width(data.targets))
    return [Section("The model", "One hidden layer.", code)]


SCRIPT = ScriptTemplate("MLP", ("from torch import Tensor, nn",), sections)
ARCHITECTURE = Architecture(MLPSettings, build, explain, SCRIPT)
'''
TASK = '''
"""Halves: is the upper or the lower half of a picture brighter?"""

from typing import ClassVar, Literal

import numpy as np

from playground.data.datasets import Data, Split
from playground.data.shapes import ClassTarget, DataShape, ImageInput
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting


class HalvesSettings(TaskSettings):
    """Noise, brighter in one half."""

    title: ClassVar[str] = "Halves"

    kind: Literal["halves"] = "halves"
    size: int = setting(8, "Size", "Rows and columns.", ge=2, le=64)

    def shape(self) -> DataShape:
        """Square pictures and two classes."""
        return DataShape(ImageInput(1, self.size, self.size), ClassTarget(("upper", "lower")))

    def load(self, seed: int) -> Data:
        """Drawn from the seed."""
        train, test = self._draw(seed, 0, 512), self._draw(seed, 1, 128)
        upper = np.array([[1.0, 0.0]], np.float32)
        return Data(
            self.shape(), train, test,
            lambda count: {"always the upper": self.metrics(upper.repeat(count, 0), test.targets[:count])},
        )

    def metrics(self, outputs, targets):
        """Accuracy of logits (B, 2)."""
        return {"accuracy": float((outputs.argmax(axis=1) == targets).mean())}

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.default_rng([seed, part])
        targets = dice.integers(0, 2, count)
        images = dice.random((count, 1, self.size, self.size), dtype=np.float32) * 0.5
        half = self.size // 2
        for image, target in zip(images, targets, strict=True):
            image[0, :half] += 0.5 * (target == 0)
            image[0, half:] += 0.5 * (target == 1)
        return Split((images,), targets)
'''


def forget() -> None:
    """The registry looks at the folders once."""
    registry.kinds.cache_clear()
    registry.settings_class.cache_clear()
    registry.titles.cache_clear()
    registry.architecture.cache_clear()


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an architecture and one with a task, beside ours as long as the test goes on."""
    folder = tmp_path / "more architectures"
    (folder / "mlp").mkdir(parents=True)
    for name, text in (("__init__", ""), ("settings", SETTINGS), ("module", MODULE), ("architecture", RECORD)):
        (folder / "mlp" / f"{name}.py").write_text(text, encoding="utf-8")
    more = tmp_path / "more tasks"
    more.mkdir()
    (more / "halves.py").write_text(TASK, encoding="utf-8")
    monkeypatch.setattr(architectures, "__path__", [*architectures.__path__, str(folder)])
    monkeypatch.setattr(tasks, "__path__", [*tasks.__path__, str(more)])
    forget()
    yield tmp_path
    forget()
    for name in [
        name for name in sys.modules if name.startswith(("playground.architectures.mlp", "playground.tasks.halves"))
    ]:
        del sys.modules[name]
    vars(architectures).pop("mlp", None)
    vars(tasks).pop("halves", None)


def experiment(*changes: str, task: str = "digits") -> Experiment:
    values = presets.find("cnn-digits").experiment.values()
    values["architecture"], values["task"] = {"kind": "mlp"}, {"kind": task}
    return override(Experiment.parse(values), ["training.duration=40", "training.duration_unit=steps", *changes])


def trained(folder: Path, asked: Experiment) -> Path:
    """Recorded by the command line, from a preset file as a user would write it."""
    from playground.experiment.preset_text import own
    from playground.experiment.writing import to_toml

    file, recording = folder / "mine.toml", folder / "mine.run"
    file.write_text(to_toml(own(asked, "accuracy", 0.5, {"accuracy": 0.1}), asked), encoding="utf-8")
    assert main(["train", str(file), "--out", str(recording)]) == 0
    return recording


def test_that_an_architecture_is_one_folder_and_trains_explains_draws_and_is_exported(
    added: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = trained(added, experiment())
    entry = read(recording, recording.stat().st_size, held=False)
    assert entry.state == "finished" and entry.architecture == "mlp" and (entry.result or 0) > 0.3
    answer = explained(recording, 40, Question("output", (3,)), 0)
    assert answer is not None and answer.example is not None, answer
    assert answer.example.difference < 1e-5
    assert main(["figures", str(recording), "--out", str(added / "pictures")]) == 0
    assert {"loss.png", "predictions.png", "layers.png"} <= {path.name for path in (added / "pictures").iterdir()}
    assert main(["export", str(recording), "--to", str(added / "mine.safetensors")]) == 0
    assert main(["export", str(recording), "--to", str(added / "mine.py")]) == 0
    done = subprocess.run([sys.executable, added / "mine.py"], capture_output=True, text=True, check=False, cwd=added)
    assert done.returncode == 0, done.stderr
    assert main(["weights", str(added / "mine.safetensors"), "--of", str(recording)]) == 0


def test_that_a_folder_without_a_record_trains_and_says_what_it_lacks(
    added: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (added / "more architectures" / "mlp" / "architecture.py").unlink()
    importlib.invalidate_caches()
    recording = trained(added, experiment())
    assert read(recording, recording.stat().st_size, held=False).state == "finished"
    answer = explained(recording, 40, Question("output", (3,)), 0)
    assert answer is not None and "nothing of it can be unfolded" in answer.problem
    assert main(["export", str(recording), "--to", str(added / "other.py")]) == 2
    assert "writes no script yet; export its weights" in capsys.readouterr().err


def test_that_a_hyperparameter_is_one_line_and_the_form_the_check_and_the_file_have_it(
    added: Path, qtbot: QtBot
) -> None:
    from playground.desktop.setup.form.form import Form
    from playground.desktop.state.experiment_draft import ExperimentDraft
    from playground.foundation.errors import SettingsError

    asked = experiment("architecture.hidden=32")
    assert asked.values()["architecture"] == {"kind": "mlp", "hidden": 32}
    assert Experiment.from_json(asked.to_json()) == asked
    with pytest.raises(SettingsError, match="hidden"):
        experiment("architecture.hidden=0")
    draft = ExperimentDraft()
    draft.replace(asked)
    form = Form(draft)
    qtbot.addWidget(form)
    form.refresh()
    assert form.row("architecture.hidden").row.title == "Hidden units"
    assert asked.layers()[0].output == (32,)


def test_that_a_task_is_one_file_and_is_learned(added: Path) -> None:
    recording = trained(added, experiment(task="halves"))
    entry = read(recording, recording.stat().st_size, held=False)
    assert entry.task == "halves" and (entry.result or 0) > 0.9
