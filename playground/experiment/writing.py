"""Writing: a preset, with its lesson, as the TOML file that reads back as the same preset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tomli_w

from playground.experiment import migrations
from playground.experiment.experiment import Experiment
from playground.experiment.lessons import Scene
from playground.experiment.presets import About


def to_toml(about: About, experiment: Experiment, lesson: Sequence[Scene] = ()) -> str:
    """The text of a preset file; defaults are written too, groups that are off and what is None are left out."""
    values: dict[str, Any] = {
        migrations.KEY: migrations.FORMAT,
        "preset": about.model_dump(mode="json"),
        **experiment.values(),
    }
    for name in experiment.training.plain_groups:
        del values["training"][name]
    if lesson:
        values["scene"] = [scene.model_dump(mode="json", exclude_defaults=True) for scene in lesson]
    return tomli_w.dumps(_filled(values))


def _filled(value: Any) -> Any:
    """The same without what is None, for which TOML has no word."""
    if isinstance(value, Mapping):
        return {key: _filled(item) for key, item in value.items() if item is not None}
    return [_filled(item) for item in value] if isinstance(value, list | tuple) else value
