"""Migrations: an experiment that an earlier version wrote becomes one of today, one format after the other.

A change that would make old files unreadable, such as another name of a setting, raises ``FORMAT`` by one and adds one
file here with ``migrate``; files of earlier versions then go through all steps from theirs on. What was written before
there was a number is of format 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playground.experiment.migrations import to_2
from playground.foundation.errors import SettingsError

FORMAT = 2
KEY = "format"
Values = dict[str, Any]
STEPS: dict[int, Callable[[Values], Values]] = {2: to_2.migrate}  # format → what leads there from the one before


def current(values: Mapping[str, Any], source: str = "") -> Values:
    """Plain values of any format as those of today, without the number.

    Raises:
        SettingsError: the number is none, or that of a later version.
    """
    rest = dict(values)
    number = rest.pop(KEY, 1)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise SettingsError({KEY: f"must be a number from 1 to {FORMAT}"}, source)
    if number > FORMAT:
        raise SettingsError({KEY: f"is {number}: written by a newer version; update this program to open it"}, source)
    for step in range(number + 1, FORMAT + 1):
        rest = STEPS[step](rest)
    return rest
