"""R30: the stand-alone script of every architecture, with any settings, answers bit for bit without this package."""

import ast
import io
import json
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.numpy import save_file

from playground.cli import main
from playground.cli.export import speak
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.exports.script import writing
from playground.inspection.views.predictions import predictions
from playground.languages.breaking import width
from playground.protocol.events import Event
from playground.session.control import Control
from playground.session.session import Session
from playground.training.trainer import Trainer

pytestmark = pytest.mark.usefixtures("warm")

STAGE = {"channels": 5, "kernel": 3, "stride": 1, "padding": 1, "activation": "relu", "pooling": "max", "pool": 2}
BARE = {**STAGE, "kernel": 2, "stride": 2, "padding": 0, "activation": "none", "pooling": "none"}
VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("cnn-digits", {}),
    ("cnn-digits", {"batch_norm": True, "hidden": [9, 7], "hidden_activation": "tanh", "dropout": 0.3}),
    ("cnn-digits", {"stages": [{**STAGE, "activation": "gelu", "pooling": "average"}, BARE], "batch_norm": True}),
    ("cnn-tones", {"stages": [BARE, {**STAGE, "activation": "tanh"}], "hidden": [6], "hidden_activation": "none"}),
    ("autoencoder-digits-2", {}),
    ("autoencoder-digits-8", {"channels": [4]}),
    ("vae-digits", {"channels": [3, 4, 5]}),
    *(("rnn-first-symbol-lstm", {"cell": cell}) for cell in ("elman-tanh", "elman-relu", "lstm", "gru")),
    ("rnn-first-symbol-gru", {"cell": "gru", "bidirectional": True, "depth": 2, "dropout": 0.2}),
    ("rnn-seed-digits", {"cell": "lstm", "bidirectional": True, "readout": "mean"}),
    ("rnn-seed-digits", {"cell": "elman-relu", "depth": 3, "readout": "mean"}),
    ("rnn-tones", {}),
    ("rnn-sine", {}),
    ("rnn-characters", {"depth": 2, "hidden": 24}),
    ("attention-flagged-token", {"heads": 4, "positions": "learned", "dropout": 0.1}),
    ("attention-flagged-token", {"scaled": False, "positions": "sinusoidal", "width": 7}),
    ("attention-equal-keys", {"heads": 2}),
    ("transformer-sort", {"norm": "post", "activation": "relu", "positions": "sinusoidal", "dropout": 0.1}),
    ("transformer-recall-one", {"mlp_ratio": 0.0, "positions": "none", "scaled": False}),
    ("transformer-recall-one", {"form": "decoder", "heads": 1}),
    ("transformer-mackey-glass", {"norm": "post"}),
    ("transformer-reverse", {"norm": "post", "mlp_ratio": 0.0, "positions": "sinusoidal"}),
    ("transformer-dates", {"scaled": False, "dropout": 0.2, "depth": 2}),
    ("transformer-translate-chinese", {}),
    ("transformer-addition", {}),
    ("transformer-masked", {"positions": "none", "activation": "relu"}),
    ("transformer-gpt", {"depth": 1, "width": 16}),
]
PROSE = re.compile(r"(?<![`/.])\b[a-z]{3,} (?!=)(?:[a-z]{2,} |[a-z]{2,}$)|^# --- [A-Z]")
CHINESE = re.compile("[\u4e00-\u9fff]")
RUNNER = """
import json, runpy, sys
from pathlib import Path
sys.modules["playground"] = None  # whoever imports it now fails
for path in sorted(Path(sys.argv[1]).glob("*.py")):
    script = runpy.run_path(str(path))
    model = script["load"]()
    found = {"answer": script["answer"](model).numpy().tobytes().hex()}
    if "write" in script:
        found["write"] = [script["LABELS"][index] for index in script["write"](model)]
    path.with_suffix(".json").write_text(json.dumps(found))
"""


def varied(name: str, changes: dict[str, Any], **training: object) -> Experiment:
    values = presets.find(name).experiment.values()
    values["architecture"] |= changes
    values["training"] |= {"device": "cpu", **training}
    return Experiment.parse(values)


def trained(experiment: Experiment) -> Trainer:
    """A model whose weights are none of a fresh one's zeros and ones."""
    trainer = Trainer(experiment, experiment.task.load(experiment.training.seed))
    for _ in range(3):
        trainer.advance()
    dice = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for parameter in trainer.parameters:
            parameter += 0.1 * torch.randn(parameter.shape, generator=dice)
    return trainer


