"""Loading: runs the text of a file under a name of its own, and builds the model that it defines."""

from __future__ import annotations

import inspect
import sys
import traceback
from importlib.abc import SourceLoader
from types import ModuleType
from typing import Any

import torch
from pydantic import BaseModel, ValidationError
from torch import nn
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter

from playground.data.shapes import DataShape
from playground.foundation.consent import PythonFile
from playground.foundation.errors import ModelFileError, PlaygroundError
from playground.foundation.nearest import advice
from playground.foundation.problems import problems_of
from playground.probes.automatic import examples

BUILD = "build"


class _Text(SourceLoader):
    """Runs the very bytes that were read and hashed, and writes nothing beside them."""

    def __init__(self, file: PythonFile) -> None:
        self._file = file

    def get_filename(self, fullname: str) -> str:
        """Where its lines are."""
        return str(self._file.path)

    def get_data(self, path: str) -> bytes:
        """The bytes of the file, which is not read again."""
        return self._file.raw


def run(file: PythonFile) -> ModuleType:
    """Run a file and return its module. The text must have been consented to. Raises ModelFileError."""
    name = f"playground_own_{file.sha256[:16]}"
    module = ModuleType(name)
    module.__file__ = str(file.path)
    sys.modules[name] = module  # before it runs: dataclasses and annotations look themselves up there
    try:
        _Text(file).exec_module(module)
    except PlaygroundError:
        raise
    except MemoryError:
        raise
    except SyntaxError as error:
        raise ModelFileError(f"{error.filename or file.path}:{error.lineno}: {error.msg}.") from None
    except (Exception, SystemExit) as error:
        raise ModelFileError(told(error, file)) from None
    return module


