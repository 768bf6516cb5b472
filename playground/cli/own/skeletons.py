"""``playground new``: writes what to begin from: a file with a model of one's own, or a package with a task."""

from __future__ import annotations

import argparse
import importlib.util
import keyword
import re
from pathlib import Path

from playground.cli.own.task_skeleton import MODULE, PROJECT
from playground.experiment import registry
from playground.experiment.discovery import KIND
from playground.foundation.errors import PlaygroundError, SaveError

ARCHITECTURE = '''"""{title}: a model of my own.

Try it with ``playground model {file}``, train it with ``playground train {file}``.
"""

from torch import Tensor, nn

from playground.data.shapes import DataShape, ImageInput, output_width
from playground.foundation.settings import Settings, setting


class {title}Settings(Settings):
    """What can be chosen: ``--set architecture.settings.channels=16``."""

    channels: int = setting(8, "Channels", "Kernels of the convolution.", ge=1, le=256)
    hidden: int = setting(32, "Hidden units", "Numbers between the maps and the answer.", ge=1, le=4096)


class {title}(nn.Module):
    """Images (B, C, H, W) → one number a class (B, K)."""

    def __init__(self, settings: {title}Settings, data: DataShape) -> None:
        super().__init__()
        images = data.inputs
        assert isinstance(images, ImageInput), "this model reads images"
        self.convolution = nn.Conv2d(images.channels, settings.channels, kernel_size=3, padding=1)
        self.activation = nn.ReLU()
        self.pooling = nn.MaxPool2d(2)
        flat = settings.channels * (images.height // 2) * (images.width // 2)
        self.hidden = nn.Sequential(nn.Linear(flat, settings.hidden), nn.ReLU())
        self.output = nn.Linear(settings.hidden, output_width(data.targets))

    def forward(self, x: Tensor) -> Tensor:
        x = self.pooling(self.activation(self.convolution(x)))
        return self.output(self.hidden(x.flatten(1)))


def build(settings: {title}Settings, data: DataShape) -> nn.Module:
    """Called by the playground, with the settings and with what goes in and is wanted out."""
    return {title}(settings, data)
'''


def new(arguments: argparse.Namespace) -> int:
    """Write what is asked for into the working folder; what is there stays. Raises PlaygroundError."""
    name = arguments.title
    if not name.isidentifier() or keyword.iskeyword(name) or not name.isascii():
        raise PlaygroundError(f"{name!r} cannot be the name of a module: use letters, digits and _.")
    title = "".join(part[:1].upper() + part[1:] for part in name.split("_")) or "Mine"
    if arguments.what == "task":
        return _task(name, title)
    path = Path(f"{name}.py")
    _write(path, ARCHITECTURE.format(title=title, file=path))
    print(f"{path}: try it with 'playground model {path}', train it with 'playground train {path}'")
    return 0


def _task(name: str, title: str) -> int:
    """A folder to be installed: the module of the task and the project that offers it."""
    kind = name.replace("_", "-")
    if not re.fullmatch(KIND, kind):
        raise PlaygroundError(f"{name!r} cannot be the name of a task: use small letters, digits and single _ between.")
    if kind in registry.kinds("task"):
        raise PlaygroundError(f"There is a task {kind!r} already; choose another name.")
    folder = Path(name)
    if folder.exists() or folder.is_symlink():
        raise SaveError(f"{folder}: is there already; choose another name.")
    if importlib.util.find_spec(name) is not None:
        raise PlaygroundError(f"Python has a module {name!r} already; choose another name.")
    try:
        folder.mkdir()
    except OSError as error:
        raise SaveError(f"{folder}: cannot be written ({error.strerror}).") from None
    for path, text in ((folder / f"{name}.py", MODULE), (folder / "pyproject.toml", PROJECT)):
        _write(path, text.format(title=title, kind=kind, module=name))
    print(f"{folder}: 'pip install -e {folder}' makes it known, "
          f"'playground train cnn-digits --set task.kind={kind}' trains on it")  # fmt: skip
    return 0


def _write(path: Path, text: str) -> None:
    """A new file. Raises SaveError."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise SaveError(f"{path}: is there already; choose another name.") from None
    except OSError as error:
        raise SaveError(f"{path}: cannot be written ({error.strerror}).") from None
