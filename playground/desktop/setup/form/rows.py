"""Rows: what the settings classes say about each field, in the terms of a form and the language spoken (no Qt)."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from playground.foundation.settings import Settings
from playground.languages.spoken import said

Kind = Literal["int", "float", "choice", "bool", "text", "folder", "file", "device", "ints", "items"]


@dataclass(frozen=True)
class FormRow:
    """One setting of a form.

    Attributes:
        key: the field's name.
        choices: value → how it is shown, for ``choice``.
        special: what the smallest value is called; empty: what nothing means, where nothing may be written.
        item: the class of the entries, for ``items``.
        idle_with: key of another setting → values with which this one does nothing.
        shortest, longest: how many entries a list may have.
    """

    key: str
    kind: Kind
    title: str
    help: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    logarithmic: bool = False
    special: str = ""
    empty: str = ""
    choices: tuple[tuple[Any, str], ...] = ()
    item: type[Settings] | None = None
    idle_with: Mapping[str, list[Any]] = field(default_factory=dict)
    shortest: int = 0
    longest: int = 64


def describe(settings: type[Settings]) -> list[FormRow]:
    """The rows of a settings class in the order of its fields, a group's one by one; ``kind`` is chosen elsewhere."""
    found: list[FormRow] = []
    for key, declared in settings.model_fields.items():
        if (group := _group(declared)) is not None:
            found += [replace(row, key=f"{key}.{row.key}") for row in describe(group)]
        elif key != "kind" and _extra(declared).get("editor") != "none":
            found.append(_row(key, declared))
    return found


def _group(field: FieldInfo) -> type[Settings] | None:
    """The class of settings that stand together under one name."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, Settings) else None


def _row(key: str, field: FieldInfo) -> FormRow:
    extra = _extra(field)
    limits = {name: getattr(rule, name) for rule in field.metadata for name in _LIMITS if hasattr(rule, name)}
    item = _item(field.annotation)
    labels = dict(extra.get("labels", {}))
    choices: tuple[tuple[Any, str], ...] = ()
    if get_origin(field.annotation) is Literal:
        choices = tuple((value, said(labels.get(value, str(value)))) for value in get_args(field.annotation))
    return FormRow(
        key=key,
        kind=_kind(field.annotation, extra),
        title=said(field.title or key),
        help=said(field.description or ""),
        unit=said(extra.get("unit", "")),
        low=limits.get("ge", limits.get("gt")),
        high=limits.get("le", limits.get("lt")),
        logarithmic=extra.get("scale") == "log",
        special=said(extra.get("special", "")),
        empty=said(extra.get("empty", "")),
        choices=choices,
        item=item,
        idle_with=extra.get("idle_with", {}),
        shortest=limits.get("min_length", 0) if _is_list(field.annotation) else 0,
        longest=limits.get("max_length", 64) if _is_list(field.annotation) else 64,
    )


def _extra(field: FieldInfo) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length")


def _kind(annotation: Any, extra: dict[str, Any]) -> Kind:
    editor = extra.get("editor")
    special: dict[Any, Kind] = {"folder": "folder", "file": "file", "device": "device"}
    if editor in special:
        return special[editor]
    if get_origin(annotation) is Literal:
        return "choice"
    if _is_list(annotation):
        return "items" if _item(annotation) is not None else "ints"
    kinds: dict[Any, Kind] = {bool: "bool", int: "int", float: "float"}
    return kinds.get(annotation, "text")


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple


def _item(annotation: Any) -> type[Settings] | None:
    if not _is_list(annotation):
        return None
    entry = get_args(annotation)[0]
    if get_origin(entry) in (Annotated, Union, types.UnionType):
        entry = get_args(entry)[0]
    return entry if isinstance(entry, type) and issubclass(entry, Settings) else None