def written(trainer: Trainer, path: Path) -> None:
    piece = writing.compose(trainer.experiment, trainer.step, trainer.threads)
    path.write_text(writing.script(piece, path), encoding="utf-8")
    save_file(trainer.weights(), path.with_suffix(".safetensors"))


def alone(folder: Path, *words: str) -> str:
    """What a process says that cannot import this package."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def answer_bits(trainer: Trainer) -> str:
    return trainer.answer(*trainer.data.example(0)[0]).numpy().tobytes().hex()


def test_that_the_script_of_any_settings_answers_bit_for_bit(tmp_path: Path) -> None:
    wanted = {}
    for number, (name, changes) in enumerate(VARIANTS):
        trainer = trained(varied(name, changes))
        path = tmp_path / f"{number:02} {name}.py"
        written(trainer, path)
        wanted[path] = answer_bits(trainer)
    alone(tmp_path, "-c", RUNNER, str(tmp_path))
    for path, bits in wanted.items():
        found = json.loads(path.with_suffix(".json").read_text())
        assert found["answer"] == bits, f"{path.name}\n{path.read_text(encoding='utf-8')}"


def test_that_a_model_trained_in_bfloat16_answers_bit_for_bit_too(tmp_path: Path) -> None:
    for name in ("cnn-digits", "transformer-sort"):
        trainer = trained(varied(name, {}, precision="bfloat16"))
        written(trainer, tmp_path / f"{name}.py")
        alone(tmp_path, "-c", RUNNER, str(tmp_path))
        assert json.loads((tmp_path / f"{name}.json").read_text())["answer"] == answer_bits(trainer)


def test_that_an_answer_written_token_by_token_is_the_windows(tmp_path: Path) -> None:
    names = ("transformer-dates-chinese", "transformer-addition", "transformer-sort")
    wanted = {}
    for name in names:
        trainer = trained(varied(name, {}))
        written(trainer, tmp_path / f"{name}.py")
        view = next(view for view in predictions_of(trainer) if view.name == "prediction")
        wanted[name] = list(view.take()[1]["model"])
    alone(tmp_path, "-c", RUNNER, str(tmp_path))
    for name in names:
        assert json.loads((tmp_path / f"{name}.json").read_text())["write"] == wanted[name]


def predictions_of(trainer: Trainer) -> Any:
    from playground.data.specimen import Specimen

    return predictions(trainer, Specimen.of_test(trainer.data, 0))


def record(experiment: Experiment, path: Path) -> Session:
    events: list[Event] = []
    session = Session(0, experiment, path, events.append, Control())
    session.run()
    return session


@pytest.mark.parametrize(
    "name", ["cnn-digits", "rnn-sine", "attention-flagged-token", "transformer-dates", "vae-digits"]
)
def test_that_an_exported_script_runs_by_itself_and_says_so(name: str, tmp_path: Path) -> None:
    experiment = varied(name, {}, duration=5, duration_unit="steps")
    record(experiment, tmp_path / "课.run")
    script = tmp_path / "课堂 é😀 \"quoted'.py"
    assert main(["export", str(tmp_path / "课.run"), "--to", str(script)]) == 0
    assert script.with_suffix(".safetensors").is_file()
    said = alone(tmp_path, str(script))
    assert said.count("\n") >= 2 or name == "rnn-sine"
    words = {"cnn-digits": "the truth: 0", "vae-digits": "mean squared error: 0.", "rnn-sine": "value: "}
    assert words.get(name, "the truth: ") in said


def test_that_a_script_holds_only_what_its_settings_use() -> None:
    plain = writing.script(writing.compose(varied("cnn-digits", {}), 0, 1), Path("a.py"))
    assert not any(word in plain for word in ("BatchNorm", "Dropout", "self.hidden", "playground.", "F."))
    decoder = writing.script(writing.compose(varied("transformer-sort", {}), 0, 1), Path("a.py"))
    assert not any(word in decoder for word in ("memory", "sinusoids", "Dropout", "present(", "scale="))


@pytest.mark.parametrize(
    "name", ["cnn-digits", "rnn-tones", "attention-seed", "transformer-translate-chinese", "vae-digits"]
)
def test_that_a_script_reads_well_for_a_linter(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(writing.script(writing.compose(varied(name, {}), 3, 1), path), encoding="utf-8")
    checks = "F,E,W,I,B,PIE,RET"
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "120", "--select", checks,
         "--ignore", "RET504,B905", str(path)], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_that_other_weights_beside_a_script_are_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(varied("cnn-digits", {}, duration=2, duration_unit="steps"), tmp_path / "a.run")
    (tmp_path / "b.safetensors").write_bytes(b"somebody's")
    assert main(["export", str(tmp_path / "a.run"), "--to", str(tmp_path / "b.py")]) == 2
    assert "another name" in capsys.readouterr().err
    assert (tmp_path / "b.safetensors").read_bytes() == b"somebody's" and not (tmp_path / "b.py").exists()
    for _ in range(2):  # its own weights are
        assert main(["export", str(tmp_path / "a.run"), "--to", str(tmp_path / "c.py")]) == 0


def test_that_without_a_place_for_the_script_no_weights_are_left(tmp_path: Path) -> None:
    record(varied("cnn-digits", {}, duration=2, duration_unit="steps"), tmp_path / "a.run")
    (tmp_path / "c.py").mkdir()
    assert main(["export", str(tmp_path / "a.run"), "--to", str(tmp_path / "c.py")]) == 2
    assert not (tmp_path / "c.safetensors").exists()


def test_that_the_notebook_is_the_script_in_cells(tmp_path: Path) -> None:
    trainer = trained(varied("transformer-sort", {}))
    piece = writing.compose(trainer.experiment, trainer.step, trainer.threads)
    notebook = json.loads(writing.notebook(piece, tmp_path / "a.ipynb"))
    save_file(trainer.weights(), tmp_path / "a.safetensors")
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = notebook["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells) > 10
    assert all(cell["metadata"] == {} and isinstance(cell["source"], list) for cell in cells)
    assert all({"outputs", "execution_count"} <= set(cell) for cell in cells if cell["cell_type"] == "code")
    code = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    code += "\nprint(answer(load()).numpy().tobytes().hex())\n"
    assert alone(tmp_path, "-c", code).splitlines()[-1] == answer_bits(trainer)


def test_that_the_notebook_satisfies_the_official_schema() -> None:
    nbformat = pytest.importorskip("nbformat")
    for name in ("cnn-digits", "rnn-tones", "transformer-dates", "attention-seed", "vae-digits"):
        text = writing.notebook(writing.compose(varied(name, {}), 0, 1), Path("a.ipynb"))
        nbformat.validate(json.loads(text))


@pytest.fixture
def chinese() -> Iterator[None]:
    speak("zh_CN")
    yield
    speak("en")


def words_of(script: str) -> list[str]:
    """All lines of its comments and docstrings."""
    tokens = tokenize.generate_tokens(io.StringIO(script).readline)
    texts = [t.string for t in tokens if t.type == tokenize.COMMENT or t.string.startswith('"""')]
    return [line for text in texts for line in text.splitlines()]


