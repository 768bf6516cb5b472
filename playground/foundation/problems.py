"""Turns a failed check into sentences a person can act on."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from playground.foundation.numbers import meant

_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a known setting; remove it or check its spelling",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "string_type": "must be a text in quotes",
    "finite_number": "must be a finite number",
    "literal_error": "must be one of {expected}",
    "too_short": "needs at least {min_length} entries",
    "too_long": "takes at most {max_length} entries",
    "tuple_type": "must be a list",
    "string_too_long": "must have at most {max_length} characters",
    "model_type": "must be a table of settings",
    "model_attributes_type": "must be a table of settings",
    "dict_type": "must be a table of settings",
}


def problems_of(error: ValidationError) -> dict[str, str]:
    """Dotted path → sentence, one for each broken rule of a pydantic error."""
    problems: dict[str, str] = {}
    for detail in error.errors(include_url=False):
        path = ".".join(str(part) for part in detail["loc"])
        nested = detail.get("ctx", {}).get("problems")
        if isinstance(nested, dict):
            for inner, sentence in nested.items():
                problems[".".join(filter(None, (path, inner)))] = sentence
        else:
            problems[path] = _sentence(detail)
    return problems


def _sentence(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "string_pattern_mismatch":
        return f"{_shown(detail['input'])} is not a possible value here"
    if detail["type"] == "value_error":
        return str(context.get("error", detail["msg"]))
    template = _SENTENCES.get(detail["type"])
    if template is None:
        return detail["msg"].lower()
    if detail["type"] == "float_type" and meant(detail["input"]):
        return f"write {meant(detail['input'])} with a point, not a comma"
    if detail["type"] == "int_type" and meant(detail["input"]):
        return f"must be a whole number, without a comma (it is {_shown(detail['input'])})"
    sentence = template.format(**context)
    if detail["type"] in ("missing", "extra_forbidden"):
        return sentence
    return f"{sentence} (it is {_shown(detail['input'])})"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "…"
