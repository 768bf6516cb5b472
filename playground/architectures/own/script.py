"""A model of one's own as a script: the text of the user's file, and a function that makes its model."""

from __future__ import annotations

import ast

from playground.architectures.own.settings import OwnSettings
from playground.blocks.script.sections import Section
from playground.data.shapes import DataShape
from playground.foundation import consent
from playground.foundation.errors import ModelFileError

CLASS = "make_model"
IMPORTS = ("from torch import Tensor, nn",)
WORDS = "This is the file {} as it was trained."
SHAPES = "from playground.data.shapes import *  # what goes in and is wanted out, as build is told"


def sections(settings: OwnSettings, data: DataShape) -> list[Section]:
    """The file as it was, and how its model is made. Raises ModelFileError where its text is not at hand."""
    text = settings.text or _text(settings)
    tree = ast.parse(text)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    if "build" in functions and not settings.model:
        named = next((node.name for node in reversed(classes) if _is_settings(node)), "")
        chosen = f"{named}(**{dict(settings.settings)!r})" if named else "None"
        made, before = f"build({chosen}, {data!r})", f"{SHAPES}\n\n\n"
    else:
        name = settings.model or next((node.name for node in reversed(classes) if not _is_settings(node)), "")
        made, before = f"{name}({', '.join(f'{key}={value!r}' for key, value in settings.settings.items())})", ""
    code = f"{before}{_without_future(text)}\n\n\ndef {CLASS}() -> nn.Module:\n    return {made}\n"
    return [Section("The model", WORDS.format(settings.file.replace("\\", "/").rpartition("/")[2]), code)]


def _text(settings: OwnSettings) -> str:
    """Of a file too long to be carried, which is only read here, not run."""
    from pathlib import Path

    file = consent.read(Path(settings.file))
    if file.sha256 != settings.sha256:
        raise ModelFileError(f"{settings.file} has changed since this experiment was made: put it back as it was.")
    return file.text


def _is_settings(node: ast.ClassDef) -> bool:
    """Whether a class is one of settings, by what it is derived from."""
    return any("Settings" in ast.unparse(base) or "BaseModel" in ast.unparse(base) for base in node.bases)


def _without_future(text: str) -> str:
    """Such imports may only stand at the head of a file."""
    return "\n".join(line for line in text.strip().splitlines() if not line.startswith("from __future__ "))
