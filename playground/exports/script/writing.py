"""Writing the script: gathers recording, task and model, and saves script or notebook with the weights beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import playground
from playground.blocks.script import translation
from playground.blocks.script.sections import Section, fill, notebook_text, quoted, script_text
from playground.blocks.script.translation import said
from playground.data.datasets import Data
from playground.experiment import registry
from playground.experiment.experiment import Experiment
from playground.exports.script import specimen
from playground.foundation.errors import PlaygroundError
from playground.languages import spoken
from playground.runs import provenance
from playground.runs.reader import RunReader

HEAD = '''
    """$title

    $model
    $weights
    $beside

        pip install torch safetensors numpy
        python $name
    """

    $imports
'''
MODEL = "This is the model of a Neural Playground run after {} training steps. Its weights are in the file"
BESIDE = "beside this one."
SPECIMEN = 0  # the test example that the window shows


@dataclass(frozen=True)
class Piece:
    """All that a script or notebook is made of."""

    title: str
    step: int
    imports: str
    sections: tuple[Section, ...]
    body: str
    threads: int


def gather(recording: Path) -> Piece:
    """Everything about the newest checkpoint's model. Raises RunFileError, SettingsError or DataError."""
    with RunReader(recording) as reader:
        experiment, data = provenance.load(reader)
        threads = reader.environment.get("threads", 1)
        step = reader.checkpoint().step
    return compose(experiment, step, threads if isinstance(threads, int) else 1, data)


def compose(experiment: Experiment, step: int, threads: int, data: Data | None = None) -> Piece:
    """The pieces for an experiment; its data is needed for the specimen, and loaded if it is not given."""
    data = data or experiment.load()
    experiment.layers()
    inputs, (target, *_) = data.example(SPECIMEN)
    template = registry.architecture(type(experiment.architecture)).script
    if template is None:
        raise PlaygroundError(f"{experiment.architecture.title} writes no script yet; export its weights instead.")
    sections: Sequence[Section] = template.sections(experiment.architecture, data.shape)
    code = "\n".join(section.code for section in sections)
    last = "Conv" in code and experiment.architecture.channels_last
    answered, body = specimen.sections(
        template.name, data.shape, inputs, target, last, experiment.training.precision == "bfloat16"
    )
    title = said(f"{spoken.said(experiment.architecture.title)} for {spoken.said(experiment.task.title)}")
    if experiment.training.weights:
        name = _quoted(Path(experiment.training.weights).name)
        title = said(f"{title}, fine-tuned from {name}")
    found = tuple(section.translated() for section in (*sections, *answered))
    return Piece(title, step, _imports(template.imports, code), found, _body(body), max(1, threads))


def _body(template: str) -> str:
    """What prints the prediction, and says what it prints."""
    words = {word: said(words) for word, words in specimen.PRINTED.items()}
    return translation.code(fill(template, **words))


def _imports(lines: tuple[str, ...], code: str) -> str:
    """Grouped and in the usual order; only what the code uses."""
    standard = ["from pathlib import Path"]
    others = ["import torch", "from safetensors.torch import load_file"]
    for line in lines:
        (standard if line.startswith("from collections") else others).append(line)
    if "np." in code:
        others.append("import numpy as np")
    if "F." not in code:
        others = [line for line in others if not line.endswith(" as F")]
    plain = sorted(line for line in others if line.startswith("import"))
    rest = sorted(line for line in others if line.startswith("from"))
    return "\n".join([*sorted(standard), "", *plain, *rest])


def script(piece: Piece, path: Path) -> str:
    """The text of ``path``; its weights lie beside it under the same name with ``.safetensors``."""
    weights = path.with_suffix(".safetensors").name
    head = fill(
        HEAD, title=said(f"{piece.title}, in PyTorch alone."), model=said(MODEL.format(piece.step)),
        beside=said(BESIDE), weights=_quoted(weights), name=_quoted(path.name), imports=piece.imports,
    )  # fmt: skip
    constants = f"WEIGHTS = Path(__file__).with_name({quoted(weights)})\n{_threads(piece)}"
    main = f'if __name__ == "__main__":\n    {piece.body.replace(chr(10), chr(10) + "    ")}\n'
    return script_text(f"{head}\n\n{constants}", piece.sections) + "\n\n" + main


def notebook(piece: Piece, path: Path) -> str:
    """The same as a Jupyter notebook."""
    weights = path.with_suffix(".safetensors").name
    words = said(
        f"The model of a Neural Playground run after {piece.step} training steps, in PyTorch alone. "
        f"Its weights are in the file `{_quoted(weights)}` beside this notebook "
        f"(written by version {playground.__version__})."
    )
    code = f"{piece.imports}\n\nWEIGHTS = Path({quoted(weights)})\n{_threads(piece)}"
    first = Section(said("What is needed"), "`pip install torch safetensors numpy`", code)
    last = Section("The prediction", "The same as the window shows.", piece.body).translated()
    return notebook_text(piece.title, words, [first, *piece.sections, last])


def _threads(piece: Piece) -> str:
    return translation.code(
        f"torch.set_num_threads({piece.threads})  # as in training: the last bits of a sum depend on it"
    )


def _quoted(name: str) -> str:
    """A file name inside a docstring or a text."""
    shown = name if name.isprintable() else ascii(name)[1:-1]
    return shown.replace("\\", "\\\\").replace('"', "'")
