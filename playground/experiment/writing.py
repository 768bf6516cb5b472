"""Writing: a preset, with its lesson, as the TOML file that reads back as the same preset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from playground.experiment.presets import Preset

_WIDE = 100  # characters of an inline table at most; a longer one becomes a table of its own


def to_toml(preset: Preset) -> str:
    """The text of a preset file; defaults are written too, what is None is left out."""
    values: dict[str, Any] = {"preset": preset.about.model_dump(mode="json"), **preset.experiment.values()}
    lines = [line for name, table in values.items() for line in _table(name, table)]
    for scene in preset.lesson:
        lines += _table("scene", scene.model_dump(mode="json", exclude_defaults=True), "[[{}]]")
    return "\n".join([*lines, ""]).lstrip("\n")


def _table(name: str, table: Mapping[str, Any], head: str = "[{}]") -> list[str]:
    """Its plain values first, then its longer tables under heads of their own."""
    lines, below = ["", head.format(name)], []
    for key, value in table.items():
        if value is None:
            continue
        if isinstance(value, Mapping) and len(_inline(value)) > _WIDE:
            below += _table(f"{name}.{_key(key)}", value)
        else:
            lines.append(f"{_key(key)} = {_inline(value)}")
    return [*lines, *below]


def _inline(value: Any) -> str:
    """One value, on one line. Raises TypeError for what no settings hold."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _string(value)
        case Mapping():
            pairs = (f"{_key(key)} = {_inline(item)}" for key, item in value.items() if item is not None)
            return "{ " + ", ".join(pairs) + " }" if value else "{}"
        case list() | tuple():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a preset file")


def _string(text: str) -> str:
    """A basic string; JSON's escapes are TOML's, but for the one control character that JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _string(key)