def computed(script: str) -> str:
    """What is left without comments and docstrings, and without the words that are printed."""
    tree = ast.parse(script)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Module) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.unparse(tree).partition("if __name__")[0]


def test_that_a_script_and_a_notebook_are_written_in_the_language_that_is_spoken(chinese: None) -> None:
    experiments = [varied(*variant) for variant in VARIANTS] + [varied("cnn-digits", {}, precision="bfloat16")]
    english, path = [], Path("a.py")
    speak("en")
    for experiment in experiments:
        english.append(computed(writing.script(writing.compose(experiment, 3, 1), path)))
    speak("zh_CN")
    for experiment, same in zip(experiments, english, strict=True):
        piece = writing.compose(experiment, 3, 1)
        script = writing.script(piece, path)
        cells = json.loads(writing.notebook(piece, path))["cells"]
        lines = words_of(script)
        lines += [line for cell in cells if cell["cell_type"] == "markdown" for line in cell["source"]]
        left = [line for line in lines if PROSE.search(line) and not CHINESE.search(line) and "pip install" not in line]
        assert not left, left
        assert computed(script) == same
        for english_words in ("the truth", "the model", "mean squared", "step {"):
            assert english_words not in script.partition("if __name__")[2]
        assert all(width(line) <= 104 for line in words_of(script) if CHINESE.search(line))


def test_that_a_chinese_script_runs_and_that_export_takes_the_language(tmp_path: Path) -> None:
    record(varied("cnn-digits", {}, duration=3, duration_unit="steps"), tmp_path / "a.run")
    for language, heading in (("zh", "# --- 模型 ---"), ("en", "# --- The model ---")):
        target = tmp_path / f"{language}.py"
        assert main(["export", str(tmp_path / "a.run"), "--to", str(target), "--language", language]) == 0
        assert heading in target.read_text(encoding="utf-8")
        assert ("真值" if language == "zh" else "the truth") in alone(tmp_path, target.name)
