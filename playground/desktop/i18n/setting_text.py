"""Setting words: the value of a setting as the form shows it, for an experiment given as nested values."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic.fields import FieldInfo

from playground.desktop.i18n.formatting import figure, grouped
from playground.experiment import registry
from playground.experiment.training import TrainingSettings
from playground.foundation.settings import Settings
from playground.languages.spoken import said


def shown(values: Mapping[str, Any], path: str) -> str:
    """``architecture.norm`` → ``before each part``; of a file its name; empty where there is no such setting."""
    found: Any = values
    for part in path.split("."):
        found = _entry(found, part)
    if found is None:
        return ""
    label = _label(values, path, found)
    if label:
        return said(label)
    if isinstance(found, str) and Path(found).is_absolute():
        return Path(found).name  # where it lies says nothing about the experiment, and takes a line
    if isinstance(found, bool | str):
        return str(found)
    return figure(found) if isinstance(found, float) else grouped(found)


def _entry(found: Any, part: str) -> Any:
    if isinstance(found, list | tuple):
        return found[int(part)] if part.isdigit() and int(part) < len(found) else None
    return found.get(part) if isinstance(found, Mapping) else None


def _label(values: Mapping[str, Any], path: str, value: Any) -> str:
    """How the form calls a value of a choice, or the special smallest one; empty for all others."""
    role, *parts = path.split(".")
    if parts == ["kind"]:
        return str(registry.settings_class(role, str(value)).title)  # type: ignore[attr-defined]
    settings = TrainingSettings if role == "training" else registry.settings_class(role, values[role]["kind"])
    field = _field(settings, [part for part in parts if not part.isdigit()])
    extra = field.json_schema_extra if field is not None else None
    if not isinstance(extra, dict):
        return ""
    labels: Any = extra.get("labels")
    special = str(extra.get("special") or "") if value == 0 and not isinstance(value, bool) else ""
    return str(labels.get(value, special)) if isinstance(labels, dict) else special


def _field(settings: type[Settings], names: list[str]) -> FieldInfo | None:
    field = settings.model_fields.get(names[0])
    if field is None or len(names) == 1:
        return field
    inner = [one for one in get_args(field.annotation) if inspect.isclass(one) and issubclass(one, Settings)]
    return _field(inner[0], names[1:]) if inner else None
