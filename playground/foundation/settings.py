"""The base of all settings: one declaration a hyperparameter; form, check, file and help follow from it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Frozen, strictly checked settings. Unknown keys, NaN and infinities are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, validate_default=True)


def setting(
    default: Any,
    title: str,
    help: str,
    *,
    unit: str = "",
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    pattern: str | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    scale: Literal["linear", "log"] = "linear",
    special: str = "",
    empty: str = "",
    labels: dict[str, str] | None = None,
    editor: Literal["", "folder", "file", "device", "none"] = "",
    idle_with: dict[str, list[Any]] | None = None,
) -> Any:
    """Declare one setting.

    Args:
        default: the value a new experiment starts with.
        title: the label of its row, the field's standard term.
        help: one or two sentences shown as help.
        unit: printed behind the value.
        scale: ``log`` steps the editor 1, 2, 5, 10 …
        special: what to show in place of the smallest value (``0`` → ``off``).
        empty: what an empty text, file or folder means; without it something must be written there.
        labels: value → how a choice is shown.
        idle_with: other setting → values with which this one does nothing.
        editor: asks for a special editor (a chooser of folders or files, the list of devices); ``none`` for
            what no form shows.
    """
    extra: dict[str, Any] = {
        "unit": unit,
        "scale": scale,
        "special": special,
        "empty": empty,
        "labels": dict(labels or {}),
        "editor": editor,
        "idle_with": dict(idle_with or {}),
    }
    return Field(
        default,
        title=title,
        description=help,
        ge=ge,
        gt=gt,
        le=le,
        lt=lt,
        pattern=pattern,
        min_length=min_length,
        max_length=max_length,
        json_schema_extra=extra,
    )
