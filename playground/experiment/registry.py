"""Gives settings classes by their kind, of whatever was discovered, so that adding one touches no list.

An architecture lives in ``playground.architectures.<name>.settings``, a task in ``playground.tasks.<name>``, or both in
an installed package; each such module defines one subclass whose ``kind`` is ``<name>`` with hyphens. What else an
architecture's folder holds is reached through here, too.
"""

from __future__ import annotations

import importlib.util
import inspect
from functools import cache
from types import ModuleType
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from playground.experiment import discovery
from playground.experiment.architecture import NAME, Architecture, ScriptTemplate
from playground.experiment.discovery import Role
from playground.foundation.nearest import advice
from playground.foundation.problems import problems_of
from playground.foundation.settings import Settings

_BROUGHT: dict[Role, tuple[str, ...]] = {  # with files
    "architecture": ("own", "pretrained", "pretrained-images"), "task": (),
}  # fmt: skip


@cache
def kinds(role: Role) -> tuple[str, ...]:
    """The kinds that can be chosen, in alphabetical order."""
    usable = [one for one in (*discovery.ours(role), *discovery.installed(role)) if not one.problem]
    return tuple(sorted(one.kind for one in usable if one.file is None and one.kind not in _BROUGHT[role]))


def _known(role: Role) -> tuple[str, ...]:
    return (*kinds(role), *_BROUGHT[role])


@cache
def settings_class(role: Role, kind: str) -> type[Settings]:
    """The settings class of a kind that is known. Raises KeyError for others."""
    if kind not in _known(role):
        raise KeyError(kind)
    found = discovery.class_in(discovery.settings_module(role, kind), kind)
    if found is None:
        raise KeyError(kind)
    return found


@cache
def titles() -> dict[str, str]:
    """Name of a field → its title, of all settings there are; where two share a name, the first one's."""
    from playground.experiment.training import TrainingSettings

    roles: tuple[Role, ...] = ("architecture", "task")
    classes: list[type[Settings]] = [
        TrainingSettings,
        *(settings_class(role, kind) for role in roles for kind in kinds(role)),
    ]
    found: dict[str, str] = {}
    while classes:
        for name, field in classes.pop(0).model_fields.items():
            found.setdefault(name, field.title or name)
            classes += [one for one in get_args(field.annotation) if inspect.isclass(one) and issubclass(one, Settings)]
    return found


def titled(role: Role, current: str) -> list[tuple[str, str]]:
    """Kind and title of those that can be chosen, and of the current one."""
    found = dict.fromkeys((*kinds(role), current))
    return [(kind, str(settings_class(role, kind).title)) for kind in found]  # type: ignore[attr-defined]


def kind_of(settings: Settings) -> str:
    """The kind of an architecture or a task."""
    kind: str = type(settings).model_fields["kind"].default
    return kind


@cache
def architecture(settings_class: type[Settings]) -> Architecture[Any]:
    """The record in ``architecture.py`` of the folder that holds the settings; apart, for it reads all but torch.

    A folder that exports none, as one of somebody else's may, is known by the files ``module``, ``worked``, ``script``.
    """
    folder = discovery.module_of("architecture", settings_class.model_fields["kind"].default)
    exported = _file(folder, "architecture")
    if exported is None:
        return _by_files(folder, settings_class)
    found = vars(exported)[NAME]
    assert isinstance(found, Architecture)
    return found


def _by_files(folder: str, settings_class: type[Settings]) -> Architecture[Any]:
    worked, script = _file(folder, "worked"), _file(folder, "script")
    return Architecture(
        settings_class,
        lambda settings, data: importlib.import_module(f"{folder}.module").build(settings, data),
        worked.explain if worked is not None else None,
        ScriptTemplate(script.CLASS, script.IMPORTS, script.sections) if script is not None else None,
    )


def _file(folder: str, name: str) -> ModuleType | None:
    found = importlib.util.find_spec(f"{folder}.{name}")
    return importlib.import_module(f"{folder}.{name}") if found is not None else None


def parse(role: Role, value: Any) -> Any:
    """Settings of the class that ``value["kind"]`` names; anything else is refused with a sentence."""
    if isinstance(value, Settings):
        return value
    if not isinstance(value, dict) or "kind" not in value:
        raise _refusal({"kind": f"is missing; choose one of {', '.join(kinds(role))}"})
    kind = value["kind"]
    if not isinstance(kind, str) or kind not in _known(role):
        raise _refusal({"kind": f"{kind!r} is not known; {advice(str(kind), kinds(role))}"})
    try:
        return settings_class(role, kind).model_validate(value)
    except ValidationError as error:
        raise _refusal(problems_of(error)) from None


def _refusal(problems: dict[str, str]) -> PydanticCustomError:
    return PydanticCustomError("settings", "broken settings", {"problems": problems})