def told(error: BaseException, file: PythonFile) -> str:
    """``mine.py:12: division by zero (ZeroDivisionError).``, with the innermost line that is the file's own."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(file.path)]
    place = f"{file.path}:{lines[-1]}" if lines else str(file.path)
    if isinstance(error, SystemExit):
        return f"{place}: ends the program; a model's file must only define."
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"{place}: {error.name} is not installed here; a model's file stands alone, without files beside it."
    said = (str(error).strip().splitlines() or [""])[0].rstrip(".")
    return f"{place}: {said[:300]} ({type(error).__name__})." if said else f"{place}: {type(error).__name__}."


def model_of(module: ModuleType, file: PythonFile, name: str, given: dict[str, Any], data: DataShape) -> nn.Module:
    """The model for some of the file's settings. Raises ModelFileError."""
    build = getattr(module, BUILD, None)
    try:
        if callable(build) and not name:
            model = build(checked(module, file, given), data)
        else:
            model = chosen(module, file, name)(**checked_arguments(module, file, name, given))
    except (PlaygroundError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        raise ModelFileError(told(error, file)) from None
    if not isinstance(model, nn.Module):
        raise ModelFileError(f"{file.path}: build gives {_kind(model)}; it must return an nn.Module.")
    try:
        return _initialised(model, data)
    except Exception as error:
        raise ModelFileError(told(error, file)) from None


def _initialised(model: nn.Module, data: DataShape) -> nn.Module:
    """Layers that learn their size from the first pass get one."""
    if any(
        isinstance(one, (UninitializedBuffer, UninitializedParameter))
        for one in (*model.parameters(), *model.buffers())
    ):
        with torch.no_grad():
            model.eval()(*examples.inputs(data, 2))
        model.train()
    return model


def settings_of(module: ModuleType, file: PythonFile, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """All settings of the file, those that were not given by their defaults, as plain values. Raises ModelFileError."""
    if callable(getattr(module, BUILD, None)) and not name:
        settings = checked(module, file, given)
        return settings.model_dump(mode="json") if isinstance(settings, BaseModel) else {}
    return {key: value for key, value in checked_arguments(module, file, name, given).items() if _plain(value)}


def schema_of(module: ModuleType, file: PythonFile, name: str) -> dict[str, Any]:
    """The JSON schema of the file's settings: of its class, or of the arguments of its model."""
    if callable(getattr(module, BUILD, None)) and not name:
        settings = _settings_class(module)
        return {} if settings is None else settings.model_json_schema()
    defaults = checked_arguments(module, file, name, {})
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    fields = {key: {"type": kinds[type(value)], "default": value} for key, value in defaults.items() if _plain(value)}
    return {"type": "object", "properties": fields}


def checked(module: ModuleType, file: PythonFile, given: dict[str, Any]) -> BaseModel | None:
    """The file's settings class with these values; None where it has none. Raises ModelFileError."""
    found = _settings_class(module)
    if found is None:
        if given:
            raise ModelFileError(f"{file.path}: defines no settings, so there is nothing called {next(iter(given))!r}.")
        return None
    unknown = [key for key in given if key not in found.model_fields]
    if unknown:
        known = _known(unknown[0], found.model_fields)
        raise ModelFileError(f"{file.path}: {unknown[0]!r} is not one of its settings; {known}")
    try:
        return found.model_validate(given)
    except ValidationError as error:
        path, sentence = next(iter(problems_of(error).items()))
        raise ModelFileError(f"{file.path}: setting {path}: {sentence}.") from None


def checked_arguments(module: ModuleType, file: PythonFile, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of the model's class, given or by default. Raises ModelFileError."""
    known = _arguments(chosen(module, file, name))
    for key, value in given.items():
        if key not in known:
            raise ModelFileError(f"{file.path}: {key!r} is not one of its settings; {_known(key, known)}")
        default = known[key]
        if _plain(default) and type(value) is not type(default) and not (type(default) is float and type(value) is int):
            raise ModelFileError(f"{file.path}: setting {key} must be like {default!r}, not {value!r}.")
    found = {key: given.get(key, default) for key, default in known.items()}
    lacking = [key for key, value in found.items() if value is inspect.Parameter.empty]
    if lacking:
        raise ModelFileError(f"{file.path}: {lacking[0]} has no default; give it one, or define build(settings, data).")
    return found


def chosen(module: ModuleType, file: PythonFile, name: str) -> type[nn.Module]:
    """The class of the model: the one named, or the only one whose arguments all have defaults."""
    found = {
        key: value for key, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, nn.Module) and value.__module__ == module.__name__
    }  # fmt: skip
    if name:
        if name not in found:
            raise ModelFileError(f"{file.path}: defines no nn.Module called {name}; {_known(name, found)}")
        return found[name]
    ready = [key for key, value in found.items() if _arguments_complete(value)]
    if len(ready) == 1:
        return found[ready[0]]
    if not found:
        raise ModelFileError(f"{file.path}: defines neither an nn.Module nor build(settings, data) that makes one.")
    if not ready:
        raise ModelFileError(
            f"{file.path}: the arguments of {', '.join(found)} have no defaults; give them some, "
            "or define build(settings, data)."
        )
    raise ModelFileError(f"{file.path}: defines {', '.join(ready)}; choose with --set architecture.model={ready[-1]}.")


def _settings_class(module: ModuleType) -> type[BaseModel] | None:
    found = [
        value for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, BaseModel) and value.__module__ == module.__name__
    ]  # fmt: skip
    return found[-1] if found else None


def _parameters(model: type[nn.Module]) -> list[inspect.Parameter]:
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [one for one in list(inspect.signature(model.__init__).parameters.values())[1:] if one.kind not in kinds]


def _arguments(model: type[nn.Module]) -> dict[str, Any]:
    return {one.name: one.default for one in _parameters(model)}


def _arguments_complete(model: type[nn.Module]) -> bool:
    return all(one.default is not inspect.Parameter.empty for one in _parameters(model))


def _plain(value: Any) -> bool:
    return type(value) in (bool, int, float, str)


def _known(word: str, names: Any) -> str:
    return advice(word, list(names)) if names else "it has none."


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
