"""Discovery: which architectures and tasks there are: ours, by the folder convention, and those of installed packages.

A package offers one by an entry point of the group ``playground.architectures`` or ``playground.tasks``, whose name is
its kind and whose value a module: laid out as ours are, or, for an architecture, a single file such as one names on
the command line. With ``PLAYGROUND_TRACE=1`` each discovery is printed. Nothing else imports by a name made of strings.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Literal

from playground.foundation.settings import Settings

Role = Literal["architecture", "task"]
ROLES: tuple[Role, ...] = ("architecture", "task")
TRACE = "PLAYGROUND_TRACE"
OURS = {"architecture": "playground.architectures", "task": "playground.tasks"}
KIND = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"  # what a kind may be called
_DOES = {"architecture": "layers", "task": "load"}  # what its settings have to be able to do


@dataclass(frozen=True)
class Discovery:
    """One architecture or task that was found.

    Attributes:
        module: where it is, as Python imports it. origin: ``ours``, or the package and its version.
        file: of an architecture that is a single file; else None.
        problem: why it is left out, in words; empty where it is not.
    """

    role: Role
    kind: str
    module: str
    origin: str = "ours"
    file: Path | None = None
    problem: str = ""

    def line(self) -> str:
        """As the trace prints it."""
        left_out = f", left out: {self.problem}" if self.problem else ""
        return f"{self.role} {self.kind}: {self.file or self.module} ({self.origin}){left_out}"


def ours(role: Role) -> list[Discovery]:
    """What lies in our own folders; nothing of it is imported."""
    package = importlib.import_module(OURS[role])
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__) if not found.name.startswith("_"))
    return _traced([Discovery(role, name.replace("_", "-"), f"{OURS[role]}.{name}") for name in names])


@cache
def installed(role: Role) -> tuple[Discovery, ...]:
    """What installed packages offer. Their settings are imported; whatever goes wrong with one is its problem."""
    taken = {found.kind for found in ours(role)}
    found: list[Discovery] = []
    for entry in sorted(entry_points(group=OURS[role]), key=lambda one: (one.name, one.value)):
        found.append(_looked_at(role, entry, taken))
        taken.add(entry.name)
    return tuple(_traced(found))


def module_of(role: Role, kind: str) -> str:
    """Where a kind is, as Python imports it."""
    known = {found.kind: found.module for found in installed(role) if not found.problem and found.file is None}
    return known.get(kind, f"{OURS[role]}.{kind.replace('-', '_')}")


def class_in(module_name: str, kind: str) -> type[Settings] | None:
    """The settings class of a module whose ``kind`` is this one."""
    module = importlib.import_module(module_name)
    for _, candidate in inspect.getmembers(module, inspect.isclass):
        if candidate.__module__ == module.__name__ and issubclass(candidate, Settings):
            field = candidate.model_fields.get("kind")
            if field is not None and field.default == kind:
                return candidate
    return None


def _looked_at(role: Role, entry: EntryPoint, taken: set[str]) -> Discovery:
    origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "unknown package"
    name, module = entry.name, entry.value.partition(":")[0].strip()
    if not re.fullmatch(KIND, name):
        return Discovery(role, ascii(name), module, origin, problem="its name must be small letters, digits and -")
    if name in taken:
        return Discovery(role, name, module, origin, problem="there is one of this name already")
    try:
        file = _single_file(module) if role == "architecture" else None
        problem = "" if file is not None else _unusable(role, name, module)
    except (Exception, SystemExit) as error:
        said = (str(error).strip().splitlines() or [""])[0][:200]
        return Discovery(role, name, module, origin, problem=f"{type(error).__name__}: {said}")
    return Discovery(role, name, module, origin, file, problem)


def _single_file(module: str) -> Path | None:
    """The file of a module without a part called ``settings``, which is not imported; None for a folder like ours."""
    spec = importlib.util.find_spec(module)
    if spec is None:
        raise ModuleNotFoundError(f"no module named {module}")
    places = spec.submodule_search_locations or ()
    if any((Path(place) / "settings.py").is_file() or (Path(place) / "settings").is_dir() for place in places):
        return None
    if not spec.origin or not spec.origin.endswith(".py"):
        raise ImportError("neither a folder with settings.py nor a file of Python")
    return Path(spec.origin)


def _unusable(role: Role, kind: str, module: str) -> str:
    """What is missing in a package's settings; empty for nothing."""
    found = class_in(_settings_module(role, module), kind)
    if found is None:
        return f"defines no settings class whose kind is {kind!r}"
    able = callable(getattr(found, _DOES[role], None)) and isinstance(getattr(found, "title", None), str)
    return "" if able else f"its settings class needs a title and {_DOES[role]}()"


def _settings_module(role: Role, module: str) -> str:
    return f"{module}.settings" if role == "architecture" else module


def settings_module(role: Role, kind: str) -> str:
    """The module that holds the settings class of a kind."""
    return _settings_module(role, module_of(role, kind))


def files() -> dict[str, Discovery]:
    """The architectures of installed packages that are single files, by kind."""
    return {found.kind: found for found in installed("architecture") if found.file is not None and not found.problem}


def everything() -> Iterator[Discovery]:
    """All that was found, ours first, what is left out too."""
    for role in ROLES:
        yield from ours(role)
        yield from installed(role)


def _traced(found: list[Discovery]) -> list[Discovery]:
    if os.environ.get(TRACE):
        for one in found:
            sys.stderr.write(f"discovered {one.line()}\n")
    return found
